"""How good a partition is against the truth: pairwise and B-cubed precision, recall and F1."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Labels = npt.NDArray[np.int64]
Rows = npt.NDArray[np.bool_]


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
    """Compare two labellings of the same records (equal length, any integers). Of no records: perfect agreement."""
    cell, p, t = _sizes(predicted, truth)
    both, found, real = (_pairs(sizes) for sizes in (cell, p, t))
    pairwise = _quality(both / found if found else 1.0, both / real if real else 1.0)
    return Agreement(pairwise, b_cubed(predicted, truth))


def b_cubed(predicted: Labels, truth: Labels, rows: Rows | None = None) -> Quality:
    """B-cubed over all records, or over some `rows` of them, whose clusters still count in full."""
    cell, p, t = _sizes(predicted, truth)
    if rows is not None:
        cell, p, t = cell[rows], p[rows], t[rows]
    if not len(cell):
        return _quality(1.0, 1.0)
    return _quality(float(np.mean(cell / p)), float(np.mean(cell / t)))


def _sizes(predicted: Labels, truth: Labels) -> tuple[Labels, Labels, Labels]:
    """For each record: how many share both its labels, its predicted one, its true one."""
    _, p = np.unique(predicted, return_inverse=True)
    _, t = np.unique(truth, return_inverse=True)
    _, cell, together = np.unique(
        p.astype(np.int64) * (len(p) + 1) + t, return_inverse=True, return_counts=True
    )
    return together[cell], np.bincount(p, minlength=1)[p], np.bincount(t, minlength=1)[t]


def _pairs(size_of_each: Labels) -> float:
    """Pairs within clusters, from the size of each record's cluster."""
    return float((size_of_each.astype(np.float64) - 1).sum() / 2)


def _quality(precision: float, recall: float) -> Quality:
    total = precision + recall
    return Quality(precision, recall, 2 * precision * recall / total if total else 0.0)
