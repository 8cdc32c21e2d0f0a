"""Records that wait to be resolved: those of files, and what came while everything was being resolved."""

from dataclasses import replace

from app.graph.store import Store
from app.progress import progress
from app.resolution.live.effects import Effects
from app.resolution.live.rederiving import rederive

TOGETHER = 200
"""Records resolved in one transaction."""


def resolve_waiting(store: Store, *, quiet: bool = True) -> Effects:
    """Resolve what waits, a few records at a time, until nothing does.

    `Effects.waiting` of those have to wait on: a resolve of everything comes first.
    """
    (state,) = store.write("live/begin")
    total, done = int(state["pending"]), Effects()
    with progress("resolve what came", total, quiet=quiet or not total) as advance:
        while ids := [row["id"] for row in store.write("live/pending", most=TOGETHER)]:
            effects = rederive(store, lambda run, ids=ids: ids, hold=True)  # type: ignore[misc]
            if effects.waiting:
                return replace(done, waiting=total - done.records)
            done = done.and_then(effects)
            advance(effects.records)
    return done
