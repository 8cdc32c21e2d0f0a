"""Seconds and peak memory of a piece of work, in a process of its own that nothing has used before."""

import multiprocessing
import resource
import statistics
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

import psutil

_SAMPLE_S = 0.02
TURNS = 4


@dataclass(frozen=True)
class Measured:
    """What the work returned, and the highest resident memory (megabytes) of its process and of others asked for."""

    value: Any
    peak_mb: float
    others_mb: list[float]


def in_own_process(work: Callable[..., Any], *args: object, watch: Sequence[int] = ()) -> Measured:
    """Run `work(*args)` in a fresh interpreter; `watch` names other processes whose memory counts."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_answer, args=(theirs, work, args))
    process.start()
    theirs.close()
    assert process.pid
    with peak_memory(process.pid, *watch) as peak:
        try:
            value = ours.recv()
        except EOFError:
            raise RuntimeError(f"{work.__name__} failed: see its traceback above") from None
        finally:
            process.join()
    return Measured(value, peak[process.pid], [peak[pid] for pid in watch])


def _answer(connection: Connection, work: Callable[..., Any], args: Sequence[object]) -> None:
    connection.send(work(*args))


@contextmanager
def peak_memory(*pids: int) -> Iterator[dict[int, float]]:
    """Highest resident memory in megabytes of each process with its children, while the block runs."""
    peak, done = dict.fromkeys(pids, 0.0), threading.Event()

    def look() -> None:
        while not done.wait(_SAMPLE_S):
            for pid in pids:
                peak[pid] = max(peak[pid], _resident_mb(pid))

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        done.set()
        thread.join()


def cpu_of_children() -> float:
    """Seconds of processor time that the processes started from here, and ended, have used: on a machine that does
    other things, too, they say more than the seconds that passed."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _resident_mb(pid: int) -> float:
    total = 0
    try:
        process = psutil.Process(pid)
        for one in (process, *process.children(recursive=True)):
            total += one.memory_info().rss
    except psutil.NoSuchProcess:
        pass  # it has just ended: what was seen before counts
    return total / 2**20


@dataclass
class Latency:
    """Answers of one kind: how long each took, and how many a second there were."""

    clients: int
    seconds: list[float] = field(default_factory=list)
    wall: float = 0.0

    @property
    def p50_ms(self) -> float:
        return statistics.median(self.seconds) * 1000

    @property
    def p95_ms(self) -> float:
        return statistics.quantiles(self.seconds, n=20)[-1] * 1000

    @property
    def p99_ms(self) -> float:
        return statistics.quantiles(self.seconds, n=100)[-1] * 1000

    @property
    def per_second(self) -> float:
        return len(self.seconds) / self.wall


def latency(client: Callable[[], Callable[[Any], object]], questions: Sequence[Any], clients: int) -> Latency:
    """Ask every question once, by `clients` at a time. `client` opens one; what it returns asks one question."""
    found = Latency(clients)
    shares = [share for number in range(clients) if (share := questions[number::clients])]
    ready = threading.Barrier(len(shares) + 1)

    def run(share: Sequence[Any]) -> None:
        ask = client()
        ask(share[0])
        ready.wait()
        for question in share:
            start = time.perf_counter()
            ask(question)
            found.seconds.append(time.perf_counter() - start)

    with ThreadPoolExecutor(clients) as pool:
        running = [pool.submit(run, share) for share in shares]
        ready.wait()
        start = time.perf_counter()
        for one in running:
            one.result()
        found.wall = time.perf_counter() - start
    return found


def in_turns(
    clients: Sequence[Callable[[], Callable[[Any], object]]], questions: Sequence[Any], at_once: int
) -> list[Latency]:
    """Ask every question of each kind of client, `at_once` at a time, a part of them after the other: what else the
    machine does meanwhile, and what the first to ask has warmed up for the next, is shared."""
    found = [Latency(at_once) for _ in clients]
    for number in range(TURNS):
        order = list(zip(clients, found, strict=True))
        for client, sum_of in order if number % 2 else reversed(order):
            part = latency(client, questions[number::TURNS], at_once)
            sum_of.seconds += part.seconds
            sum_of.wall += part.wall
    return found


def paced(
    send: Callable[[Any], Iterable[Future[None]]], items: Sequence[Any], per_second: int
) -> list[float]:
    """Send an item at each beat, whether or not those before are done; seconds from each beat to its last future."""
    start = time.perf_counter() + 0.1
    sent = []
    for number, item in enumerate(items):
        beat = start + number / per_second
        time.sleep(max(beat - time.perf_counter(), 0))
        took: Future[float] = Future()
        sent.append(took)
        (*_, last) = send(item)
        last.add_done_callback(lambda _, beat=beat, took=took: took.set_result(time.perf_counter() - beat))
    return [took.result() for took in sent]


def outstanding(send: Callable[[Any], Iterable[Future[None]]], items: Sequence[Any], most: int) -> Latency:
    """Send every item, `most` of them unanswered at any time, as a service does for clients that wait for their answer.
    One sender: as many threads would take turns at the interpreter for as long as the work itself takes."""
    found = Latency(most)
    room = threading.Semaphore(most)

    def answered(began: float, done: Future[None]) -> None:
        found.seconds.append(time.perf_counter() - began)
        room.release()

    sent: list[Future[None]] = []
    start = time.perf_counter()
    for item in items:
        room.acquire()
        began = time.perf_counter()
        (last,) = send(item)
        last.add_done_callback(partial(answered, began))
        sent.append(last)
    for one in sent:
        one.result()
    found.wall = time.perf_counter() - start
    return found
