"""Constrained clustering: which scored pairs hold, so that individuals are the components over the accepted edges.

Clusters that are each other's best partner merge, best first in effect, as long as the evidence *between the
clusters* is positive. Per field that evidence is a power mean of the Bayes factors over all scored pairs between the
two, then the fields are multiplied: one lucky pair does not join two people, and one faulty or outdated value does not
keep two halves of one person apart (a person who moved has two addresses; matching either is evidence). A function of
the scored edges alone; rows are numbered in the order of their record IDs, so the order of arrival cannot matter.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from app.matching.model import MatchModel, home_correction
from app.matching.scoring import Scored

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
POWER = 0.5
"""Exponent of the mean: towards 0 every pair must agree (geometric), at 1 any one pair may decide (arithmetic)."""
_GRAIN = 1e-6
"""Scores are compared to this precision, so that the order of additions cannot decide a tie."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Evidence between rows (at first) or clusters (later), (pairs, fields) each: `lift` is the sum of
    2^(POWER bits) over the record pairs where the field is known on both sides, `seen` their number."""

    left: Ints
    right: Ints
    lift: Floats
    seen: Floats

    def __len__(self) -> int:
        return len(self.left)


@dataclass(frozen=True, slots=True)
class Odds:
    """What turns evidence into log2 odds: the prior, and how much of each field housemates share (see the model)."""

    prior_bits: float
    home_prior: float
    home_shares: Floats


@dataclass(frozen=True, slots=True)
class Constraints:
    """What must hold whatever the scores say. `apart`: one array of codes per unique identifier, -1 where a row has
    none; two rows with different codes are never one person. `must`, `cannot`: pairs of rows, shape (k, 2)."""

    apart: Sequence[Ints] = ()
    must: Ints | None = None
    cannot: Ints | None = None


def packed_pairs(pairs: Ints | None) -> Ints:
    """Pairs of rows, shape (k, 2), as `smaller << 32 | larger`, sorted."""
    if pairs is None or not len(pairs):
        return np.empty(0, np.int64)
    return np.unique((pairs.min(axis=1) << 32) | pairs.max(axis=1))


def pairs_of(scored: Scored) -> Pairs:
    """Pairs of rows from scored bits, NaN where a field is missing."""
    seen = ~np.isnan(scored.bits)
    lift = np.where(seen, np.exp2(POWER * scored.bits.astype(np.float64)), 0)
    return Pairs(scored.left.astype(np.int64), scored.right.astype(np.int64), lift, seen.astype(np.float64))


def odds_of(model: MatchModel, names: Sequence[str]) -> Odds:
    """The model's odds for fields in the order of `names`."""
    shares = [found.home_share if (found := model.comparison(name)) else 0.0 for name in names]
    return Odds(model.prior_bits, model.home_prior, np.array(shares, np.float64))


def cluster(size: int, pairs: Pairs, odds: Odds, constraints: Constraints | None = None) -> Ints:
    """Label of every row (0 .. size-1): the smallest row number of its cluster."""
    limits = constraints or Constraints()
    labels = _together(size, limits.must)
    apart = [_cluster_codes(codes, labels) for codes in limits.apart]
    between = _regroup(pairs, labels)
    barred = _barred_keys(limits.cannot, labels, size)
    while len(between):
        allowed = _allowed(between, apart, barred, size)
        score = _score(between, odds)
        score[~allowed] = -np.inf
        chosen = _reciprocal_best(between, score, size)
        if not chosen.any():
            break
        step = np.arange(size)
        step[between.right[chosen]] = between.left[chosen]
        labels = step[labels]
        apart = [_cluster_codes(codes, step) for codes in apart]
        between = _regroup(between, step)
        barred = _barred_keys(limits.cannot, labels, size)
    return labels


def between_clusters(pairs: Pairs, labels: Ints, odds: Odds) -> tuple[Ints, Floats]:
    """For every pair of clusters that a pair joins: `left << 32 | right` (sorted), and the evidence in log2 odds."""
    grouped = _regroup(pairs, labels)
    return (grouped.left << 32) | grouped.right, _score(grouped, odds)


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
    """A cluster carries the code of any member (members never differ)."""
    result = np.full(len(codes), -1, np.int64)
    np.maximum.at(result, labels, codes)
    return result


def _barred_keys(cannot: Ints | None, labels: Ints, size: int) -> Ints:
    if cannot is None or not len(cannot):
        return np.empty(0, np.int64)
    a, b = labels[cannot[:, 0]], labels[cannot[:, 1]]
    return np.unique(np.minimum(a, b) * size + np.maximum(a, b))


def _allowed(between: Pairs, apart: Sequence[Ints], barred: Ints, size: int) -> npt.NDArray[np.bool_]:
    allowed = ~np.isin(between.left * size + between.right, barred)
    for codes in apart:
        a, b = codes[between.left], codes[between.right]
        allowed &= (a < 0) | (b < 0) | (a == b)
    return allowed


def _score(between: Pairs, odds: Odds) -> Floats:
    known = between.seen > 0
    bits = np.zeros_like(between.lift)
    np.log2(between.lift, out=bits, where=known)
    np.subtract(bits, np.log2(np.maximum(between.seen, 1)), out=bits)
    bits /= POWER
    home = np.log2(odds.home_shares * np.exp2(bits) + (1 - odds.home_shares)).sum(axis=1)
    return odds.prior_bits + bits.sum(axis=1) + home_correction(home, odds.home_prior)


def _reciprocal_best(between: Pairs, score: Floats, size: int) -> npt.NDArray[np.bool_]:
    """Pairs that are the best of both their clusters and better than even; ties go to the smaller numbers."""
    steps = np.where(np.isfinite(score), np.round(score / _GRAIN), -np.inf)
    order = np.lexsort((between.right, between.left, -steps))
    first = np.full(size, len(between), np.int64)
    rank = np.empty(len(between), np.int64)
    rank[order] = np.arange(len(between))
    np.minimum.at(first, between.left, rank)
    np.minimum.at(first, between.right, rank)
    return (first[between.left] == rank) & (first[between.right] == rank) & (steps > 0)


def _regroup(pairs: Pairs, labels: Ints) -> Pairs:
    """Add up the evidence between the same two clusters; what lies inside a cluster is settled and dropped."""
    a, b = labels[pairs.left], labels[pairs.right]
    low, high = np.minimum(a, b), np.maximum(a, b)
    outside = low != high
    key = (low << 32) | high
    order = np.flatnonzero(outside)[np.argsort(key[outside], kind="stable")]
    if not len(order):
        nothing = np.empty(0, np.int64)
        return Pairs(nothing, nothing, pairs.lift[:0], pairs.seen[:0])
    ordered = key[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    return Pairs(
        ordered[starts] >> 32,
        ordered[starts] & 0xFFFFFFFF,
        np.add.reduceat(pairs.lift[order], starts),
        np.add.reduceat(pairs.seen[order], starts),
    )
