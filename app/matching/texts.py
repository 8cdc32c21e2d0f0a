"""The distinct texts of a column, and what is known about each of them.

A column of a million rows is compared in pieces; what concerns one text alone (its sound, its words, its letters) is
worked out for all texts at once when it is first asked for, kept as numbers, and read by every piece.
"""

import threading
from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from app.fields import SEPARATOR

Ints = npt.NDArray[np.int64]
Rows = npt.NDArray[np.integer[Any]]
Numbers = npt.NDArray[np.int32]
Marks = npt.NDArray[np.uint64]
NONE = -1
_AT_ONCE = 1 << 17
"""Texts whose letters are looked at together."""

T = TypeVar("T")


class Texts(list[str]):
    """Distinct texts. Whatever is asked about them is remembered under the function that was asked for, so that one
    must be defined at the top of a module. Threads may ask at the same time."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        super().__init__(values)
        self._known: dict[Hashable, Any] = {}
        self._lock = threading.RLock()

    def known(self, what: Hashable, work: Callable[[], T]) -> T:
        """What `work` gives, the first time; the same again, ever after."""
        with self._lock:
            if what not in self._known:
                self._known[what] = work()
            found: T = self._known[what]
            return found

    def with_others(self, others: "Texts") -> "Texts":
        """These texts and then the others; a text may stand in both."""
        _, both = self.known(("with", id(others)), lambda: (others, Texts([*self, *others])))
        return both

    @property
    def array(self) -> npt.NDArray[np.object_]:
        """The texts as an array, to pick many at once."""
        return self.known("array", lambda: np.array(self, dtype=object))

    @property
    def letters(self) -> "Letters":
        return self.known("letters", lambda: Letters.of(self))

    def made(self, function: Callable[[str], str | None]) -> "Made":
        """What `function` makes of each text."""
        return self.known(("made", function), lambda: Made.of_each(function(text) for text in self))

    def listed(self, function: Callable[[str], Collection[str]]) -> "Listed":
        """The several things that `function` makes of each text."""
        return self.known(("listed", function), lambda: Listed.of_each(function(text) for text in self))

    def each(self, key: Callable[[str], str | None], *, named: bool = True) -> "Listed":
        """What `key` makes of each of the values that a text holds. Not `named`: as numbers without their texts."""

        def keys(text: str) -> Collection[str]:
            if SEPARATOR not in text:  # as nearly always
                only = key(text)
                return () if only is None else (only,)
            return [found for value in text.split(SEPARATOR) if (found := key(value)) is not None]

        return self.known(("each", key, named), lambda: Listed.of_each(map(keys, self), named=named))


@dataclass(frozen=True, slots=True)
class Made:
    """`of[i]` is the number in `texts` of what was made of text i; NONE where nothing was."""

    texts: Texts
    of: Numbers

    @classmethod
    def of_each(cls, found: Iterable[str | None]) -> "Made":
        known: dict[str, int] = {}
        numbers = [NONE if text is None else known.setdefault(text, len(known)) for text in found]
        return cls(Texts(known), np.array(numbers, np.int32))


@dataclass(frozen=True, slots=True)
class Listed:
    """Text i has the things `numbers[starts[i] : starts[i] + counts[i]]` of `texts`, each once."""

    texts: Texts
    numbers: Numbers
    counts: Numbers
    starts: Ints
    first: Numbers
    """The first thing of each text, NONE where it has none."""
    marks: Marks
    """Two texts that have a thing in common have a bit in common."""
    many: npt.NDArray[np.bool_]
    """Which texts have more than one thing: `several` holds all of theirs."""
    several: dict[int, frozenset[int]]

    @classmethod
    def of_each(cls, found: Iterable[Collection[str]], *, named: bool = True) -> "Listed":
        known: dict[str, int] = {}
        numbers: list[int] = []
        counts: list[int] = []
        several: dict[int, frozenset[int]] = {}
        for text, things in enumerate(found):
            if len(things) < 2:  # as nearly always
                counts.append(len(things))
                for thing in things:
                    numbers.append(known.setdefault(thing, len(known)))
                continue
            mine = [known.setdefault(thing, len(known)) for thing in dict.fromkeys(things)]
            numbers += mine
            counts.append(len(mine))
            if len(mine) > 1:
                several[text] = frozenset(mine)
        every, size = np.array(numbers, np.int32), np.array(counts, np.int32)
        starts = np.cumsum(size, dtype=np.int64) - size
        first = np.full(len(size), NONE, np.int32)
        first[size > 0] = every[starts[size > 0]]
        bits = np.uint64(1) << (every.astype(np.uint64) & np.uint64(63))
        return cls(
            Texts(known if named else ()),
            every,
            size,
            starts,
            first,
            _united(bits, starts, size),
            size > 1,
            several,
        )

    def have_common(self, left: Rows, right: Rows) -> npt.NDArray[np.bool_]:
        """Whether the two texts of each pair have a thing in common."""
        a, b = self.first[left], self.first[right]
        result = (a == b) & (a != NONE)
        if not self.several:
            return result
        unsure = (
            (self.many[left] | self.many[right]) & ((self.marks[left] & self.marks[right]) != 0) & ~result
        )
        rows = np.flatnonzero(unsure)
        sides = ((left[rows].tolist(), a[rows].tolist()), (right[rows].tolist(), b[rows].tolist()))
        one, other = (
            [self.several.get(i) or frozenset((f,)) for i, f in zip(*side, strict=True)] for side in sides
        )
        result[rows] = [not x.isdisjoint(y) for x, y in zip(one, other, strict=True)]
        return result

    def crossed(self, left: Rows, right: Rows) -> tuple[Ints, Ints, Ints]:
        """Every thing of the left text with every thing of the right: the number of the pair, and of both things."""
        a, b = self.counts[left], self.counts[right]
        products = a.astype(np.int64) * b
        owner = np.repeat(np.arange(len(left)), products)
        place = np.arange(len(owner)) - np.repeat(np.cumsum(products) - products, products)
        return (
            owner,
            self.numbers[self.starts[left][owner] + place // b[owner]].astype(np.int64),
            self.numbers[self.starts[right][owner] + place % b[owner]].astype(np.int64),
        )


@dataclass(frozen=True, slots=True)
class Letters:
    """How long each text is, a bit for each letter in it (rare letters share one), and its first four letters."""

    lengths: Numbers
    marks: Marks
    heads: npt.NDArray[np.uint32]

    @classmethod
    def of(cls, texts: Texts) -> "Letters":
        lengths = np.fromiter(map(len, texts), np.int32, len(texts))
        marks = np.zeros(len(texts), np.uint64)
        heads = np.zeros(len(texts), np.uint32)
        for start in range(0, len(texts), _AT_ONCE):
            piece = slice(start, start + _AT_ONCE)
            codes = np.frombuffer("".join(texts[piece]).encode("utf-32-le", "surrogatepass"), np.uint32)
            size = lengths[piece]
            begins = np.cumsum(size, dtype=np.int64) - size
            marks[piece] = _united(np.uint64(1) << (codes & 63).astype(np.uint64), begins, size)
            for place in range(4):
                has = size > place
                heads[piece][has] |= (codes[begins[has] + place] & 0xFF) << (8 * place)
        return cls(lengths, marks, heads)

    def missing(self, left: Rows, right: Rows) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
        """How many different letters of the left text the right one lacks, at least, and the other way round."""
        a, b = self.marks[left], self.marks[right]
        return np.bitwise_count(a & ~b), np.bitwise_count(b & ~a)

    def most_alike(self, left: Rows, right: Rows) -> npt.NDArray[np.float32]:
        """What Jaro-Winkler cannot exceed: Jaro if all letters that can match do, in order, and the common start."""
        a, b = (self.lengths[side].astype(np.float32) for side in (left, right))
        missing = self.missing(left, right)
        common = np.maximum(np.minimum(a - missing[0], b - missing[1]), 0)
        jaro = (common / np.maximum(a, 1) + common / np.maximum(b, 1) + 1) / 3
        differ = self.heads[left] ^ self.heads[right]
        start = np.zeros(len(left), np.float32)
        for letters in (0xFF, 0xFFFF, 0xFFFFFF, 0xFFFFFFFF):
            start += (differ & np.uint32(letters)) == 0
        return jaro + np.float32(0.1) * start * (1 - jaro)


def _united(bits: Marks, starts: Ints, counts: Numbers) -> Marks:
    """The bits of each run together; no bits for an empty run."""
    result = np.zeros(len(starts), np.uint64)
    filled = counts > 0
    if filled.any():
        result[filled] = np.bitwise_or.reduceat(bits, starts[filled])
    return result
