"""For what happens in another thread or process: wait until it has, and no longer."""

import time
from collections.abc import Callable


def until(holds: Callable[[], bool], what: str = "it came to pass", within: float = 60) -> None:
    """Wait for a condition, `within` so many seconds; `what` says in the failure what never was."""
    end = time.monotonic() + within
    while not holds():
        assert time.monotonic() < end, f"not within {within:g} s: {what}"
        time.sleep(0.05)
