"""Sortable IDs: 26 characters, the first ten the time in milliseconds (https://github.com/ulid/spec)."""

import os
import threading
import time
from datetime import datetime

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
_NUMBER = {pair: number for number, pair in enumerate(_PAIRS)}
_RANDOM_BITS = 80
_lock = threading.Lock()
_last = 0


def ulid() -> str:
    """A new ID, larger than any that this process made before, whatever the clock does."""
    global _last  # noqa: PLW0603  the order of IDs is an order over the process
    fresh = (time.time_ns() // 1_000_000) << _RANDOM_BITS | int.from_bytes(os.urandom(_RANDOM_BITS // 8))
    with _lock:
        _last = fresh if fresh >> _RANDOM_BITS > _last >> _RANDOM_BITS else _last + 1
        number = _last
    return "".join([_PAIRS[number >> shift & 1023] for shift in range(120, -1, -10)])


def go_on_from(id: str) -> None:
    """Every ID made from now on is larger than this one, which another process may have made by another clock."""
    global _last  # noqa: PLW0603
    number = 0
    for at in range(0, len(id), 2):
        number = number << 10 | _NUMBER[id[at : at + 2]]
    with _lock:
        _last = max(_last, number)


def ulid_at(at: datetime) -> str:
    """Smaller than every ID made at this time or later, larger than every earlier one; ten characters."""
    number = int(at.timestamp() * 1000)
    return "".join([_PAIRS[number >> shift & 1023] for shift in range(40, -1, -10)])
