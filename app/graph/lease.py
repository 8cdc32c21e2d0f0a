"""A lease in the graph: work that may run only once at a time, whichever machine it runs on."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from app.errors import Conflict
from app.graph.store import Run, Store

SECONDS = 60
"""How long a lease lasts when its owner died. A living owner renews it three times in that span."""
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""One that nobody sets, and that goes on while the machine sleeps."""


class Lease:
    """A lease that is held, or was.

    A machine that slept, or a server whose clock was set, may let it end: others go on as if nobody held it. Whoever
    must not do then what it is for asks first.
    """

    def __init__(self, store: Store, name: str) -> None:
        """Takes it. Raises Conflict where someone else holds it."""
        self._store, self._name = store, name
        self._owner = f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"
        self._until = now() + SECONDS
        state = store.write("resolve/lock_take", **self._asked(again=False))[0]
        if not state["mine"]:
            raise Conflict(
                f"another {name} is running (host:process:thread {state['owner']}). If it died, its lease ends at "
                f"{state['until']}: try again then."
            )

    def holds(self, run: Run) -> bool:
        """Within a transaction: whether it is held, and then it is until the commit."""
        return bool(run("resolve/lock_take", **self._asked(again=True))[0]["mine"])

    def check(self, run: Run) -> None:
        """The same. Raises Conflict where it is not."""
        if not self.holds(run):
            raise self.lost()

    def check_mine(self, run: Run) -> None:
        """Within a transaction. Raises Conflict where somebody else took it since: it may have ended meanwhile. Nobody
        waits for that transaction, as they would for one that holds the lease."""
        if not run("resolve/lock_mine", name=self._name, owner=self._owner)[0]["mine"]:
            raise self.lost()

    def lasts(self, seconds: float) -> bool:
        """Whether nobody else has it for so long. Asks the graph only where too little is left since it last did."""
        return now() + seconds < self._until or self.renew()

    def renew(self) -> bool:
        """Whether it is held still, and lasts as long as a new one."""
        until = now() + SECONDS  # the server counts from later on
        held = self._store.transact(self.holds)
        self._until = until if held else 0.0
        return held

    def give_back(self) -> None:
        self._store.write("resolve/lock_release", name=self._name, owner=self._owner)

    def lost(self) -> Conflict:
        return Conflict(
            f"This {self._name} stood still for so long that others went on without it: run it again"
        )

    def _asked(self, *, again: bool) -> dict[str, Any]:
        return {"name": self._name, "owner": self._owner, "seconds": SECONDS, "again": again}


@contextmanager
def lease(store: Store, name: str) -> Iterator[Lease]:
    """Hold the lease `name`, renewed in the background. Raises Conflict where someone else holds it."""
    held = Lease(store, name)
    done = threading.Event()

    def renew() -> None:
        while not done.wait(SECONDS / 3):
            with suppress(Exception):  # asked again, as long as it has not ended
                held.renew()

    thread = threading.Thread(target=renew, daemon=True)
    thread.start()
    try:
        yield held
    finally:
        done.set()
        thread.join()
        held.give_back()


def now() -> float:
    return time.clock_gettime(_CLOCK)
