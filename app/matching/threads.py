"""Work on all cores. Numpy, Polars and rapidfuzz let other threads run while they work on large arrays."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def in_threads(work: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """What `work` makes of every item, in their order. A single item needs no other thread."""
    todo = list(items)
    if len(todo) < 2:
        yield from map(work, todo)
        return
    with ThreadPoolExecutor(min(os.cpu_count() or 1, len(todo))) as pool:
        yield from pool.map(work, todo)
