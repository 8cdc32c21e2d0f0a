"""How good a partition is against the truth: pairwise and B-cubed precision, recall and F1."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Labels = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Quality:
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """Pairwise: over pairs of records. B-cubed: averaged over records (Bagga and Baldwin 1998)."""

    pairwise: Quality
    b_cubed: Quality


def agreement(predicted: Labels, truth: Labels) -> Agreement:
    """Compare two labellings of the same records (equal length, any integers)."""
    n = len(predicted)
    _, p = np.unique(predicted, return_inverse=True)
    _, t = np.unique(truth, return_inverse=True)
    _, cell_of, cell_sizes = np.unique(
        p.astype(np.int64) * (n + 1) + t, return_inverse=True, return_counts=True
    )
    p_sizes, t_sizes = np.bincount(p), np.bincount(t)
    both, found, real = _pairs(cell_sizes), _pairs(p_sizes), _pairs(t_sizes)
    pairwise = _quality(both / found if found else 1.0, both / real if real else 1.0)
    together = cell_sizes[cell_of]
    b_cubed = _quality(float(np.mean(together / p_sizes[p])), float(np.mean(together / t_sizes[t])))
    return Agreement(pairwise, b_cubed)


def _pairs(sizes: npt.NDArray[np.int64]) -> float:
    sizes = sizes.astype(np.float64)
    return float((sizes * (sizes - 1) / 2).sum())


def _quality(precision: float, recall: float) -> Quality:
    total = precision + recall
    return Quality(precision, recall, 2 * precision * recall / total if total else 0.0)
