"""Who belonged to whom at some moment, from the feed: an ID's entries up to then are enough."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from app.errors import BadInput, NotFound
from app.feed.changes import kind_of
from app.feed.entries import Entry, entry_of, last
from app.feed.replay import Replay
from app.graph.store import Store


@dataclass(frozen=True, slots=True)
class Moment:
    """Right after a commit: the number of its last entry, and its time. 0 and None: before the feed began."""

    seq: int
    at: str | None

    def as_json(self) -> dict[str, object]:
        return {"seq": self.seq, "at": self.at}


@dataclass(frozen=True, slots=True)
class State:
    """An ID in force at a moment: records by the ULIDs they were born with, or individuals."""

    id: str
    members: frozenset[str]
    household: str | None


def moment(store: Store, text: str) -> Moment:
    """The moment that a number of the feed, or a date and time in ISO 8601 (UTC where it names no zone), means.

    A number within a commit means the whole of it: nobody ever saw half of one. Raises BadInput for anything else, and
    for what has not been yet.
    """
    text = text.strip()
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
    if number is not None and number > last(store):
        raise BadInput("as_of: the feed has no entry of this number yet")
    at = _time(text) if number is None else None
    row = store.one("feed/moment", seq=number, at=at)
    # Neo4j's clock may be ahead of this one, or was set back: what the feed dates so late has been all the same.
    if at and at > datetime.now(UTC) and not (row and at <= datetime.fromisoformat(row["at"])):
        raise BadInput("as_of: this time is still to come")
    return Moment(row["last"], row["at"]) if row else Moment(0, None)


def _time(text: str) -> datetime:
    try:
        # A + that was not escaped arrives as a blank.
        at = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
        # In UTC: the driver cannot send an offset of odd seconds, nor a time that is in the year 0 there.
        at = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise BadInput(
            "as_of: neither a number of the feed nor a time, such as 42 or 2026-03-14T09:26:53Z"
        ) from None
    return at


class Past:
    """The feed as of a moment. Reads the entries of each ID once."""

    def __init__(self, store: Store, then: Moment) -> None:
        self._store, self.then = store, then
        self._entries: dict[str, list[Entry]] = {}

    def state(self, id: str) -> State:
        """Of an ID, or of the one that stood for it at that moment. Raises NotFound where there was none."""
        passed: set[str] = set()
        while id not in passed:
            passed.add(id)
            self._read([id])
            replay = self._replayed(id)
            if id in replay.living(kind_of(id)):
                members = frozenset(member for member, _ in replay.pairs(kind_of(id)))
                return State(id, members, replay.homes.get(id))
            id = replay.retired.get(id, id)
        raise NotFound(f"No {kind_of(id)} had this ID then")

    def states(self, ids: Iterable[str]) -> list[State]:
        """Of several that were in force."""
        ordered = sorted(ids)
        self._read(ordered)
        return [self.state(id) for id in ordered]

    def owners(self, today: Mapping[str, str]) -> dict[str, str]:
        """The individual of each record at that moment, from the one it is of today; left out where it had none.

        Where a record was is told by the entry that it came with, so the way leads back from ID to ID.
        """
        found: dict[str, str] = {}
        wanted: dict[str, set[str]] = defaultdict(set)
        for born, individual in today.items():
            wanted[individual].add(born)
        seen: set[tuple[str, str]] = set()
        while wanted:
            self._read(wanted)
            further: dict[str, set[str]] = defaultdict(set)
            for id, records in wanted.items():
                here = records & self._members(id)
                found |= dict.fromkeys(here, id)
                for born, source in self._sources(id, records - here):
                    if (born, source) not in seen:
                        seen.add((born, source))
                        further[source].add(born)
            wanted = further
        return found

    def _sources(self, id: str, records: set[str]) -> Iterable[tuple[str, str]]:
        """(record, ID) of all that these records may have come from since."""
        for entry in self._entries[id]:
            if entry.seq > self.then.seq:
                for born in records.intersection(entry.change.joined):
                    yield from ((born, source) for source in entry.change.came_from)

    def _members(self, id: str) -> set[str]:
        return {member for member, _ in self._replayed(id).pairs(kind_of(id))}

    def _replayed(self, id: str) -> Replay:
        replay = Replay()
        replay.take(entry.change for entry in self._entries[id] if entry.seq <= self.then.seq)
        return replay

    def _read(self, ids: Iterable[str]) -> None:
        missing = [id for id in ids if id not in self._entries]
        if missing:
            self._entries |= {id: [] for id in missing}
            for row in self._store.read("feed/of_ids", ids=missing):
                entry = entry_of(row["entry"])
                self._entries[entry.change.id].append(entry)
