"""Waiting for new entries: however many wait in this process, the graph is asked once for all of them."""

import asyncio
import time
from collections.abc import Iterator, Sequence

from app.feed.entries import Entry, Page, last, page
from app.graph.store import Store

LONGEST_WAIT_S = 30.0
_LOOK_EVERY_S = 0.2
_FOLLOW_EVERY_S = 1.0
_AT_ONCE = 500


def told(
    store: Store, *, after: int, types: Sequence[str] = (), limit: int | None = None, follow: bool = False
) -> Iterator[Entry]:
    """Entries numbered above `after`, up to `limit` of them; with `follow`, also those that come, as they come."""
    while limit is None or limit > 0:
        found = page(store, after=after, limit=min(limit or _AT_ONCE, _AT_ONCE), types=types)
        yield from found.entries
        after, limit = found.next, limit and limit - len(found.entries)
        if after >= found.last:
            if not follow:
                return
            time.sleep(_FOLLOW_EVERY_S)


class Watch:
    """Where the feed of one graph ends: whoever waits and finds that it was last looked at a while ago, looks."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._last = 0
        self._looked_at = 0.0

    async def page(self, *, after: int, limit: int, types: Sequence[str], wait: float) -> Page:
        """As `entries.page`, but where there is nothing it waits for up to `wait` seconds.

        Whoever asks for what comes after an end that this feed never had does not wait: it is another feed's end.
        """
        until = time.monotonic() + min(wait, LONGEST_WAIT_S)
        found = await asyncio.to_thread(page, self._store, after=after, limit=limit, types=types)
        while not found.entries and found.next == found.last and await self._goes_on(found.last, until):
            found = await asyncio.to_thread(page, self._store, after=found.last, limit=limit, types=types)
        return found

    async def _goes_on(self, seen: int, until: float) -> bool:
        """Whether there is an entry numbered above `seen`, which was the last, before the time is over."""
        self._last = min(self._last, seen)  # a feed that was put back from a backup ends earlier than it did
        while self._last <= seen:
            now = time.monotonic()
            if now >= until:
                return False
            if now - self._looked_at >= _LOOK_EVERY_S:
                self._looked_at = now
                self._last = await asyncio.to_thread(last, self._store)
            else:
                await asyncio.sleep(min(_LOOK_EVERY_S, until - now))
        return True
