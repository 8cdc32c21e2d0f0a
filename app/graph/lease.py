"""A lease in the graph: work that may run only once at a time, whichever machine it runs on."""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from app.errors import Conflict
from app.graph.store import Run, Store

SECONDS = 60
"""How long a lease lasts when its owner died. A living owner renews it three times in that span."""


Check = Callable[[Run], None]
"""Within a transaction: raises Conflict where the lease is held no longer, and holds it until the commit."""


@contextmanager
def lease(store: Store, name: str) -> Iterator[Check]:
    """Hold the lease `name`, renewed in the background. Raises Conflict where someone else holds it.

    A machine that slept, or a server whose clock was set, may let it end: others go on as if nobody held it. Whoever
    must not write then asks what this yields.
    """
    owner = f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"
    asked = {"name": name, "owner": owner, "seconds": SECONDS}
    state = store.write("resolve/lock_take", again=False, **asked)[0]
    if not state["mine"]:
        raise Conflict(
            f"another {name} is running (host:process:thread {state['owner']}). If it died, its lease ends at "
            f"{state['until']}: try again then."
        )
    done = threading.Event()

    def renew() -> None:
        while not done.wait(SECONDS / 3):
            with suppress(Exception):  # asked again, as long as it has not ended
                store.write("resolve/lock_take", again=True, **asked)

    def check(run: Run) -> None:
        if not run("resolve/lock_take", again=True, **asked)[0]["mine"]:
            raise Conflict(
                f"This {name} stood still for so long that others went on without it: run it again"
            )

    thread = threading.Thread(target=renew, daemon=True)
    thread.start()
    try:
        yield check
    finally:
        done.set()
        thread.join()
        store.write("resolve/lock_release", name=name, owner=owner)
