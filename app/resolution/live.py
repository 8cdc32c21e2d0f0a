"""Any change of the evidence, resolved before it is acknowledged."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from app.graph.store import Run, Store
from app.resolution.bulk import resolve

Change = Callable[[Run], Iterable[str]]
"""Changes evidence with the statements it runs; the IDs of the records (`Customer.id`) it touched or removed."""


@dataclass(frozen=True, slots=True)
class Effects:
    """What a change of evidence did, or would do, to people and households."""

    records: int = 0
    """Records touched."""
    changes: list[dict[str, object]] = field(default_factory=list)
    """As they stand in the feed: type, and what it happened to."""


def rederive(store: Store, change: Change, *, dry_run: bool = False) -> Effects:
    """Change evidence and bring individuals and households in line with it, all in one transaction.

    `dry_run` undoes everything at the end, so what it says is what would happen.
    """
    touched = store.transact(lambda run: sorted(set(change(run))))
    resolve(store, quiet=True)
    return Effects(len(touched))
