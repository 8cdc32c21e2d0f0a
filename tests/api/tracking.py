"""A running service for the tests of the tracking API, as SDKs meet it: over a real socket."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import uvicorn

from app.graph.store import Store
from app.main import create_app
from app.settings import Settings


@contextmanager
def served(store: Store, settings: Settings) -> Iterator[str]:
    """The address of a service in this process; at the end it stops as a real one does, and writes what waits."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(create_app(store, settings), log_config=None))
        thread = Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()


def record(store: Store, id: str) -> dict[str, Any]:
    """The properties of a record and, under `keys`, what it carries."""
    (row,) = store.run_text(
        "MATCH (c:Customer {id: $p.id}) OPTIONAL MATCH (c)-->(i:Identifier) "
        "RETURN properties(c) AS properties, collect(i.key) AS keys",
        id=id,
    )
    return {**row["properties"], "keys": set(row["keys"])}
