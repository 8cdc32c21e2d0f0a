"""When a record was last changed or an event happened, as files write it. Times without a zone are taken for UTC."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

_FRENCH = ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y", "%d-%m-%Y %H:%M:%S", "%d-%m-%Y", "%d.%m.%Y")
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_CLOCKS_DIFFER = timedelta(days=1)


def moments(values: Iterable[str | None], now: datetime) -> list[datetime]:
    """One time per value; `now` where there is none, it cannot be read, or it lies before 1970 or after tomorrow."""
    known: dict[str | None, datetime] = {None: now}
    result = []
    for value in values:
        if value not in known:
            at = moment(str(value).strip())
            known[value] = at if at and _EARLIEST <= at <= now + _CLOCKS_DIFFER else now
        result.append(known[value])
    return result


def moment(text: str) -> datetime | None:
    """A time as files write it, in UTC; None where it cannot be read."""
    if text.isdecimal() and len(text) in (10, 13):
        return datetime.fromtimestamp(int(text) / (1 if len(text) == 10 else 1000), UTC)
    try:
        return _in_utc(datetime.fromisoformat(text))
    except ValueError:
        pass
    for form in _FRENCH:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def _in_utc(moment: datetime) -> datetime | None:
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        return None
