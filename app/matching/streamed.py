"""Pairs that are compared where they are looked at: of more than fit, nobody keeps the levels.

Two row numbers and a weight are all that stays of a pair, whatever the number of its fields. Few pairs of a large file
are looked at twice: those within a component of edges.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from app.matching.comparisons import Comparison
from app.matching.scoring import Codes, Compared, Ints, compare, packed
from app.progress import Advance

MOST_KEPT = 1 << 23
"""Pairs whose levels are kept: so many bytes for every comparison. As many teach a model what more of them would."""


@dataclass(frozen=True, slots=True)
class Streamed:
    """Pairs of rows of `frame`, sorted, `left < right`. Whatever part of them is asked for is compared then."""

    frame: pl.DataFrame
    comparisons: list[Comparison]
    codes: list[Codes]
    left: Ints
    right: Ints

    @property
    def packed(self) -> npt.NDArray[np.int64]:
        """The pairs as single numbers, which sort like them: `left << 32 | right`."""
        return packed(self.left, self.right)

    def part(self, rows: slice, advance: Advance | None = None) -> Compared:
        """Some of the pairs, compared. `advance`: see `compare`."""
        return compare(self.frame, self.comparisons, self.left[rows], self.right[rows], self.codes, advance)

    def pick(self, rows: npt.NDArray[np.bool_]) -> Compared:
        """Only these pairs, compared."""
        return compare(self.frame, self.comparisons, self.left[rows], self.right[rows], self.codes)

    def and_also(self, other: Compared) -> "Streamed":
        """These pairs and others that are not among them; both are sorted, and so is the result."""
        if not len(other.left):
            return self
        at = np.searchsorted(self.packed, other.packed)
        left, right = np.insert(self.left, at, other.left), np.insert(self.right, at, other.right)
        return Streamed(self.frame, self.comparisons, self.codes, left, right)

    def sample(self) -> "Streamed":
        """Every so many pairs of them all, as many as fit: an equal share of those of every record."""
        rows = slice(0, None, max(-(-len(self.left) // MOST_KEPT), 1))
        return Streamed(self.frame, self.comparisons, self.codes, self.left[rows], self.right[rows])


Pairs = Compared | Streamed
"""Both have `left`, `right`, `packed`, `comparisons`, `codes`, `part`, `pick` and `and_also`."""
