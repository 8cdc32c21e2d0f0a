"""Pairs that blocking missed but clustering needs: all pairs between members of clusters that touch, and within one.

Blocking sees single keys; once most of a person's records stand together, comparing every member of one cluster with
every member of its neighbour gives the evidence between the two as a whole.
"""

import numpy as np
import numpy.typing as npt

from app.matching.scoring import packed
from app.matching.sorting import among, sorted_unique

Ints = npt.NDArray[np.int64]
Packed = npt.NDArray[np.int64]
MOST_PAIRS = 2_500
"""Largest product of two cluster sizes that is compared in full; what is larger has evidence enough."""


def closing_pairs(
    labels: Ints, left: npt.NDArray[np.int32], right: npt.NDArray[np.int32], touching: npt.NDArray[np.bool_]
) -> Packed:
    """Pairs (`left << 32 | right`, sorted) between clusters that a `touching` pair joins, but not those there."""
    a, b = labels[left[touching]], labels[right[touching]]
    keys = sorted_unique((np.minimum(a, b) << 32) | np.maximum(a, b))
    order = np.argsort(labels, kind="stable")
    sizes = np.bincount(labels, minlength=len(labels))
    starts = np.cumsum(sizes) - sizes
    first, second = keys >> 32, keys & 0xFFFFFFFF
    products = sizes[first] * sizes[second]
    keep = products <= MOST_PAIRS
    first, second, products = first[keep], second[keep], products[keep]
    which = np.repeat(np.arange(len(first)), products)
    within = np.arange(len(which)) - np.repeat(np.cumsum(products) - products, products)
    x = order[starts[first][which] + within // sizes[second][which]]
    y = order[starts[second][which] + within % sizes[second][which]]
    closing = sorted_unique((np.minimum(x, y) << 32) | np.maximum(x, y))
    closing = closing[(closing >> 32) != (closing & 0xFFFFFFFF)]
    return unknown(closing, packed(left, right))


def unknown(pairs: Packed, known: Packed) -> Packed:
    """Those of the pairs that are not among the known ones (sorted)."""
    return pairs[~among(pairs, known)]
