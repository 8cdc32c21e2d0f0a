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
    held: str | None = None
    """Why nothing was done with the records before a steward has looked at it. They wait."""
