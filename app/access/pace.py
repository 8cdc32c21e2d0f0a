"""How fast one key may ask, and whether it reads unusually many people. Counted per process."""

import math
import re
import time
from dataclasses import dataclass, field

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from app.access.caller import Caller
from app.access.table import Table
from app.errors import Busy

_INDIVIDUAL = re.compile(rb"ind_[0-9A-Z]{26}")
_HOUR_S = 3600
_PARTS = 1_000
"""Of a limit, that are taken from it one by one."""


class Pace:
    """Requests a minute, by the limit of the caller's role. Any number of threads.

    Of a limit that is large, a thousandth is taken at once: to count one request takes a tenth of the time of an event.
    """

    def __init__(self, table: Table) -> None:
        self._limits = {role: RateLimitItemPerMinute(limit.requests) for role, limit in table.limits.items()}
        self._counted = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._left: dict[str, int] = {}

    def take(self, caller: Caller) -> None:
        """Count one request. Raises Busy, with the seconds to wait, where it is one too many."""
        if left := self._left.get(caller.id, 0):
            self._left[caller.id] = left - 1
            return
        limit = self._limits[caller.role]
        some = max(limit.amount // _PARTS, 1)
        if not self._counted.hit(limit, caller.id, cost=some):
            wait = max(
                1, math.ceil(self._counted.get_window_stats(limit, caller.id).reset_time - time.time())
            )
            raise Busy(f"This key may ask {limit.amount:,} times a minute: ask again in {wait} s", wait)
        self._left[caller.id] = some - 1


@dataclass
class _Hour:
    began: float
    people: set[int] = field(default_factory=set)
    told: bool = False


class Watch:
    """Counts the different individuals that each caller was told of in an hour. Keeps hashes of IDs, and no more."""

    def __init__(self, table: Table) -> None:
        self._most = {role: limit.people for role, limit in table.limits.items()}
        self._hours: dict[str, _Hour] = {}

    def reads(self, caller: Caller, answer: bytes) -> int | None:
        """Note the individuals in an answer. Their number where it has just become unusual, else None."""
        found = _INDIVIDUAL.findall(answer)
        if not found:
            return None
        hour = self._hours.get(caller.id)
        if hour is None or hour.began < time.monotonic() - _HOUR_S:
            hour = self._hours[caller.id] = _Hour(time.monotonic())
        if hour.told:
            return None
        hour.people.update(map(hash, found))
        hour.told = len(hour.people) > self._most[caller.role]
        return len(hour.people) if hour.told else None
