"""The people under one roof, what they share, and why they are held to live together."""

from app.errors import NotFound
from app.graph.store import Row, Store
from app.profiles.record import shown_link


def household(store: Store, id: str) -> Row:
    """{id, name, size, since, members, addresses, devices, why, totals}; of the successor, for a retired ID."""
    row = store.one("read/household", id=id)
    if row is None:
        raise NotFound("No household has this ID")
    return {**row, "why": [shown_link(link) for link in row["why"]]}


def households(store: Store, *, after: str, limit: int) -> tuple[list[Row], str | None]:
    """A page of households by ID, those after `after`; and the ID to go on from, None on the last page."""
    rows = store.read("read/households", after=after, limit=limit + 1)
    return rows[:limit], rows[limit - 1]["id"] if len(rows) > limit else None
