"""A resolve of everything: individuals and households from all the evidence, and what differs written to the graph.

Reads as the list of its steps. Every step compares what should be with what is and writes the difference, so running it
again changes nothing, and running it after an interruption finishes what was begun.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import polars as pl

from app.collector import without_collector
from app.graph.lease import Lease, lease
from app.graph.store import Run, Store
from app.matching.applying import Fit
from app.matching.model import MatchModel
from app.matching.power import CANNOT_TELL, tells_people_apart
from app.matching.recall import RecallEstimate
from app.resolution import reading
from app.resolution.at_once import AtOnce
from app.resolution.derive import Derived, derive
from app.resolution.found import recall_without_truth
from app.resolution.in_force import model_for, put_in_force, version_in_force
from app.resolution.limits import limits_in_force
from app.resolution.live.ready import Ready, clear
from app.resolution.online.attach import Online, attach_online
from app.resolution.writing import Writer


@dataclass(slots=True)
class Resolved:
    """What a run found and what it changed in the graph."""

    records: int = 0
    individuals: int = 0
    households: int = 0
    pairs: int = 0
    edges: int = 0
    refused: int = 0
    held: int = 0
    """Records put aside for a steward, as they would join too much at once; resolving everything takes them up."""
    hubs: int = 0
    skipped: int = 0
    """Records in blocks too large to compare, counted once for each blocking rule."""
    blocking_recall: RecallEstimate | None = None
    """What share of the pairs that are one person blocking found, estimated."""
    tells_people_apart: bool = True
    model: str = ""
    trained: bool = False
    came: int | None = None
    """Records that were resolved by themselves, the others being as they should be; None where all of them were."""
    online: Online = field(default_factory=Online)
    fit: Fit | None = None
    """How a model that was not learned on these records fits them."""
    changes: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def add_online(self, online: Online) -> None:
        self.online = online
        self.changes |= online.changes

    def __str__(self) -> str:
        if self.came is not None:
            return (
                f"{self.came:,} records were new or changed; {sum(self.changes.values()):,} changes.\n"
                f"{_held(self.held)}"
                f"{self.records:,} records are {self.individuals:,} individuals in {self.households:,} households, "
                f"by model {self.model}.\n{self.online}"
            )
        model = f"model {self.model}" + (", learned on these records" if self.trained else ", in force")
        changes = (
            ", ".join(f"{name.replace('_', ' ')} {n:,}" for name, n in self.changes.items() if n) or "nothing"
        )
        steps = ", ".join(f"{name} {value:.1f} s" for name, value in self.seconds.items() if name != "total")
        return (
            f"{self.records:,} records are {self.individuals:,} individuals in {self.households:,} households.\n"
            f"{self.pairs:,} pairs compared, {self.edges:,} edges, {self.refused:,} of them refused, "
            f"{self.hubs:,} hubs left out; {model}.\n"
            f"Blocks over the cap, with {self.skipped:,} records, were skipped (`idgraph evaluate` tells which).\n"
            f"{self._notes()}{_held(self.held)}"
            f"{self.online}\n"
            f"{_misfit(self.fit)}Changed: {changes}.\n"
            f"{self.seconds.get('total', 0):.1f} s: {steps}."
        )

    def _notes(self) -> str:
        found = f"Blocking's recall: {self.blocking_recall}.\n" if self.blocking_recall else ""
        return found + ("" if self.tells_people_apart else f"{CANNOT_TELL}.\n")


def _held(records: int) -> str:
    if not records:
        return ""
    return (
        f"{records:,} records are held back, as they would join too much at once: `idgraph reviews` shows them, "
        "`idgraph release` lets them join, and `idgraph resolve --full` all of them. While records known before are "
        "among them, what comes is resolved a few records at a time.\n"
    )


def _misfit(fit: Fit | None) -> str:
    """What a person should know of a model that does not know all these records say."""
    return f"{fit}\n" if fit and not fit.perfect else ""


def resolve(
    store: Store,
    *,
    retrain: bool = False,
    model: MatchModel | None = None,
    attach_guesses: bool = False,
    at_once: Callable[[Store], AtOnce | None] | None = None,
    quiet: bool = False,
) -> Resolved:
    """Bring the graph's individuals and households in line with its evidence.

    `retrain` learns the match model anew even where the one in force would do; `model` puts this one in force.
    `attach_guesses` lets anonymous cookies become an individual's where that is shown to be right. Raises Conflict
    where another resolve runs, and TooLarge or TooManyMerged, with nothing written, where more than `at_once` allows
    would follow; it is asked once all records are read, or it would not know of those that came last.
    """
    with lease(store, "resolve") as held, without_collector():
        # Who was overtaken may not write: what came since, and was resolved, is in none of its evidence.
        store = store.checked(held.check_mine)
        # Who changes people holds this: who began before the lease was taken is done now, who comes later finds it.
        store.write("live/begin")
        start = time.perf_counter()
        records, most = _evidence(store, at_once, quiet=quiet)
        read = time.perf_counter() - start
        limits = limits_in_force()
        writer = Writer(store, quiet=quiet)
        if not records.height:
            result = Resolved(changes=writer.clear())
            clear(store, limits)
            result.add_online(attach_online(store, attach=attach_guesses, quiet=quiet))
            return result
        used = model if model or retrain else model_for(store, records.height)
        derived = derive(records, model=used, verdicts=reading.verdicts(store), limits=limits, quiet=quiet)
        if most:
            most.check(store, derived)
        result = _summary(derived, trained=used is None)
        result.seconds["read"] = read
        start = time.perf_counter()
        # Cut short from here on, the graph is neither as before nor as it should be: only another run mends that.
        store.transact(partial(_begin_to_write, held))
        if used is None or model or not used.homes or used.version != version_in_force(store):
            # One learned meanwhile, by `train`, takes over later, unless somebody asks for another one here.
            chosen = None if used and not model else bool(model)
            put_in_force(store, derived.model, chosen=chosen, instead_of_next=retrain or bool(model))
        result.changes = writer.write(derived)
        result.edges, result.refused = writer.edges, writer.refused
        result.add_online(attach_online(store, attach=attach_guesses, quiet=quiet))
        result.seconds["write"] = time.perf_counter() - start
        start = time.perf_counter()
        result.changes |= Ready(store, records, derived, writer.ids, limits, quiet).write()
        result.seconds["make ready"] = time.perf_counter() - start
        result.seconds["total"] = sum(result.seconds.values())
        return result


def _evidence(
    store: Store, at_once: Callable[[Store], AtOnce | None] | None, *, quiet: bool
) -> tuple[pl.DataFrame, AtOnce | None]:
    """The records that people are derived from, with what visits show of them, and how much may follow.

    All else is read after the records: whatever changes then lets them wait under a mark that was not read.
    """
    records = reading.evidence(store, quiet=quiet)
    most = at_once(store) if at_once else None
    left_out = list(most.left_out) if most else []
    return records.filter(~pl.col("record").is_in(left_out)) if left_out else records, most


def _begin_to_write(held: Lease, run: Run) -> None:
    """From here on everybody waits, whether the lease lasts or not; up to here they did only if it did."""
    held.check(run)
    run("live/ready", ready=False)


def _summary(derived: Derived, *, trained: bool) -> Resolved:
    return Resolved(
        records=derived.records.height,
        individuals=len(set(derived.person.tolist())),
        households=len(set(derived.homes.home.tolist())),
        pairs=derived.report.pairs,
        hubs=len(derived.report.hubs),
        skipped=derived.report.skipped,
        blocking_recall=recall_without_truth(derived),
        tells_people_apart=tells_people_apart(derived.model),
        model=derived.model.version,
        trained=trained,
        fit=derived.report.fit,
        seconds=dict(derived.report.seconds),
    )
