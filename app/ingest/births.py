"""The order in which records and loads came, which decides whose ID stays and what a record said before."""

from collections.abc import Iterable

from app.graph.store import Row, Run
from app.ingest.ulid import go_on_from, ulid


def go_on_from_the_youngest(run: Run) -> None:
    """Whatever comes is younger than all that is there, even by a clock that was set back, or another one's."""
    for row in run("ingest/youngest"):
        go_on_from(row["id"])


def give_births(run: Run, records: Iterable[Row]) -> None:
    """Records that are written next are born now: whoever came while they were read and standardised is known by then,
    and keeps their ID."""
    go_on_from_the_youngest(run)
    for props in records:
        props["born"] = ulid()
