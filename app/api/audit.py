"""Every answer about people is noted in the audit: by whom, for what, and whose IDs stand in it.

The IDs are found in the answer itself, so that no route can forget to name somebody; one whose answer hides them, as an
archive does, puts them into `request.state.seen`. Plain ASGI.
"""

import re
from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.problems import problem
from app.api.tracking import PATHS as TRACKING
from app.audit.entry import Entry, entry
from app.audit.journal import Journal

_IDS = [
    re.compile(prefix + rb"(?<![0-9A-Za-z_]" + prefix + rb")[0-9A-Za-z]{1,60}(?![0-9A-Za-z_])")
    for prefix in (b"ind_", b"hh_")
]
"""One for each kind, its prefix first: a search for plain text, six times as fast."""
_LONGEST_ID = 64
_ALSO_NOTED = frozenset({403, 404})
"""Who was refused, and who looked for somebody that is not there."""
NOT_NOTED = (*TRACKING, "/static/", "/healthz", "/readyz", "/metrics", "/docs", "/openapi.json")
"""Paths whose answers hold nobody's data. What tracking calls bring is evidence, and says itself where it is from."""


def ids_in(body: bytes) -> set[str]:
    """The IDs of individuals and households that an answer names."""
    return {found.decode("ascii") for pattern in _IDS for found in pattern.findall(body)}


class Noted:
    """Hands an entry to the journal before an answer has left. While the journal is full, nothing is answered."""

    def __init__(self, app: ASGIApp, journal: Journal, registry: CollectorRegistry) -> None:
        self._app, self._journal = app, journal
        self._entries = Counter(
            "idgraph_audit_entries", "Answers about people noted in the audit", ("role",), registry=registry
        )
        waiting = Gauge("idgraph_audit_waiting", "Entries that are not yet in the graph", registry=registry)
        waiting.set_function(lambda: journal.waiting)
        failing = Gauge("idgraph_audit_failing", "1 while the graph takes no entries", registry=registry)
        failing.set_function(lambda: journal.failing)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(NOT_NOTED):
            await self._app(scope, receive, send)
        elif self._journal.full:
            text = "The audit cannot keep up, and nothing is read without it: ask again in a moment"
            await problem(429, text, headers={"Retry-After": "1"})(scope, receive, send)
        else:
            answer = _Answer(scope, send, self._note)
            try:
                await self._app(scope, receive, answer.send)
            finally:
                answer.note()

    def _note(self, said: Entry) -> None:
        self._entries.labels(said.role).inc()
        self._journal.note(said)


class _Answer:
    """One answer on its way out. It is noted once: before its last part leaves, or as it is cut off."""

    def __init__(self, scope: Scope, send: Send, note: Callable[[Entry], None]) -> None:
        self._scope, self._send, self._note = scope, send, note
        self._status = 0
        self._seen: set[str] = set()
        self._end = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
        elif message["type"] == "http.response.body":
            body = self._end + message.get("body", b"")
            self._seen |= ids_in(body)
            self._end = body[-_LONGEST_ID:]
            if not message.get("more_body"):
                self.note()
        await self._send(message)

    def note(self) -> None:
        status, self._status = self._status, 0
        state = self._scope.get("state", {})
        route, caller = getattr(self._scope.get("route"), "path", None), state.get("caller")
        if route and caller and (0 < status < 400 or status in _ALSO_NOTED):
            asked = self._scope.get("path_params", {}).values() if status < 400 else ()
            subjects = self._seen.union(
                state.get("seen", ()), *(ids_in(str(value).encode()) for value in asked)
            )
            action, details = f"{self._scope['method']} {route}", {"status": status}
            self._note(entry(caller, action, subjects, state.get("purpose"), details))
