"""Python's search for cycles, put off while millions of rows pass through."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collector() -> Iterator[None]:
    """Rows hold no cycles, and looking for them takes a fifth of the time of bulk work. Cycles made meanwhile wait."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
