"""Telling webhooks of changes: in order for each endpoint, all endpoints side by side, by one process at a time.

Where an endpoint stands is kept in the graph, so whoever takes over goes on from there. Nothing is sent unless the
lease lasts for as long as the answer may take, and who finds that it has ended, stops. A message whose answer nobody
noted, as its sender died or stood still just then, is sent again, under the same ID.
"""

import asyncio
import json
import random
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import httpx

from app.errors import Conflict, GraphUnavailable
from app.feed.entries import Entry, page
from app.feed.sending import WITHIN_S, Outcome, attempt, client
from app.feed.signing import body_of, message_id
from app.feed.webhooks import Webhook
from app.graph.lease import Lease, lease
from app.graph.store import Row, Run, Store

WAITS_S = tuple(min(5.0 * 4**n, 28_800.0) for n in range(8))
"""After each failure: 5 s, 20 s, 80 s ... 8 h, each a quarter more or less. What fails once more is a dead letter."""
_LOOK_EVERY_S = 1.0
_REST_S = 5.0
"""While there is nobody to tell, another process does it, or the graph is away."""
_AT_ONCE = 100
_MOST_ENDPOINTS = 20
"""So many are told at the same time."""
_TURN_S = 10.0
"""Where others wait, an endpoint lets one of them have its place after this long. Who waited longest is next."""


@contextmanager
def delivering(
    store: Store, *, waits: Sequence[float] = WAITS_S, within: float = WITHIN_S, rest: float = _REST_S
) -> Iterator[None]:
    """Deliver in the background. Ends within about a second: what is on its way is broken off, and sent again."""
    worker = _Worker(store, waits, within, rest)
    thread = threading.Thread(target=worker.run, name="webhooks", daemon=True)
    thread.start()
    try:
        yield
    finally:
        worker.over.set()
        thread.join()


class _Worker:
    """What one process does, on an event loop of its own. `waits`, `within`, `rest`: seconds."""

    def __init__(self, store: Store, waits: Sequence[float], within: float, rest: float) -> None:
        self._store, self._waits, self._within, self._rest = store, waits, within, rest
        self._telling: dict[str, asyncio.Task[None]] = {}
        self._others_wait = False
        self._began: dict[str, float] = {}
        """When an endpoint last had its turn."""
        self._failure = ""
        self.over = threading.Event()

    def run(self) -> None:
        """Until `over`. Asks for the lease only where there is somebody to tell."""
        while not self.over.is_set():
            try:
                if self._store.read("feed/webhooks_due"):
                    with lease(self._store, "webhooks") as held:
                        asyncio.run(self._all(held))
            except (Conflict, GraphUnavailable):
                pass  # tried again after a rest
            except Exception as error:  # noqa: BLE001 - nobody else tells them: this thread must outlive whatever it is
                self._say(type(error).__name__)
            self.over.wait(self._rest)

    def _say(self, failure: str) -> None:
        """In the log, once for what fails again and again. Of an error its kind: its text may hold anything."""
        if failure != self._failure:
            sys.stderr.write(json.dumps({"event": "webhooks", "level": "error", "failure": failure}) + "\n")
        self._failure = failure

    async def _all(self, held: Lease) -> None:
        """As long as there are endpoints, and the lease."""
        try:
            while not self.over.is_set():
                rows = await asyncio.to_thread(self._store.read, "feed/webhooks_due")
                if not rows:
                    return
                for id, task in list(self._telling.items()):
                    if task.done():
                        del self._telling[id]
                        task.result()  # Conflict, as the lease was lost, and GraphUnavailable end all of this
                hooks = [Webhook.of(row["webhook"]) for row in rows if row["due"]]
                wait = [hook for hook in hooks if hook.id not in self._telling]
                wait.sort(key=lambda hook: self._began.get(hook.id, 0.0))
                places = _MOST_ENDPOINTS - len(self._telling)
                for hook in wait[:places]:
                    self._began[hook.id] = time.monotonic()
                    self._telling[hook.id] = asyncio.create_task(self._tell(hook, held))
                self._others_wait = len(wait) > places
                await asyncio.sleep(_LOOK_EVERY_S)
        finally:
            self._telling.clear()  # asyncio.run cancels them

    async def _tell(self, hook: Webhook, held: Lease) -> None:
        """Everything that there is, up to the first failure, or the end of its turn."""
        after, tries = hook.after, hook.tries
        async with client() as http:
            while True:
                found = await asyncio.to_thread(
                    page, self._store, after=after, limit=_AT_ONCE, types=hook.types
                )
                for entry in found.entries:
                    if not await self._told(http, hook, entry, tries, held) or self._turn_is_over(hook):
                        return
                    tries = 0
                if not found.entries:
                    if found.next > after:  # all the rest was not for it
                        await self._note(held, "feed/webhook_delivered", id=hook.id, seq=found.next)
                    return
                after = found.next

    def _turn_is_over(self, hook: Webhook) -> bool:
        return self._others_wait and time.monotonic() - self._began[hook.id] > _TURN_S

    async def _told(
        self, http: httpx.AsyncClient, hook: Webhook, entry: Entry, tries: int, held: Lease
    ) -> bool:
        """Whether to go on with the next change: this one was received, or never will be."""
        if not await asyncio.to_thread(held.lasts, self._within):
            raise held.lost()
        id = message_id(hook.id, entry.seq)
        outcome = await attempt(
            http, hook.url, hook.secret, id, body_of(entry), private=hook.private, within=self._within
        )
        if outcome.delivered:
            # True whoever delivers by now, so it is noted in any case: they need not send it again.
            return bool(
                await self._note(held, "feed/webhook_delivered", anyway=True, id=hook.id, seq=entry.seq)
            )
        if tries < len(self._waits) or outcome.gone:
            wait = self._wait(tries, outcome)
            await self._note(
                held, "feed/webhook_failed", id=hook.id, reason=outcome.reason, seconds=wait, off=outcome.gone
            )
            return False
        change = entry.change
        await self._note(
            held,
            "feed/letter_add",
            id=hook.id,
            message=id,
            seq=entry.seq,
            type=f"{change.kind}.{change.type}",
            reason=outcome.reason,
        )
        return True

    def _wait(self, tries: int, outcome: Outcome) -> float:
        """Not all at the same moment where many endpoints are one host, and never sooner than it asks for."""
        wait = self._waits[min(tries, len(self._waits) - 1)]
        return max(wait * random.uniform(0.75, 1.25), outcome.wait)  # noqa: S311

    async def _note(self, held: Lease, name: str, *, anyway: bool = False, **p: object) -> list[Row]:
        """Write it where the lease still holds, or `anyway`. Raises Conflict where it does not."""

        def work(run: Run) -> tuple[bool, list[Row]]:
            holds = held.holds(run)
            return holds, run(name, **p) if holds or anyway else []

        holds, rows = await asyncio.to_thread(self._store.transact, work)
        if not holds:
            raise held.lost()
        return rows
