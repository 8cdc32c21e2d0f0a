"""Group commit: many wait, one writes, and all that wait are written together in one transaction.

A transaction costs the server about the same whether it brings one event or a hundred. So requests hand over what they
have and wait; one thread takes whatever is there, without lingering, and tells everybody once it is committed.
"""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Condition, Thread
from typing import Generic, TypeVar

from app.errors import Busy, GraphUnavailable

T = TypeVar("T")


@dataclass
class _Waiting(Generic[T]):
    items: Sequence[T]
    done: Future[None] = field(default_factory=Future)

    def __post_init__(self) -> None:
        # From here on nobody can cancel it: a client that hangs up does not undo what it has handed over.
        self.done.set_running_or_notify_cancel()


class GroupCommit(Generic[T]):
    """Hands items to `write`, at most about `together` at once. `write` returns once they are committed.

    At most `room` items wait. The thread starts with the first item and ends with `close`.
    """

    def __init__(self, write: Callable[[Sequence[T]], None], *, together: int, room: int) -> None:
        self._write, self._together, self._room = write, together, room
        self._queue: deque[_Waiting[T]] = deque()
        self._changed = Condition()
        self._thread: Thread | None = None
        self._closed = False
        self._size = 0

    def submit(self, items: Sequence[T]) -> list[Future[None]]:
        """Futures that are all done once every item is committed; they raise what the writing raised.

        Raises Busy where there is no room, GraphUnavailable after `close`. Neither has handed over anything.
        """
        parts = [
            _Waiting(items[start : start + self._together]) for start in range(0, len(items), self._together)
        ]
        with self._changed:
            if self._closed:
                raise GraphUnavailable("The service is stopping")
            if self._size and self._size + len(items) > self._room:
                raise Busy("More events are waiting than fit: send again in a moment")
            self._size += len(items)
            self._queue.extend(parts)
            if parts and not self._thread:
                self._thread = Thread(target=self._run, name="group-commit", daemon=True)
                self._thread.start()
            self._changed.notify()
        return [part.done for part in parts]

    @property
    def waiting(self) -> int:
        """Items not yet written."""
        return self._size

    def close(self) -> None:
        """Take nothing more, and wait until everything taken is written or has failed."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread:
            self._thread.join()

    def _run(self) -> None:
        while group := self._take():
            self._commit(group)
            with self._changed:
                self._size -= sum(len(part.items) for part in group)

    def _take(self) -> list[_Waiting[T]]:
        """What is there, at least one part; nothing after the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._queue or self._closed)
            group: list[_Waiting[T]] = []
            taken = 0
            while self._queue and (not group or taken + len(self._queue[0].items) <= self._together):
                group.append(self._queue.popleft())
                taken += len(group[-1].items)
            return group

    def _commit(self, group: list[_Waiting[T]]) -> None:
        """Tell everybody how it went. What fails for a reason of its own must not fail for its neighbours."""
        try:
            self._write([item for part in group for item in part.items])
        except GraphUnavailable as error:
            for part in group:
                part.done.set_exception(error)
        except Exception as error:  # noqa: BLE001 - whatever it was, those who wait have to be told
            if len(group) == 1:
                group[0].done.set_exception(error)
            else:
                for part in group:
                    self._commit([part])
        else:
            for part in group:
                part.done.set_result(None)
