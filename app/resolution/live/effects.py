"""What a change of evidence is, and what it did."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from app.graph.store import Row, Run

Change = Callable[[Run], Iterable[str]]
"""Changes evidence with the statements it runs; the IDs of the records (`Customer.id`) it touched or removed."""


@dataclass(frozen=True, slots=True)
class Effects:
    """What a change of evidence did, or would do, to people and households."""

    records: int = 0
    """Records touched."""
    changes: list[Row] = field(default_factory=list)
    """As they stand in the feed: type, and what it happened to."""
    waiting: int = 0
    """Records that are resolved later: a resolve of everything comes first."""
    apart: list[str] = field(default_factory=list)
    """Records that came together and one of which hangs together with too many: to be resolved apart, see
    `resolved_apart`."""
    held: str | None = None
    """Why nothing was done with some of the records before a steward has looked at it. They wait."""

    @property
    def joined(self) -> list[Row]:
        """What became of people known before whom others are one with now."""
        return [row for row in self.changes if (row["kind"], row["type"]) == ("individual", "merged")]

    @property
    def merged(self) -> int:
        """People known before who became one with those."""
        return sum(len(row["came_from"]) for row in self.joined)

    def and_then(self, other: "Effects") -> "Effects":
        """Of both, one after the other."""
        return Effects(
            self.records + other.records,
            self.changes + other.changes,
            self.waiting + other.waiting,
            held=self.held or other.held,
        )
