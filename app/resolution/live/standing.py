"""What stood before a change: records, individuals and households that it brought are not asked for."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.graph.store import Row, Run
from app.resolution.joined import joined


@dataclass(frozen=True, slots=True)
class Stood:
    """Asks what the graph says of records, individuals or households, but for those that were not there before the
    transaction: of them nothing was derived, so a question whose every ID is new is not sent at all."""

    run: Run
    new: frozenset[str]
    """IDs, of all three kinds."""

    def rows(self, name: str, **area: Iterable[str]) -> list[Row]:
        """Rows of a statement with one parameter, a list of IDs."""
        ((parameter, ids),) = area.items()
        there = sorted(set(ids) - self.new)
        return self.run(name, **{parameter: there}) if there else []

    def joined(self, records: Iterable[str], *kinds: str) -> set[str]:
        """See `resolution.joined`; nothing joins a record that is new with another yet."""
        wanted = set(records)
        return (wanted & self.new) | joined(self.run, wanted - self.new, *kinds)
