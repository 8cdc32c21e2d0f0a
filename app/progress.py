"""Progress of long work: a bar with rate and remaining time on a terminal, a plain line every few seconds elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

Advance = Callable[[int], None]
_PLAIN_EVERY_S = 5.0


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        return Text(f"{task.finished_speed or task.speed or 0:,.0f}/s")


@contextmanager
def progress(what: str, total: int | None = None, *, quiet: bool = False) -> Iterator[Advance]:
    """Yield a function to call with the number of items just done. Everything goes to standard error."""
    if quiet:
        yield lambda count: None
    elif sys.stderr.isatty():
        columns = (TextColumn("{task.description:<28}"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True)) as bar:
            task = bar.add_task(what, total=total)
            yield lambda count: bar.advance(task, count)
    else:
        with _plain(what, total) as advance:
            yield advance


@contextmanager
def _plain(what: str, total: int | None) -> Iterator[Advance]:
    start = last = time.monotonic()
    done = 0

    def line(now: float) -> None:
        rate = done / max(now - start, 1e-9)
        left = f", {(total - done) / rate:.0f} s left" if total and rate and done < total else ""
        of = f" of {total:,}" if total else ""
        sys.stderr.write(f"{what}: {done:,}{of}, {rate:,.0f}/s{left}\n")

    def advance(count: int) -> None:
        nonlocal done, last
        done += count
        now = time.monotonic()
        if now - last >= _PLAIN_EVERY_S:
            last = now
            line(now)

    yield advance
    if done:
        line(time.monotonic())
