"""What the context of an event says of consent, as Segment's, the IAB's and Global Privacy Control's users send it."""

from typing import Any

from app.sources.tracking.event import Choices, Sender
from app.sources.tracking.values import object_of, text_of

_MOST = 100
"""Categories of one event; platforms have a handful."""


def choices_of(context: dict[str, Any], sender: Sender) -> Choices | None:
    """None where nothing is said. A category that is neither true nor false says nothing."""
    consent = object_of(context.get("consent"))
    given = list(object_of(consent.get("categoryPreferences")).items())[:_MOST]
    categories = {
        text: allowed for name, allowed in given if isinstance(allowed, bool) and (text := text_of(name))
    }
    tc_string = consent.get("tcString")
    found = Choices(
        categories,
        tc_string if isinstance(tc_string, str) and tc_string else None,
        sender.gpc or any(_is_set(place.get("gpc")) for place in (context, consent)),
    )
    return found if found.categories or found.tc_string or found.gpc else None


def _is_set(value: object) -> bool:
    return str(value).strip().lower() in ("true", "1")
