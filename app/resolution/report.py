"""What happened while individuals were derived: how long each step took, and what it came upon."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from app.matching.applying import Fit
from app.matching.blocking import RuleReport
from app.matching.hubs import Hub
from app.matching.start import Start
from app.memory import give_back


@dataclass(slots=True)
class Report:
    """What happened on the way: seconds by step, pairs compared, blocking rules, hubs left out."""

    seconds: dict[str, float] = field(default_factory=dict)
    pairs: int = 0
    rules: list[RuleReport] = field(default_factory=list)
    hubs: list[Hub] = field(default_factory=list)
    fit: Fit | None = None
    """How a model that was given fits the records."""
    start: Start | None = None
    """What learning started from, where that was another model."""

    @property
    def skipped(self) -> int:
        """Records in blocks that were too large to compare, counted once for each rule."""
        return sum(rule.skipped_records for rule in self.rules)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        give_back()
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start
