"""Retention rules: what is due when."""

from datetime import UTC, datetime

import pytest

from app.privacy.rules import Rule


@pytest.mark.parametrize(
    ("keep", "now", "before"),
    [
        ("30 days", "2026-03-01", "2026-01-30"),
        ("1 month", "2026-03-31", "2026-02-28"),
        ("3 years", "2024-02-29", "2021-02-28"),
        ("9999 days", "0001-01-01", "0001-01-01"),
        ("24 months", "0001-05-01", "0001-05-01"),
    ],
)
def test_what_is_older_is_due(keep: str, now: str, before: str) -> None:
    given = {"name": "cookies", "what": "cookies", "purpose": "web", "since": "last_seen", "why": "a test"}
    rule = Rule.model_validate(given | {"keep": keep})
    assert rule.before(_day(now)) == _day(before)


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
