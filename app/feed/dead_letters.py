"""What endpoints never received: listed, and sent again."""

import asyncio
from dataclasses import dataclass
from typing import Any

from app.feed.entries import page
from app.feed.sending import Outcome, attempt, client
from app.feed.signing import body_of
from app.feed.webhooks import Webhook, webhook
from app.graph.store import Row, Store

MOST = 1_000


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many dead letters were received after all, how many are left, and why the last attempt failed."""

    delivered: int
    left: int
    reason: str | None

    def as_json(self) -> dict[str, Any]:
        return {"delivered": self.delivered, "left": self.left, "reason": self.reason}


def dead_letters(store: Store, id: str, limit: int = MOST) -> list[Row]:
    """{id, seq, type, tries, reason, at} of each, the oldest first. Raises NotFound where there is no such webhook."""
    webhook(store, id)
    return store.read("feed/letters", id=id, limit=limit)


def replay(store: Store, id: str, limit: int = MOST) -> Replayed:
    """Send the dead letters of an endpoint once more, the oldest first, until one fails again."""
    hook = webhook(store, id)
    letters = dead_letters(store, id, limit)
    delivered, outcome = asyncio.run(_sent(store, hook, letters))
    left = len(store.read("feed/letters", id=id, limit=MOST))
    return Replayed(delivered, left, outcome.reason if outcome and not outcome.delivered else None)


async def _sent(store: Store, hook: Webhook, letters: list[Row]) -> tuple[int, Outcome | None]:
    outcome = None
    async with client() as http:
        for done, letter in enumerate(letters):
            (entry,) = (await asyncio.to_thread(page, store, after=letter["seq"] - 1, limit=1)).entries
            body = body_of(entry)
            outcome = await attempt(http, hook.url, hook.secret, letter["id"], body, private=hook.private)
            if not outcome.delivered:
                return done, outcome
            await asyncio.to_thread(store.write, "feed/letter_remove", message=letter["id"])
    return len(letters), outcome
