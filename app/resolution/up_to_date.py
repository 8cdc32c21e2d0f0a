"""`idgraph resolve`: only what waits where that will do, and otherwise everything."""

from app.consent.remembering import forget_all
from app.errors import Conflict
from app.graph.store import Run, Store
from app.ingest.ulid import ulid
from app.matching.model import MatchModel
from app.resolution.at_once import AtOnce, TooManyMerged
from app.resolution.bulk import Resolved, resolve
from app.resolution.in_force import is_outgrown
from app.resolution.limits import limits_in_force
from app.resolution.live.people import TooLarge
from app.resolution.live.waiting import BATCH, resolve_decided, resolve_waiting
from app.resolution.online.attach import attach_online


def _few(records: int) -> float:
    """So many are resolved faster by themselves than with all others. Measured, with nothing else at work: of 10,000
    records 540, of 100,000 2,400, of a million 10,000: each is like more others where there are more."""
    return float(max(200, records ** (2 / 3)))


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

    What is held back for a steward stays so, however many wait: of these, records that were nobody before are left out
    where everything is derived, and one that says something else now than what stands lets all that waits be resolved
    by itself. Where many wait, those that would hang together with too many are held back as they are where few wait,
    and all of them where they would merge unusually many people.
    `full` derives everything all the same, and lets it go; `retrain` also learns the match model anew, `model` puts
    this one in force.
    `attach_guesses`: see `resolve`. Raises Conflict where another resolve runs.
    """
    asked = full or retrain or model is not None
    if not asked and _goes_by_itself(store) and (result := _only_what_waits(store, attach_guesses, quiet)):
        return result
    if full:
        forget_all(store)  # what was worked out may rest on evidence that was changed past us
    if not asked:
        resolve_decided(store)
    at_once = None if asked else _most_at_once
    try:
        result = resolve(
            store, retrain=retrain, model=model, attach_guesses=attach_guesses, at_once=at_once, quiet=quiet
        )
    except TooLarge:
        # As events come in: whoever hangs together with too many is held back, and the rest is none the worse.
        if result := _only_what_waits(store, attach_guesses, quiet):
            return result
        raise Conflict("another resolve is running: try again when it is done") from None
    except TooManyMerged as found:
        _hold(store, found)
        result = Resolved(**store.read("resolve/totals")[0], came=len(found.news))
    resolve_waiting(store, quiet=quiet)  # what came meanwhile
    result.held = _held(store)
    return result


def _hold(store: Store, found: TooManyMerged) -> None:
    """Put aside what still waits of it: the lease is given back, and others may have resolved some of it since."""

    def work(run: Run) -> None:
        (state,) = run("live/begin")
        waiting = {row["id"] for row in run("live/pending", most=state["pending"])}
        ids = [id for id in found.news if id in waiting]
        run("live/hold", ids=ids, mark=ulid(), why=str(found))

    store.transact(work)


def _only_what_waits(store: Store, attach_guesses: bool, quiet: bool) -> Resolved | None:
    """A few records at a time; None where everything has to be resolved first."""
    found = resolve_waiting(store, quiet=quiet)
    if found.waiting:
        return None
    totals = store.read("resolve/totals")[0]
    changes = {"changes": len(found.changes)}
    result = Resolved(**totals, came=found.records, held=_held(store), changes=changes)
    result.add_online(attach_online(store, attach=attach_guesses, quiet=quiet))
    return result


def _most_at_once(store: Store) -> AtOnce | None:
    """What the records that wait may do to the people who are known. None where the graph was never resolved, outgrew
    its model, or has other rules now: then everybody is looked at anew."""
    (state,) = store.write("live/begin")
    if not state["ready"] or has_other_rules(store) or is_outgrown(store, state["records"]):
        return None
    news = [row["id"] for row in store.write("live/pending", most=state["pending"])]
    most = limits_in_force().held_back
    merged = most.merged_people * max(1, len(news) // BATCH)
    left_out = [row["id"] for row in store.read("resolve/held") if not row["known"]]
    return AtOnce(news, most.component, merged, left_out) if news or left_out else None


def has_other_rules(store: Store) -> bool:
    """Whether there is a model, or limits, that not everything has been derived by."""
    state = store.read("resolve/standing")[0]
    return bool(state["next"]) or state["limits"] not in (None, limits_in_force().version)


def _held(store: Store) -> int:
    (state,) = store.write("live/begin")
    return int(state["held"])


def _goes_by_itself(store: Store) -> bool:
    """Whether what waits is resolved a few records at a time: where that is faster, or everything could not be derived
    without letting in what is held back."""
    (state,) = store.write("live/begin")
    if not state["ready"] or state["resolving"] or has_other_rules(store):
        return False
    outgrown = is_outgrown(store, state["records"])
    if not state["held"]:
        return not outgrown and state["pending"] <= _few(state["records"])
    known = any(row["known"] for row in store.read("resolve/held"))
    return outgrown or known or state["pending"] <= _few(state["records"])
