"""`idgraph resolve`: only what waits where that will do, and otherwise everything."""

from app.consent.remembering import forget_all
from app.graph.store import Store
from app.ingest.ulid import ulid
from app.matching.model import MatchModel
from app.resolution.bulk import Resolved, TooManyMerged, resolve
from app.resolution.in_force import is_outgrown, next_version
from app.resolution.limits import limits_in_force
from app.resolution.live.waiting import TOGETHER, resolve_waiting
from app.resolution.online.attach import attach_online

_FEW = 2_000
_SHARE = 20
"""So many records, or one of so many, are resolved faster by themselves than with all others."""


def bring_up_to_date(
    store: Store,
    *,
    full: bool = False,
    retrain: bool = False,
    model: MatchModel | None = None,
    attach_guesses: bool = False,
    quiet: bool = False,
) -> Resolved:
    """Resolve what waits. The graph is then what deriving everything would make of it, with the model in force.

    What is held back for a steward stays so, however many wait; where many wait and would merge unusually many people,
    they are held back together. `full` derives everything all the same, and lets it go;
    `retrain` also learns the match model anew, `model` puts this one in force.
    `attach_guesses`: see `resolve`. Raises Conflict where another resolve runs.
    """
    if not (full or retrain or model) and _few_wait(store):
        found = resolve_waiting(store, quiet=quiet)
        if not found.waiting:
            totals = store.read("resolve/totals")[0]
            changes = {"changes": len(found.changes)}
            result = Resolved(**totals, came=found.records, held=_held(store), changes=changes)
            result.add_online(attach_online(store, attach=attach_guesses, quiet=quiet))
            return result
    if full:
        forget_all(store)  # what was worked out may rest on evidence that was changed past us
    free = full or retrain or model is not None
    waiting = [] if free else _that_nobody_asked_for(store)
    most = limits_in_force().held_back.merged_people * max(1, len(waiting) // TOGETHER)
    try:
        result = resolve(
            store,
            retrain=retrain,
            model=model,
            attach_guesses=attach_guesses,
            most_merged=most if waiting else None,
            quiet=quiet,
        )
    except TooManyMerged as found:
        why = (
            f"{found.people:,} people would be merged, and at most {most:,} may be by so many records at once"
        )
        store.write("live/hold", ids=waiting, mark=ulid(), why=why)
        result = Resolved(**store.read("resolve/totals")[0], came=len(waiting), held=_held(store))
    resolve_waiting(store, quiet=quiet)  # what came meanwhile
    return result


def _that_nobody_asked_for(store: Store) -> list[str]:
    """Records that wait beside people who are known. None where the graph was never resolved, or outgrew its model:
    then everybody is looked at anew."""
    (state,) = store.write("live/begin")
    if not state["ready"] or next_version(store) or is_outgrown(store, state["records"]):
        return []
    return [row["id"] for row in store.write("live/pending", most=state["pending"])]


def _held(store: Store) -> int:
    (state,) = store.write("live/begin")
    return int(state["held"])


def _few_wait(store: Store) -> bool:
    (state,) = store.write("live/begin")
    ready = state["ready"] and not state["resolving"] and not next_version(store)
    few = state["pending"] <= max(_FEW, state["records"] // _SHARE) and not is_outgrown(
        store, state["records"]
    )
    return bool(ready and (state["held"] or few))
