"""How many records people have: a prior for merging that knows the shape of a file.

Where nearly everybody has exactly two records, as in two lists of the same people, two records left alone probably
belong together and two pairs do not. Where some people have dozens, neither holds. What merging clusters of a and b
records is worth follows from the shares of people with so many records: Betancourt, Zanella and Steorts (2022), "Random
partition models for microclustering tasks". That one more record is as likely as the one before (the geometric
distribution of the same mean) is what the prior of pairs stands for; only how the file differs from that counts here.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.integer]
Floats = npt.NDArray[np.float64]
MOST = 6
"""Records of one person up to which their number says something; it is learned from what was found, which is seldom
exact for more."""
SIZES = "number of records"
"""Name of the evidence line of what the numbers of records say."""
_ORDINARY = 0.1
"""Share of the people whose number of records is always taken to be ordinary: new records come alone to any graph."""
_PSEUDO_PEOPLE = 25.0
"""Weight of the ordinary numbers against those found, in people."""


def learn_sizes(clusters: Ints) -> tuple[float, ...]:
    """Bits for people of 1, 2 ... MOST records, so that `merging_bits` is a difference of them. `clusters`: how many
    records each of the people found has. Empty where there is nothing to learn from."""
    records = int(clusters.sum())
    if records <= len(clusters):
        return ()
    number = np.arange(1, max(int(clusters.max()), MOST) + 1)
    found = np.bincount(clusters, minlength=len(number) + 1)[1:].astype(np.float64)
    further = 1 - len(clusters) / records
    ordinary = (1 - further) * further ** (number - 1.0)
    shares = (found + _PSEUDO_PEOPLE * ordinary) / (len(clusters) + _PSEUDO_PEOPLE)
    shares = (1 - _ORDINARY) * shares + _ORDINARY * ordinary
    # The prior of pairs says already how many pairs there are: what large clusters have of them, small ones have not.
    pairs = (number * (number - 1.0) * shares).sum() / (2 * further / (1 - further) ** 2)
    bits = np.log2(shares[:MOST] / ordinary[:MOST] * pairs)
    return tuple(round(float(value), 4) for value in bits)


def merging_bits(sizes: Sequence[float], a: Ints, b: Ints) -> Floats:
    """What the numbers of records say about merging clusters of `a` and `b` records, in bits.

    Nothing where they come to more than MOST, and never anything against two records alone: how they fit each other
    says it all.
    """
    result = np.zeros(len(a))
    if not sizes:
        return result
    of = np.array(sizes)
    few = np.flatnonzero(a + b <= len(of))
    result[few] = of[a[few] + b[few] - 1] - of[a[few] - 1] - of[b[few] - 1]
    alone = (a == 1) & (b == 1)
    result[alone] = np.maximum(result[alone], 0)
    return result


def alone_bits(sizes: Sequence[float]) -> float:
    """What is said for two records that are both alone, in bits."""
    return max(sizes[1] - 2 * sizes[0], 0.0) if sizes else 0.0
