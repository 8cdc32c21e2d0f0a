"""The derived part of a graph as plain values, read once, for the checks of `invariants`."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from app.graph.store import Row, Store
from app.progress import Advance, progress
from app.resolution.components import components

_GRAPH = "idgraph_check"
"""Name of the graph in the memory of Graph Data Science."""
_TOLERANCE = 0.005
"""Bits: half of the last digit shown."""

Ints = npt.NDArray[np.int64]


@dataclass(slots=True)
class Edges:
    """The edges of one kind that hold, as numbers of records, and the names of those that do not sum up."""

    left: list[int] = field(default_factory=list)
    right: list[int] = field(default_factory=list)
    seen: int = 0
    unexplained: list[str] = field(default_factory=list)


class Snapshot:
    """Records, individuals, households, verdicts and edges, each as one list of rows; records are numbered."""

    def __init__(self, store: Store, *, quiet: bool) -> None:
        with progress("read what was resolved", quiet=quiet) as advance:
            self.records = list(_told(store.stream("check/records"), advance))
            self.individuals = {row["id"]: row for row in _told(store.stream("check/individuals"), advance)}
            self.households = {row["id"]: row for row in _told(store.stream("check/households"), advance)}
            self.astray = [row["id"] for row in store.stream("check/astray")]
            self.number = {row["record"]: number for number, row in enumerate(self.records)}
            # One about a record that is held back, and nobody yet, says nothing of who is one.
            told = store.read("resolve/verdicts")
            self.verdicts = [row for row in told if row["a"] in self.number and row["b"] in self.number]
            self.matches = self._edges(_told(store.stream("resolve/matches"), advance))
            self.shared = self._edges(_told(store.stream("resolve/homes"), advance))
        self.found_by_graph = bool(self.records) and bool(store.read("check/gds_there"))
        self.component = (
            self._components_of_graph(store)
            if self.found_by_graph
            else self.joined(self.matches.left, self.matches.right)
        )

    def _edges(self, rows: Iterable[Row]) -> Edges:
        """MATCHES edges say whether they hold; SHARES_HOME edges always do."""
        found = Edges()
        for row in rows:
            found.seen += 1
            bits = sum(float(line.rsplit("|", 1)[1]) for line in row["evidence"] or ())
            if row["weight"] is None or abs(bits - row["weight"]) > _TOLERANCE:
                found.unexplained.append(f"{row['a']} - {row['b']}")
            ends = self.number.get(row["a"]), self.number.get(row["b"])
            # A record that came after the records were read is for the next look.
            if row.get("accepted", True) and ends[0] is not None and ends[1] is not None:
                found.left.append(ends[0])
                found.right.append(ends[1])
        return found

    def joined(self, left: list[int], right: list[int]) -> list[int]:
        """The component of every record over any edges, given by numbers of records."""
        a, b = np.array(left, np.int64), np.array(right, np.int64)
        return [int(label) for label in components(len(self.records), a, b)]

    def _components_of_graph(self, store: Store) -> list[int]:
        """As Neo4j's own Graph Data Science sees them."""
        store.write("check/gds_drop", graph=_GRAPH)
        store.write("check/gds_project", graph=_GRAPH)
        found = {
            row["record"]: row["component"] for row in store.stream("check/gds_components", graph=_GRAPH)
        }
        store.write("check/gds_drop", graph=_GRAPH)
        return [found[row["record"]] for row in self.records]

    @cached_property
    def members(self) -> dict[str, list[int]]:
        """Individual -> the numbers of its records."""
        found: dict[str, list[int]] = defaultdict(list)
        for number, row in enumerate(self.records):
            for individual in row["individuals"]:
                found[individual].append(number)
        return found

    @cached_property
    def residents(self) -> dict[str, list[str]]:
        """Household -> its individuals."""
        found: dict[str, list[str]] = defaultdict(list)
        for individual, row in self.individuals.items():
            for household in row["households"]:
                found[household].append(individual)
        return found

    @cached_property
    def must_linked(self) -> list[int]:
        """The component of every record over the stewards' must-links."""
        pairs = [(self.number[row["a"]], self.number[row["b"]]) for row in self.verdicts if row["must"]]
        return self.joined([a for a, _ in pairs], [b for _, b in pairs])

    def individual_of(self, number: int) -> str | None:
        """Of a record in one individual."""
        found: list[Any] = self.records[number]["individuals"]
        return found[0] if len(found) == 1 else None


def _told(rows: Iterable[Row], advance: Advance) -> Iterator[Row]:
    for row in rows:
        advance(1)
        yield row
