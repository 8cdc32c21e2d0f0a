"""What the context of an event says of consent, as users of Segment, RudderStack, the IAB and Global Privacy Control
send it."""

from typing import Any

from app.sources.tracking.event import Choices, Sender
from app.sources.tracking.values import object_of, text_of

_PLACES = frozenset({"consent", "consentManagement", "gpc"})
_MOST = 100
"""Categories of one event; platforms have a handful."""


def choices_of(context: dict[str, Any], sender: Sender) -> Choices | None:
    """None where nothing is said. A category that is neither true nor false says nothing."""
    if not sender.gpc and _PLACES.isdisjoint(context):
        return None
    consent = object_of(context.get("consent"))
    tc_string = consent.get("tcString")
    found = Choices(
        _categories(context, consent),
        tc_string if isinstance(tc_string, str) and tc_string else None,
        sender.gpc or any(_is_set(place.get("gpc")) for place in (context, consent)),
    )
    return found if found.categories or found.tc_string or found.gpc else None


def _categories(context: dict[str, Any], consent: dict[str, Any]) -> dict[str, bool]:
    """Category -> whether it is allowed. RudderStack lists both kinds; what is in both lists is denied."""
    given = list(object_of(consent.get("categoryPreferences")).items())[:_MOST]
    told = {text: allowed for name, allowed in given if isinstance(allowed, bool) and (text := text_of(name))}
    lists = object_of(context.get("consentManagement"))
    allowed, denied = (_listed(lists.get(name)) for name in ("allowedConsentIds", "deniedConsentIds"))
    return {**dict.fromkeys(allowed, True), **dict.fromkeys(denied, False), **told}


def _listed(given: object) -> list[str]:
    """The texts of a list, or of an object, which some pages give in its place."""
    values = list(given.values()) if isinstance(given, dict) else given if isinstance(given, list) else []
    return [text for value in values[:_MOST] if (text := text_of(value))]


def _is_set(value: object) -> bool:
    return str(value).strip().lower() in ("true", "1")
