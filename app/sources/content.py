"""What the values of a column say about what it holds. Values come as a sample, without nulls."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from ipaddress import ip_address

from stdnum import luhn

from app.sources.words import TITLES
from app.standardise.tables import word_file
from app.standardise.text import fold

_MOST = 0.85
_EMAIL = re.compile(r"\s*[^@\s]+@[^@\s]+\.[A-Za-z]{2,}\s*")
_PHONE = re.compile(r"\s*(?:(?:\+|00)\d{1,3}[\s.()-]*|\(?0)\(?\d(?:[\s.()/-]*\d){7,11}\s*")
_UUID = re.compile(r"\{?[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\}?")
_POSTCODE = re.compile(
    r"\s*(?:(?:F-)?(?:0[1-9]|[1-8]\d|9[0-58])\d{3}|[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2})\s*", re.IGNORECASE
)
_COMPANY = re.compile(r"\s*(?:FR\s?[0-9A-Z]{2}\s?)?\d{3}\s?\d{3}\s?\d{2,3}(?:\s?\d{5})?\s*", re.IGNORECASE)
_DATE = re.compile(
    r"\s*(?:(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}))(?:[T ][\d:.]+Z?)?\s*"
)
_DECIMAL_COMMA = re.compile(r"\s*[+-]?\d{1,3}(?:[\s.\u00a0\u202f]?\d{3})*(?:,\d+)?\s*(?:€|%)?\s*")
_WHOLE_NAME = re.compile(r"\s*[^\W\d_][^\d_@/]*[\s,][^\W\d_][^\d_@/]{0,60}")
_STREET = re.compile(
    r"\s*\d{1,4}\s*(?:bis|ter|quater|[a-d])?\s*,?\s+(?:rue|avenue|av|bd|bld|boulevard|place|pl|chemin|che|impasse|imp|allee|"
    r"allée|route|rte|quai|cours|square|sq|passage|\w+(?:\s\w+)*\s(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|close|court|ct|"
    r"way|place|terrace|crescent|grove|gardens|row|park|square|blvd|boulevard))\b.*|"
    r"\s*(?:calle|avda|avenida|via|viale|piazza|rua|ulica|ul\.|plaza|paseo|corso)\s\D+\d+.*|"
    r"[^\d,]*(?:str\.|stra(?:ß|ss)e|weg|platz|gasse|allee|straat|laan)\s+\d+.*",
    re.IGNORECASE,
)


def _share(values: Sequence[str], test: Callable[[str], object]) -> float:
    return sum(bool(test(value)) for value in values) / len(values) if values else 0.0


def _is_ip(value: str) -> bool:
    try:
        ip_address(value.strip())
    except ValueError:
        return False
    return True


def _is_siret(value: str) -> bool:
    digits = re.sub(r"\s", "", value)
    return len(digits) == 14 and digits.isdigit() and luhn.is_valid(digits)


def _is_date(value: str) -> int | None:
    """The year of a date, None where it is none."""
    match = _DATE.fullmatch(value)
    return int(match[1] or match[6]) if match else None


def _are_birth_dates(values: Sequence[str]) -> bool:
    """Dates spread over a generation and mostly some years back: others bunch in the recent past."""
    years = sorted(year for year in map(_is_date, values) if year)
    if len(years) < _MOST * len(values) or len(years) < 2:
        return False
    recent = date.today().year - 10
    return years[len(years) // 2] < recent and years[-1] - years[0] >= 15


def _are_postcodes(values: Sequence[str]) -> bool:
    """French or British postcodes. Five digits alone are anything: so some have to repeat, as towns do."""
    if _share(values, _POSTCODE.fullmatch) < _MOST:
        return False
    return not all(value.strip().isdigit() for value in values) or len(set(values)) < len(values)


def _are_titles(values: Sequence[str]) -> bool:
    return len(set(values)) <= 12 and titles(values) and any(value.strip(". ").isalpha() for value in values)


def whole_names(values: Sequence[str]) -> bool:
    """Whether most values can be a given and a family name, or what a company is called: two words and no digit."""
    return _share(values, _WHOLE_NAME.fullmatch) >= 0.6


def are_whole_names(values: Sequence[str]) -> bool:
    """Whole names of which most have a given name that is known."""
    return whole_names(values) and _share(values, _has_given_name) >= 0.5


def _has_given_name(value: str) -> bool:
    return not word_file("given_names").isdisjoint(fold(value).split())


_TESTS: tuple[tuple[str, Callable[[Sequence[str]], bool]], ...] = (
    ("email", lambda values: _share(values, _EMAIL.fullmatch) >= _MOST),
    ("ip", lambda values: _share(values, _is_ip) >= _MOST),
    (
        "user_agent",
        lambda values: _share(values, lambda value: value.startswith(("Mozilla/", "Opera/"))) >= _MOST,
    ),
    ("siret", lambda values: _share(values, _is_siret) >= _MOST),
    ("phone", lambda values: _share(values, _PHONE.fullmatch) >= _MOST),
    ("birth_date", _are_birth_dates),
    ("postal_code", _are_postcodes),
    ("street_address", lambda values: _share(values, _STREET.fullmatch) >= 0.6),
    ("full_name", are_whole_names),
    ("gender", _are_titles),
)


def field_of(values: Sequence[str]) -> str | None:
    """The field that nearly all values look like, None where they look like none."""
    return next((field for field, test in _TESTS if test(values)), None) if values else None


def are_uuids(values: Sequence[str]) -> bool:
    return _share(values, _UUID.fullmatch) >= _MOST


def are_emails(values: Sequence[str]) -> bool:
    return _share(values, _EMAIL.fullmatch) >= _MOST


def titles(values: Sequence[str]) -> bool:
    """Whether most values are genders or titles."""
    return _share(values, lambda value: value.strip(". ").lower() in TITLES) >= 0.6


def ids(values: Sequence[str]) -> bool:
    """Whether the values can tell devices apart: kinds such as `mobile` and `desktop` have no digit."""
    return any(character.isdigit() for value in values for character in value)


def companies(values: Sequence[str]) -> bool:
    """Whether most values can be a SIRET, a SIREN or a French VAT number."""
    return _share(values, _COMPANY.fullmatch) >= 0.6


def decimal_commas(values: Sequence[str]) -> bool:
    """Whether the column holds numbers written with a decimal comma."""
    return any("," in value for value in values) and all(_DECIMAL_COMMA.fullmatch(value) for value in values)


def distinct_share(values: Sequence[str]) -> float:
    """1.0 where no value repeats, 0.0 where there is none."""
    return len(set(values)) / len(values) if values else 0.0
