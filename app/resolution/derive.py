"""What the evidence says: the whole derivation in memory, pure, for `resolve`, `evaluate` and tests alike.

Reads as the list of its steps: features, hubs, blocking, comparing, weighing, clustering, closure, households. Of many
pairs two row numbers and a weight are kept; their levels are worked out in pieces, and again for the few that matter.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from functools import reduce

import numpy as np
import numpy.typing as npt
import polars as pl

from app.matching.applying import comparisons_in, fit
from app.matching.attributes import comparisons_for
from app.matching.blocking import RULES, Candidates, candidate_pairs
from app.matching.calibration import calibrated
from app.matching.comparisons import Comparison
from app.matching.copies import Copies, find_copies, stands_for
from app.matching.expectation import ROUNDS
from app.matching.features import STEPS, add_features
from app.matching.household_ids import household_columns, part_household_ids
from app.matching.hubs import drop_hubs
from app.matching.limits import Limits, shipped_limits
from app.matching.model import Bits, MatchModel
from app.matching.scoring import Codes, Compared, Scored, compare, encode, packed, score, weigh
from app.matching.sizes import learn_sizes
from app.matching.sorting import sorted_unique
from app.matching.start import Start
from app.matching.streamed import MOST_KEPT, Pairs, Streamed
from app.matching.training import random_pairs, train
from app.progress import progress
from app.resolution.closure import closing_pairs, unknown
from app.resolution.components import Constraints, cluster, components, odds_of, packed_pairs, pairs_of
from app.resolution.constraints import Verdicts, constraints_of, with_copies
from app.resolution.households import Homes, share_homes
from app.resolution.report import Report

EDGE_FLOOR = 0.5
"""Pairs at least this probable are edges; one person is always within one component of them."""
TOUCHING = 0.01
"""Clusters with a pair at least this probable between them are compared in full."""

_AT_ONCE = 1 << 20
"""Pairs of which something is told at once."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int32]
Begin = Callable[[Sequence[Comparison]], Start]
"""Where learning starts, for the comparisons that the records allow."""


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
    pairs: Pairs
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
    used = model or _learn(gathered, begin, seed, report, quiet=quiet)
    found = _persons(gathered, used, report, learns=model is None, quiet=quiet)
    del gathered  # a few hundred bytes a record that the households could do with
    with report.step("households"):
        homes = share_homes(found.records, found.person, found.model.homes, quiet=quiet)
    complete = replace(found, model=found.model.model_copy(update={"homes": homes.model}))
    return Derived(**{item.name: getattr(complete, item.name) for item in fields(complete)}, homes=homes)


def persons_among(
    records: pl.DataFrame, model: MatchModel, verdicts: Verdicts, pairs: Ints, copies: Copies
) -> Persons:
    """The individuals among some records of a graph, where whoever they touch is among them.

    `records` have features and the model's columns, hubs are left out, and they are in order of their IDs. `pairs`
    (`left << 32 | right`, sorted) are those that blocks of the graph put together.
    """
    limits = constraints_of(records, verdicts)
    pairs = sorted_unique(np.concatenate([pairs, (copies.of << 32) | copies.copy]))
    if not len(pairs) and not any(verdict.height for verdict in verdicts):
        return _strangers(records, model, limits, copies)
    comparisons = comparisons_in(model, records)
    codes = [encode(records[comparison.column]) for comparison in comparisons]
    compared = compare(records, comparisons, *_unpacked(pairs), codes)
    return _persons(_Gathered(records, limits, comparisons, codes, copies, compared, ()), model, Report())


def _strangers(records: pl.DataFrame, model: MatchModel, limits: Constraints, copies: Copies) -> Persons:
    """Where nothing puts any two of the records together: everybody alone, as clustering no pairs would say."""
    nobody, bits = np.empty(0, np.int32), np.empty(0, np.float32)
    scored = Scored(nobody, nobody, [], np.empty((0, 0), np.int8), np.empty((0, 0), np.float32), bits)
    alone, touching = np.arange(records.height), np.empty((0, 2), np.int64)
    weighed = Weighed(nobody, nobody, bits)
    return Persons(records, model, weighed, scored, alone, limits, Report(), copies, touching)


def _persons(
    gathered: _Gathered, model: MatchModel, report: Report, *, learns: bool = False, quiet: bool = True
) -> Persons:
    """`learns`: the model is new, and has to learn yet how many records people have."""
    records, constraints, copies = gathered.records, gathered.limits, gathered.copies
    compared, weight = _weighed(gathered, model, report, quiet=quiet)
    with report.step("cluster"):
        if learns:
            model = _with_sizes(gathered, model, compared, weight, quiet=quiet)
        _, person = _cluster(records.height, [(compared, weight)], model, constraints, copies, quiet=quiet)
    with report.step("closure"):
        touching = _at_least(touching_floor(model), model, weight)
        touched = np.column_stack([compared.left[touching], compared.right[touching]]).astype(np.int64)
        closing = closing_pairs(person, compared.left, compared.right, touching)
        touched_too = Streamed(records, compared.comparisons, compared.codes, *_unpacked(closing))
        more = _compared(touched_too, "compare touching clusters", quiet=quiet)
        weights = weight, weigh(more, model)
    with report.step("cluster"):
        parts = list(zip((compared, more), weights, strict=True))
        scored, person = _cluster(records.height, parts, model, constraints, copies, quiet=quiet)
    weighed = _all_weighed(compared, more, *weights)
    report.pairs = len(weighed.weight)
    del gathered, compared, more, parts  # a few hundred bytes a record that the households could do with
    return Persons(records, model, weighed, scored, person, constraints, report, copies, touched)


def _weighed(gathered: _Gathered, model: MatchModel, report: Report, *, quiet: bool) -> tuple[Pairs, Bits]:
    """The pairs of the blocks and those that stewards judged, and their weights."""
    with report.step("compare"):
        left, right = _judged(gathered.limits, gathered.pairs)
        judged = compare(gathered.records, gathered.comparisons, left, right, gathered.codes)
        compared = gathered.pairs.and_also(judged)
    with report.step("weigh"), progress("weigh pairs", len(compared.left), quiet=quiet) as advance:
        return compared, weigh(compared, model, advance)


def _with_sizes(
    gathered: _Gathered, model: MatchModel, compared: Pairs, weight: Bits, *, quiet: bool
) -> MatchModel:
    """The model with what clustering without it shows of how many records people have."""
    size, limits = gathered.records.height, gathered.limits
    _, person = _cluster(size, [(compared, weight)], model, limits, gathered.copies, quiet=quiet)
    found = np.bincount(person)
    return model.model_copy(update={"sizes": learn_sizes(found[found > 0])})


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
    model = _learn(gathered, begin, seed, report, quiet=quiet)
    compared, weight = _weighed(gathered, model, report, quiet=quiet)
    with report.step("cluster"):
        return _with_sizes(gathered, model, compared, weight, quiet=quiet), report


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
        with progress("work out features", STEPS, quiet=quiet) as advance:
            featured = add_features(_in_order(frame), advance)
        columns = household_columns(featured) if model is None else model.household_columns
        featured = part_household_ids(featured, columns)
        records, report.hubs = drop_hubs(featured, limits)
    if model is None:
        comparisons = comparisons_for(records)
    else:
        comparisons, report.fit = comparisons_in(model, records), fit(model, records)
    with report.step("block"):
        copies = find_copies(records, [comparison.column for comparison in comparisons])
        with progress("block", len(RULES), quiet=quiet) as advance:
            candidates = candidate_pairs(copies.first_of(records), advance=advance)
        report.rules = candidates.rules
        left, right = _with_equal(candidates, copies)
        del candidates  # as large again as the pairs
    with report.step("compare"):
        codes = [encode(records[comparison.column]) for comparison in comparisons]
        streamed = Streamed(records, comparisons, codes, left, right)
        fits = len(left) <= MOST_KEPT
        pairs = _compared(streamed, "compare values of pairs", quiet=quiet) if fits else streamed
    return _Gathered(records, constraints_of(records, verdicts), comparisons, codes, copies, pairs, columns)


def _in_order(frame: pl.DataFrame) -> pl.DataFrame:
    """The records in order of their IDs. A column that is empty in all of them takes no memory."""
    empty = [column.name for column in frame if column.null_count() == frame.height]
    filled = frame.drop(empty)
    ordered = filled if filled["record"].is_sorted() else filled.sort("record")
    return ordered.with_columns(pl.lit(None, dtype=frame.schema[name]).alias(name) for name in empty)


def _learn(gathered: _Gathered, begin: Begin | None, seed: int, report: Report, *, quiet: bool) -> MatchModel:
    """Learn from the pairs without labels, then let the stewards' verdicts calibrate what was learned."""
    records, comparisons, limits = gathered.records, gathered.comparisons, gathered.limits
    with report.step("train"):
        report.start = begin(comparisons) if begin else None
        drawn = Streamed(records, comparisons, gathered.codes, *random_pairs(records.height, seed))
        sample = _compared(drawn, "compare pairs drawn at random", quiet=quiet)
        pairs, counts = _lesson(gathered, quiet=quiet)
        with progress("learn", ROUNDS, quiet=quiet) as advance:
            model = train(records, sample, pairs, stands_for=counts, start=report.start, advance=advance)
        must, cannot = packed_pairs(limits.must), packed_pairs(limits.cannot)
        left, right = _unpacked(np.concatenate([must, cannot]))
        weight = score(compare(records, comparisons, left, right, gathered.codes), model).weight
        model = model.model_copy(update={"household_columns": tuple(gathered.household_columns)})
        return calibrated(model, weight.astype(np.float64), np.arange(len(left)) < len(must))


def _lesson(gathered: _Gathered, *, quiet: bool) -> tuple[Compared, Floats | None]:
    """The pairs to learn from, and how many pairs each of them is, if not one: of more than fit some are drawn."""
    pairs, times = gathered.pairs, 1.0
    if isinstance(pairs, Streamed):
        drawn = pairs.sample()
        times = len(pairs.left) / len(drawn.left)
        pairs = _compared(drawn, "compare pairs to learn from", quiet=quiet)
    counts = stands_for(gathered.copies, pairs.left, pairs.right)
    if times > 1:
        counts = times * (np.ones(len(pairs.left)) if counts is None else counts)
    return pairs, counts


def _with_equal(candidates: Candidates, copies: Copies) -> tuple[Rows, Rows]:
    """The pairs of the blocks, which hold the first of equal records only, and each copy with its first."""
    if not len(copies.copy):
        return candidates.left, candidates.right
    left, right = (copies.first[side].astype(np.int32) for side in (candidates.left, candidates.right))
    equal = np.sort((copies.of << 32) | copies.copy)
    at, (a, b) = np.searchsorted(packed(left, right), equal), _unpacked(equal)
    return np.insert(left, at, a), np.insert(right, at, b)


def _compared(pairs: Streamed, what: str, *, quiet: bool) -> Compared:
    with progress(what, len(pairs.left) * len(pairs.comparisons), quiet=quiet) as advance:
        return pairs.part(slice(None), advance)


def edge_floor(model: MatchModel) -> float:
    """Probability from which on a pair may join two records: EDGE_FLOOR, unless being alone speaks for two as well."""
    return model.least_probability(EDGE_FLOOR)


def touching_floor(model: MatchModel) -> float:
    """Probability from which on a pair keeps two clusters in touch; no pair that joins two records has less."""
    return min(TOUCHING, edge_floor(model))


def _at_least(floor: float, model: MatchModel, weight: Bits) -> npt.NDArray[np.bool_]:
    """Which weights are so probable."""
    return _told(len(weight), lambda rows: model.probability(weight[rows]) >= floor)


def _told(size: int, which: Callable[[slice], npt.NDArray[np.bool_]]) -> npt.NDArray[np.bool_]:
    """What `which` says of all pairs, asked in pieces: what it needs on the way is many times as large."""
    result = np.empty(size, np.bool_)
    for start in range(0, size, _AT_ONCE):
        rows = slice(start, start + _AT_ONCE)
        result[rows] = which(rows)
    return result


def _all_weighed(compared: Pairs, more: Compared, weight: Bits, more_weight: Bits) -> Weighed:
    """All pairs in order. Their levels stay where they are: they take most of the memory."""
    at = np.searchsorted(compared.packed, more.packed)
    return Weighed(
        np.insert(compared.left, at, more.left),
        np.insert(compared.right, at, more.right),
        np.insert(weight, at, more_weight),
    )


def _judged(limits: Constraints, compared: Pairs) -> tuple[Rows, Rows]:
    """Pairs to compare whatever the blocking rules say: what stewards judged."""
    judged = sorted_unique(np.concatenate([packed_pairs(limits.must), packed_pairs(limits.cannot)]))
    return _unpacked(unknown(judged, compared.packed) if len(judged) else judged)


def _unpacked(pairs: Ints) -> tuple[Rows, Rows]:
    return (pairs >> 32).astype(np.int32), (pairs & 0xFFFFFFFF).astype(np.int32)


def _cluster(
    size: int,
    parts: Sequence[tuple[Pairs, Bits]],
    model: MatchModel,
    limits: Constraints,
    copies: Copies,
    *,
    quiet: bool,
) -> tuple[Scored, Ints]:
    """The pairs inside components of edges with their bits, and the cluster label of every row. `parts`: pairs with
    their weights, those that stewards judged in the first."""
    probable = [_at_least(edge_floor(model), model, weight) for _, weight in parts]
    if limits.must is not None:
        probable[0][np.searchsorted(parts[0][0].packed, packed_pairs(limits.must))] = True
    left, right = (
        np.concatenate([side[rows] for side, rows in zip(sides, probable, strict=True)])
        for sides in ([pairs.left for pairs, _ in parts], [pairs.right for pairs, _ in parts])
    )
    whole = components(size, left, right).astype(np.int32)
    scored = score(reduce(Compared.and_also, [_inside(whole, pairs) for pairs, _ in parts]), model)
    limits = with_copies(limits, copies, packed(left, right))
    with progress("cluster pairs", len(scored), quiet=quiet) as advance:
        return scored, cluster(size, pairs_of(scored), odds_of(model, scored.names), limits, advance)


def _inside(whole: Rows, pairs: Pairs) -> Compared:
    """The pairs within a component; `whole` labels that of every row."""
    left, right = pairs.left, pairs.right
    return pairs.pick(_told(len(left), lambda rows: whole[left[rows]] == whole[right[rows]]))
