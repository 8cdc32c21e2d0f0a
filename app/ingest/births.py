"""The order in which records and loads came, which decides whose ID stays and what a record said before."""

from app.graph.store import Run
from app.ingest.ulid import go_on_from


def go_on_from_the_youngest(run: Run) -> None:
    """Whatever comes is younger than all that is there, even by a clock that was set back, or another one's."""
    for row in run("ingest/youngest"):
        go_on_from(row["id"])
