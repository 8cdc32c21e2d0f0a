"""A lease in the graph: work that may run only once at a time, whichever machine it runs on."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from app.errors import Conflict, GraphUnavailable
from app.graph.store import Store

SECONDS = 60
"""How long a lease lasts when its owner died. A living owner renews it three times in that span."""


@contextmanager
def lease(store: Store, name: str) -> Iterator[None]:
    """Hold the lease `name`, renewed in the background. Raises Conflict where someone else holds it."""
    owner = f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"
    state = store.write("resolve/lock_take", name=name, owner=owner, seconds=SECONDS)[0]
    if not state["mine"]:
        raise Conflict(
            f"another {name} is running (host:process:thread {state['owner']}). If it died, its lease ends at "
            f"{state['until']}: try again then."
        )
    done = threading.Event()

    def renew() -> None:
        while not done.wait(SECONDS / 3):
            try:
                store.write("resolve/lock_take", name=name, owner=owner, seconds=SECONDS)
            except GraphUnavailable:
                continue

    thread = threading.Thread(target=renew, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
        store.write("resolve/lock_release", name=name, owner=owner)
