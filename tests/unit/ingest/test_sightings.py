"""Adding up what loads brought, and taking it off again."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.ingest.online import KEPT
from app.ingest.sightings import added, sightings_id, summed, visits_in, without


def day(number: int) -> datetime:
    return datetime(2026, 3, number, 12, tzinfo=UTC)


@st.composite
def brought(draw: st.DrawFn) -> dict[str, Any]:
    """What one load may bring to a cookie."""
    ips = draw(st.lists(st.integers(1, 40).map(lambda n: f"81.2.69.{n}"), unique=True, max_size=KEPT))
    places = draw(st.lists(st.sampled_from(["/a", "/b", "/c"]), unique=True))
    first, last = sorted(draw(st.tuples(st.integers(1, 28), st.integers(1, 28))))
    counts = st.integers(1, 5)
    return {
        "first_seen": day(first),
        "last_seen": day(last),
        "user_agent": draw(st.sampled_from([None, "Firefox", "Safari"])),
        "events": draw(st.lists(st.integers(), unique=True, max_size=4)),
        "hours": draw(st.lists(st.integers(0, 3), min_size=24, max_size=24)),
        "ips": ips,
        "ip_days": [draw(counts) for _ in ips],
        "ip_nights": [draw(counts) for _ in ips],
        "places": places,
        "place_counts": [draw(counts) for _ in places],
    }


@given(brought())
def test_one_load_alone_is_the_sum(row: dict[str, Any]) -> None:
    assert added({}, row) == row


@given(st.lists(brought(), min_size=1, max_size=4))
def test_a_sum_keeps_all_visits_and_the_newest_addresses(rows: list[dict[str, Any]]) -> None:
    total = summed(rows)
    assert visits_in([total]) == visits_in(rows)
    assert total["first_seen"] == min(row["first_seen"] for row in rows)
    assert total["last_seen"] == max(row["last_seen"] for row in rows)
    assert len(total["ips"]) == len(set(total["ips"])) <= KEPT
    assert len(total["ips"]) == len(total["ip_days"]) == len(total["ip_nights"])


@given(brought(), brought())
def test_what_is_taken_off_is_gone_and_the_rest_counts(kept: dict[str, Any], gone: dict[str, Any]) -> None:
    left = without(added(kept, gone), [gone])
    assert left["hours"] == kept["hours"]
    assert set(left["places"]) == set(kept["places"])
    counts = dict(zip(left["places"], left["place_counts"], strict=True))
    assert counts == dict(zip(kept["places"], kept["place_counts"], strict=True))


def test_an_id_says_nothing_of_whom_it_is() -> None:
    assert sightings_id("01LOAD", "cookie:ga-1") == sightings_id("01LOAD", "cookie:ga-1")
    assert "ga-1" not in sightings_id("01LOAD", "cookie:ga-1")
    assert sightings_id("01LOAD", "cookie:ga-1") != sightings_id("02LOAD", "cookie:ga-1")
