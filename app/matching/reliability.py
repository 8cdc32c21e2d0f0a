"""Does 0.9 mean 0.9? Predicted probabilities against how often they came true."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]
Booleans = npt.NDArray[np.bool_]

BINS: tuple[float, ...] = (0, 0.001, 0.01, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999, 1)
"""Edges of the bins. They are narrow at both ends, where nearly all pairs are."""
DOUBTFUL = (0.01, 0.99)
"""Between these probabilities calibration is put to the test: outside them nearly every pair is plain."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Pairs predicted between `low` (included) and `high`: how many, their mean prediction, the share that is true."""

    low: float
    high: float
    pairs: int
    predicted: float
    true: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """`expected_calibration_error`: the mean distance between prediction and truth over the bins, weighted by their
    pairs (Guo et al. 2017, "On calibration of modern neural networks"). `doubtful_calibration_error`: the same over
    the bins between 0.01 and 0.99; None where no pair is doubtful."""

    bins: list[Bin]
    expected_calibration_error: float
    doubtful_calibration_error: float | None


def reliability(predicted: Floats, true: Booleans, edges: Sequence[float] = BINS) -> Reliability:
    """Compare predictions (0 to 1) with what is true, arrays of one length. Empty bins are left out."""
    number = np.clip(np.searchsorted(edges, predicted, side="right") - 1, 0, len(edges) - 2)
    counts = np.bincount(number, minlength=len(edges) - 1)
    sums = np.bincount(number, weights=predicted, minlength=len(edges) - 1)
    trues = np.bincount(number, weights=true, minlength=len(edges) - 1)
    bins = [
        Bin(edges[i], edges[i + 1], int(counts[i]), float(sums[i] / counts[i]), float(trues[i] / counts[i]))
        for i in np.flatnonzero(counts).tolist()
    ]
    doubtful = [b for b in bins if b.low >= DOUBTFUL[0] and b.high <= DOUBTFUL[1]]
    return Reliability(bins, _error(bins), _error(doubtful) if doubtful else None)


def _error(bins: Sequence[Bin]) -> float:
    pairs = sum(b.pairs for b in bins)
    return sum(b.pairs * abs(b.predicted - b.true) for b in bins) / pairs if pairs else 0.0
