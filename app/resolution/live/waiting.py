"""Records that wait to be resolved: those of files, and what came while everything was being resolved."""

from dataclasses import replace

from app.graph.store import Run, Store
from app.progress import progress
from app.resolution.live.effects import Effects
from app.resolution.live.rederiving import rederive

BATCH = 200
"""Records in a row that may merge as many people as the limits say of a batch."""
_TOGETHER = 50
"""Records of a batch that are resolved in one transaction. Who changes somebody else waits for it: a second among a
million, where a whole batch takes six, and it costs no more a record."""


def resolve_decided(store: Store) -> Effects:
    """Resolve what a steward decided while everything was being resolved: as if nothing had been, without a limit.

    `Effects.waiting` where a resolve of everything comes first.
    """
    done = Effects()
    while (found := rederive(store, _decided)).records:
        done = done.and_then(found)
        if found.waiting:
            break
    return done


def _decided(run: Run) -> list[str]:
    return [row["id"] for row in run("live/decided", most=_TOGETHER)]


def resolve_waiting(store: Store, *, quiet: bool = True) -> Effects:
    """Resolve what waits, a few records at a time, until nothing does.

    `Effects.waiting` of those have to wait on: a resolve of everything comes first.
    """
    (state,) = store.write("live/begin")
    total, done, batch = int(state["pending"]), resolve_decided(store), Effects()
    if done.waiting:
        return done
    with progress("resolve what came", total, quiet=quiet or not total) as advance:
        while ids := [row["id"] for row in store.write("live/pending", most=_TOGETHER)]:
            effects = rederive(store, lambda run, ids=ids: ids, merged=batch.merged)  # type: ignore[misc]
            if effects.waiting:
                return replace(done, waiting=total - done.records)
            done = done.and_then(effects)
            batch = batch.and_then(effects) if batch.records + _TOGETHER < BATCH else Effects()
            advance(effects.records)
    return done
