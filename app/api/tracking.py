"""Segment's HTTP tracking API: SDKs of Segment, RudderStack, Jitsu and others send here unchanged.

What they call and what breaks them was found by running them; where it is not obvious, a comment says so.
"""

import asyncio
import ipaddress
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from prometheus_client import CollectorRegistry, Counter, Gauge
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from app.access.door import Door, WriteKey
from app.api.problems import responses
from app.api.tracking_examples import CALLS, body_of
from app.errors import BadInput
from app.ingest.choices import left_out
from app.ingest.tracker import Tracker
from app.sources.tracking import GZIP, BadEvent, Event, Sender, events_of, read_body, write_key_of

PATHS = ("/v1/", "/beacon/v1/", "/sourceConfig", "/api/s/", "/sdk/", "/customerio/", "/api/public/apps/")
"""What browsers of other sites may call."""
_PATIENCE_S = 30
"""For the whole of a body to arrive."""
_SHORT = {"i": "identify", "t": "track", "p": "page", "s": "screen", "g": "group", "a": "alias", "b": "batch"}
"""What @segment/analytics-next calls them."""
_JITSU = ("identify", "track", "page", "group")
"""What @jitsu/js sends, to paths of its own: one for browsers and one for servers."""

_SMALL = 8 * 1024
"""Bytes of a body that is taken in on the event loop, where everybody else waits for it: a millisecond at most."""
_SUCCESS = b'{"success":true}'
T = TypeVar("T")

router = APIRouter(tags=["Tracking"])
ENDPOINTS: dict[str, Callable[[Request], Awaitable[Response]]] = {}
"""What answers, by method and path. The gate calls these itself, for they want nothing but the request."""


class Tracking:
    """The tracker of one application with its numbers for Prometheus."""

    def __init__(self, tracker: Tracker, registry: CollectorRegistry) -> None:
        self.tracker = tracker
        self.events = Counter(
            "idgraph_tracking_events",
            "Events taken in, by what became of them",
            ("outcome",),
            registry=registry,
        )
        Gauge("idgraph_tracking_waiting", "Events waiting to be written", registry=registry).set_function(
            lambda: tracker.waiting
        )

    def note(self, events: Sequence[Event], bad: Sequence[BadEvent]) -> None:
        self.events.labels("taken").inc(len(events))
        self.events.labels("quarantined").inc(len(bad))


def meant(path: str) -> str:
    """A tracking path as its route has it: SDKs for Java end it with a slash, and one whose address was given with a
    slash at its end begins with two. To be redirected is to be lost: few SDKs send the body again."""
    plain = "/" + "/".join(part for part in path.split("/") if part)
    return plain if plain.startswith(PATHS) else path


class OpenToBrowsers:
    """Lets pages of any site send events, and nothing else: without cookies, and to these paths only."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._open = CORSMiddleware(
            app,
            allow_origins=["*"],
            allow_methods=["GET", "POST"],
            allow_headers=["*"],
            expose_headers=["Retry-After"],
            max_age=86_400,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        opened = scope["type"] == "http" and scope["path"].startswith(PATHS)
        by_page = opened and any(name == b"origin" for name, _ in scope["headers"])
        await (self._open if by_page else self._app)(scope, receive, send)


async def take(request: Request, kind: str) -> Response:
    """Answers once everything that can be used is committed, and the rest in quarantine."""
    received = datetime.now(UTC)
    raw = await read_in_time(request.body())
    tracking: Tracking = request.app.state.tracking
    small = len(raw) <= _SMALL and not raw.startswith(GZIP)
    body = await _done(small, read_body, raw, request.headers.get("content-encoding", ""))
    key = await _write_key(request, body)
    gpc = request.headers.get("sec-gpc") == "1"
    sender = Sender(key.source, received, *_browser(request), claims=key.claims, gpc=gpc)
    events, bad = await _done(small, events_of, body, kind, sender)
    if bad and request.headers.get("x-strict-mode") == "1":
        raise BadInput(f"Event {bad[0].place}: {bad[0].reason}")
    faulty = await _done(small, left_out, events, bad)
    ready = small and tracking.tracker.is_ready_for(key.source)
    for part in await _done(ready, tracking.tracker.accept, key.source, events):
        await asyncio.wrap_future(part)
    # Not before: what is answered with an error is sent again, and would be kept and counted each time.
    if faulty:
        await run_in_threadpool(tracking.tracker.put_aside, key.source, faulty)
    tracking.note(events, bad)
    # Exactly 200 and this: rudder-python takes 202 for a failure and sends again.
    return Response(_SUCCESS, media_type="application/json")


async def _done(at_once: bool, work: Callable[..., T], *arguments: Any) -> T:
    """Work that takes long or waits is done in a thread. What does not is done at once: a thread, and the way back from
    it, take a third of a millisecond."""
    return work(*arguments) if at_once else await run_in_threadpool(work, *arguments)


async def read_in_time(body: Awaitable[bytes], patience: float = _PATIENCE_S) -> bytes:
    """The body; a 408 where it does not arrive, so that slow clients cannot hold connections for ever; a 400 where
    they hang up."""
    try:
        async with asyncio.timeout(patience):
            return await body
    except TimeoutError:
        raise HTTPException(408, f"The body did not arrive within {patience:g} seconds") from None
    except ClientDisconnect:  # nobody hears it, but left alone it is a 500 in the log and in the numbers
        raise HTTPException(400, "The connection ended before the body did") from None


async def _write_key(request: Request, body: dict[str, Any]) -> WriteKey:
    """Who sends, as SDKs say it: in a header, in the body or, for a browser's beacon, in the address."""
    door: Door = request.app.state.door
    # Jitsu's SDK takes no key without a second half, as in `KEY:x`, and masks it in the body.
    jitsu = request.headers.get("x-write-key", "").partition(":")[0]
    sent = write_key_of(request.headers.get("authorization"), jitsu, body.get("writeKey"))
    given = sent or write_key_of(None, request.query_params.get("writeKey")) or ""
    key = await _done(door.knows_write_key(given), partial(door.write_key, given, in_url=sent is None))
    request.state.caller = key.caller
    door.pace.take(key.caller)
    return key


def _browser(request: Request) -> tuple[str | None, str | None]:
    """Address and user agent of a browser that sends for itself; a server's own say nothing about a visitor."""
    agent = request.headers.get("user-agent", "")
    if not agent.startswith("Mozilla/"):
        return None, None
    if request.headers.get("x-ip-policy", "keep") != "keep":
        return None, agent  # Jitsu's SDK, on a page that wants no addresses kept
    try:
        address = ipaddress.ip_address(request.client.host if request.client else "")
    except ValueError:
        return None, agent
    return (str(address) if address.is_global else None), agent


def _route(path: str, kind: str, *, shown: bool) -> None:
    async def endpoint(request: Request) -> Response:
        return await take(request, kind)

    ENDPOINTS[f"POST {path}"] = endpoint
    router.add_api_route(
        path,
        endpoint,
        methods=["POST"],
        name=path,
        include_in_schema=shown,
        summary=CALLS[kind].summary,
        responses=responses(400, 401, 408, 413, 429),
        openapi_extra=body_of(kind),
        response_model=dict[str, bool],
    )


for _kind in CALLS:
    _route(f"/v1/{_kind}", _kind, shown=True)
    _route(f"/sdk/{_kind}", _kind, shown=False)  # as June's SDKs have it
_route("/sdk/b", "batch", shown=False)
_route("/api/public/apps/batch", "batch", shown=False)  # as Dittofeed's SDKs have it
for _letter, _kind in _SHORT.items():
    _route(f"/v1/{_letter}", _kind, shown=False)
for _kind in _JITSU:
    _route(f"/api/s/{_kind}", _kind, shown=False)
    _route(f"/api/s/s2s/{_kind}", _kind, shown=False)
_route("/v1/import", "batch", shown=False)
_route("/beacon/v1/batch", "batch", shown=False)
