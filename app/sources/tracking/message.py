"""One message of a tracking SDK into an event: whom it speaks of, what it tells of them, where it was seen."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from app.sources.tracking.choices import choices_of
from app.sources.tracking.event import Event, Sender
from app.sources.tracking.traits import fields_of, ids_of, organisation_of
from app.sources.tracking.user_ids import LONGEST_ID, fault_of
from app.sources.tracking.values import MOST_IN_LIST, object_of, text_of
from app.standardise.device import standardise_cookie
from app.standardise.email import standardise_email
from app.standardise.zone import zone_in

Fields = dict[str, str | list[str]]

TYPES = frozenset({"identify", "track", "page", "screen", "group", "alias"})
ACCOUNT = "account"
"""The namespace of user IDs: a column `user_id` or `account_id` of a file is in the same."""
_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_KINDS = {
    **dict.fromkeys(("email", "phone"), None),
    **dict.fromkeys(("anonymous_id", "ga_client_id", "cookie", "cookie_id"), "cookie"),
    **dict.fromkeys(("ios.id", "ios.idfa", "ios.idfv", "android.id", "android.idfa", "device_id"), "device"),
}
"""Types of external IDs in the context that are a field of ours: None where it has the same name."""


class UnusableError(Exception):
    """A message that cannot be used: the field at fault, or None, and why. Never repeats what was sent."""

    def __init__(self, field: str | None, reason: str) -> None:
        super().__init__(reason)
        self.field, self.reason = field, reason


def event_of(item: dict[str, Any], sender: Sender, message: int, at: datetime) -> Event:
    """The evidence of one message, a JSON object of bounded size. Raises UnusableError."""
    kind = item.get("type")
    if not isinstance(kind, str) or kind not in TYPES:
        raise UnusableError("type", "the type is none of " + ", ".join(sorted(TYPES)))
    user = _user(item, "userId")
    anonymous = _anonymous(item, user, sender)
    previous = _previous(item, user, anonymous) if kind == "alias" else None
    told, ids = _told(item, kind)
    for field, value in _external_ids(item["context"]):
        ids.append(value) if field == "external_id" else _add(told, field, value)
    seen = _seen(item, sender, anonymous)
    if previous and previous != anonymous and _UUID.fullmatch(previous):
        # A browser that was theirs, if it is no user's ID; where this comes from says nothing of where that is.
        seen = {"cookie": [previous, *([anonymous] if anonymous else [])]}
    for field in ("cookie", "device"):
        for value in told.pop(field, ()):
            _add(seen, field, value)
    if user:
        # Beside what is told it holds, too; where none is, it needs no telling: see `own_email`.
        if "email" in told and standardise_email(user).value:
            _add(told, "email", user)
        own = [user, previous if previous != anonymous else None]
        ids = [f"{ACCOUNT}:{one}" for one in own if one] + ids
    record = user or (f"anonymous:{anonymous}" if told or ids else None)
    own_ids, choices = tuple(dict.fromkeys(ids)), choices_of(item["context"], sender)
    return Event(sender.source, message, at, record, told, own_ids, seen, sender.claims, choices)


def _user(item: dict[str, Any], name: str) -> str | None:
    """The ID, None where there is none. Raises UnusableError for one that names nobody."""
    given = item.get(name)
    if given is None or given == "":
        return None
    text = text_of(given)
    fault = fault_of(text) if text else "not a text or a number"
    if fault:
        raise UnusableError(name, f"{name} is {fault}")
    return text


def _anonymous(item: dict[str, Any], user: str | None, sender: Sender) -> str | None:
    """The anonymous ID where it can be used. Raises UnusableError where there is nothing else to go by.

    RudderStack's SDK for Go repeats the user ID where it was given none: no browser sent that, so it is none's.
    """
    text = text_of(item.get("anonymousId"))
    if text and text == user and not sender.user_agent:
        return None
    usable = text and len(text) <= LONGEST_ID and standardise_cookie(text).value
    if usable:
        return text
    if user is None:
        raise UnusableError(
            "anonymousId" if text else "userId",
            "anonymousId is a placeholder or too long, and there is no userId"
            if text
            else "neither userId nor anonymousId",
        )
    return None


def _previous(item: dict[str, Any], user: str | None, anonymous: str | None) -> str | None:
    previous = _user(item, "previousId") or anonymous
    if not user:
        raise UnusableError("userId", "alias without userId")
    if not previous:
        raise UnusableError("previousId", "alias without previousId")
    return previous if previous != user else None


def _told(item: dict[str, Any], kind: str) -> tuple[Fields, list[str]]:
    """What a message tells of a person. Traits in the context are news in an identify only; elsewhere a copy."""
    if kind == "identify":
        traits = {**object_of(item["context"].get("traits")), **object_of(item.get("traits"))}
        return fields_of(traits), ids_of(traits)
    if kind == "group":
        return organisation_of(object_of(item.get("traits"))), []
    return {}, []


def _external_ids(context: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(field, value) of each of the first external IDs of a user that came as it is, not hashed. RudderStack's list is
    named in the singular."""
    lists = (context.get(name) for name in ("externalIds", "externalId"))
    for one in (one for given in lists if isinstance(given, list) for one in given[:MOST_IN_LIST]):
        entry = object_of(one)
        kind, value = text_of(entry.get("type")), text_of(entry.get("id"))
        plain = entry.get("encoding") in (None, "", "none") and entry.get("collection") in (None, "", "users")
        if not kind or not value or not plain or fault_of(value):
            continue
        kind = kind.lower()
        if kind in _KINDS:
            yield _KINDS[kind] or kind, value
        else:
            yield "external_id", f"{ACCOUNT if kind == 'user_id' else kind.replace(':', '_')}:{value}"


def _seen(item: dict[str, Any], sender: Sender, anonymous: str | None) -> Fields:
    """Cookie, device, address, browser, page, time zone. An advertising ID counts unless its owner refused tracking."""
    context = item["context"]
    device, properties = object_of(context.get("device")), object_of(item.get("properties"))
    allowed = str(device.get("adTrackingEnabled")).lower() not in ("false", "0")
    page = object_of(context.get("page"))
    found = {
        "cookie": [anonymous],
        "device": [_id(device.get("id")), _id(device.get("advertisingId")) if allowed else None],
        "ip": [text_of(context.get("ip")) or sender.ip],
        "user_agent": text_of(context.get("userAgent")) or sender.user_agent,
        "x_path": text_of(properties.get("path")) or text_of(page.get("path")),
        "x_url": text_of(properties.get("url")) or text_of(page.get("url")),
        "x_timezone": text_of(context.get("timezone")) or _zone(item),
        "x_screen": _screen(item, properties) if item["type"] == "screen" else None,
    }
    if found["x_path"]:
        del found["x_url"]
    seen: Fields = {}
    for field, value in found.items():
        texts = [text for text in value if text] if isinstance(value, list) else value
        if texts:
            seen[field] = texts
    return seen


def _zone(item: dict[str, Any]) -> str | None:
    """That of the time an SDK or a server gave it; what passes it on may have written that in UTC."""
    return zone_in(item.get("timestamp")) or zone_in(item.get("originalTimestamp"))


def _screen(item: dict[str, Any], properties: dict[str, Any]) -> str | None:
    """RudderStack's SDK for Kotlin names a screen as others name what happened."""
    return text_of(item.get("name")) or text_of(item.get("event")) or text_of(properties.get("name"))


def _id(value: object) -> str | None:
    text = text_of(value)
    return text if text and len(text) <= LONGEST_ID else None


def _add(fields: Fields, name: str, value: str) -> None:
    known = fields.get(name)
    values = known if isinstance(known, list) else []
    if value not in values:
        fields[name] = [*values, value]
