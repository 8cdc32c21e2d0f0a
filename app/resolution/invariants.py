"""What must be so in a resolved graph, whatever its records say: `idgraph health --check`.

Everything derived follows from the evidence. So each check looks at one consequence and names what breaks it. Where
stewards contradict one another, or a proven national ID, their must-link holds; that is told by a check of its own.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from app.graph.store import Row, Store
from app.resolution.canonical import HOUSEHOLD, INDIVIDUAL
from app.resolution.snapshot import Snapshot
from app.standardise.identifier import is_proven

AGREEMENT = "verdicts do not contradict one another"


@dataclass(frozen=True, slots=True)
class Invariant:
    """One thing that must hold: how many were looked at, and the IDs that break it, sorted."""

    name: str
    checked: int
    what: str
    """What was looked at, in the plural."""
    broken: tuple[str, ...]

    @property
    def fix(self) -> str:
        """What to do where it is broken."""
        return "withdraw one of the verdicts" if self.name == AGREEMENT else "run `idgraph resolve`"


def lasting(store: Store, *, quiet: bool = True) -> list[Invariant]:
    """The same for a graph that is being written to: what arrives between the reads of one look seems broken in it, so
    only what breaks in two looks is."""
    first = invariants(store, quiet=quiet)
    if not any(one.broken for one in first):
        return first
    again = {one.name: set(one.broken) for one in invariants(store, quiet=quiet)}
    return [replace(one, broken=tuple(id for id in one.broken if id in again[one.name])) for one in first]


def invariants(store: Store, *, quiet: bool = True) -> list[Invariant]:
    """Check the whole graph. Reads everything that was derived, so memory grows with the number of records."""
    found = Snapshot(store, quiet=quiet)
    return [
        Invariant(name, checked, what, tuple(sorted(set(broken))))
        for name, (checked, what, broken) in ((name, check(found)) for name, check in _CHECKS.items())
    ]


Answer = tuple[int, str, Iterable[str]]


def _records_have_one_individual(found: Snapshot) -> Answer:
    return (
        len(found.records),
        "records",
        (row["record"] for row in found.records if len(row["individuals"]) != 1),
    )


def _components_are_individuals(found: Snapshot) -> Answer:
    """Of an individual that is not one component, and of components that are not one individual."""
    whole: dict[int, set[str]] = defaultdict(set)
    for number, row in enumerate(found.records):
        whole[found.component[number]].update(row["individuals"])
    torn = (
        individual
        for individual, records in found.members.items()
        if len({found.component[number] for number in records}) > 1
    )
    mixed = (
        individual for individuals in whole.values() if len(individuals) > 1 for individual in individuals
    )
    by = "Graph Data Science" if found.found_by_graph else "the stream of accepted edges"
    return len(whole), f"components, found by {by}", [*torn, *mixed]


def _individuals_have_one_household(found: Snapshot) -> Answer:
    living = [row for row in found.individuals.values() if not row["retired"]]
    return len(living), "individuals", (row["id"] for row in living if len(row["households"]) != 1)


def _homes_are_components(found: Snapshot) -> Answer:
    """Households are the components over SHARES_HOME between individuals."""
    left, right = list(found.shared.left), list(found.shared.right)
    for records in found.members.values():
        left += records[:-1]
        right += records[1:]
    component = found.joined(left, right)
    homes: dict[int, set[str]] = defaultdict(set)
    parts: dict[str, set[int]] = defaultdict(set)
    for household, individuals in found.residents.items():
        for individual in individuals:
            for number in found.members.get(individual, ()):
                homes[component[number]].add(household)
                parts[household].add(component[number])
    torn = (household for household, labels in parts.items() if len(labels) > 1)
    mixed = (household for households in homes.values() if len(households) > 1 for household in households)
    return len(homes), "components", [*torn, *mixed]


def _ids_are_canonical(found: Snapshot) -> Answer:
    """An individual is named after its oldest record, a household after its oldest individual."""
    oldest = {
        individual: min(found.records[number]["born"] for number in records)
        for individual, records in found.members.items()
    }
    broken = [individual for individual, born in oldest.items() if individual != INDIVIDUAL + born]
    for household, individuals in found.residents.items():
        born = [oldest[individual] for individual in individuals if individual in oldest]
        if born and household != HOUSEHOLD + min(born):
            broken.append(household)
    return len(oldest) + len(found.residents), "individuals and households", broken


def _sizes_are_right(found: Snapshot) -> Answer:
    people = (
        row["id"]
        for row in found.individuals.values()
        if not row["retired"] and row["size"] != len(found.members.get(row["id"], ()))
    )
    homes = (
        row["id"]
        for row in found.households.values()
        if not row["retired"] and row["size"] != len(found.residents.get(row["id"], ()))
    )
    return len(found.individuals) + len(found.households), "individuals and households", [*people, *homes]


def _nothing_is_orphaned(found: Snapshot) -> Answer:
    """Whatever is in force has members."""
    people = (
        row["id"]
        for row in found.individuals.values()
        if not row["retired"] and not found.members.get(row["id"])
    )
    homes = (
        row["id"]
        for row in found.households.values()
        if not row["retired"] and not found.residents.get(row["id"])
    )
    return len(found.individuals) + len(found.households), "individuals and households", [*people, *homes]


def _retired_ids_resolve(found: Snapshot) -> Answer:
    """Each leads, over one successor at a time, to one in force; nothing belongs to it any more."""
    retired = 0
    broken = list(found.astray)
    for kind in (found.individuals, found.households):
        for row in kind.values():
            if row["retired"]:
                retired += 1
                if not _leads_on(row, kind):
                    broken.append(row["id"])
            elif row["into"]:
                broken.append(row["id"])
    return retired, "retired IDs", broken


def _leads_on(row: Row, kind: dict[str, Row]) -> bool:
    passed = set()
    while row["retired"]:
        if len(row["into"]) != 1 or row["id"] in passed:
            return False
        passed.add(row["id"])
        row = kind[row["into"][0]]
    return True


def _broken_cannot_links(found: Snapshot) -> Iterator[tuple[str, bool]]:
    """Cannot-links within one individual, and whether must-links join the two."""
    for row in found.verdicts:
        a, b = found.number[row["a"]], found.number[row["b"]]
        individual = found.individual_of(a)
        if not row["must"] and individual and individual == found.individual_of(b):
            yield f"{row['a']} - {row['b']}", found.must_linked[a] == found.must_linked[b]


def _mixed_national_ids(found: Snapshot) -> Iterator[tuple[str, bool]]:
    """Individuals with several proven national IDs, and whether must-links join every two of these."""
    for individual, records in found.members.items():
        linked: dict[str, set[int]] = defaultdict(set)
        for number in records:
            value = found.records[number]["national_id"]
            if value and is_proven(value):
                linked[value].add(found.must_linked[number])
        if len(linked) > 1:
            yield individual, all(a & b for a, b in combinations(linked.values(), 2))


def _cannot_links_hold(found: Snapshot) -> Answer:
    checked = sum(not row["must"] for row in found.verdicts)
    return checked, "cannot-links", (pair for pair, joined in _broken_cannot_links(found) if not joined)


def _must_links_hold(found: Snapshot) -> Answer:
    must = [row for row in found.verdicts if row["must"]]
    broken = (
        f"{row['a']} - {row['b']}"
        for row in must
        if not set(found.records[found.number[row["a"]]]["individuals"])
        & set(found.records[found.number[row["b"]]]["individuals"])
    )
    return len(must), "must-links", broken


def _national_ids_are_apart(found: Snapshot) -> Answer:
    broken = (individual for individual, joined in _mixed_national_ids(found) if not joined)
    return len(found.members), "individuals", broken


def _promises_are_kept(found: Snapshot) -> Answer:
    """Sources that promise one record a person; records that stewards joined are theirs to answer for."""
    promised = [number for number, row in enumerate(found.records) if row["promised"]]
    linked: dict[tuple[str | None, str], set[int]] = defaultdict(set)
    for number in promised:
        linked[found.individual_of(number), found.records[number]["promised"]].add(found.must_linked[number])
    broken = (person for (person, _), groups in linked.items() if person and len(groups) > 1)
    return len(promised), "records", broken


def _verdicts_agree(found: Snapshot) -> Answer:
    """Must-links that join what a cannot-link or two proven national IDs keep apart: for a steward to withdraw one."""
    pairs = (name for name, joined in _broken_cannot_links(found) if joined)
    people = (name for name, joined in _mixed_national_ids(found) if joined)
    return len(found.verdicts), "verdicts", [*pairs, *people]


def _bits_sum_to_weights(found: Snapshot) -> Answer:
    edges = (found.matches, found.shared)
    return sum(e.seen for e in edges), "edges", (name for e in edges for name in e.unexplained)


_CHECKS: dict[str, Callable[[Snapshot], Answer]] = {
    "every record is in one individual": _records_have_one_individual,
    "components over accepted edges are the individuals": _components_are_individuals,
    "every individual is in one household": _individuals_have_one_household,
    "components over shared homes are the households": _homes_are_components,
    "nothing in force is without members": _nothing_is_orphaned,
    "IDs are those of the oldest record": _ids_are_canonical,
    "sizes are right": _sizes_are_right,
    "retired IDs lead to one in force": _retired_ids_resolve,
    "must-links hold": _must_links_hold,
    "cannot-links hold": _cannot_links_hold,
    "no individual has two proven national IDs": _national_ids_are_apart,
    "no individual has two records of a source that promises one": _promises_are_kept,
    AGREEMENT: _verdicts_agree,
    "bits of every edge sum to its weight": _bits_sum_to_weights,
}
