"""Events that change nobody, as far as can be told: written by one statement, which says of whom that is not so.

What somebody is told again is no news where the graph holds just that, and the statement looks, so nothing of it need
be fetched. Nor is it news that somebody signs in on what nobody else does: that is theirs from then on. It writes
nothing where anything is not as thought: what was counted before, or is about the erased, leaves the group then, and
what changes somebody is for `Tracking.write`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.consent.ledger import append
from app.consent.rules import rules_in_force
from app.graph.store import Row, Run, Store
from app.ingest.choices import choice_rows
from app.ingest.online import Span, epoch
from app.ingest.seen_rows import about, by_record, online_rows, pair_rows
from app.ingest.told import by_group, line, taken_away
from app.ingest.tombstones import Suspects, record_name
from app.ingest.track_events import Sighting
from app.ingest.track_records import own_email
from app.resolution.reading import NIGHTS

_TOLD_WITH = {"email": "Email", "phone": "Phone", "address": "Address"}
"""Group of fields -> label of the identifiers that were told when it was."""
_EVERY = "ExternalId"
"""Label of those that were used in every event."""


@dataclass(frozen=True, slots=True)
class Changing:
    """What changes somebody, or may: `told`, IDs of records that are told what they do not say, or of whose person it
    makes another; `shared`, of those who signed in where others do; `moved`, keys of what is used in another home now.
    """

    told: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()
    moved: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.told or self.shared or self.moved)

    def is_of(self, one: Sighting) -> bool:
        """Whether it is this event that does."""
        record = one.event.record_id
        return record in self.told or record in self.shared or any(on.key in self.moved for on in one.online)


def written_at_once(store: Store, sightings: Sequence[Sighting], today: int) -> bool:
    """Write events (`each_once`) that are all as thought in one round trip, as nearly always. False where they are not,
    and nothing is written; or where nobody knows, as after a lost connection, and they may be counted by now."""
    if any(one.event.choices for one in sightings) or _at_odds(sightings):
        return False
    asked, _ = _question(store.home, {one.event.message for one in sightings}, sightings, today)
    return store.write_alone("track/quick", **asked, alone=True) is not None


def write_quick(run: Run, home: Path | None, sightings: Sequence[Sighting], today: int) -> Changing:
    """Write what is new of events (`each_once`), within a transaction; where anything changes somebody, it is not to be
    committed. Raises SettingsError where the secret of tombstones is another one."""
    left, messages = sightings, {one.event.message for one in sightings}
    while messages:
        if at_odds := _at_odds(left):
            return Changing(told=frozenset(at_odds))
        asked, suspects = _question(home, messages, left, today)
        (row,) = run("track/quick", **asked, alone=False)
        gone, old = suspects.gone(row), set(row["old"])
        if not gone and not old:
            append(run, choice_rows(((one.event, one.online) for one in left), rules_in_force()))
            told, shared, moved = (frozenset(row[name]) for name in ("told", "shared", "moved"))
            return Changing(told.union(row["news"]), shared, moved)
        messages -= old
        left = [one for one in left if one.event.message in messages and about(one) not in gone]
    return Changing()


def _question(
    home: Path | None, messages: Collection[int], left: Sequence[Sighting], today: int
) -> tuple[Row, Suspects]:
    """Parameters of `track/quick`: `messages` are counted, and of those `left` it is written what they say."""
    suspects = Suspects.of(home, {about(one): _names(one) for one in left})
    online, records = online_rows(left), by_record(left)
    return {
        "messages": sorted(messages),
        "day": today,
        "keys": [one["key"] for one in online],
        "online": online,
        "pairs": pair_rows(left),
        "nights": NIGHTS,
        "records": [_told_again(id, records[id]) for id in sorted(records)],
        **suspects.p,
    }, suspects


def _names(one: Sighting) -> list[str]:
    """What may have a tombstone. A browser or device, where somebody signed in, is whose that is; and a record that is
    there has nothing that only the erased had."""
    record = one.event.record_id
    return [record_name(record)] if record else [identifier.key for identifier in one.online]


def _at_odds(events: Iterable[Sighting]) -> set[str]:
    """Records of which different things are told, so that what holds is more than can be asked for."""
    told = by_record(one for one in events if one.event.told)
    return {id for id, mine in told.items() if any(one.event.told != mine[0].event.told for one in mine)}


def _told_again(id: str, events: Sequence[Sighting]) -> Row:
    """A record of `track/quick`, of which these events tell nothing new if it is as they say."""
    every, telling = _span(events), [one for one in events if one.event.told]
    told = telling[0].event.told if telling else {}
    when, groups = _span(telling or events), by_group(told)
    spans = {label: when.milliseconds() for group, label in _TOLD_WITH.items() if group in groups}
    return {
        "id": id,
        "source": events[0].event.source,
        **every.times(),
        "claimed": any(one.event.claimed for one in events),
        "ids": sorted({id for one in events for id in one.event.ids}),
        "own_email": own_email(id),
        "told": told,
        "without": sorted(taken_away(told)),
        "lines": [{"group": f"{group} ", "line": line(group, when.last)} for group in groups],
        "said": epoch(when.last) if telling else None,
        "online": {key: span.milliseconds() for key, span in _where(events).items()},
        "by_label": {_EVERY: every.milliseconds(), **spans},
    }


def _span(events: Sequence[Sighting]) -> Span:
    """Of events in the order of time."""
    return Span(events[0].event.at, events[-1].event.at)


def _where(events: Sequence[Sighting]) -> Mapping[str, Span]:
    """Where the person signed in."""
    found: dict[str, Span] = {}
    for one in events:
        for identifier in one.online:
            found.setdefault(identifier.key, Span(one.event.at, one.event.at)).widen(one.event.at)
    return found
