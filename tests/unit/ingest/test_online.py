"""What is kept of visits: where on the site they were, by day and by night."""

from datetime import UTC, datetime

import pytest

from app.ingest.identifiers import Identifier
from app.ingest.online import KEPT, Online, Span, hour_of, places_of


@pytest.mark.parametrize(
    ("page", "place"),
    [
        ("/femme/robes", "/femme/robes"),
        ("/Femme/Robes/?size=38#top", "/femme/robes"),
        ("https://shop.example/femme/robes/4711?utm=x", "/femme/robes"),
        ("/", ""),
        ("", ""),
        ("https://[broken", ""),
        ("/" + "x" * 200, "/" + "x" * 59),
    ],
)
def test_a_page_is_a_place_by_the_first_steps_of_its_path(page: str, place: str) -> None:
    assert places_of({"x_page": page}, {}) == ([place] if place else [])


def test_shops_and_towns_are_places_too() -> None:
    given, standard = (
        {"x_url": "/a", "x_other": "b"},
        {"x_store": "lyon 3", "locality": "lyon", "postal_code": None},
    )
    assert places_of(given, standard) == ["/a", "store:lyon 3", "locality:lyon"]


def online(*visits: tuple[int, str, str]) -> Online:
    """Visits as (hour, IP address, place)."""
    start = datetime(2024, 3, 1, tzinfo=UTC)
    node = Online(Identifier("cookie:x", "Cookie", "USES_COOKIE", "x"), Span(start, start))
    for hour, ip, place in visits:
        node.note(start, hour, None, [ip], [place])
    return node


def test_visits_count_by_hour_address_and_place() -> None:
    row = online((12, "81.2.3.4", "/a"), (22, "81.2.3.5", "/b"), (3, "81.2.3.4", "/a")).row()
    assert (row["ips"], row["ip_days"], row["ip_nights"]) == (["81.2.3.4", "81.2.3.5"], [1, 0], [1, 1])
    assert (row["places"], row["place_counts"]) == (["/a", "/b"], [2, 1])
    assert row["hours"] == [[3, 1], [12, 1], [22, 1]]


def test_only_the_newest_are_kept() -> None:
    row = online(*((12, f"81.2.3.{n}", f"/{n}") for n in range(50))).row()
    assert row["ips"] == [f"81.2.3.{n}" for n in range(49, 49 - KEPT, -1)]
    assert len(row["places"]) == len(row["place_counts"]) == KEPT


@pytest.mark.parametrize(
    ("zone", "hour"),
    [
        ("Pacific/Noumea", 8),
        ("Europe/Paris", 22),
        ("America/New_York", 16),
        ("GMT+1100", 8),
        ("UTC-03:30", 18),
        ("+11:00", 8),
        ("Etc/GMT+5", 16),
        ("UTC", 21),
        ("", 21),
        ("nowhere", 21),
        ("Europe", 21),
        ("../../etc/passwd", 21),
        ("/etc/localtime", 21),
        ("GMT+9900", 21),
        ("half a \ud800", 21),
        ("x" * 5_000, 21),
    ],
)
def test_the_hour_is_that_of_where_it_was(zone: str, hour: int) -> None:
    at = datetime(2024, 3, 1, 21, 30, tzinfo=UTC)
    for column in ("x_timezone", "x_time_zone", "x_context_timezone"):
        assert hour_of({column: zone}, at) == hour
    assert hour_of({"x_timezone": None, "x_context_timezone": zone}, at) == hour


@pytest.mark.parametrize(
    ("written", "hour"),
    [
        ("2024-03-02T08:30:00+11:00", 8),
        (" 2024-03-02 08:30:00.123+1100 ", 8),
        ("2024-03-01T18:00:00-03:30", 18),
        ("2024-03-01T21:30:00Z", 21),
        ("2024-03-01T21:30:00+00:00", 21),
        ("2024-03-01T21:30:00", 21),
        ("01/03/2024 21:30", 21),
        ("1709328600", 21),
        ("", 21),
    ],
)
def test_a_time_that_was_written_away_from_utc_has_its_hour(written: str, hour: int) -> None:
    at = datetime(2024, 3, 1, 21, 30, tzinfo=UTC)
    assert hour_of({"updated_at": written}, at) == hour
    assert hour_of({"updated_at": written, "x_timezone": "America/New_York"}, at) == 16
    assert hour_of({"updated_at": written, "x_timezone": "nowhere"}, at) == hour
