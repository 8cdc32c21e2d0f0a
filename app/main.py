"""The service: an application made of its routers, and a process that serves it. Wiring only."""

import contextlib
import signal
import sys
from collections.abc import AsyncIterator, Callable
from importlib.metadata import version

import uvicorn
from fastapi import Depends, FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi.staticfiles import StaticFiles
from prometheus_client import CollectorRegistry

from app.access.door import Door
from app.api import (
    audit,
    blocks,
    changes,
    consents,
    cookies,
    gate,
    health,
    households,
    individuals,
    lookup,
    privacy,
    problems,
    reviews,
    sdk_settings,
    tracking,
    verdicts,
    webhooks,
    why,
)
from app.api.dependencies import admitted
from app.api.middleware import Guard, Observe, hosts_of
from app.audit import COMMAND
from app.audit.journal import Journal
from app.audit.rules import note_rules
from app.consent.remembering import Remembering
from app.consent.rules import rules_in_force
from app.console import pages, sign_in
from app.console import routes as console
from app.feed.delivery import delivering
from app.feed.watch import Watch
from app.garbage import spare_what_is_loaded
from app.graph.connect import open_store
from app.graph.reader import Reader
from app.graph.schema import apply_schema
from app.graph.store import Store
from app.health import resolved
from app.ingest.rehearsal import rehearse
from app.ingest.tracker import Tracker
from app.listening import listen, require_keys
from app.settings import Settings

_ROUTES = (
    lookup,
    cookies,
    consents,
    individuals,
    households,
    why,
    verdicts,
    blocks,
    reviews,
    changes,
    webhooks,
    privacy,
    tracking,
    sdk_settings,
    health,
    console,
    sign_in,
)
_LAST_ANSWERS_WITHIN_S = 3
"""As the service stops: who waits for changes asks again anyway."""
_ABOUT = """Who is this, who lives with them, and on which devices do we see them?

Identifiers travel in request bodies, never in addresses. Errors are problem documents (RFC 9457). Lists use
opaque cursors. A retired ID answers with its successor. Send a key of `idgraph keys create` as
`Authorization: Bearer idg_...`; what it may ask and see is its role's. At this machine none is needed, unless
the service was told otherwise."""


def create_app(store: Store, settings: Settings) -> FastAPI:
    """The application over an open store, which the caller closes. Both stand in `app.state`.

    Raises SettingsError or BadInput for consent rules that cannot be used.
    """
    rules_in_force()
    tracker = Tracker(store, settings.home, settings.tracking_queue)
    journal = Journal(store, settings)
    remembering = Remembering(store)
    reader = Reader(store)

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        await run_in_threadpool(tracker.close)
        await run_in_threadpool(remembering.close)
        await reader.close()
        await run_in_threadpool(journal.close)

    app = FastAPI(
        title="identity-graph",
        version=version("identity-graph"),
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        dependencies=[Depends(admitted)],
    )
    app.state.store, app.state.settings, app.state.registry = store, settings, CollectorRegistry()
    app.state.tracking = tracking.Tracking(tracker, app.state.registry)
    app.state.reader, app.state.watch = reader, Watch(store)
    app.state.remembering = remembering
    for routes in _ROUTES:
        app.include_router(routes.router)
    app.mount("/static", StaticFiles(directory=pages.FOLDER / "static"), name="static")
    refuse = problems.install(app, page=pages.problem_page)
    problems.described(app.openapi())
    gate.install(app, Door(store, settings), refuse, tracking.ENDPOINTS)
    app.add_middleware(audit.Noted, journal=journal, registry=app.state.registry)
    app.add_middleware(tracking.OpenToBrowsers)
    app.add_middleware(Guard, hosts=hosts_of(settings))
    app.add_middleware(Observe, registry=app.state.registry)
    return app


def serve(settings: Settings, prepare: Callable[[Store], object] = lambda store: None) -> None:
    """Open the graph, bring its schema up to date, `prepare` it, rehearse, and answer until interrupted."""
    with listen(settings) as listener, open_store(settings) as store:
        apply_schema(store)
        require_keys(store, settings)
        note_rules(store, settings, COMMAND)
        prepare(store)
        rehearse(store)
        spare_what_is_loaded()
        config = uvicorn.Config(
            create_app(store, settings),
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_LAST_ANSWERS_WITHIN_S,
        )
        address = f"http://{settings.host_in_url}:{listener.getsockname()[1]}"
        sys.stderr.write(f"Console {address}/   API {address}/docs   Stop with Ctrl-C\n")
        sys.stderr.write(f"Resolved: {resolved(store).detail}\n")
        # uvicorn repeats the signal that stopped it; as an exit it lets the store close.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        with delivering(store), contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listener])
