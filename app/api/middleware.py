"""Around every request: who may ask, what browsers may do with the answer, and one log line without personal
data.

Plain ASGI, so that streaming and background work are left alone.
"""

import time
import traceback
import uuid
from functools import cache
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.log import logger
from app.api.problems import problem
from app.api.tracking import PATHS as TRACKING
from app.api.tracking import meant
from app.settings import Settings
from app.sources.tracking import LARGEST_BODY as LARGEST_BATCH

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})
"""What a browser on this machine calls us. Any other `Host` is a foreign page whose name was made to point here."""


def hosts_of(settings: Settings) -> frozenset[str] | None:
    """What the service may be called; None: anything, where nobody gets an answer for sitting at this machine."""
    if settings.public_url:
        return LOCAL_HOSTS | {settings.public_url.rstrip("/").rpartition("//")[2].rpartition("@")[2].lower()}
    return LOCAL_HOSTS if settings.on_loopback else None


_SECURITY = (
    (
        b"content-security-policy",
        b"default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        b"frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_FRESH, _KEPT = (b"cache-control", b"no-store"), (b"cache-control", b"no-cache")
LARGEST_BODY = 1_000_000
"""Bytes. A thousand cookies of the longest kind fit in half of it."""


class Guard:
    """Answers to its own names only, reads no endless bodies, and adds the security headers.

    From here on a path is what its sender meant. Browsers keep static files, and no answer. `hosts`: what we are
    called, without a port; None: anything.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str] | None) -> None:
        self._app, self._hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope["path"] = meant(scope["path"])
        headers = (*_SECURITY, _KEPT if scope["path"].startswith("/static/") else _FRESH)
        largest = LARGEST_BATCH if scope["path"].startswith(TRACKING) else LARGEST_BODY
        received = 0

        async def limited() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > largest:
                raise HTTPException(413, f"The body is larger than {largest:,} bytes")
            return message

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *headers]
            await send(message)

        host = Headers(scope=scope).get("host", "").lower()
        if self._hosts is None or host.rpartition(":")[0] in self._hosts or host in self._hosts:
            await self._app(scope, limited, guarded)
        else:
            text = "This service answers on localhost, or as IDGRAPH_PUBLIC_URL says, and to no other name"
            await problem(421, text)(scope, receive, guarded)


class Observe:
    """A request ID, a log line of JSON, and numbers for Prometheus, all by route template: never by path."""

    def __init__(self, app: ASGIApp, registry: CollectorRegistry) -> None:
        self._app = app
        self._log = logger()
        labels = ("method", "route", "status")
        count = Counter("idgraph_http_requests", "Requests answered", labels, registry=registry)
        seconds = Histogram("idgraph_http_request_seconds", "Time to answer", labels[:2], registry=registry)
        # To look a series up by its labels takes as long as to count.
        self._count, self._time = cache(count.labels), cache(seconds.labels)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = scope.setdefault("state", {})["request_id"] = uuid.uuid4().hex
        start, status = time.perf_counter(), 0
        failure: dict[str, Any] = {}

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception as error:  # noqa: BLE001 - left to itself the server logs the error's text: maybe personal data
            failure = {"failure": type(error).__name__, "trace": traceback.format_tb(error.__traceback__)}
            if not status:
                text = "Something went wrong here; the log says more under this request"
                await problem(500, text, request_id=request_id)(scope, receive, noted)
        self._note(scope, request_id, status, time.perf_counter() - start, failure)

    def _note(
        self, scope: Scope, request_id: str, status: int, seconds: float, failure: dict[str, Any]
    ) -> None:
        route = _template(scope)
        method = scope["method"] if route != "unmatched" else "ANY"
        self._count(method, route, str(status)).inc()
        self._time(method, route).observe(seconds)
        write = self._log.error if failure else self._log.info
        write(
            "request",
            method=method,
            route=route,
            status=status,
            ms=round(seconds * 1000, 1),
            id=request_id,
            **_by(scope),
            **failure,
        )


def _by(scope: Scope) -> dict[str, str]:
    """Who asked, by pseudonym, where that was found out."""
    caller = scope["state"].get("caller")
    return {"caller": caller.id} if caller else {}


def _template(scope: Scope) -> str:
    if scope["path"].startswith("/static/"):
        return "/static"
    return str(getattr(scope.get("route"), "path", "unmatched"))
