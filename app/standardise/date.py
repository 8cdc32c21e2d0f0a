"""Dates of birth: French day-first, ISO, digits only, month names in French and English, partial dates."""

import calendar
import re
from datetime import date, timedelta

from app.standardise.quality import Standard, graded, junk
from app.standardise.tables import words
from app.standardise.text import PLACEHOLDERS, fold, standardiser

EARLIEST = 1000
"""Years before this are typing errors; years before 1500 are kept as doubtful."""

DEFAULTS = words("1900-01-01 1901-01-01 1970-01-01 1899-12-30 1899-12-31 1111-11-11")
"""What systems write where no date was given."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan january",
            "fevrier fevr fev feb february",
            "mars mar march",
            "avril avr apr april",
            "mai may",
            "juin jun june",
            "juillet juil jul july",
            "aout aou aug august",
            "septembre sept sep september",
            "octobre oct october",
            "novembre nov november",
            "decembre dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_IGNORED_WORDS = words(
    "lundi mardi mercredi jeudi vendredi samedi dimanche monday tuesday wednesday thursday friday saturday sunday mon "
    "tue wed thu fri sat sun le the of on ne nee born de du en in a circa vers c"
)
_TIME = re.compile(r"[t ]\s*\d{1,2}\s*[:h]\s*\d{2}.*$")
_THREE_PARTS = re.compile(r"(\d{1,4})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{1,4})")
_TWO_PARTS = re.compile(r"(\d{1,4})\s*[-/. ]\s*(\d{1,4})")
_ORDINAL = re.compile(r"^(\d{1,2})(?:er|e|st|nd|rd|th)$")
_SPREADSHEET_ZERO = date(1899, 12, 30)

Parts = tuple[int, int, int, str]
"""Year, month, day (0 where not given) and a doubt ("" for none)."""


@standardiser
def standardise_date(text: str, today: date | None = None) -> Standard:
    """ISO 8601, as much as is known: "12/05/1980" -> "1980-05-12", "mai 1980" -> "1980-05", "1980" -> "1980".

    `today` (default: the clock's) is the last day a person can be born on.
    """
    today = today or date.today()
    lowered = text.lower()
    if fold(text) in PLACEHOLDERS:
        return junk("placeholder")
    written = _TIME.sub("", lowered).strip(" '\"()").rstrip(".")
    parts = _numeric(written, today) or _digits_only(written, today) or _worded(fold(written), today)
    return _judge(*parts, today) if parts else junk("not a date")


def _judge(year: int, month: int, day: int, doubt: str, today: date) -> Standard:
    if not day and month > 12:
        return junk("no such month")
    if not EARLIEST <= year <= today.year:
        return junk("year out of range")
    if 12 < month <= 31 and day and day <= 12:
        month, day, doubt = day, month, doubt or "day and month swapped"
    if month > 12 or day > (calendar.monthrange(year, month)[1] if month else 0):
        # A mistyped digit spoils one part; the others are still evidence, and so are the digits as typed.
        doubt = "no such day"
    value = f"{year:04d}" + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if day else "")
    if value in DEFAULTS:
        return junk("default date")
    if value > today.isoformat():
        return junk("in the future")
    return graded(value, doubt or ("before 1500" if year < 1500 else ""))


def _numeric(written: str, today: date) -> Parts | None:
    """Numbers between separators: 1980-05-12, 12/05/1980, 12.5.80, 05/1980, 1980-05."""
    if three := _THREE_PARTS.fullmatch(written):
        first, second, third = three.groups()
        if len(first) == 4:
            return _known(int(first), int(second), int(third))
        if len(first) < 3 and len(third) in (2, 4):
            year, doubt = _full_year(third, today)
            return _known(year, int(second), int(first), doubt)
    elif two := _TWO_PARTS.fullmatch(written):
        first, second = two.groups()
        if len(first) == 4 and len(second) < 3:
            return _known(int(first), int(second), 0)
        if len(second) == 4 and len(first) < 3:
            return _known(int(second), int(first), 0)
    return None


def _digits_only(written: str, today: date) -> Parts | None:
    """1980, 19800512, 12051980, 120580, or the day number of a spreadsheet (29353)."""
    digits = written.removesuffix(".0")
    if not (digits.isdecimal() and digits.isascii()):
        return None
    match len(digits):
        case 4:
            return int(digits), 0, 0, ""
        case 5:
            day = _SPREADSHEET_ZERO + timedelta(days=int(digits))
            return day.year, day.month, day.day, "day number of a spreadsheet"
        case 6:
            year, doubt = _full_year(digits[4:], today)
            return _known(year, int(digits[2:4]), int(digits[:2]), doubt)
        case 8:
            turned = digits[4:] + digits[2:4] + digits[:2]
            written = turned if _may_be(turned, today) and not _may_be(digits, today) else digits
            return _known(int(written[:4]), int(written[4:6]), int(written[6:]))
    return None


def _may_be(digits: str, today: date) -> bool:
    """Whether YYYYMMDD begins with a year and a month."""
    return EARLIEST <= int(digits[:4]) <= today.year and int(digits[4:6]) <= 12


def _worded(folded: str, today: date) -> Parts | None:
    """Month names: "12 mai 1980", "1er mai 1980", "May 12, 1980", "12-May-80", "mai 1980"."""
    words = [_ORDINAL.sub(r"\1", word) for word in folded.split() if word not in _IGNORED_WORDS]
    months = [_MONTHS[word] for word in words if word in _MONTHS]
    numbers = [word for word in words if word.isdecimal() and len(word) <= 4]
    if len(months) != 1 or not 1 <= len(numbers) <= 2 or len(words) != 1 + len(numbers):
        return None
    if len(numbers) == 2 and len(numbers[0]) == 4:
        numbers.reverse()
    if len(numbers[-1]) not in (2, 4) or len(numbers[0]) == 3:
        return None
    year, doubt = _full_year(numbers[-1], today)
    return _known(year, months[0], int(numbers[0]) if len(numbers) == 2 else 0, doubt)


def _known(year: int, month: int, day: int, doubt: str = "") -> Parts:
    """Zeros say that the day, or the month and the day, are not known."""
    if day and not month:
        return year, 0, 0, doubt or "month missing"
    return year, month, day, doubt


def _full_year(written: str, today: date) -> tuple[int, str]:
    """Two digits mean the latest such year that is not in the future."""
    if len(written) == 4:
        return int(written), ""
    year = today.year // 100 * 100 + int(written)
    return year if year <= today.year else year - 100, "year of two digits"
