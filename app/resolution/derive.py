"""What the evidence says: the whole derivation in memory, pure, for `resolve`, `evaluate` and tests alike.

Reads as the list of its steps: features, hubs, blocking, comparing, weighing, clustering, closure, households. What it
leaves simple for now: everything is derived at once (re-deriving only touched components comes with live resolution).
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from functools import reduce

import numpy as np
import numpy.typing as npt
import polars as pl

from app.fields import DEDUPLICATED_IN
from app.matching.applying import Fit, comparisons_in, fit
from app.matching.attributes import comparisons_for
from app.matching.blocking import RULES, RuleReport, candidate_pairs
from app.matching.calibration import calibrated
from app.matching.comparisons import Comparison
from app.matching.copies import Copies, find_copies, stands_for
from app.matching.features import add_features, over_distinct
from app.matching.household_ids import household_columns, part_household_ids
from app.matching.hubs import Hub, drop_hubs
from app.matching.limits import Limits, shipped_limits
from app.matching.model import Bits, MatchModel
from app.matching.scoring import Codes, Compared, Scored, compare, encode, score, weigh
from app.matching.sorting import sorted_unique
from app.matching.start import Start
from app.matching.training import train
from app.memory import give_back
from app.progress import progress
from app.resolution.closure import closing_pairs, unknown
from app.resolution.components import Constraints, cluster, components, odds_of, packed_pairs, pairs_of
from app.resolution.households import Homes, share_homes
from app.standardise.identifier import is_proven

EDGE_FLOOR = 0.5
"""Pairs at least this probable are edges; one person is always within one component of them."""
TOUCHING = 0.01
"""Clusters with a pair at least this probable between them are compared in full."""

Ints = npt.NDArray[np.int64]
Rows = npt.NDArray[np.int32]
Verdicts = tuple[pl.DataFrame, pl.DataFrame]
"""The stewards' must-links and cannot-links, each a frame with columns a, b of record IDs."""
Begin = Callable[[Sequence[Comparison]], Start]
"""Where learning starts, for the comparisons that the records allow."""


@dataclass(slots=True)
class Report:
    """What happened on the way: seconds by step, pairs compared, blocking rules, hubs left out."""

    seconds: dict[str, float] = field(default_factory=dict)
    pairs: int = 0
    rules: list[RuleReport] = field(default_factory=list)
    hubs: list[Hub] = field(default_factory=list)
    fit: Fit | None = None
    """How a model that was given fits the records."""
    start: Start | None = None
    """What learning started from, where that was another model."""

    @property
    def skipped(self) -> int:
        """Records in blocks that were too large to compare, counted once for each rule."""
        return sum(rule.skipped_records for rule in self.rules)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        give_back()
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start


@dataclass(frozen=True, slots=True)
class Weighed:
    """Compared pairs of rows, `left < right`, and their weights in bits without the prior."""

    left: Rows
    right: Rows
    weight: Bits


@dataclass(frozen=True, slots=True)
class Persons:
    """Who is whom. `person[i]` is the row number of the first record of row i's individual; rows are in the order of
    `records["record"]`. `weighed` holds every compared pair, `scored` those inside a component of edges."""

    records: pl.DataFrame
    model: MatchModel
    weighed: Weighed
    scored: Scored
    person: Ints
    limits: Constraints
    report: Report
    copies: Copies
    touching: Ints
    """Pairs of rows, shape (k, 2), that keep two clusters in touch: which pairs are compared in full hangs on them."""


@dataclass(frozen=True, slots=True)
class Derived(Persons):
    """The answer: who is whom, and who lives with whom."""

    homes: Homes


@dataclass(frozen=True, slots=True)
class _Gathered:
    """Records and what comparing them showed: `pairs` are those of the blocks, and each copy with its first."""

    records: pl.DataFrame
    limits: Constraints
    comparisons: list[Comparison]
    codes: list[Codes]
    copies: Copies
    pairs: Compared
    household_columns: Sequence[str]


def derive(
    frame: pl.DataFrame,
    *,
    model: MatchModel | None = None,
    verdicts: Verdicts | None = None,
    begin: Begin | None = None,
    limits: Limits | None = None,
    seed: int = 0,
    quiet: bool = True,
) -> Derived:
    """Derive individuals and households from a standardised frame with a unique column `record`.

    Without a model one is learned from the frame first, as `learn` does. Without `limits` those that are shipped hold.
    Two records with the same value in the column `deduplicated_in`, where the frame has it, are never one individual.
    Raises BadInput where a model that was given has nothing in common with the records.
    """
    report = Report()
    gathered = _gather(frame, model, verdicts, report, limits or shipped_limits(), quiet=quiet)
    found = _persons(gathered, model or _learn(gathered, begin, seed, report), report, quiet=quiet)
    del gathered  # a few hundred bytes a record that the households could do with
    with report.step("households"):
        homes = share_homes(found.records, found.person, found.model.homes)
    complete = replace(found, model=found.model.model_copy(update={"homes": homes.model}))
    return Derived(**{item.name: getattr(complete, item.name) for item in fields(complete)}, homes=homes)


def persons_among(
    records: pl.DataFrame, model: MatchModel, verdicts: Verdicts, pairs: Ints, copies: Copies
) -> Persons:
    """The individuals among some records of a graph, where whoever they touch is among them.

    `records` have features and the model's columns, hubs are left out, and they are in order of their IDs. `pairs`
    (`left << 32 | right`, sorted) are those that blocks of the graph put together.
    """
    comparisons = comparisons_in(model, records)
    codes = [encode(records[comparison.column]) for comparison in comparisons]
    pairs = sorted_unique(np.concatenate([pairs, (copies.of << 32) | copies.copy]))
    compared = compare(records, comparisons, *_unpacked(pairs), codes)
    limits = _constraints(records, verdicts)
    return _persons(_Gathered(records, limits, comparisons, codes, copies, compared, ()), model, Report())


def _persons(gathered: _Gathered, model: MatchModel, report: Report, *, quiet: bool = True) -> Persons:
    records, constraints, copies = gathered.records, gathered.limits, gathered.copies
    with report.step("compare"):
        left, right = _judged(constraints, gathered.pairs)
        judged = compare(records, gathered.comparisons, left, right, gathered.codes)
        compared = gathered.pairs.and_also(judged)
    with report.step("weigh"), progress("weigh pairs", len(compared.left), quiet=quiet) as advance:
        weight = weigh(compared, model, advance)
    with report.step("cluster"):
        _, person = _cluster(records.height, [(compared, weight)], model, constraints, copies)
    with report.step("closure"):
        touching = model.probability(weight) >= TOUCHING
        touched = np.column_stack([compared.left[touching], compared.right[touching]]).astype(np.int64)
        closing = closing_pairs(person, compared.left, compared.right, touching)
        more = _compared(records, compared, closing, quiet=quiet)
        weights = weight, weigh(more, model)
    with report.step("cluster"):
        parts = list(zip((compared, more), weights, strict=True))
        scored, person = _cluster(records.height, parts, model, constraints, copies)
    weighed = _all_weighed(compared, more, *weights)
    report.pairs = len(weighed.weight)
    del gathered, compared, more, parts  # a few hundred bytes a record that the households could do with
    return Persons(records, model, weighed, scored, person, constraints, report, copies, touched)


def learn(
    frame: pl.DataFrame,
    *,
    verdicts: Verdicts | None = None,
    begin: Begin | None = None,
    limits: Limits | None = None,
    seed: int = 0,
    quiet: bool = True,
) -> tuple[MatchModel, Report]:
    """Only the model of a standardised frame. Deterministic for a seed; the order of the rows does not matter.

    `verdicts` calibrate it. `begin` says where learning starts, if not from the shipped probabilities.
    """
    report = Report()
    gathered = _gather(frame, None, verdicts, report, limits or shipped_limits(), quiet=quiet)
    report.pairs = len(gathered.pairs.left)
    return _learn(gathered, begin, seed, report), report


def _gather(
    frame: pl.DataFrame,
    model: MatchModel | None,
    verdicts: Verdicts | None,
    report: Report,
    limits: Limits,
    *,
    quiet: bool,
) -> _Gathered:
    with report.step("features"):
        featured = add_features(_in_order(frame))
        columns = household_columns(featured) if model is None else model.household_columns
        featured = part_household_ids(featured, columns)
        records, report.hubs = drop_hubs(featured, limits)
    if model is None:
        comparisons = comparisons_for(records)
    else:
        comparisons, report.fit = comparisons_in(model, records), fit(model, records)
    with report.step("block"):
        copies = find_copies(records, [comparison.column for comparison in comparisons])
        firsts = copies.first_of(records)
        with progress("block", len(RULES), quiet=quiet) as advance:
            candidates = candidate_pairs(firsts, advance=advance)
        report.rules = candidates.rules
    work = len(candidates) * len(comparisons)
    with report.step("compare"), progress("compare values of pairs", work, quiet=quiet) as advance:
        codes = [encode(records[comparison.column]) for comparison in comparisons]
        of_firsts = [item.pick(copies.first) for item in codes]
        compared = compare(firsts, comparisons, candidates.left, candidates.right, of_firsts, advance)
        left, right = _unpacked(np.sort((copies.of << 32) | copies.copy))
        equal = compare(records, comparisons, left, right, codes)
        pairs = compared.renumbered(copies.first, codes).and_also(equal)
    return _Gathered(records, _constraints(records, verdicts), comparisons, codes, copies, pairs, columns)


def _in_order(frame: pl.DataFrame) -> pl.DataFrame:
    """The records in order of their IDs. A column that is empty in all of them takes no memory."""
    empty = [column.name for column in frame if column.null_count() == frame.height]
    filled = frame.drop(empty)
    ordered = filled if filled["record"].is_sorted() else filled.sort("record")
    return ordered.with_columns(pl.lit(None, dtype=frame.schema[name]).alias(name) for name in empty)


def _learn(gathered: _Gathered, begin: Begin | None, seed: int, report: Report) -> MatchModel:
    """Learn from the pairs without labels, then let the stewards' verdicts calibrate what was learned."""
    records, comparisons, limits = gathered.records, gathered.comparisons, gathered.limits
    with report.step("train"):
        report.start = begin(comparisons) if begin else None
        pairs = gathered.pairs
        counts = stands_for(gathered.copies, pairs.left, pairs.right)
        model = train(records, comparisons, pairs, stands_for=counts, seed=seed, start=report.start)
        must, cannot = packed_pairs(limits.must), packed_pairs(limits.cannot)
        left, right = _unpacked(np.concatenate([must, cannot]))
        weight = score(compare(records, comparisons, left, right, gathered.codes), model).weight
        model = model.model_copy(update={"household_columns": tuple(gathered.household_columns)})
        return calibrated(model, weight.astype(np.float64), np.arange(len(left)) < len(must))


def _compared(records: pl.DataFrame, like: Compared, pairs: Ints, *, quiet: bool) -> Compared:
    """Further pairs, compared like those there."""
    with progress("compare touching clusters", len(pairs) * len(like.comparisons), quiet=quiet) as advance:
        return compare(records, like.comparisons, *_unpacked(pairs), like.codes, advance)


def _all_weighed(compared: Compared, more: Compared, weight: Bits, more_weight: Bits) -> Weighed:
    """All pairs in order. Their levels stay where they are: they take most of the memory."""
    at = np.searchsorted(compared.packed, more.packed)
    return Weighed(
        np.insert(compared.left, at, more.left),
        np.insert(compared.right, at, more.right),
        np.insert(weight, at, more_weight),
    )


def _judged(limits: Constraints, compared: Compared) -> tuple[Rows, Rows]:
    """Pairs to compare whatever the blocking rules say: what stewards judged."""
    judged = sorted_unique(np.concatenate([packed_pairs(limits.must), packed_pairs(limits.cannot)]))
    return _unpacked(unknown(judged, compared.packed))


def _unpacked(packed: Ints) -> tuple[Rows, Rows]:
    return (packed >> 32).astype(np.int32), (packed & 0xFFFFFFFF).astype(np.int32)


def _cluster(
    size: int, parts: Sequence[tuple[Compared, Bits]], model: MatchModel, limits: Constraints, copies: Copies
) -> tuple[Scored, Ints]:
    """The pairs inside components of edges with their bits, and the cluster label of every row. `parts`: compared pairs
    with their weights, those that stewards judged in the first."""
    probable = [model.probability(weight) >= EDGE_FLOOR for _, weight in parts]
    if limits.must is not None:
        probable[0][np.searchsorted(parts[0][0].packed, packed_pairs(limits.must))] = True
    edges = _joined([pairs.pick(rows) for (pairs, _), rows in zip(parts, probable, strict=True)])
    whole = components(size, edges.left, edges.right).astype(np.int32)
    inside = [pairs.pick(whole[pairs.left] == whole[pairs.right]) for pairs, _ in parts]
    scored = score(_joined(inside), model)
    limits = _with_copies(limits, copies, edges.packed)
    return scored, cluster(size, pairs_of(scored), odds_of(model, scored.names), limits)


def _joined(parts: Sequence[Compared]) -> Compared:
    return reduce(Compared.and_also, parts)


def _with_copies(limits: Constraints, copies: Copies, edges: Ints) -> Constraints:
    """Copies that are probably the same person as their first start in its cluster, unless a steward parted any."""
    together = np.column_stack([copies.of, copies.copy])
    probable = np.isin((copies.of << 32) | copies.copy, edges)
    parted = [_at_odds(copies, codes) for codes in limits.apart]
    parted.append(np.empty(0, np.int64) if limits.cannot is None else limits.cannot.ravel())
    together = together[probable & ~np.isin(together, np.concatenate(parted)).any(axis=1)]
    return replace(limits, must=together if limits.must is None else np.concatenate([limits.must, together]))


def _at_odds(copies: Copies, codes: Ints) -> Ints:
    """Rows with a code, equal in all they say to a row with another: records of a source that promises one a person."""
    rows, group = np.concatenate([copies.of, copies.copy]), np.concatenate([copies.of, copies.of])
    coded = codes[rows] >= 0
    rows, group = rows[coded], group[coded]
    least, most = np.full(len(codes), len(codes) + codes.max(initial=0)), np.full(len(codes), -1)
    np.minimum.at(least, group, codes[rows])
    np.maximum.at(most, group, codes[rows])
    return rows[least[group] < most[group]]


def _constraints(records: pl.DataFrame, verdicts: Verdicts | None) -> Constraints:
    apart = [*_promised(records)]
    if "national_id" in records.columns:
        apart.append(_proven_ids(records))
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


def _promised(records: pl.DataFrame) -> Iterator[Ints]:
    """For each source that promises one record a person, a number for each of its records, -1 for all others."""
    if DEDUPLICATED_IN in records.columns:
        sources = records[DEDUPLICATED_IN]
        for source in sources.drop_nulls().unique().sort():
            mine = (sources == source).fill_null(value=False).to_numpy()
            yield np.where(mine, np.arange(records.height), -1)


def _proven_ids(records: pl.DataFrame) -> Ints:
    """A number for each national ID that its check digits prove, -1 for none: two numbers are two people."""
    proven = over_distinct(
        records, "national_id", "proven", lambda number: number if is_proven(number) else None
    )
    return proven.rank("dense").cast(pl.Int64).fill_null(-1).to_numpy()
