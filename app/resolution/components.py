"""Constrained clustering: which scored pairs hold, so that individuals are the components over the accepted edges.

Clusters that are each other's best partner merge, best first in effect, as long as the evidence *between the
clusters* is better than two to one. Per field that evidence is a power mean of the Bayes factors over all scored pairs
between the two, then the fields are multiplied: one lucky pair does not join two people, and one faulty or outdated
value does not keep two halves of one person apart (a person who moved has two addresses; matching either is evidence).
A function of the scored edges alone; rows are numbered in the order of their record IDs, so the order of arrival cannot
matter.

A connected component of pairs does not depend on any other: components are worked on in batches, by all cores, and
`cluster` gives the same for a component alone as for all of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from app.matching.model import MatchModel, home_correction
from app.matching.scoring import Scored
from app.matching.sizes import merging_bits
from app.matching.sorting import firsts, sorted_places, sorted_unique
from app.matching.threads import in_threads
from app.progress import Advance

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
POWER = 0.5
"""Exponent of the mean: towards 0 every pair must agree (geometric), at 1 any one pair may decide (arithmetic)."""
MERGE_BITS = 1.0
"""Log2 odds that two clusters must exceed to merge: two to one, since a wrong merge shows one person's data to another,
and what was missed is found when more is known."""
_GRAIN = 1e-6
"""Scores are compared to this precision, so that the order of additions cannot decide a tie."""


_BATCH = 1 << 16
"""Pairs that a thread clusters at once, or one component where that has more."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Evidence between rows: `bits` is (pairs, fields), NaN where a field is missing."""

    left: npt.NDArray[np.integer[Any]]
    right: npt.NDArray[np.integer[Any]]
    bits: npt.NDArray[np.floating[Any]]

    def __len__(self) -> int:
        return len(self.left)


@dataclass(frozen=True, slots=True)
class _Sums:
    """Evidence between clusters, (pairs of clusters, fields) each: `lift` is the sum of 2^(POWER bits) over the
    record pairs where the field is known on both sides, `seen` their number."""

    left: Ints
    right: Ints
    lift: Floats
    seen: Floats

    def __len__(self) -> int:
        return len(self.left)

    def pick(self, rows: npt.NDArray[np.bool_]) -> "_Sums":
        return _Sums(self.left[rows], self.right[rows], self.lift[rows], self.seen[rows])

    def and_also(self, other: "_Sums") -> "_Sums":
        return _Sums(
            np.concatenate([self.left, other.left]),
            np.concatenate([self.right, other.right]),
            np.concatenate([self.lift, other.lift]),
            np.concatenate([self.seen, other.seen]),
        )


@dataclass(frozen=True, slots=True)
class Odds:
    """What turns evidence into log2 odds: the prior, how much of each field housemates share (see the model), and what
    the number of records that people have says (see `matching.sizes`)."""

    prior_bits: float
    home_prior: float
    home_shares: Floats
    sizes: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Constraints:
    """What must hold whatever the scores say. `apart`: one array of codes per unique identifier, -1 where a row has
    none; two rows with different codes are never one person. `must`, `cannot`: pairs of rows, shape (k, 2).

    All of `must` hold. So does everything else, except where a chain of must-links says the contrary."""

    apart: Sequence[Ints] = ()
    must: Ints | None = None
    cannot: Ints | None = None


def packed_pairs(pairs: Ints | None) -> Ints:
    """Pairs of rows, shape (k, 2), as `smaller << 32 | larger`, sorted."""
    if pairs is None or not len(pairs):
        return np.empty(0, np.int64)
    return sorted_unique((pairs.min(axis=1) << 32) | pairs.max(axis=1))


def pairs_of(scored: Scored) -> Pairs:
    return Pairs(scored.left, scored.right, scored.bits)


def odds_of(model: MatchModel, names: Sequence[str]) -> Odds:
    """The model's odds for fields in the order of `names`."""
    shares = [found.home_share if (found := model.comparison(name)) else 0.0 for name in names]
    return Odds(model.prior_bits, model.home_prior, np.array(shares, np.float64), model.sizes)


def cluster(
    size: int,
    pairs: Pairs,
    odds: Odds,
    constraints: Constraints | None = None,
    advance: Advance | None = None,
) -> Ints:
    """Label of every row (0 .. size-1): the smallest row number of its cluster. `advance` is told of pairs done."""
    limits = constraints or Constraints()
    labels = _together(size, limits.must)

    def solved(batch: _Batch) -> tuple[Ints, Ints, int]:
        found = batch.rows[_merged(len(batch.rows), batch.pairs, odds, batch.limits)]
        return batch.rows, found, len(batch.pairs)

    for rows, found, done in in_threads(solved, _batches(size, pairs, limits)):
        labels[rows] = found
        if advance:
            advance(done)
    return labels


@dataclass(frozen=True, slots=True)
class _Batch:
    """Whole components by themselves: `rows` are their rows, and everything else counts in places of that list."""

    rows: Ints
    pairs: Pairs
    limits: Constraints


def _batches(size: int, pairs: Pairs, limits: Constraints) -> Iterator[_Batch]:
    joined = packed_pairs(limits.must)
    ends = (np.concatenate([pairs.left, joined >> 32]), np.concatenate([pairs.right, joined & 0xFFFFFFFF]))
    whole = components(size, *ends)
    rows = np.argsort(whole, kind="stable")
    place = np.empty(size, np.int64)
    order = np.argsort(whole[pairs.left], kind="stable")
    of_row, of_pair = whole[rows], whole[pairs.left[order]]
    start = 0
    while start < len(order):
        last = of_pair[min(start + _BATCH, len(order)) - 1]
        end = int(np.searchsorted(of_pair, last, "right"))
        first_row, end_row = np.searchsorted(of_row, of_pair[start]), np.searchsorted(of_row, last, "right")
        mine, chosen = rows[first_row:end_row], order[start:end]
        place[mine] = np.arange(len(mine))
        inside = Pairs(place[pairs.left[chosen]], place[pairs.right[chosen]], pairs.bits[chosen])
        yield _Batch(mine, inside, _local(limits, whole, mine, place))
        start = end


def _local(limits: Constraints, whole: Ints, rows: Ints, place: Ints) -> Constraints:
    """The constraints between these rows, in places."""
    first, last = whole[rows[0]], whole[rows[-1]]

    def within(pairs: Ints | None) -> Ints | None:
        if pairs is None:
            return None
        a, b = whole[pairs[:, 0]], whole[pairs[:, 1]]
        return place[pairs[(a >= first) & (a <= last) & (b >= first) & (b <= last)]]

    return Constraints([codes[rows] for codes in limits.apart], within(limits.must), within(limits.cannot))


def _merged(size: int, pairs: Pairs, odds: Odds, limits: Constraints) -> Ints:
    """`cluster` of one batch. Only what a merge has touched is weighed again."""
    labels = _together(size, limits.must)
    apart = [_cluster_codes(codes, labels) for codes in limits.apart]
    records = np.bincount(labels, minlength=size)

    def weighed(sums: _Sums) -> Floats:
        """Shape (2, pairs of clusters): with and without what the numbers of records say."""
        barred = _barred_keys(limits.cannot, labels, size)
        plain = np.where(_allowed(sums, apart, barred, size), _score(sums, odds), -np.inf)
        return np.stack([plain + _by_size(sums, odds, records), plain])

    between = _regroup(_sums(pairs), labels)
    score = weighed(between)
    while (chosen := _undisputed(between, score, size)).any():
        step = np.arange(size)
        step[between.right[chosen]] = between.left[chosen]
        labels = step[labels]
        apart = [_cluster_codes(codes, step) for codes in apart]
        records = np.bincount(labels, minlength=size)
        touched = np.zeros(size, np.bool_)
        touched[between.left[chosen]] = touched[between.right[chosen]] = True
        moved = touched[between.left] | touched[between.right]
        fresh = _regroup(between.pick(moved), step)
        score = np.concatenate([score[:, ~moved], weighed(fresh)], axis=1)
        between = between.pick(~moved).and_also(fresh)
    return labels


def between_clusters(pairs: Pairs, labels: Ints, odds: Odds) -> tuple[Ints, Floats]:
    """For every pair of clusters that a pair joins: `left << 32 | right` (sorted), and the evidence in log2 odds."""
    grouped = _regroup(_sums(pairs), labels)
    score = _score(grouped, odds) + _by_size(grouped, odds, np.bincount(labels))
    return (grouped.left << 32) | grouped.right, score


def spanning(
    labels: Ints, left: Ints, right: Ints, weight: Floats, held: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """`held`, and where the held pairs do not connect a cluster, the strongest other pairs inside it that do."""
    joined = components(len(labels), left[held], right[held])
    loose = ~held & (labels[left] == labels[right]) & (joined[left] != joined[right])
    result, parent = held.copy(), joined.tolist()

    def root(node: int) -> int:
        while parent[node] != node:
            node = parent[node] = parent[parent[node]]
        return node

    rows = np.flatnonzero(loose)
    for row in rows[np.lexsort((right[rows], left[rows], -weight[rows]))].tolist():
        a, b = root(int(left[row])), root(int(right[row]))
        if a != b:
            parent[max(a, b)] = min(a, b)
            result[row] = True
    return result


def components(size: int, left: npt.NDArray[np.integer], right: npt.NDArray[np.integer]) -> Ints:
    """Connected components; the label is the smallest row number."""
    graph = coo_array((np.ones(len(left), np.int8), (left, right)), shape=(size, size))
    count, found = connected_components(graph, directed=False)
    smallest = np.full(count, size, np.int64)
    np.minimum.at(smallest, found, np.arange(size))
    return smallest[found]


def _together(size: int, must: Ints | None) -> Ints:
    if must is None or not len(must):
        return np.arange(size)
    return components(size, must[:, 0], must[:, 1])


def _cluster_codes(codes: Ints, labels: Ints) -> Ints:
    """A cluster carries the code of any member; one in which must-links join several carries a code of its own."""
    result = np.full(len(codes), -1, np.int64)
    np.maximum.at(result, labels, codes)
    several = np.unique(labels[(codes >= 0) & (codes != result[labels])])
    result[several] = codes.max(initial=-1) + 1 + several
    return result


def _barred_keys(cannot: Ints | None, labels: Ints, size: int) -> Ints:
    if cannot is None or not len(cannot):
        return np.empty(0, np.int64)
    a, b = labels[cannot[:, 0]], labels[cannot[:, 1]]
    return sorted_unique(np.minimum(a, b) * size + np.maximum(a, b))


def _allowed(between: _Sums, apart: Sequence[Ints], barred: Ints, size: int) -> npt.NDArray[np.bool_]:
    allowed = ~np.isin(between.left * size + between.right, barred)
    for codes in apart:
        a, b = codes[between.left], codes[between.right]
        allowed &= (a < 0) | (b < 0) | (a == b)
    return allowed


def _score(between: _Sums, odds: Odds) -> Floats:
    """Log2 odds. Fields are multiplied as Bayes factors: three logarithms a pair, not three a field."""
    mean = np.divide(between.lift, between.seen, out=np.ones_like(between.lift), where=between.seen > 0)
    factors = mean ** (1 / POWER)
    home = odds.home_shares * factors + (1 - odds.home_shares)
    with np.errstate(divide="ignore"):  # no odds at all are minus infinite bits
        bits, home_bits = (np.log2(of_fields.prod(axis=1)) for of_fields in (factors, home))
    return odds.prior_bits + bits + home_correction(home_bits, odds.home_prior)


def _by_size(between: _Sums, odds: Odds, records: Ints) -> Floats:
    """What the numbers of records say, in bits. `records`: how many each cluster has."""
    return merging_bits(odds.sizes, records[between.left], records[between.right])


def _undisputed(between: _Sums, score: Floats, size: int) -> npt.NDArray[np.bool_]:
    """The pairs that merge: each the best of both its clusters. Where it takes numbers of records to say so, no other
    cluster may fit nearly as well: that a record belongs to somebody does not say to whom."""
    with_sizes, plain = score
    chosen = _reciprocal_best(between, with_sizes, size)
    doubtful = np.flatnonzero(chosen & (plain <= MERGE_BITS))
    if len(doubtful):
        next_best = np.full(size, -np.inf)
        for side in (between.left, between.right):
            np.maximum.at(next_best, side[~chosen], with_sizes[~chosen])
        rival = np.maximum(next_best[between.left[doubtful]], next_best[between.right[doubtful]])
        chosen[doubtful] = with_sizes[doubtful] - rival > MERGE_BITS
    return chosen


def _reciprocal_best(between: _Sums, score: Floats, size: int) -> npt.NDArray[np.bool_]:
    """Pairs that are the best of both their clusters and better than MERGE_BITS; ties go to the smaller numbers."""
    steps = np.where(np.isfinite(score), np.round(score / _GRAIN), -np.inf)
    rows = np.flatnonzero(steps > MERGE_BITS / _GRAIN)
    steps, left, right = steps[rows], between.left[rows], between.right[rows]
    best = np.zeros(size)
    np.maximum.at(best, left, steps)
    np.maximum.at(best, right, steps)
    key = left * size + right
    first = np.full(size, np.iinfo(np.int64).max)
    for side in (left, right):
        equally_good = steps == best[side]
        np.minimum.at(first, side[equally_good], key[equally_good])
    result = np.zeros(len(score), np.bool_)
    result[rows] = (key == first[left]) & (key == first[right])
    return result


def _sums(pairs: Pairs) -> _Sums:
    seen = ~np.isnan(pairs.bits)
    lift = np.where(seen, np.exp2(POWER * pairs.bits.astype(np.float64)), 0)
    return _Sums(pairs.left.astype(np.int64), pairs.right.astype(np.int64), lift, seen.astype(np.float64))


def _regroup(between: _Sums, labels: Ints) -> _Sums:
    """Add up the evidence between the same two clusters; what lies inside a cluster is settled and dropped."""
    a, b = labels[between.left], labels[between.right]
    outside = np.flatnonzero(a != b)
    width = len(labels).bit_length()
    keys = (np.minimum(a, b)[outside] << width) | np.maximum(a, b)[outside]
    ordered, places = sorted_places(keys, 2 * width)
    starts = np.flatnonzero(firsts(ordered))
    low, high = ordered[starts] >> width, ordered[starts] & ((1 << width) - 1)
    if not len(starts):
        return _Sums(low, high, between.lift[:0], between.seen[:0])
    lift, seen = (np.add.reduceat(of[outside[places]], starts) for of in (between.lift, between.seen))
    return _Sums(low, high, lift, seen)
