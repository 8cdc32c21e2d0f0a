"""From candidate pairs to bits: compare distinct values once, look the levels up in the model."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from app.fields import SEPARATOR
from app.matching.comparisons import MISSING, Comparison, Levels
from app.matching.model import Bits, ComparisonWeights, MatchModel, home_bits, home_correction
from app.matching.names import drop_spelt_names, mark_swapped
from app.matching.similarity import TextPairs
from app.progress import Advance

Ints = npt.NDArray[np.int32]
_CHUNK = 2_000_000
"""Distinct value pairs compared at once: bounds the memory of a comparison."""
_TABLE = 16_000_000
"""Up to this many possible pairs of values, those that occur are found in a table instead of by sorting."""


@dataclass(frozen=True, slots=True)
class Codes:
    """A column as numbers: `of_row[i]` is the number of row i's value (-1: null), `values` the distinct texts."""

    of_row: Ints
    values: list[str]

    def pick(self, rows: npt.NDArray[np.int64]) -> "Codes":
        """The same values for some of the rows only."""
        return Codes(self.of_row[rows], self.values)


def encode(column: pl.Series) -> Codes:
    values = column.drop_nulls().unique().sort()
    lookup = {value: number for number, value in enumerate(values.to_list())}
    codes = column.replace_strict(lookup, default=None, return_dtype=pl.Int32).fill_null(-1)
    return Codes(codes.to_numpy().astype(np.int32), values.to_list())


def levels_of(comparison: Comparison, codes: Codes, left: Ints, right: Ints) -> Levels:
    """Level of every pair of rows; MISSING where either row lacks the value."""
    a, b = codes.of_row[left], codes.of_row[right]
    present = (a >= 0) & (b >= 0)
    result = np.full(len(left), MISSING, np.int8)
    distinct, inverse = _distinct_pairs(a[present], b[present], len(codes.values))
    found = np.empty(len(distinct.left), np.int8)
    for start in range(0, len(found), _CHUNK):
        rows = np.arange(start, min(start + _CHUNK, len(found)))
        found[rows] = comparison.judge(TextPairs(codes.values, distinct.left[rows], distinct.right[rows]))
    result[present] = found[inverse]
    return result


def _distinct_pairs(a: Ints, b: Ints, values: int) -> tuple[TextPairs, npt.NDArray[np.int64]]:
    """The unordered pairs of values that occur, and for each pair of rows the number of its pair of values."""
    packed = np.minimum(a, b).astype(np.int64) * values + np.maximum(a, b)
    if values * values <= _TABLE:
        occurs = np.zeros(values * values, np.bool_)
        occurs[packed] = True
        distinct = np.flatnonzero(occurs)
        number = np.empty(values * values, np.int64)
        number[distinct] = np.arange(len(distinct))
        inverse = number[packed]
    else:
        distinct, inverse = np.unique(packed, return_inverse=True)
    return TextPairs([], distinct // max(values, 1), distinct % max(values, 1)), inverse


@dataclass(frozen=True, slots=True)
class Compared:
    """Levels of many pairs: `levels` is (pairs, comparisons); `left`, `right` are row numbers."""

    left: Ints
    right: Ints
    comparisons: list[Comparison]
    levels: npt.NDArray[np.int8]
    codes: list[Codes]

    def renumbered(self, rows: npt.NDArray[np.int64], codes: list[Codes]) -> "Compared":
        """The same pairs in the frame that these rows (ascending) were picked from, whose columns are `codes`."""
        left, right = rows[self.left].astype(np.int32), rows[self.right].astype(np.int32)
        return Compared(left, right, self.comparisons, self.levels, codes)

    def merged(self, other: "Compared") -> "Compared":
        """These pairs and the other's (of the same frame), in order of row numbers, each once."""
        left, right = np.concatenate([self.left, other.left]), np.concatenate([self.right, other.right])
        _, order = np.unique((left.astype(np.int64) << 32) | right, return_index=True)
        levels = np.asfortranarray(np.concatenate([self.levels, other.levels])[order])
        return Compared(left[order], right[order], self.comparisons, levels, self.codes)


def compare(
    frame: pl.DataFrame,
    comparisons: list[Comparison],
    left: Ints,
    right: Ints,
    codes: list[Codes] | None = None,
    advance: Advance | None = None,
) -> Compared:
    """Run every comparison over all pairs of rows. `codes`: the columns as numbers, where they are known already.

    `advance` is told how many pairs each comparison has done.
    """
    codes = codes or [encode(frame[comparison.column]) for comparison in comparisons]
    levels = np.empty((len(left), len(comparisons)), np.int8, order="F")
    for number, comparison in enumerate(comparisons):
        levels[:, number] = levels_of(comparison, codes[number], left, right)
        if advance:
            advance(len(left))
    compared = Compared(left, right, comparisons, levels, codes)
    mark_swapped(compared)
    drop_spelt_names(compared, frame)
    return compared


@dataclass(frozen=True, slots=True)
class Scored:
    """Bits of many pairs. `bits` is (pairs, comparisons), NaN where the field is missing;
    `weight` their sum with the household correction, in bits, without the prior."""

    left: Ints
    right: Ints
    names: list[str]
    levels: npt.NDArray[np.int8]
    bits: Bits
    weight: Bits

    def __len__(self) -> int:
        return len(self.left)

    def pick(self, rows: npt.NDArray[np.bool_]) -> "Scored":
        """Only these pairs."""
        return Scored(
            self.left[rows],
            self.right[rows],
            self.names,
            self.levels[rows],
            self.bits[rows],
            self.weight[rows],
        )

    def renumbered(self, rows: npt.NDArray[np.int64]) -> "Scored":
        """The same pairs between other row numbers: `rows[i]` stands for i. The smaller number stays on the left."""
        a, b = rows[self.left].astype(np.int32), rows[self.right].astype(np.int32)
        left, right = np.minimum(a, b), np.maximum(a, b)
        return Scored(left, right, self.names, self.levels, self.bits, self.weight)


def score(compared: Compared, model: MatchModel) -> Scored:
    """Weigh every compared pair. Comparisons that the model does not know carry no evidence and are left out."""
    known = [(i, w) for i, c in enumerate(compared.comparisons) if (w := model.comparison(c.name))]
    size = len(compared.left)
    bits = np.empty((size, len(known)), np.float32, order="F")
    home = np.zeros(size, np.float32)
    for column, (number, weights) in enumerate(known):
        bits[:, column] = _bits(compared, number, weights)
        if weights.home_share:
            home += np.nan_to_num(home_bits(bits[:, column], weights.home_share))
    correction = home_correction(home, model.home_prior)
    weight = (np.nansum(bits, axis=1) + correction).astype(np.float32)
    numbers = [number for number, _ in known]
    names = [weights.name for _, weights in known]
    return Scored(compared.left, compared.right, names, compared.levels[:, numbers], bits, weight)


def _bits(compared: Compared, number: int, weights: ComparisonWeights) -> Bits:
    comparison, levels = compared.comparisons[number], compared.levels[:, number]
    table = np.array([level.bits for level in weights.levels] + [np.nan], np.float32)
    bits = table[levels]
    if weights.rare_frequency is None:
        return bits
    codes = compared.codes[number]
    a, b = codes.of_row[compared.left], codes.of_row[compared.right]
    for level, key in enumerate(comparison.keys):
        per_value = value_frequencies(codes.values, key, weights)
        surprise = np.log2(weights.levels[level].u / np.maximum(per_value[a], per_value[b])).astype(
            np.float32
        )
        rows = levels == level
        bits[rows] += surprise[rows]
    near = (levels >= comparison.exact_levels) & (levels < len(weights.levels) - 1) & (table[levels] > 0)
    bits[near] += np.clip(surprise[near] / 2, -table[levels[near]], None)
    return bits


def value_frequencies(
    values: list[str], key: Callable[[str], str | None], weights: ComparisonWeights
) -> npt.NDArray[np.float64]:
    """Share of records that agree with each value in `key`, in the order of `values`, and one more for "no value".

    Of a text that holds several values the rarest counts: it is the one that tells most.
    """
    listed, rare = weights.frequencies, weights.rare_frequency or 1.0
    found = (min(listed.get(key(part) or "", rare) for part in value.split(SEPARATOR)) for value in values)
    return np.append(np.fromiter(found, np.float64, len(values)), rare)
