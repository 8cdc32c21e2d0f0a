"""When an event happened, by our clock: Segment corrects a sender's clock by what it read when it sent.

`at = received - (sentAt - timestamp)`: however wrong the clock, the time between happening and sending is right.
"""

from datetime import UTC, datetime, timedelta

_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_LARGEST_SECONDS = 100_000_000_000
"""A number above is in milliseconds."""


def happened(timestamp: object, sent: object, received: datetime) -> datetime:
    """The corrected time in whole milliseconds: never after `received`, which holds where nothing usable was said."""
    at = _corrected(timestamp, sent, received)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def _corrected(timestamp: object, sent: object, received: datetime) -> datetime:
    said, sent_at = moment(timestamp), moment(sent)
    if said is None:
        return received
    lag = sent_at - said if sent_at else received - said
    return received - max(lag, timedelta(0)) if lag <= received - _EARLIEST else received


def moment(value: object) -> datetime | None:
    """A time as SDKs write it: ISO 8601, or seconds or milliseconds since 1970. None where it cannot be read."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value / (1000 if abs(value) > _LARGEST_SECONDS else 1), UTC)
        if not isinstance(value, str):
            return None
        if value.strip().isdecimal():
            return moment(int(value))
        found = datetime.fromisoformat(value.strip())
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None
