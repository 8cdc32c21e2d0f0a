"""Writing behind the caller, who prepares meanwhile what comes next: the server and we are busy at the same time."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

Submit = Callable[[Callable[[], object]], None]


@contextmanager
def behind(most_waiting: int) -> Iterator[Submit]:
    """Yield a function that hands over one write; writes are done one at a time, in the order given.

    At most `most_waiting` are handed over and not done; then it waits. After a write that fails, or an error in the
    block, none is begun any more; the error comes out of the next call or of the end of the block, where all are done.
    """
    waiting: deque[Future[None]] = deque()
    over = Event()

    def run(write: Callable[[], object]) -> None:
        if not over.is_set():
            try:
                write()
            except BaseException:
                over.set()
                raise

    with ThreadPoolExecutor(max_workers=1) as thread:

        def submit(write: Callable[[], object]) -> None:
            while len(waiting) >= most_waiting:
                waiting.popleft().result()
            waiting.append(thread.submit(run, write))

        try:
            yield submit
            while waiting:
                waiting.popleft().result()
        finally:
            over.set()
