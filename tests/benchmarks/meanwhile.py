"""What clients of the service see while something else is at work: each asks at its pace and waits for its answer."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.graph.connect import open_store
from app.ingest.load import About, load
from app.resolution.live.waiting import resolve_waiting
from app.resolution.up_to_date import bring_up_to_date
from app.settings import Settings
from app.sources import open_source
from tests.benchmarks import acts
from tests.benchmarks.measure import Latency, in_own_process

Work = Callable[[], object]
_REST = 5
"""Seconds in which nothing else is at work."""


@dataclass(frozen=True)
class Client:
    """`open` connects; what it returns asks one question."""

    open: Callable[[], Callable[[Any], object]]
    questions: Iterator[Any]
    per_second: float


def asked_while(work: Work, clients: Mapping[str, Client]) -> dict[str, Latency]:
    """How long the answers of each client took until `work` was done."""
    done = threading.Event()
    found = {name: Latency(1) for name in clients}

    def run(client: Client, took: Latency) -> None:
        ask = client.open()
        while not done.is_set():
            start = time.perf_counter()
            ask(next(client.questions))
            took.seconds.append(time.perf_counter() - start)
            done.wait(max(start + 1 / client.per_second - time.perf_counter(), 0))

    with ThreadPoolExecutor(len(clients)) as pool:
        running = [pool.submit(run, client, found[name]) for name, client in clients.items()]
        try:
            work()
        finally:
            done.set()
        for one in running:
            one.result()
    return found


def works(server: Settings, folder: Path) -> dict[str, Work]:
    """Nothing, a file resolved a few records at a time, everything derived anew, and nothing again."""
    path = acts.file_of_newcomers(folder, "meanwhile", 0)
    return {
        "nothing": _rest,
        f"{acts.FILE} records are resolved": lambda: in_own_process(_few, server, path),
        "everything is resolved": lambda: in_own_process(_everything, server),
        "nothing more": _rest,
    }


def _rest() -> None:
    threading.Event().wait(_REST)


def _few(server: Settings, path: Path) -> None:
    with open_store(server) as store:
        load(store, open_source(path), About(path.stem), quiet=True)
        resolve_waiting(store)


def _everything(server: Settings) -> None:
    with open_store(server) as store:
        bring_up_to_date(store, full=True, quiet=True)
