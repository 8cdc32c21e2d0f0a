"""Before and after every route: who asks, whether they may, how often, and as much of the answer as they may see.

Plain ASGI, before anything of a body is read. What is not in the table of `app.access` answers nobody.
"""

import json
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import parse_qsl, unquote

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import iter_route_contexts
from prometheus_client import CollectorRegistry, Counter
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.access.caller import LOCAL, Caller
from app.access.door import Door
from app.access.pace import Watch
from app.access.shown import Shown
from app.access.table import Table, table
from app.api.described import fields_of_answers, secure
from app.api.log import logger
from app.api.problems import problem
from app.errors import BadInput, Forbidden, IdGraphError

SESSION = "idgraph_session"
_SECRETS = re.compile(r"id[gw]_[A-Za-z0-9_-]{16}|eyJ[A-Za-z0-9_-]{8,}\.eyJ")
"""Keys and signed tokens; public write keys are no secret."""
_NAMES_OF_KEYS = frozenset({"access_token", "api_key", "apikey", "authorization", "id_token", "key", "token"})
_PASSED_ON = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")
"""Headers that something in front of us adds: then whoever asks does not sit at this machine."""
_READS = frozenset({"GET", "HEAD"})
_WRITE_KEYS_ONLY = frozenset({"tracking"})

Refuse = Callable[[Request, Exception], Response]
Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class _Route:
    """One route that there is. `name`: "METHOD /path/{template}", as the table has it."""

    name: str
    path: re.Pattern[str]
    methods: frozenset[str]
    itself: BaseRoute

    def answers(self, method: str, path: str) -> bool:
        return method in self.methods and self.path.match(path) is not None


def routes_of(routes: Iterable[BaseRoute]) -> list[tuple[str, BaseRoute, str, frozenset[str]]]:
    """(name, route, path template, methods) of all routes, in the order in which they are tried."""
    found = []
    for one in iter_route_contexts(list(routes)):
        template = one.path_format or ""
        methods = frozenset(one.methods or _READS)
        for method in sorted(methods - {"HEAD"} or methods):
            answers = frozenset({method, "HEAD"} & methods) if method == "GET" else frozenset({method})
            found.append((f"{method} {template}", one.original_route, one.path or template, answers))
    return found


def install(app: FastAPI, door: Door, refuse: Refuse, endpoints: Mapping[str, Endpoint]) -> None:
    """Put the gate before the application, whose routes are all there by now. `app.state.door` knows who asks.

    `endpoints`: of routes that need no more of FastAPI than to be found, by their names.
    """
    app.state.door = door
    secure(app.openapi(), table())
    app.add_middleware(
        Gate,
        door=door,
        table=table(),
        routes=app.routes,
        answers=fields_of_answers(app.openapi()),
        refuse=refuse,
        endpoints=endpoints,
        registry=app.state.registry,
    )


class Gate:
    """Lets a request through, with `caller` in its state, or refuses it."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        door: Door,
        table: Table,
        routes: Iterable[BaseRoute],
        answers: Mapping[str, frozenset[str] | None],
        refuse: Refuse,
        endpoints: Mapping[str, Endpoint],
        registry: CollectorRegistry,
    ) -> None:
        self._app, self._door, self._table, self._refuse = app, door, table, refuse
        self._endpoints = endpoints
        known = routes_of(routes)
        self._routes = [
            _Route(name, compile_path(path)[0], methods, itself) for name, itself, path, methods in known
        ]
        # Most requests ask by a path that is a route's own, and a hundred patterns take longer to try than to answer.
        self._plain = {
            (method, path): self._searched(method, path)
            for _, _, path, methods in known
            for method in methods
            if "{" not in path
        }
        self._watch = Watch(table)
        self._unusual = Counter(
            "idgraph_unusual_reading",
            "Times that one caller read more people in an hour than its role usually does",
            ("role",),
            registry=registry,
        )
        self._log = logger()
        self._shown = cache(lambda role, route: Shown(table, role, route, answers.get(route)))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked = scope["method"], scope["path"]
        route = self._plain.get(asked) or self._searched(*asked)
        state = scope.setdefault("state", {})
        try:
            _no_keys_in(scope)
            if route is None:  # nothing is there to be guarded: the application says 404 or 405
                await self._app(scope, receive, send)
                return
            state["admitted"] = route.itself
            if not self._open(route):
                state["caller"] = await self._known(scope)
                self._allow(state["caller"], route.name)
                state["purpose"] = self._table.purposes.get(route.name)
        except IdGraphError as error:
            if route:
                scope["route"] = route.itself
            await self._refuse(Request(scope), error)(scope, receive, send)
            return
        caller, endpoint = state.get("caller"), self._endpoints.get(route.name)
        if endpoint and caller is None:  # what a caller may see of an answer is looked after below
            scope["route"] = route.itself
            await self._directly(endpoint, scope, receive, send)
        else:
            await self._answer(scope, receive, send, caller, route.name)

    def _searched(self, method: str, path: str) -> _Route | None:
        return next((one for one in self._routes if one.answers(method, path)), None)

    async def _directly(self, endpoint: Endpoint, scope: Scope, receive: Receive, send: Send) -> None:
        """FastAPI would look for the route once more, and resolve what it does not depend on: half of what a small
        request costs."""
        request = Request(scope, receive)
        try:
            response = await endpoint(request)
        except (IdGraphError, HTTPException) as error:
            response = self._refuse(request, error)
        await response(scope, receive, send)

    def _open(self, route: _Route) -> bool:
        """Whether a route needs no caller; tracking routes find the write key themselves, in their bodies."""
        return (
            self._table.open_to_anyone(route.name) or self._table.routes.get(route.name) == _WRITE_KEYS_ONLY
        )

    async def _known(self, scope: Scope) -> Caller:
        headers = Headers(scope=scope)
        given = headers.getlist("authorization")
        if len(given) > 1:
            raise BadInput("Send one Authorization header")
        authorization = given[0] if given else None
        session = Request(scope).cookies.get(SESSION)
        direct = not any(name in headers for name in _PASSED_ON)

        def ask() -> Caller:
            return self._door.caller(authorization, session, direct=direct)

        caller = ask() if self._door.answers_at_once(authorization) else await run_in_threadpool(ask)
        if authorization is None and scope["method"] not in _READS and _from_elsewhere(headers):
            raise Forbidden("A page of another site sent this, and not you")
        return caller

    def _allow(self, caller: Caller, route: str) -> None:
        if not self._table.may_call(caller.role, route):
            raise Forbidden(f"The role {caller.role} may not do this")
        if not self._table.serves(caller, route):
            raise Forbidden(f"This key is not for the purpose {self._table.purposes[route]}")
        if caller is not LOCAL:
            self._door.pace.take(caller)

    async def _answer(
        self, scope: Scope, receive: Receive, send: Send, caller: Caller | None, route: str
    ) -> None:
        if caller is None or caller is LOCAL:
            await self._app(scope, receive, send)
            return
        shown = None if self._table.sees_all(caller.role) else self._shown(caller.role, route)
        opaque = route in self._table.opaque
        answer = _Answer(scope, receive, send, shown, opaque, lambda body: self._watched(caller, body))
        await self._app(scope, receive, answer.send)

    def _watched(self, caller: Caller, body: bytes) -> None:
        people = self._watch.reads(caller, body)
        if people is not None:
            self._unusual.labels(caller.role).inc()
            self._log.warning("unusual_reading", caller=caller.id, role=caller.role, people=people)


class _Answer:
    """One answer on its way out: JSON as the role may see it; anything else only where the table knows of it."""

    def __init__(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        shown: Shown | None,
        opaque: bool,
        watch: Callable[[bytes], None],
    ) -> None:
        self._scope, self._receive, self._send, self._watch = scope, receive, send, watch
        self._shown, self._opaque = shown, opaque
        self._start: Message | None = None
        self._body = bytearray()
        self._refused = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._begin(message)
        elif message["type"] == "http.response.body" and not self._refused:
            self._watch(message.get("body", b""))
            await self._go_on(message)

    async def _begin(self, message: Message) -> None:
        kind = MutableHeaders(scope=message).get("content-type", "").partition(";")[0]
        if self._shown is None or self._opaque or kind in ("", "application/problem+json"):
            await self._send(message)
        elif kind == "application/json" and self._shown.changes:
            self._start = message
        elif kind == "application/json":
            await self._send(message)
        else:
            self._refused = True
            refusal = problem(403, f"An answer of the type {kind} is only for roles that see everything")
            await refusal(self._scope, self._receive, self._send)

    async def _go_on(self, message: Message) -> None:
        if self._start is None:
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        assert self._shown
        shown = json.dumps(self._shown.of(json.loads(self._body)), ensure_ascii=False, separators=(",", ":"))
        body = shown.encode()
        MutableHeaders(scope=self._start)["content-length"] = str(len(body))
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": body})


def _no_keys_in(scope: Scope) -> None:
    """Addresses end up in logs, histories and other people's headers. Raises BadInput, which does not repeat it."""
    query = scope["query_string"].decode("latin-1")
    named = {name.lower() for name, _ in parse_qsl(query, keep_blank_values=True)} if query else set()
    address = unquote(unquote(f"{scope['path']}?{query}"))  # twice: some senders encode what is encoded
    if _SECRETS.search(address) or not _NAMES_OF_KEYS.isdisjoint(named):
        raise BadInput(
            "A key never stands in an address: revoke it, and send the new one as `Authorization: Bearer`"
        )


def _from_elsewhere(headers: Headers) -> bool:
    """Whether a browser says that another site's page sends this. Who is known by a cookie, or by sitting here, would
    lend that page their rights.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:  # says it plainly, where the origin of a page that sends no referrer is "null"
        return site not in ("none", "same-origin")
    origin = headers.get("origin")
    return origin is not None and origin.partition("://")[2] != headers.get("host")
