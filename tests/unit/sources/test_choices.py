"""What the context of an event says of consent."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app.sources.tracking import Choices, Sender, events_of

NOW = datetime(2026, 3, 14, 9, tzinfo=UTC)


def choices(context: Any, *, gpc: bool = False) -> Choices | None:
    body = {"anonymousId": "a1", "event": "x", "context": context}
    (event,), _ = events_of(body, "track", Sender("web", NOW, gpc=gpc))
    return event.choices


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        ({}, None),
        ({"consent": {}}, None),
        ({"consent": "yes"}, None),
        ({"consent": {"categoryPreferences": {}}}, None),
        ({"consent": {"categoryPreferences": ["Advertising"]}}, None),
        (
            {"consent": {"categoryPreferences": {"Advertising": False, "Analytics": True}}},
            Choices({"Advertising": False, "Analytics": True}),
        ),
        ({"consent": {"categoryPreferences": {"A": "maybe", "": True, "B": True}}}, Choices({"B": True})),
        (
            {"consentManagement": {"allowedConsentIds": ["C0001"], "deniedConsentIds": ["C0002", "C0004"]}},
            Choices({"C0001": True, "C0002": False, "C0004": False}),
        ),
        (
            {"consentManagement": {"allowedConsentIds": {"0": "A", "1": "B"}, "deniedConsentIds": ["B", {}]}},
            Choices({"A": True, "B": False}),
        ),
        ({"consentManagement": {"allowedConsentIds": [], "deniedConsentIds": []}}, None),
        ({"consentManagement": {"allowedConsentIds": "C0001", "deniedConsentIds": None}}, None),
        ({"consent": {"tcString": "CQ"}}, Choices({}, "CQ")),
        ({"consent": {"tcString": 7}}, None),
        ({"gpc": True}, Choices({}, gpc=True)),
        ({"consent": {"gpc": 1}}, Choices({}, gpc=True)),
        ({"gpc": "1"}, Choices({}, gpc=True)),
        ({"gpc": False}, None),
    ],
)
def test_context(context: Any, expected: Choices | None) -> None:
    assert choices(context) == expected


def test_the_header_of_the_browser_counts() -> None:
    assert choices({}, gpc=True) == Choices({}, gpc=True)
