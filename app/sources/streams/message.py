"""One message of a stream: a JSON object, one event as in the list of a batch, or a whole batch."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from threading import Event as Flag
from typing import Any, Protocol

from app.errors import BadInput
from app.sources.tracking import BadEvent, Event, Sender, events_of, is_known_again, read_body
from app.sources.tracking.times import moment

_KEPT = 2_000
"""Characters of an unreadable message that go to quarantine."""


@dataclass(frozen=True, slots=True)
class Message:
    """Bytes, perhaps gzipped. `position` names it for ever: read again it has the same; `place` is its line or offset.

    `received`: when it came in, where the stream knows. `fault`: why there are no bytes to read.
    """

    position: str
    place: int
    text: bytes
    received: datetime | None = None
    fault: str | None = None


def _nothing() -> None:
    """Nobody has to be told."""


@dataclass(frozen=True, slots=True)
class Group:
    """Messages that were there together. `committed` is called once they, and all before them, are in the graph."""

    messages: Sequence[Message]
    committed: Callable[[], None] = _nothing


class Stream(Protocol):
    """`endless`: it waits for more, so trouble elsewhere is waited out and no reason to end."""

    endless: bool

    def groups(self, stop: Flag) -> Iterator[Group]:
        """Until the end, or soon after `stop`. An empty group where nothing has come for a while, or no more will:
        whoever reads asks for the next one only when all before it is committed."""
        ...


def events_in(message: Message, source: str) -> tuple[list[Event], list[BadEvent]]:
    """The events of a message and what cannot be used, with the message's place."""
    now = datetime.now(UTC)
    if message.fault:
        return [], [BadEvent(message.place, None, message.fault, None)]
    try:
        body = read_body(message.text)
        batch = body if isinstance(body.get("batch"), list) else {"batch": [body]}
        items = [_named(item, f"{message.position}:{n}") for n, item in enumerate(batch["batch"])]
        received = _received(body, message.received or now, now)
        events, bad = events_of({**batch, "batch": items}, "batch", Sender(source, received))
    except BadInput as error:
        raw = message.text[:_KEPT].decode("utf-8", "replace")
        return [], [BadEvent(message.place, None, str(error), raw)]
    found = [replace(event, place=message.place) for event in events]
    return found, [_as_it_came(one, batch["batch"], message.place) for one in bad]


def _as_it_came(bad: BadEvent, items: list[Any], place: int) -> BadEvent:
    """With its place in the stream instead of the batch, and without the name it was given here."""
    if not isinstance(bad.raw, dict):
        return bad._replace(place=place)
    item = items[bad.place - 1]
    return bad._replace(place=place, raw={name: item[name] for name in bad.raw if name in item})


def _named(item: Any, name: str) -> Any:
    """An event without an ID and a time could not be known again when the stream is read again; by its place it can."""
    if not isinstance(item, dict) or is_known_again(item):
        return item
    return {**item, "messageId": name}


def _received(body: dict[str, Any], known: datetime, now: datetime) -> datetime:
    """When a collector took it in; else when it was sent, so that reading a file late does not make its events late."""
    told = moment(body.get("receivedAt")) or moment(body.get("sentAt")) or known
    return min(told, now)
