"""What became of individuals and households between two memberships, as entries of the feed. Pure.

An entry is about one ID and carries all that this ID gained and lost, so the members of any ID, at any time, follow
from its own entries alone. Members are opaque: a record stands by the ULID it was born with, never by its name in its
source, and a household's members are the IDs of individuals. So no personal data enters the feed, and erasing a person
leaves nothing in it to erase. An individual's entries name its household as well.

    created   the ID comes into force, new, or again after it was merged; `joined`: all its members
    merged    it took over the IDs in `came_from`, which are retired; `joined`: who came with them
    split     the IDs in `went_to` came out of it; `left`: who went there
    moved     members came or went otherwise (a new record, a deleted one), or an individual changed household
    retired   the ID is out of force; `left`: all its members, `went_to`: the one ID that stands for it now
    erased    the ID is out of force, and nothing stands for it; `left`: all its members
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Literal, get_args

from app.resolution.canonical import HOUSEHOLD, INDIVIDUAL, born_of, successors

Type = Literal["created", "merged", "split", "moved", "retired", "erased"]
Kind = Literal["individual", "household"]
TYPES: tuple[Type, ...] = get_args(Type)
KINDS: tuple[Kind, ...] = get_args(Kind)

_PREFIX: dict[Kind, str] = {"individual": INDIVIDUAL, "household": HOUSEHOLD}


def kind_of(id: str) -> Kind:
    """What an ID is the ID of."""
    return "individual" if id.startswith(INDIVIDUAL) else "household"


Owners = Mapping[str, str]
"""Member -> the ID it belongs to."""


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the feed. All IDs are sorted."""

    type: Type
    kind: Kind
    id: str
    household: str | None = None
    """Of an individual in force: its household from now on."""
    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    came_from: tuple[str, ...] = ()
    went_to: tuple[str, ...] = ()

    @property
    def ids(self) -> set[str]:
        """The individuals and households that it tells of."""
        members = self.joined + self.left if self.kind == "household" else ()
        return {self.id, *members, *self.came_from, *self.went_to}

    def row(self) -> dict[str, object]:
        """As it is stored: lists for tuples, and nothing that is empty."""
        told = ((name, getattr(self, name)) for name in FIELDS)
        return {name: list(value) if isinstance(value, tuple) else value for name, value in told if value}


FIELDS = tuple(item.name for item in fields(Change))


@dataclass(frozen=True, slots=True)
class Membership:
    """Who belongs to whom in a part of the graph that is closed: with an individual all its records are in it, with a
    household all its individuals, and their records unless they stay as they are.
    """

    individual: Owners = field(default_factory=dict)
    """The ULID that a record was born with -> its individual."""
    household: Owners = field(default_factory=dict)
    """Individual -> its household."""
    retired: Owners = field(default_factory=dict)
    """Retired ID, of either kind -> the ID it leads to."""

    def members(self, kind: Kind) -> Owners:
        """Of individuals their records, of households their individuals."""
        return self.individual if kind == "individual" else self.household

    def records(self, kind: Kind) -> Owners:
        """The ULID that a record was born with -> its individual or household.

        An individual whose records are not told stands for the first of them, whose ULID is in its ID.
        """
        if kind == "individual":
            return {born_of(individual): individual for individual in self.household} | dict(self.individual)
        homes = {born_of(individual): home for individual, home in self.household.items()}
        for record, individual in self.individual.items():
            if home := self.household.get(individual):
                homes[record] = home
        return homes


def changes(before: Membership, after: Membership) -> list[Change]:
    """Everything that became of every ID, in the order of the feed: nothing where nothing changed.

    Of `after`, `retired` is not asked: who stands for whom follows from the rest.
    """
    return [change for group in grouped(before, after) for change in group]


def grouped(before: Membership, after: Membership) -> list[list[Change]]:
    """The same in groups that share no ID, so each group can be committed on its own, as a whole."""
    return _groups([*_of_kind("individual", before, after), *_of_kind("household", before, after)])


class _Flows:
    """Members gained and lost, ID by ID, and where they came from and went to.

    That is told by records: an individual may be new in a household whose records it has.
    """

    def __init__(self, members: tuple[Owners, Owners], records: tuple[Owners, Owners]) -> None:
        self.gained: dict[str, list[tuple[str, str | None]]] = defaultdict(list)
        self.lost: dict[str, list[tuple[str, str | None]]] = defaultdict(list)
        self.sources: dict[str, set[str]] = defaultdict(set)
        self.targets: dict[str, set[str]] = defaultdict(set)
        for member, old, new in _moves(*members):
            if new:
                self.gained[new].append((member, old))
            if old:
                self.lost[old].append((member, new))
        for _, old, new in _moves(*records):
            if old and new:
                self.sources[new].add(old)
                self.targets[old].add(new)
        self.touched = {*self.gained, *self.lost, *self.sources, *self.targets}


def _moves(before: Owners, after: Owners) -> Iterator[tuple[str, str | None, str | None]]:
    """(member, old owner, new owner) of every member whose owner is another."""
    for member, new in after.items():
        if (old := before.get(member)) != new:
            yield member, old, new
    for member, old in before.items():
        if member not in after:
            yield member, old, None


def _of_kind(kind: Kind, before: Membership, after: Membership) -> Iterator[Change]:
    records = before.records(kind), after.records(kind)
    was, now = set(records[0].values()), set(records[1].values())
    retired = {old: into for old, into in before.retired.items() if old.startswith(_PREFIX[kind])}
    heirs = successors(*records, retired)
    heir_of: dict[str, set[str]] = defaultdict(set)
    for old, heir in heirs.items():
        if heir and old in was:
            heir_of[heir].add(old)
    flows = _Flows((before.members(kind), after.members(kind)), records)
    homes = after.household if kind == "individual" else {}
    rehoused = {id for id, home in homes.items() if before.household.get(id) != home}
    for id in flows.touched | heir_of.keys() | rehoused:
        if id not in now:
            continue
        if id in was:
            parts = _lived_on(flows, id, merged=heir_of[id], created=now - was, rehoused=id in rehoused)
        else:
            joined = [member for member, _ in flows.gained[id]]
            parts = iter([_Part("created", joined, came_from=flows.sources[id] | heir_of[id])])
        yield from (part.of(kind, id, homes.get(id)) for part in parts)
    for old, heir in heirs.items():
        left = [member for member, _ in flows.lost.get(old, ())]
        if heir is None:
            yield _Part("erased", left=left).of(kind, old)
        elif old in was or retired[old] != heir:
            yield _Part("retired", left=left, went_to=[heir]).of(kind, old)


@dataclass(frozen=True, slots=True)
class _Part:
    """What an entry says of an ID."""

    type: Type
    joined: Iterable[str] = ()
    left: Iterable[str] = ()
    came_from: Iterable[str] = ()
    went_to: Iterable[str] = ()

    def of(self, kind: Kind, id: str, household: str | None = None) -> Change:
        lists = (self.joined, self.left, self.came_from, self.went_to)
        joined, left, came_from, went_to = (tuple(sorted(ids)) for ids in lists)
        return Change(self.type, kind, id, household, joined, left, came_from, went_to)


def _lived_on(
    flows: _Flows, id: str, *, merged: set[str], created: set[str], rehoused: bool
) -> Iterator[_Part]:
    """Of an ID that stays in force: what it took over, what came out of it, and who came and went besides."""
    gained, lost = flows.gained[id], flows.lost[id]
    apart = flows.targets[id] & created
    if merged:
        yield _Part("merged", joined=[member for member, old in gained if old in merged], came_from=merged)
    if apart:
        yield _Part("split", left=[member for member, new in lost if new in apart], went_to=apart)
    joined = [member for member, old in gained if old not in merged]
    left = [member for member, new in lost if new not in apart]
    if joined or left or (rehoused and not merged and not apart):
        yield _Part("moved", joined, left, flows.sources[id] - merged, flows.targets[id] - apart)


def _groups(found: list[Change]) -> list[list[Change]]:
    """Changes that share IDs, together; groups by their smallest ID, and in each: individuals first, then by type."""
    root: dict[str, str] = {}

    def find(id: str) -> str:
        while (above := root.setdefault(id, id)) != id:
            root[id] = id = root.setdefault(above, above)
        return id

    for change in found:
        top = find(change.id)
        for other in change.ids:
            low, high = sorted((top, find(other)))
            root[high] = top = low
    groups: dict[str, list[Change]] = defaultdict(list)
    for change in found:
        groups[find(change.id)].append(change)
    return [sorted(group, key=_order) for _, group in sorted(groups.items())]


def _order(change: Change) -> tuple[int, int, str]:
    return KINDS.index(change.kind), TYPES.index(change.type), change.id
