"""Endpoints that are told of changes: registered, listed, removed. Secrets are shown once, as they are made."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.audit import Who, record_change
from app.errors import BadInput, NotFound
from app.feed.endpoint import address_of, endpoint, on_this_machine
from app.feed.entries import accepted, last
from app.feed.sending import Outcome, attempt, client
from app.feed.signing import body_of_test, is_secret, new_secret
from app.graph.store import Row, Run, Store
from app.ingest.ulid import ulid


@dataclass(frozen=True, slots=True)
class Webhook:
    """One endpoint. `after`: all changes up to this number are delivered, or are dead letters, or not for it."""

    id: str
    url: str
    secret: str
    types: tuple[str, ...]
    """`kind.type`, empty: all."""
    private: bool
    created_at: datetime
    after: int
    tries: int
    """Attempts that failed for the change that is next."""
    failing: str | None
    """Why the last of them did."""
    next_at: datetime | None
    """When it is tried again."""
    off: bool
    """It answered that it is gone."""

    @classmethod
    def of(cls, row: Row) -> "Webhook":
        """From its node."""
        next_at = row.get("next_at")
        return cls(
            id=row["id"],
            url=row["url"],
            secret=row["secret"],
            types=tuple(row["types"]),
            private=row["private"],
            created_at=row["created_at"].to_native(),
            after=row["after"],
            tries=row.get("tries", 0),
            failing=row.get("failing"),
            next_at=next_at and next_at.to_native(),
            off=row.get("off", False),
        )

    @property
    def state(self) -> str:
        """on, failing, or off."""
        return "off" if self.off else "failing" if self.failing else "on"

    def __str__(self) -> str:
        told = f"{self.id}  {self.state:<7}  {self.url}  told up to {self.after}"
        types = f"  ({', '.join(self.types)})" if self.types else ""
        return told + types + (f"; {self.failing}, {self.tries} times" if self.failing else "")

    def as_json(self) -> dict[str, Any]:
        """Without the secret."""
        return {
            "id": self.id,
            "url": self.url,
            "types": list(self.types),
            "private": self.private,
            "created_at": self.created_at.isoformat(),
            "after": self.after,
            "state": self.state,
            "failing": self.failing,
            "tries": self.tries,
            "next_at": self.next_at and self.next_at.isoformat(),
        }


def add(
    store: Store,
    who: Who,
    url: str,
    types: Sequence[str] = (),
    *,
    secret: str | None = None,
    after: int | None = None,
    private: bool = False,
    here: bool = True,
) -> Webhook:
    """Register an endpoint for changes from now on, or from those after `after`. It is not called yet.

    `private`: it may have an address inside; `here`: it may be on this machine. Raises BadInput, which says what is
    wrong with the URL, the words for types or the secret, and repeats none.
    """
    address = endpoint(url)
    if on_this_machine(address) and not (here or private):
        raise BadInput("This service answers others too, so a webhook on its own machine needs `private`")
    if secret is not None and not is_secret(secret):
        raise BadInput("A secret is `whsec_` and the base64 of 24 to 64 bytes; without one, one is made")
    try:
        asyncio.run(address_of(address, private=private))
    except BadInput as error:
        raise BadInput(f"This webhook cannot be reached: {error}") from None
    id = f"wh_{ulid()}"
    row = {
        "id": id,
        "url": str(address),
        "secret": secret or new_secret(),
        "types": accepted(types),
        "private": private,
        "after": last(store) if after is None else after,
    }

    def work(run: Run) -> Row:
        (found,) = run("feed/webhook_add", row=row)
        record_change(run, who, "webhook added", [id])
        return dict(found["webhook"])

    return Webhook.of(store.transact(work))


def webhooks(store: Store) -> list[Webhook]:
    """All of them, the oldest first."""
    return [Webhook.of(row["webhook"]) for row in store.read("feed/webhooks", id=None)]


def webhook(store: Store, id: str) -> Webhook:
    """Raises NotFound."""
    row = store.one("feed/webhooks", id=id)
    if row is None:
        raise NotFound("No webhook has this ID")
    return Webhook.of(row["webhook"])


def remove(store: Store, who: Who, id: str) -> None:
    """Tell it nothing any more; its dead letters go, too. Raises NotFound."""

    def work(run: Run) -> None:
        if not run("feed/webhook_remove", id=id):
            raise NotFound("No webhook has this ID")
        record_change(run, who, "webhook removed", [id])

    store.transact(work)


def ping(store: Store, id: str) -> Outcome:
    """Send a message that tells of nothing, once, now."""
    hook = webhook(store, id)

    async def send() -> Outcome:
        async with client() as http:
            body = body_of_test(datetime.now(UTC).isoformat())
            return await attempt(http, hook.url, hook.secret, f"msg_{ulid()}", body, private=hook.private)

    return asyncio.run(send())
