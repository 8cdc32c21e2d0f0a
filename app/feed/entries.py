"""The feed as it stands in the graph: appended to within the transaction of what it tells, and read from any number."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.consent.view import View
from app.errors import BadInput
from app.feed.changes import FIELDS, KINDS, TYPES, Change
from app.graph.store import Row, Run, Store

_LISTS = frozenset({"joined", "left", "came_from", "went_to"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A change with its number and the time at which it was appended."""

    seq: int
    at: datetime
    change: Change

    def as_json(self) -> dict[str, Any]:
        """With every field, and its time in ISO 8601."""
        told = {name: getattr(self.change, name) for name in FIELDS}
        return {"seq": self.seq, "at": self.at.isoformat()} | told

    def __str__(self) -> str:
        """One line: number, time, type, ID, how many members joined and left, and from or to which IDs."""
        change = self.change
        words = [f"{self.seq:>8}  {self.at.isoformat(timespec='seconds')}  {change.type:<7}  {change.id}"]
        words += [f"+{len(change.joined)}"] * bool(change.joined) + [f"-{len(change.left)}"] * bool(
            change.left
        )
        words += [f"from {id}" for id in change.came_from] + [f"to {id}" for id in change.went_to]
        return " ".join(words)

    @property
    def records(self) -> tuple[str, ...]:
        """The records it tells of, by the ULIDs they were born with."""
        return self.change.joined + self.change.left if self.change.kind == "individual" else ()

    def named(self, names: Mapping[str, str]) -> dict[str, str]:
        """Those of its records that have a name here."""
        return {born: names[born] for born in self.records if born in names}


@dataclass(frozen=True, slots=True)
class Page:
    """Entries in order. `next`: all up to this number were looked at; `last`: the number of the last entry there is."""

    entries: list[Entry]
    next: int
    last: int


def appended(changes: Iterable[Change]) -> tuple[str, Row]:
    """The statement that appends these changes, at least one, for `Store.write_together`. Put it last: from there on
    everybody else who appends waits for the commit.
    """
    return "feed/append", {"rows": [change.row() for change in changes]}


def append(run: Run, changes: Sequence[Change]) -> None:
    """Append changes, if there are any, in the transaction of `run`: as its last step, for the same reason."""
    if changes:
        name, p = appended(changes)
        run(name, **p)


def page(store: Store, *, after: int, limit: int, types: Sequence[str] = ()) -> Page:
    """Up to `limit` entries numbered above `after`, of these types only where any are named (`accepted`)."""
    rows = store.read("feed/page", after=after, limit=limit, types=list(types))
    last = rows[0]["last"]
    entries = [entry_of(row["entry"]) for row in rows if row["entry"]]
    seen_all = len(entries) < limit
    return Page(entries, max(after, last) if seen_all else entries[-1].seq, last)


def last(store: Store) -> int:
    """The number of the last entry; 0 where there is none."""
    return int(store.read("feed/last")[0]["last"])


def record_names(store: Store, entries: Iterable[Entry], view: View) -> dict[str, str]:
    """The ULID a record was born with -> its ID, of the records in these entries that still exist and may be seen."""
    born = {record for entry in entries for record in entry.records}
    rows = store.read("feed/records_named", born=sorted(born), **view.p) if born else []
    return {
        one["born"]: one["record"]
        for row in rows
        for permit in [view.answer(row)]
        for one in row["records"]
        if permit.shows(one["record"])
    }


def entries(store: Store) -> Iterator[Entry]:
    """The whole feed, as it comes."""
    return (entry_of(row["entry"]) for row in store.stream("feed/all"))


def accepted(words: Iterable[str]) -> list[str]:
    """`merged`, `household` or `household.merged`, separated by commas or not -> all that these words mean, written as
    the last. BadInput names those that there are.
    """
    every = [f"{kind}.{type}" for kind in KINDS for type in TYPES]
    wanted = [word for text in words for word in text.replace(" ", "").split(",") if word]
    known = {*every, *KINDS, *TYPES}
    if not known.issuperset(wanted):
        raise BadInput(
            f"No such type of change: there are {', '.join(TYPES)}, each also as {KINDS[0]}.{TYPES[0]} or "
            f"{KINDS[1]}.{TYPES[0]}"
        )
    return [name for name in every if {name, *name.split(".")} & set(wanted)]


def entry_of(row: Row) -> Entry:
    """From the properties of its node."""
    return Entry(row["seq"], row["at"].to_native(), change_of(row))


def change_of(row: Row) -> Change:
    """What such properties tell; what is empty may be missing."""
    told: dict[str, Any] = {
        name: tuple(row.get(name) or ()) if name in _LISTS else row.get(name) for name in FIELDS
    }
    return Change(**told)
