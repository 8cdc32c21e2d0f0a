"""The service: an application made of its routers, and a process that serves it. Wiring only."""

import contextlib
import ipaddress
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from importlib.metadata import version

import uvicorn
from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi.staticfiles import StaticFiles
from prometheus_client import CollectorRegistry

from app.api import (
    audit,
    blocks,
    cookies,
    health,
    households,
    individuals,
    lookup,
    problems,
    tracking,
    verdicts,
    why,
)
from app.api.middleware import Guard, Observe
from app.audit.journal import Journal
from app.console import routes as console
from app.errors import SettingsError
from app.graph.connect import open_store
from app.graph.schema import apply_schema
from app.graph.store import Store
from app.ingest.tracker import Tracker
from app.settings import Settings

_ABOUT = """Who is this, who lives with them, and on which devices do we see them?

Identifiers travel in request bodies, never in addresses. Errors are problem documents (RFC 9457). Lists use
opaque cursors. A retired ID answers with its successor. Until consent and roles are built, this service
answers on this machine only."""


def create_app(store: Store, settings: Settings) -> FastAPI:
    """The application over an open store, which the caller closes. Both stand in `app.state`."""
    tracker = Tracker(store, settings.home, settings.tracking_queue)
    journal = Journal(store, settings)

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        await run_in_threadpool(tracker.close)
        await run_in_threadpool(journal.close)

    app = FastAPI(
        title="identity-graph",
        version=version("identity-graph"),
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.store, app.state.settings, app.state.registry = store, settings, CollectorRegistry()
    app.state.tracking = tracking.Tracking(tracker, app.state.registry)
    for routes in (
        lookup,
        cookies,
        individuals,
        households,
        why,
        verdicts,
        blocks,
        tracking,
        health,
        console,
    ):
        app.include_router(routes.router)
    app.mount("/static", StaticFiles(directory=console.STATIC), name="static")
    problems.install(app, page=console.problem_page)
    problems.described(app.openapi())
    app.add_middleware(audit.Noted, journal=journal)
    app.add_middleware(tracking.OpenToBrowsers)
    app.add_middleware(Guard)
    app.add_middleware(Observe, registry=app.state.registry)
    return app


def serve(settings: Settings, prepare: Callable[[Store], object] = lambda store: None) -> None:
    """Open the graph, bring its schema up to date, `prepare` it, and answer until interrupted. On this machine only."""
    with _listen(settings) as listener, open_store(settings) as store:
        apply_schema(store)
        prepare(store)
        config = uvicorn.Config(
            create_app(store, settings), log_config=None, access_log=False, server_header=False
        )
        address = f"http://{settings.host}:{listener.getsockname()[1]}"
        sys.stderr.write(f"Console {address}/   API {address}/docs   Stop with Ctrl-C\n")
        # uvicorn repeats the signal that stopped it; as an exit it lets the store close.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listener])


def _listen(settings: Settings) -> socket.socket:
    """The socket to answer on. Raises SettingsError for an address others can reach, or a taken port."""
    host = "127.0.0.1" if settings.host == "localhost" else settings.host
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        raise SettingsError("IDGRAPH_HOST must be a loopback address, such as 127.0.0.1") from None
    if not address.is_loopback:
        raise SettingsError(
            "IDGRAPH_HOST: until consent and roles are built, the service listens on a loopback address "
            "only, such as 127.0.0.1"
        )
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    try:
        listener = socket.create_server((host, settings.port), family=family, backlog=256)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise SettingsError(f"IDGRAPH_PORT: cannot listen on port {settings.port}: {reason}") from None
    # asyncio would say so itself, but not for a socket made elsewhere; without it each answer waits 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener
