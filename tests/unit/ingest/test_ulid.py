"""ULIDs: their form, and that their order is that of birth."""

import re
from datetime import UTC, datetime

import pytest

import app.ingest.ulid as ulids
from app.ingest.ulid import go_on_from, ulid


def test_ulids_grow_and_never_repeat() -> None:
    made = [ulid() for _ in range(5_000)]
    assert made == sorted(set(made))
    assert all(re.fullmatch("[0-7][0-9A-HJKMNP-TV-Z]{25}", one) for one in made)


def test_a_clock_set_back_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    before = ulid()
    monkeypatch.setattr("time.time_ns", lambda: 0)
    assert ulid() > before


def test_they_go_on_from_what_another_clock_made() -> None:
    ahead = "7" + ulid()[1:]
    try:
        go_on_from(ahead)
        assert ahead < ulid() < ulid()
        go_on_from("0" * 26)
        assert ulid() > ahead
    finally:
        ulids._last = 0


def test_the_time_stands_in_front() -> None:
    milliseconds = 0
    for character in ulid()[:10]:
        milliseconds = milliseconds * 32 + "0123456789ABCDEFGHJKMNPQRSTVWXYZ".index(character)
    assert abs(datetime.fromtimestamp(milliseconds / 1000, UTC) - datetime.now(UTC)).total_seconds() < 60
