"""From candidate pairs to bits: compare distinct values once, look the levels up in the model.

Pairs are worked on in pieces, by as many threads as there are cores: a piece's arrays fit the cache, and memory does
not grow with what happens to a pair on the way.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import polars as pl

from app.matching.comparisons import MISSING, Comparison, Levels
from app.matching.features import FEW
from app.matching.implied import drop_implied
from app.matching.model import Bits, ComparisonWeights, MatchModel, home_bits, home_correction
from app.matching.names import drop_spelt_names, mark_swapped
from app.matching.similarity import TextPairs
from app.matching.sorting import firsts, sorted_places
from app.matching.texts import Texts
from app.matching.threads import in_threads
from app.progress import Advance

if TYPE_CHECKING:
    from app.matching.streamed import Pairs

Ints = npt.NDArray[np.int32]
_PIECE = 1 << 19
"""Pairs that a thread works on at once."""


@dataclass(frozen=True, slots=True)
class Codes:
    """A column as numbers: `of_row[i]` is the number of row i's value (-1: null), `values` the distinct texts."""

    of_row: Ints
    values: Texts


def encode(column: pl.Series) -> Codes:
    if len(column) <= FEW:
        texts = column.to_list()
        known = sorted({text for text in texts if text is not None})
        number = {text: place for place, text in enumerate(known)}
        return Codes(np.array([number.get(text, -1) for text in texts], np.int32), Texts(known))
    values = column.drop_nulls().unique().sort()
    numbers = values.to_frame("value").with_columns(number=pl.int_range(pl.len(), dtype=pl.Int32))
    coded = column.to_frame("value").join(numbers, on="value", how="left", maintain_order="left")
    return Codes(coded["number"].fill_null(-1).to_numpy(), Texts(values.to_list()))


def levels_of(comparison: Comparison, codes: Codes, left: Ints, right: Ints) -> Levels:
    """Level of every pair of rows; MISSING where either row lacks the value. Judges each pair of values once."""
    a, b = codes.of_row[left], codes.of_row[right]
    present = np.flatnonzero((a >= 0) & (b >= 0))
    result = np.full(len(left), MISSING, np.int8)
    if not len(present):
        return result
    pairs, number = _distinct_pairs(a[present], b[present], codes.values)
    result[present] = comparison.judge(pairs)[number]
    return result


def _distinct_pairs(a: Ints, b: Ints, values: Texts) -> tuple[TextPairs, npt.NDArray[np.integer[Any]]]:
    """The unordered pairs of values that occur, and for each pair of rows the number of its pair of values."""
    width = len(values).bit_length()
    keys = (np.minimum(a, b).astype(np.int64) << width) | np.maximum(a, b)
    ordered, places = sorted_places(keys, 2 * width)
    new = firsts(ordered)
    number = np.empty(len(a), np.int32)
    number[places] = np.cumsum(new, dtype=np.int32) - 1
    distinct = ordered[new]
    return TextPairs(values, distinct >> width, distinct & ((1 << width) - 1)), number


def in_pieces(work: Callable[[slice], None], size: int) -> Iterator[int]:
    """Do `work` for every piece, several at a time; yields how many items each had."""
    parts = [slice(start, min(start + _PIECE, size)) for start in range(0, size, _PIECE)]
    for part, _ in zip(parts, in_threads(work, parts), strict=True):
        yield part.stop - part.start


def packed(left: Ints, right: Ints) -> npt.NDArray[np.int64]:
    """Pairs as single numbers, which sort like them: `left << 32 | right`."""
    result = left.astype(np.int64)
    result <<= 32
    result |= right
    return result


@dataclass(frozen=True, slots=True)
class Compared:
    """Levels of many pairs: `levels` is (pairs, comparisons); `left`, `right` are row numbers."""

    left: Ints
    right: Ints
    comparisons: list[Comparison]
    levels: npt.NDArray[np.int8]
    codes: list[Codes]

    def part(self, rows: slice) -> "Compared":
        """Some of the pairs; `levels` is a view."""
        return Compared(self.left[rows], self.right[rows], self.comparisons, self.levels[rows], self.codes)

    def pick(self, rows: npt.NDArray[np.bool_]) -> "Compared":
        """Only these pairs."""
        return Compared(self.left[rows], self.right[rows], self.comparisons, self.levels[rows], self.codes)

    @property
    def packed(self) -> npt.NDArray[np.int64]:
        """The pairs as single numbers, which sort like them: `left << 32 | right`."""
        return packed(self.left, self.right)

    def and_also(self, other: "Compared") -> "Compared":
        """These pairs and others that are not among them; both are sorted, and so is the result."""
        if not len(other.left):
            return self
        return self.inserted(np.searchsorted(self.packed, other.packed), other)

    def inserted(self, at: npt.NDArray[np.int64], other: "Compared") -> "Compared":
        """These pairs with those of the other inserted before these places, as `np.insert` does it."""
        levels = np.empty((len(self.left) + len(at), self.levels.shape[1]), np.int8, order="F")
        for number in range(levels.shape[1]):
            levels[:, number] = np.insert(self.levels[:, number], at, other.levels[:, number])
        left, right = np.insert(self.left, at, other.left), np.insert(self.right, at, other.right)
        return Compared(left, right, self.comparisons, levels, self.codes)


def compare(
    frame: pl.DataFrame,
    comparisons: list[Comparison],
    left: Ints,
    right: Ints,
    codes: list[Codes] | None = None,
    advance: Advance | None = None,
) -> Compared:
    """Run every comparison over all pairs of rows. `codes`: the columns as numbers, where they are known already.

    `advance` is told how many comparisons of pairs are done.
    """
    codes = codes or [encode(frame[comparison.column]) for comparison in comparisons]
    levels = np.empty((len(left), len(comparisons)), np.int8, order="F")
    compared = Compared(left, right, comparisons, levels, codes)

    def work(rows: slice) -> None:
        piece = compared.part(rows)
        for number, comparison in enumerate(comparisons):
            piece.levels[:, number] = levels_of(comparison, codes[number], piece.left, piece.right)
        mark_swapped(piece)
        drop_spelt_names(piece, frame)
        drop_implied(piece)

    for done in in_pieces(work, len(left)):
        if advance:
            advance(done * len(comparisons))
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
    known = _known(compared, model)
    bits = np.empty((len(compared.left), len(known)), np.float32, order="F")
    weight = np.empty(len(compared.left), np.float32)

    def work(rows: slice) -> None:
        weight[rows] = _weigh(compared.part(rows), known, model.home_prior, bits[rows])

    for _ in in_pieces(work, len(weight)):
        pass
    names = [weights.name for _, weights, _ in known]
    levels = compared.levels[:, [number for number, _, _ in known]]
    return Scored(compared.left, compared.right, names, levels, bits, weight)


def weigh(pairs: "Pairs", model: MatchModel, advance: Advance | None = None) -> Bits:
    """The weights that `score` gives, without the memory for every pair's bits."""
    known = _known(pairs, model)
    weight = np.empty(len(pairs.left), np.float32)

    def work(rows: slice) -> None:
        piece = pairs.part(rows)
        bits = np.empty((len(piece.left), len(known)), np.float32, order="F")
        weight[rows] = _weigh(piece, known, model.home_prior, bits)

    for done in in_pieces(work, len(weight)):
        if advance:
            advance(done)
    return weight


Surprise = dict[int, npt.NDArray[np.float32]]
"""Level -> what agreeing on each value adds to its bits; the last entry is for "no value"."""
Known = tuple[int, ComparisonWeights, Surprise]


def _known(pairs: "Pairs", model: MatchModel) -> list[Known]:
    """Of every comparison that the model knows: its number, its weights, and the bits its values add."""
    return [
        (number, weights, _surprise(comparison, pairs.codes[number].values, weights))
        for number, comparison in enumerate(pairs.comparisons)
        if (weights := model.comparison(comparison.name))
    ]


def _weigh(compared: Compared, known: list[Known], home_prior: float, bits: Bits) -> Bits:
    """Fill in the bits of every pair, comparison by comparison, and return their sums with the correction."""
    weight, home = (np.zeros(len(bits), np.float32) for _ in range(2))
    for column, (number, weights, surprise) in enumerate(known):
        found = bits[:, column] = _bits(compared, number, weights, surprise)
        weight += np.nan_to_num(found)
        if weights.home_share:
            home += np.nan_to_num(home_bits(found, weights.home_share))
    return weight + home_correction(home, home_prior)


def _bits(compared: Compared, number: int, weights: ComparisonWeights, surprise: Surprise) -> Bits:
    levels = compared.levels[:, number]
    table = np.array([level.bits for level in weights.levels] + [np.nan], np.float32)
    bits = table[levels]
    if not surprise:
        return bits
    of_row, exact = compared.codes[number].of_row, compared.comparisons[number].exact_levels

    def rarer(rows: npt.NDArray[np.int64], level: int) -> Bits:
        """The bits that the commoner of the two values adds: both must be rare for the agreement to be."""
        a, b = (surprise[level][of_row[side[rows]]] for side in (compared.left, compared.right))
        return np.minimum(a, b)

    for level in surprise:
        rows = np.flatnonzero(levels == level)
        more = rarer(rows, level)
        bits[rows] += more if level < exact else np.maximum(more, -np.maximum(bits[rows], 0))
    # Nearly the same value: half as surprising, and never evidence against.
    near = ~np.isin(levels, list(surprise)) & (levels < len(weights.levels) - 1) & (table[levels] > 0)
    rows = np.flatnonzero(near)
    bits[rows] += np.maximum(rarer(rows, exact - 1) / 2, -bits[rows])
    return bits


def _surprise(comparison: Comparison, values: Texts, weights: ComparisonWeights) -> Surprise:
    """For each level that says what is the same: rare values add bits, common ones take some."""
    if weights.rare_frequency is None:
        return {}
    # Several steps weigh with one model: what its values add is worked out once, and kept beside what it came from.
    _, known = values.known(("surprise", id(weights)), lambda: (weights, _added(comparison, values, weights)))
    return known


def _added(comparison: Comparison, values: Texts, weights: ComparisonWeights) -> Surprise:
    usual = {level: weights.levels[level].u for level in range(comparison.exact_levels)}
    usual |= {level: weights.chance_of_agreeing(key) for level, key in comparison.also.items()}
    keys = dict(enumerate(comparison.keys)) | dict(comparison.also)
    return {
        level: np.log2(usual[level] / value_frequencies(values, key, weights)).astype(np.float32)
        for level, key in keys.items()
    }


def value_frequencies(
    values: Texts, key: Callable[[str], str | None], weights: ComparisonWeights
) -> npt.NDArray[np.float64]:
    """Share of records that agree with each value in `key`, in the order of `values`, and one more for "no value".

    Of a text that holds several values the rarest counts: it is the one that tells most.
    """
    listed, rare = weights.frequencies, weights.rare_frequency or 1.0
    of_text = values.each(key)
    of_key = np.array([listed.get(text, rare) for text in of_text.texts], np.float64)
    result = np.full(len(values) + 1, rare)
    carries = np.flatnonzero(of_text.counts)
    if len(carries):
        result[carries] = np.minimum.reduceat(of_key[of_text.numbers], of_text.starts[carries])
    return result
