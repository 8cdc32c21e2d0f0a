"""Which records hang together, over any number of links."""

from collections.abc import Iterable

from app.graph.store import Run

EDGES, MUST_LINKS, VERDICTS = "MATCHES", "MUST_LINK", ("MUST_LINK", "CANNOT_LINK")


def joined(run: Run, ids: Iterable[str], *kinds: str, most: int | None = None) -> set[str]:
    """The records of these IDs that are there, and all that links of these kinds join with them. With `most` it goes no
    further once there are more.

    Step by step: a path of any length in one statement once took minutes among twenty records, as random histories
    found, and nobody else was resolved meanwhile.
    """
    found: set[str] = set()
    edge = set(ids)
    while edge and not (most and len(found) > most):
        reached = {row["id"] for row in run("live/joined", ids=sorted(edge), kinds=list(kinds))}
        edge, found = reached - found - edge, found | reached
    return found
