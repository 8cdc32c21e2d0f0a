"""Memory that was freed, and that the C library keeps for later."""

import ctypes

_TRIM = getattr(ctypes.CDLL(None), "malloc_trim", None)
"""Of the GNU C library; others give memory back by themselves."""


def give_back() -> None:
    """Hand freed memory back to the system, after a step whose large arrays nobody will ask for again."""
    if _TRIM:
        _TRIM(0)
