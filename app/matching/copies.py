"""Records that say exactly the same: compared once, not each with each.

A file that repeats its rows would otherwise fill every block beyond its cap. Blocking sees the first of equal records
only; the others are candidates of that one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from app.matching.sorting import firsts

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Copies:
    """`first` are the rows that say something new; `copy[i]` says the same as row `of[i]`. Rows ascend."""

    first: Ints
    copy: Ints
    of: Ints

    def first_of(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The rows that say something new."""
        return frame[self.first] if len(self.copy) else frame


def stands_for(
    copies: Copies, left: npt.NDArray[np.integer], right: npt.NDArray[np.integer]
) -> Floats | None:
    """How many pairs of rows each pair is that was compared for all their copies, too.

    A pair of firsts is one of each of their copies with each; the pairs of a first with its copies are all those
    within the kind together. None where there are no copies: then every pair is one.
    """
    if not len(copies.copy):
        return None
    rows = len(copies.first) + len(copies.copy)
    kind = np.arange(rows, dtype=np.int32)
    kind[copies.copy] = copies.of
    size = np.bincount(kind, minlength=rows).astype(np.float64)
    a, b = kind[left], kind[right]
    within, pairs = a == b, size[a]
    np.multiply(pairs, size[b], out=pairs, where=~within)
    pairs[within] /= 2
    return pairs


def find_copies(frame: pl.DataFrame, columns: Sequence[str]) -> Copies:
    """Rows that are equal in all `columns`. A row that is empty in all of them is nobody's copy."""
    rows = np.arange(frame.height)
    if not columns:
        return Copies(rows, rows[:0], rows[:0])
    content = frame.select(columns)
    says_something = content.select(pl.any_horizontal(pl.all().is_not_null())).to_series().to_numpy()
    contents = content.hash_rows(seed=0).to_numpy()
    order = np.argsort(contents, kind="stable")
    first_of_kind = np.flatnonzero(firsts(contents[order]))
    of = rows.copy()
    of[order] = np.repeat(order[first_of_kind], np.diff(first_of_kind, append=len(order)))
    of = np.where(says_something, of, rows)
    copies = np.flatnonzero(of != rows)
    return Copies(np.flatnonzero(of == rows), copies, of[copies])
