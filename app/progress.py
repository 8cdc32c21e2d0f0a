"""Progress of long work: on a terminal a bar with rate and time left, elsewhere a plain line now and then."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.text import Text

Advance = Callable[[int], None]
Unit = Literal["items", "bytes"]
_PLAIN_EVERY_S = 5.0


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        return Text(f"{task.finished_speed or task.speed or 0:,.0f}/s")


@contextmanager
def progress(
    what: str, total: int | None = None, *, quiet: bool = False, unit: Unit = "items"
) -> Iterator[Advance]:
    """Yield a function to call with the number of items (or bytes) just done. All of it goes to stderr."""
    if quiet:
        yield lambda count: None
    elif sys.stderr.isatty():
        counts = (
            (MofNCompleteColumn(), _Rate()) if unit == "items" else (DownloadColumn(), TransferSpeedColumn())
        )
        columns = (TextColumn("{task.description:<28}"), BarColumn(), *counts, TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True)) as bar:
            task = bar.add_task(what, total=total)
            yield lambda count: bar.advance(task, count)
    else:
        with _plain(what, total, unit) as advance:
            yield advance


@contextmanager
def _plain(what: str, total: int | None, unit: Unit) -> Iterator[Advance]:
    start = last = time.monotonic()
    done = 0

    def line(now: float) -> None:
        rate = done / max(now - start, 1e-9)
        left = f", {(total - done) / rate:.0f} s left" if total and rate and done < total else ""
        of = f" of {_amount(total, unit)}" if total else ""
        sys.stderr.write(f"{what}: {_amount(done, unit)}{of}, {_amount(rate, unit)}/s{left}\n")

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


def _amount(count: float, unit: Unit) -> str:
    return f"{count:,.0f}" if unit == "items" else f"{count / 1e6:,.1f} MB"
