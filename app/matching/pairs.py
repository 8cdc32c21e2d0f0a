"""Pairs of records that a labelling puts together."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Labels = npt.NDArray[np.int64]
MOST = 2_000_000
"""Pairs listed in full; of more, that many are drawn."""


@dataclass(frozen=True, slots=True)
class LabelPairs:
    """Pairs of rows with one label, `left < right`. `whole`: how many there are, of which these may be a sample."""

    left: Labels
    right: Labels
    whole: int

    @property
    def share(self) -> float:
        """Share of the pairs that is listed."""
        return len(self.left) / self.whole if self.whole else 1.0


def pairs_within(labels: Labels, most: int = MOST, seed: int = 0) -> LabelPairs:
    """All pairs of rows with equal labels; a negative label is unknown and pairs with nothing.

    Where there are more than `most`, a random sample with replacement, the same for one seed.
    """
    order = np.argsort(labels, kind="stable")
    order = order[labels[order] >= 0]
    ordered = labels[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(order) else np.empty(0, np.int64)
    sizes = np.diff(np.r_[starts, len(order)])
    counts = sizes * (sizes - 1) // 2
    whole = int(counts.sum())
    drawn = np.random.default_rng(seed).integers(0, whole, most) if whole > most else np.arange(whole)
    numbers = np.sort(drawn)
    ends = np.cumsum(counts)
    group = np.searchsorted(ends, numbers, side="right")
    within = numbers - (ends[group] - counts[group])
    high = ((1 + np.sqrt(1 + 8 * within.astype(np.float64))) // 2).astype(np.int64)
    low = within - high * (high - 1) // 2
    a, b = order[starts[group] + low], order[starts[group] + high]
    return LabelPairs(np.minimum(a, b), np.maximum(a, b), whole)
