"""Sorting and grouping of whole numbers. Numpy sorts plain numbers many times as fast as it orders their places."""

from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
_BITS = 63
"""Of a number that is not negative."""


def sorted_places(keys: Ints, key_bits: int) -> tuple[Ints, Ints]:
    """The keys (0 .. 2^key_bits - 1) in order, and the place that each came from; equal keys keep their order."""
    place_bits = len(keys).bit_length()
    if key_bits + place_bits > _BITS:
        order = np.argsort(keys, kind="stable")
        return keys[order], order
    packed = (keys << place_bits) | np.arange(len(keys))
    packed.sort()
    return packed >> place_bits, packed & ((1 << place_bits) - 1)


def firsts(ordered: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.bool_]:
    """Which of some sorted numbers differ from the one before."""
    new = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    return new


def among(numbers: Ints, ordered: Ints) -> npt.NDArray[np.bool_]:
    """Which of the numbers are among the sorted ones."""
    if not len(ordered):
        return np.zeros(len(numbers), np.bool_)
    at = np.searchsorted(ordered, numbers)
    return np.asarray(ordered[np.minimum(at, len(ordered) - 1)] == numbers)


def sorted_unique(numbers: Ints) -> Ints:
    """Like np.unique, whose hashing takes many times as long on millions of numbers."""
    ordered = np.sort(numbers)
    return ordered[firsts(ordered)]
