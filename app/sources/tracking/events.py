"""The messages of one request into events; those that cannot be used, with the reason."""

import json
import os
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any, NamedTuple

from app.errors import BadInput, TooLarge
from app.sources.tracking.body import LARGEST_BODY
from app.sources.tracking.event import Event, Sender
from app.sources.tracking.message import UnusableError, event_of
from app.sources.tracking.times import happened
from app.sources.tracking.user_ids import fault_of
from app.sources.tracking.values import object_of, text_of, too_deep

LARGEST_EVENT = 32 * 1024
"""Bytes of JSON, with what stands beside the batch for all its events. Segment's limit."""
MOST_EVENTS = 5_000
"""In one batch."""
_KEY = "writeKey"
"""By which its sender is known: no part of the event."""


class BadEvent(NamedTuple):
    """An event that was left out: its place in the batch from 1, the field at fault or None, and why."""

    place: int
    field: str | None
    reason: str
    raw: Any


def events_of(body: dict[str, Any], kind: str, sender: Sender) -> tuple[list[Event], list[BadEvent]]:
    """What a request says. `kind`: the type of its one message, or "batch". Raises TooLarge, BadInput."""
    items, shared = _batch(body) if kind == "batch" else ([{**body, "type": kind}], {})
    room, sent = LARGEST_EVENT - _size(shared), body.get("sentAt")
    events, bad = [], []
    tellings: Counter[tuple[str | None, datetime]] = Counter()
    for place, item in enumerate(items, start=1):
        try:
            event = _event(item, shared, room, sent, sender)
            # What somebody is told in one moment, as by a loop in a millisecond, is told in the order of the request.
            before = tellings[event.record, event.at]
            tellings[event.record, event.at] += bool(event.told)
            at = event.at + timedelta(microseconds=before if event.told else 0)
            events.append(replace(event, place=place, at=at))
        except UnusableError as error:
            bad.append(BadEvent(place, error.field, error.reason, _short(item)))
    return events, bad


def _batch(body: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    """The events of a batch, and the context that all of them share: no more than they could bear themselves."""
    batch, shared = body.get("batch"), object_of(body.get("context"))
    if not isinstance(batch, list):
        raise BadInput("The body has no list `batch` of events")
    if len(batch) > MOST_EVENTS:
        raise TooLarge(f"The batch has {len(batch):,} events: send at most {MOST_EVENTS:,} at once")
    if too_deep(shared):
        raise BadInput("The context of the batch is nested too deeply")
    if len(batch) * _size(shared) > LARGEST_BODY:
        raise TooLarge(
            f"With its context in each event the batch is larger than {LARGEST_BODY:,} bytes: send smaller batches"
        )
    return batch, shared


def _size(value: Any) -> int:
    """Bytes of JSON: an accented letter counts as it is, whether or not it was sent as an escape of six."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))


def _event(item: Any, shared: dict[str, Any], room: int, sent: Any, sender: Sender) -> Event:
    if not isinstance(item, dict):
        raise UnusableError(None, "not a JSON object")
    if too_deep(item):
        raise UnusableError(None, "nested too deeply")
    if _size(item) > room:
        raise UnusableError(None, f"larger than {LARGEST_EVENT // 1024} KB")
    context = {**shared, **object_of(item.get("context"))}
    said = _said(item.get("timestamp")) or item.get("originalTimestamp")
    sent_at = None if _is_corrected(item) else _said(item.get("sentAt")) or sent
    at = happened(said, sent_at, sender.received, text_of(object_of(context.get("library")).get("name")))
    return event_of({**item, "context": context}, sender, _message(item, sender.source), at)


def _is_corrected(item: dict[str, Any]) -> bool:
    """Whether a collector passes an event on, which has corrected its time, and keeps what the SDK said beside it."""
    return all(_said(item.get(name)) for name in ("timestamp", "originalTimestamp", "receivedAt"))


def _said(value: object) -> object:
    return value if text_of(value) else None


def _message(item: dict[str, Any], source: str) -> int:
    """A hash of the message's ID; one without an ID is known by its content, where that has a time."""
    given = _id_of(item)
    if not given:
        content = {name: value for name, value in item.items() if name not in ("sentAt", _KEY)}
        given = json.dumps(content, sort_keys=True) if _is_timed(item) else os.urandom(16).hex()
    digest = blake2b(f"{source}:{given}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


def is_known_again(item: dict[str, Any]) -> bool:
    """Whether an event that is sent twice can be told from two events."""
    return bool(_id_of(item)) or _is_timed(item)


def _id_of(item: dict[str, Any]) -> str | None:
    """The message's ID. What names no user names no message: it would be the same one for ever."""
    given = text_of(item.get("messageId"))
    return given if given and not fault_of(given) else None


def _is_timed(item: dict[str, Any]) -> bool:
    return any(text_of(item.get(name)) for name in ("timestamp", "originalTimestamp"))


def _short(item: Any) -> Any:
    """For quarantine: as it came, or the beginning of what is too large or too deep to keep; never the write key."""
    if too_deep(item):
        return "nested too deeply to be kept"
    if isinstance(item, dict):
        item = {name: value for name, value in item.items() if name != _KEY}
    if _size(item) <= LARGEST_EVENT:
        return item
    text = json.dumps(item)
    return f"{text[:2_000]}… ({len(text):,} characters)"
