"""Times as files write them."""

from datetime import UTC, datetime

import pytest

from app.ingest.times import moments

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-01-02", datetime(2024, 1, 2, tzinfo=UTC)),
        ("2024-01-02T03:04:05Z", datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2024-01-02 03:04:05.678+02:00", datetime(2024, 1, 2, 1, 4, 5, 678000, tzinfo=UTC)),
        (" 02/01/2024 ", datetime(2024, 1, 2, tzinfo=UTC)),
        ("02/01/2024 03:04", datetime(2024, 1, 2, 3, 4, tzinfo=UTC)),
        ("1704164645", datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("1704164645000", datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2026-06-02T11:00:00Z", datetime(2026, 6, 2, 11, tzinfo=UTC)),
    ],
)
def test_times_are_read(text: str, moment: datetime) -> None:
    assert moments([text, None], NOW) == [moment, NOW]


@pytest.mark.parametrize(
    "text",
    ["yesterday", "2999-01-01", "0001-01-01T00:00:00+14:00", "1900-01-01", "9999999999999", "", "²" * 10],
)
def test_what_is_no_time_is_taken_for_now(text: str) -> None:
    assert moments([text], NOW) == [NOW]
