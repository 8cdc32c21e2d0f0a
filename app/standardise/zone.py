"""Time zones as browsers and logs write them: by a name of the tz database, or by how far they are from UTC."""

import re
from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

_FROM_UTC = re.compile(r"(?:GMT|UTC)?([+-])([01]\d):?([0-5]\d)")
_LONGEST = 40


def time_zone(text: str) -> tzinfo | None:
    """ "Pacific/Noumea", "GMT+1100" and "+11:00"; None of a text that names none."""
    text = text.strip()
    return _time_zone(text) if 0 < len(text) <= _LONGEST else None


@lru_cache(maxsize=1_000)
def _time_zone(text: str) -> tzinfo | None:
    if found := _FROM_UTC.fullmatch(text):
        away = timedelta(hours=int(found[2]), minutes=int(found[3]))
        return timezone(-away if found[1] == "-" else away)
    try:
        return ZoneInfo(text)
    except (LookupError, ValueError, OSError):  # not one of them, or a path that leads elsewhere
        return None


def zone_in(time: object) -> str | None:
    """The zone that a time was written in: "+1100" of "2026-03-01T11:00:00+11:00". None where that is UTC, which many
    write wherever they are, and where nothing is said of one."""
    try:
        written = datetime.fromisoformat(time.strip()) if isinstance(time, str) else None
    except ValueError:
        return None
    return f"{written:%z}" if written and written.utcoffset() else None
