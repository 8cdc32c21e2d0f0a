"""Events of tracking SDKs into the graph: many in one transaction, each counted once however often it comes.

The source record of a user ID holds what was told of that user, newest telling per field; cookies and devices hold what
was seen, as visits of files do; whoever is named by an event signed in on its cookie and device. An event and the note
that it is counted are written in the same transaction, so nothing acknowledged is lost and nothing counts twice. Every
transaction takes its locks in the same order: events, cookies and devices, records, other identifiers, each sorted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from app.consent.ledger import append
from app.consent.rules import rules_in_force
from app.errors import IdGraphError, Outdated
from app.graph.store import Row, Run, Store
from app.ingest.births import go_on_from_the_youngest
from app.ingest.choices import choice_rows
from app.ingest.identifiers import ONLINE
from app.ingest.quick import Changing, write_quick, written_at_once
from app.ingest.seen_rows import about, by_record, each_once, online_rows, pair_rows
from app.ingest.tombstones import Suspects, record_name
from app.ingest.track_events import Sighting
from app.ingest.track_records import Known, records_of
from app.ingest.ulid import ulid
from app.resolution.live import resolved_apart, within
from app.resolution.reading import NIGHTS

REMEMBERED_DAYS = 8
"""How long an event is known again. SDKs send again for at most half a day, queues on phones for a week."""
_FORGOTTEN_AT_ONCE = 1_000


class _Changes(IdGraphError):
    """Carries out of its transaction what changes somebody, and rolls it back."""

    def __init__(self, changing: Changing) -> None:
        super().__init__("somebody is told to be another, or signed in where others live")
        self.changing = changing


@dataclass(frozen=True, slots=True)
class Left:
    """What was not written, as it is for `Tracking.write`; `told`: IDs of records of which what they are told changes
    something."""

    sightings: list[Sighting]
    told: set[str]


class Tracking:
    """Writes events. Any number of threads and processes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._load_id = ulid()
        self._tidied = 0

    def write(self, sightings: Sequence[Sighting]) -> None:
        """Bring events into the graph; when this returns, they are committed. Raises GraphUnavailable."""
        today = datetime.now(UTC).toordinal()

        def change(run: Run) -> set[str]:
            return self._write(run, sightings, today)

        found = self._store.transact(lambda run: within(self._store, run, change, merged=0))
        resolved_apart(self._store, found, merged=0)
        self._forget(today)

    def write_seen(self, sightings: Sequence[Sighting]) -> Left:
        """The same for events that take the quick lane (see `lanes`): hardly ever do these change who is who, and where
        they do not, they need not wait until whoever changes people is done. Those that do are left."""
        today = datetime.now(UTC).toordinal()
        rest, left, told = each_once(sightings), set[int](), set[str]()
        while changing := self._changing(rest, today):
            left.update(one.event.message for one in rest if changing.is_of(one))
            rest = [one for one in rest if one.event.message not in left]
            told |= changing.told
        self._forget(today)
        return Left([one for one in sightings if one.event.message in left], told)

    def _changing(self, sightings: Sequence[Sighting], today: int) -> Changing:
        """What of these changes somebody; they are written if nothing does."""

        def work(run: Run) -> None:
            if changing := write_quick(run, self._store.home, sightings, today):
                raise _Changes(changing)

        try:
            if not written_at_once(self._store, sightings, today):
                self._store.transact(work)
        except _Changes as found:
            return found.changing
        return Changing()

    def _write(self, run: Run, sightings: Sequence[Sighting], today: int) -> set[str]:
        """Write what is new; the records of which resolution may think otherwise now."""
        by_id = {one.event.message: one for one in each_once(sightings)}
        seen_on = {one.key for sighting in sightings for one in sighting.online}
        (counted,) = run(
            "track/messages",
            ids=sorted(by_id),
            day=today,
            keys=sorted(seen_on),
            records=_record_rows(by_record(by_id.values())),
        )
        new = set(counted["new"])
        fresh = [one for message, one in by_id.items() if message in new]
        if not fresh:
            return set()
        known = {row["id"]: Known.of(row) for row in counted["records"]}
        named = by_record(fresh)
        if not known.keys() >= named.keys():
            raise Outdated("a record was erased between being found and being held")
        if any("born" not in one.record for one in known.values()):
            go_on_from_the_youngest(run)  # others may have brought somebody since, by a clock that is ahead
        records = records_of(known, named, self._load_id)
        # Who holds a record holds what it is linked to already: nobody takes that away without the record.
        told = {link["key"] for record in records if record["news"] for link in record["links"]}
        # Cookies and devices come before the links to them: only their own rows say when they were seen.
        fresh, records, touched = self._see(run, fresh, records, sorted(told - seen_on))
        changed = [record for record in records if record["news"]]
        if changed:
            attach = [record for record in changed if record["links"]]
            detach = [one for one in changed if one["keys"] is not None]
            run("track/write", records={"rows": changed}, attach={"rows": attach}, detach={"rows": detach})
        append(run, choice_rows(((one.event, one.online) for one in fresh), rules_in_force()))
        return touched.union(record["id"] for record in changed)

    def _see(
        self, run: Run, fresh: list[Sighting], records: list[Row], lock: list[str]
    ) -> tuple[list[Sighting], list[Row], set[str]]:
        """Hold the identifiers that are left to `lock`, and write what was seen; what of it is not about the erased,
        and the records of which resolution may think otherwise. Who was erased is asked once all is locked, so an
        erasure that ran meanwhile counts."""
        names = {record["id"]: _names(record) for record in records}
        names |= {about(one): [on.key for on in one.online] for one in fresh if not one.event.record}
        suspects = Suspects.of(self._store.home, names)
        asked = {"nights": NIGHTS, "lock": lock}
        (row,) = run("track/seen", **_seen_rows(fresh, records), **suspects.p, **asked)
        if gone := suspects.gone(row):
            run("track/records_unlock", ids=sorted(gone & {record["id"] for record in records}))
            fresh = [one for one in fresh if about(one) not in gone]
            records = [record for record in records if record["id"] not in gone]
            rest = suspects.p | {"ids": []}
            (row,) = run("track/seen", **_seen_rows(fresh, records), **rest, **asked)
        return fresh, records, set(row["touched"])

    def _forget(self, today: int) -> None:
        """A few old events after each group, until none is left: the queue must not wait for a great clearing."""
        if self._tidied >= today:
            return
        before = today - REMEMBERED_DAYS
        (row,) = self._store.write("track/messages_forget", before=before, most=_FORGOTTEN_AT_ONCE)
        if row["forgotten"] < _FORGOTTEN_AT_ONCE:
            self._tidied = today


def _record_rows(named: Mapping[str, Sequence[Sighting]]) -> list[Row]:
    """The records that events name, as `track/messages` takes them."""
    return [
        {
            "id": id,
            "source": sightings[0].event.source,
            "events": [one.event.message for one in sightings],
            "keys": sorted({one.key for sighting in sightings for one in sighting.online}),
        }
        for id, sightings in sorted(named.items())
    ]


def _seen_rows(fresh: Iterable[Sighting], records: Iterable[Row]) -> dict[str, list[Row]]:
    """As `track/seen` takes them: of records those that say nothing new."""
    same = [_seen(record) for record in records if not record["news"]]
    return {"online": online_rows(fresh), "pairs": pair_rows(fresh), "records": same}


def _seen(record: Row) -> Row:
    """Of a record that says nothing new when it was heard of."""
    times = {name: record["props"][name] for name in ("seen_at", "said_at")}
    links = [{name: link[name] for name in ("key", "first", "last")} for link in record["links"]]
    return {"id": record["id"], **times, "told_at": record["told_at"], "links": links}


def _names(record: Row) -> list[str]:
    """What may have a tombstone; a browser or device, where somebody signed in, is whose that is."""
    own = [link["key"] for link in record["links"] if link["label"] not in ONLINE | {"Address"}]
    return [record_name(record["id"]), *own]
