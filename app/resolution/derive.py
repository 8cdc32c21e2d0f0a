"""What the evidence says: the whole derivation in memory, pure, for `resolve`, `evaluate` and tests alike.

Reads as the list of its steps: features, hubs, blocking, comparing, weighing, clustering, closure, households. What it
leaves simple for now: everything is derived at once (re-deriving only touched components comes with live resolution).
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from app.matching.blocking import Candidates, RuleReport, candidate_pairs
from app.matching.comparisons import comparisons_for
from app.matching.features import add_features, over_distinct
from app.matching.hubs import Hub, drop_hubs
from app.matching.model import MatchModel, probability
from app.matching.scoring import Scored, compare, score
from app.matching.training import train
from app.progress import progress
from app.resolution.closure import closing_pairs, sorted_unique
from app.resolution.components import Constraints, cluster, components, odds_of, packed_pairs, pairs_of
from app.resolution.households import Homes, share_homes
from app.standardise.identifier import is_proven

EDGE_FLOOR = 0.5
"""Pairs at least this probable are edges; one person is always within one component of them."""
TOUCHING = 0.01
"""Clusters with a pair at least this probable between them are compared in full."""

Ints = npt.NDArray[np.int64]
Rows = npt.NDArray[np.int32]


@dataclass(slots=True)
class Report:
    """What happened on the way: seconds by step, pairs compared, blocking rules, hubs left out."""

    seconds: dict[str, float] = field(default_factory=dict)
    pairs: int = 0
    rules: list[RuleReport] = field(default_factory=list)
    hubs: list[Hub] = field(default_factory=list)

    @property
    def skipped(self) -> int:
        """Records in blocks that were too large to compare, counted once for each rule."""
        return sum(rule.skipped_records for rule in self.rules)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start


@dataclass(frozen=True, slots=True)
class Derived:
    """The answer. `person[i]` is the row number of the first record of row i's individual; rows are in the order of
    `records["record"]`. `scored` holds every compared pair inside a component of edges."""

    records: pl.DataFrame
    model: MatchModel
    scored: Scored
    person: Ints
    limits: Constraints
    homes: Homes
    report: Report


def derive(
    frame: pl.DataFrame,
    *,
    model: MatchModel | None = None,
    verdicts: tuple[pl.DataFrame, pl.DataFrame] | None = None,
    quiet: bool = True,
) -> Derived:
    """Derive individuals and households from a standardised frame with a unique column `record`.

    Without a model one is learned from the frame first. `verdicts` are the stewards' must-links and cannot-links,
    each a frame with columns a, b of record IDs.
    """
    report = Report()
    with report.step("features"):
        records, report.hubs = drop_hubs(add_features(frame.sort("record")))
    limits = _constraints(records, verdicts)
    with report.step("block"):
        candidates = candidate_pairs(records)
        report.rules = candidates.rules
    comparisons = comparisons_for(records)
    left, right = _with_verdicts(candidates, limits)
    work = len(left) * len(comparisons)
    with report.step("compare"), progress("compare values of pairs", work, quiet=quiet) as advance:
        compared = compare(records, comparisons, left, right, advance=advance)
    if model is None:
        with report.step("train"):
            model = train(records, comparisons, compared)
    with report.step("weigh"):
        scored = score(compared, model)
    with report.step("cluster"):
        _, person = _cluster(records.height, scored, model, limits)
    touching = probability(scored.weight, model.prior_bits) >= TOUCHING
    left, right = _unpacked(closing_pairs(person, scored.left, scored.right, touching))
    work = len(left) * len(comparisons)
    with report.step("closure"), progress("compare touching clusters", work, quiet=quiet) as advance:
        compared = compared.merged(compare(records, comparisons, left, right, compared.codes, advance))
        scored = score(compared, model)
        report.pairs = len(scored)
    with report.step("cluster"):
        inside, person = _cluster(records.height, scored, model, limits)
    with report.step("households"):
        homes = share_homes(records, person)
    return Derived(records, model, scored.pick(inside), person, limits, homes, report)


def _with_verdicts(candidates: Candidates, limits: Constraints) -> tuple[Rows, Rows]:
    """The candidate pairs, and the pairs that stewards judged, whether or not a rule finds them."""
    found = (candidates.left.astype(np.int64) << 32) | candidates.right
    return _unpacked(
        sorted_unique(np.concatenate([found, packed_pairs(limits.must), packed_pairs(limits.cannot)]))
    )


def _unpacked(packed: Ints) -> tuple[Rows, Rows]:
    return (packed >> 32).astype(np.int32), (packed & 0xFFFFFFFF).astype(np.int32)


def _cluster(
    size: int, scored: Scored, model: MatchModel, limits: Constraints
) -> tuple[npt.NDArray[np.bool_], Ints]:
    """Which pairs lie inside a component of edges, and the cluster label of every row."""
    edge = probability(scored.weight, model.prior_bits) >= EDGE_FLOOR
    packed = (scored.left.astype(np.int64) << 32) | scored.right
    edge |= np.isin(packed, packed_pairs(limits.must))
    whole = components(size, scored.left[edge], scored.right[edge])
    inside = whole[scored.left] == whole[scored.right]
    return inside, cluster(size, pairs_of(scored.pick(inside)), odds_of(model, scored.names), limits)


def _constraints(records: pl.DataFrame, verdicts: tuple[pl.DataFrame, pl.DataFrame] | None) -> Constraints:
    apart = (_proven_ids(records),) if "national_id" in records.columns else ()
    if verdicts is None:
        return Constraints(apart)
    rows = records.select("record", pl.int_range(pl.len(), dtype=pl.Int64).alias("row"))

    def numbered(pairs: pl.DataFrame) -> Ints:
        joined = pairs.join(rows, left_on="a", right_on="record").join(
            rows, left_on="b", right_on="record", suffix="_b"
        )
        return joined.select("row", "row_b").sort("row", "row_b").to_numpy().astype(np.int64)

    must, cannot = verdicts
    return Constraints(apart, must=numbered(must), cannot=numbered(cannot))


def _proven_ids(records: pl.DataFrame) -> Ints:
    """A number for each national ID that its check digits prove, -1 for none: two numbers are two people."""
    proven = over_distinct(
        records, "national_id", "proven", lambda number: number if is_proven(number) else None
    )
    return proven.rank("dense").cast(pl.Int64).fill_null(-1).to_numpy()
