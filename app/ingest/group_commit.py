"""Group commit: many wait, one writes, and all that wait are written together in one transaction.

A transaction costs the server about the same whether it brings one event or a hundred. So requests hand over what they
have and wait; one thread takes whatever is there, and tells everybody once it is committed. Items that are quick to
write need not wait for those that are not: each lane has its thread.

Whoever was answered often comes again at once. A thread that does not wait for them at all writes one half of them
while the other half comes back, and does twice the work; so it takes a breath for as long as they keep coming.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition, Lock, Thread
from time import monotonic, sleep
from typing import Generic, TypeVar

from app.errors import Busy, GraphUnavailable
from app.graph.store import batches

T = TypeVar("T")
_PAUSE = 0.0005
"""Seconds without a newcomer after which whoever is there is written."""
_WORTH = 8
"""Newcomers may keep the others waiting for at most this part of what the group before took."""
_STRAGGLERS = 16
"""One of so many need not be waited for: who takes another lane now does not come back to this one."""
_LONGEST_REST = 0.25
"""Seconds; whoever waited for others to let go took long without working."""
_IDLE = 0.02
"""Seconds without a group after which nobody uses a lane."""


@dataclass
class _Waiting(Generic[T]):
    items: Sequence[T]
    done: Future[None] = field(default_factory=Future)

    def __post_init__(self) -> None:
        # From here on nobody can cancel it: a client that hangs up does not undo what it has handed over.
        self.done.set_running_or_notify_cancel()


@dataclass
class _Lane(Generic[T]):
    """What waits for one thread; how many seconds its last group took, when that ended, and how many parts there will
    be once all that it answered are back. `came` tells the thread that `enough` parts wait; others need not wake up."""

    write: Callable[[Sequence[T]], Sequence[T] | None]
    came: Condition
    queue: deque[_Waiting[T]] = field(default_factory=deque)
    took: float = 0.0
    ended: float = 0.0
    expected: int = 0
    enough: int = 1
    writing: bool = False

    @contextmanager
    def at_work(self) -> Iterator[None]:
        self.writing, began = True, monotonic()
        yield
        self.ended = monotonic()
        self.writing, self.took = False, self.ended - began

    @property
    def in_use(self) -> bool:
        return self.writing or monotonic() - self.ended < _IDLE


def _as_exception(error: BaseException) -> Exception:
    """What is none, whoever waits has to be able to catch as one."""
    if isinstance(error, Exception):
        return error
    found = RuntimeError(f"{type(error).__name__} while writing")
    found.__cause__ = error
    return found


def _one_lane(_: object) -> int:
    return 0


class GroupCommit(Generic[T]):
    """Hands items to `writes`, at most about `together` at once. Each returns once what it got is committed, with what
    is not: those of the items that turned out to be for the first lane.

    There is a lane for each of `writes`; `lane` says which one an item takes. At most `room` items wait, in all lanes.
    The threads start with the first item and end with `close`.
    """

    def __init__(
        self,
        *writes: Callable[[Sequence[T]], Sequence[T] | None],
        together: int,
        room: int,
        lane: Callable[[T], int] = _one_lane,
    ) -> None:
        self._lock = Lock()
        self._lanes = [_Lane(write, Condition(self._lock)) for write in writes]
        self._together, self._room, self._lane = together, room, lane
        self._threads: list[Thread] = []
        self._closed = False
        self._size = 0

    def submit(self, items: Sequence[T]) -> list[Future[None]]:
        """Futures that are all done once every item is committed; they raise what the writing raised.

        Raises Busy where there is no room, GraphUnavailable after `close`. Neither has handed over anything.
        """
        lanes: dict[int, list[T]] = {}
        for item in items:
            lanes.setdefault(self._lane(item), []).append(item)
        parts = [
            (self._lanes[number], _Waiting(part))
            for number, mine in lanes.items()
            for part in batches(mine, self._together)
        ]
        with self._lock:
            if self._closed:
                raise GraphUnavailable("The service is stopping")
            if self._size and self._size + len(items) > self._room:
                raise Busy("More events are waiting than fit: send again in a moment")
            self._size += len(items)
            for lane, part in parts:
                lane.queue.append(part)
                if len(lane.queue) >= lane.enough:
                    lane.came.notify()
            if items and not self._threads:
                self._start()
        return [part.done for _, part in parts]

    @property
    def waiting(self) -> int:
        """Items not yet written."""
        return self._size

    def close(self) -> None:
        """Take nothing more, and wait until everything taken is written or has failed."""
        with self._lock:
            self._closed = True
            for lane in self._lanes:
                lane.came.notify()
        for thread in self._threads:
            thread.join()

    def _start(self) -> None:
        for number, lane in enumerate(self._lanes):
            thread = Thread(target=self._run, args=(lane,), name=f"group-commit-{number}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _run(self, lane: _Lane[T]) -> None:
        while group := self._take(lane):
            taken = sum(len(part.items) for part in group)
            with lane.at_work():
                self._commit(lane, group)
            with self._lock:
                self._size -= taken

    def _take(self, lane: _Lane[T]) -> list[_Waiting[T]]:
        """What is there, at least one part; nothing after the end."""
        queue = lane.queue
        with self._lock:
            lane.came.wait_for(lambda: queue or self._closed)
        self._rest(lane)
        self._breathe(lane)
        with self._lock:
            group: list[_Waiting[T]] = []
            taken = 0
            while queue and (not group or taken + len(queue[0].items) <= self._together):
                group.append(queue.popleft())
                taken += len(group[-1].items)
            return group

    def _rest(self, lane: _Lane[T]) -> None:
        """Leave quicker lanes as long as the last group took, if they are in use. Who comes meanwhile comes along."""
        until = lane.ended + min(lane.took, _LONGEST_REST)
        quicker = [other for other in self._lanes if other.took < lane.took]
        while monotonic() < until and not self._closed and any(other.in_use for other in quicker):
            sleep(_IDLE / 10)

    def _breathe(self, lane: _Lane[T]) -> None:
        """Wait while others come, until nearly all are back or a part of the time that the last group took is over."""
        queue, until, size = lane.queue, monotonic() + lane.took / _WORTH, 0
        with self._lock:
            lane.enough = min(lane.expected - lane.expected // _STRAGGLERS, self._together)
            while size < len(queue) < lane.enough and monotonic() < until:
                size = len(queue)
                lane.came.wait(_PAUSE)
            lane.enough = 1

    def _commit(self, lane: _Lane[T], group: list[_Waiting[T]]) -> None:
        """Tell everybody how it went. What fails for a reason of its own must not fail for its neighbours."""
        try:
            others = lane.write([item for part in group for item in part.items])
        except GraphUnavailable as error:
            for part in group:
                part.done.set_exception(error)
        except BaseException as error:  # noqa: BLE001 - whatever it was, even a panic in Rust: those who wait are told
            if len(group) == 1:
                group[0].done.set_exception(_as_exception(error))
            else:
                for part in group:
                    self._commit(lane, [part])
        else:
            lane.expected = len(group) + len(lane.queue)
            for_others = {id(item) for item in others or ()}
            for part in group:
                if rest := [item for item in part.items if id(item) in for_others]:
                    self._pass_on(part, rest)
                else:
                    part.done.set_result(None)

    def _pass_on(self, part: _Waiting[T], rest: Sequence[T]) -> None:
        """The first lane writes the rest of a part."""
        first, part.items = self._lanes[0], rest
        with self._lock:
            if not self._closed:
                self._size += len(rest)
                first.queue.append(part)
                first.came.notify()
                return
        self._commit(first, [part])  # its thread may be gone
