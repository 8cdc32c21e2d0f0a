"""When an event happened, by our clock: Segment corrects a sender's clock by what it read when it sent.

`at = received - (sentAt - timestamp)`: however wrong the clock, the time between happening and sending is right. Some
of its SDKs say in `sentAt` when they put a batch away, and send it as it is once there is a network: what happened on
Monday would be Thursday's (segment-docs, pull request 6252).
"""

from datetime import UTC, datetime, timedelta

_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_LARGEST_SECONDS = 100_000_000_000
"""A number above is in milliseconds."""
_PUTS_AWAY = frozenset({"analytics-swift", "analytics-kotlin", "analytics-csharp"})


def happened(timestamp: object, sent: object, received: datetime, library: str | None = None) -> datetime:
    """The corrected time in whole milliseconds: never after `received`, which holds where nothing usable was said.
    `library`: the name of the SDK."""
    put_away = moment(sent) if library and library.lower() in _PUTS_AWAY else None
    # What was put away later than now was so by a clock that is ahead; of one that is behind nobody can tell.
    at = _corrected(timestamp, None if put_away and put_away <= received else sent, received)
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
