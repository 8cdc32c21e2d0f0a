"""How often each fault happens in each source, and how each source writes what it was told."""

import random
from collections.abc import Callable
from typing import NamedTuple

from app.demo import faults
from app.demo.faults import Fault
from app.demo.records import Record


class Rate(NamedTuple):
    """A fault, the field it hits, and how often it happens to a value of that field in each source."""

    field: str
    fault: Fault
    loyalty: float
    accounts: float
    newsletter: float


RATES = (
    Rate("given", faults.nickname, 0.015, 0.06, 0.04),
    Rate("given", faults.shorten_compound, 0.20, 0.15, 0.15),
    Rate("given", faults.unhyphen, 0.30, 0.15, 0.20),
    Rate("given", faults.typing, 0.020, 0.015, 0.015),
    Rate("given", faults.sound_alike, 0.020, 0.0, 0.010),
    Rate("given", faults.misread, 0.008, 0.0, 0.015),
    Rate("given", faults.initial, 0.015, 0.010, 0.030),
    Rate("given", faults.empty, 0.008, 0.004, 0.020),
    Rate("family", faults.shorten_compound, 0.25, 0.15, 0.15),
    Rate("family", faults.join_particle, 0.20, 0.10, 0.10),
    Rate("family", faults.typing, 0.025, 0.015, 0.015),
    Rate("family", faults.sound_alike, 0.025, 0.0, 0.012),
    Rate("family", faults.misread, 0.008, 0.0, 0.015),
    Rate("birth", faults.swap_day_and_month, 0.015, 0.025, 0.0),
    Rate("birth", faults.wrong_digit, 0.015, 0.008, 0.0),
    Rate("birth", faults.wrong_year, 0.006, 0.006, 0.0),
    Rate("birth", faults.default_date, 0.020, 0.015, 0.0),
    Rate("email", faults.mistype_email, 0.025, 0.010, 0.015),
    Rate("email", faults.junk_email, 0.015, 0.0, 0.003),
    Rate("phone", faults.wrong_digit, 0.015, 0.008, 0.010),
    Rate("phone", faults.junk_phone, 0.012, 0.010, 0.010),
    Rate("street", faults.typing, 0.025, 0.015, 0.0),
    Rate("street", faults.sound_alike, 0.015, 0.0, 0.0),
    Rate("street", faults.abbreviate_street, 0.40, 0.25, 0.0),
    Rate("street", faults.comma_after_number, 0.10, 0.15, 0.0),
    Rate("unit", faults.empty, 0.40, 0.30, 0.0),
    Rate("town", faults.typing, 0.015, 0.010, 0.015),
    Rate("postal_code", faults.neighbouring_postcode, 0.015, 0.010, 0.015),
    Rate("landline", faults.wrong_digit, 0.015, 0.0, 0.0),
    Rate("landline", faults.phone_format, 1.0, 0.0, 0.0),
    Rate("phone", faults.phone_format, 1.0, 1.0, 1.0),
    Rate("phone", faults.lose_leading_zero, 0.03, 0.0, 0.02),
)
"""In this order: a value can be hit several times. Rates are shares of the values that are there."""

_NAMES_SWAPPED = {"loyalty": 0.015, "accounts": 0.020, "newsletter": 0.0}
_WORDS = ("given", "family", "street", "unit", "town")


def spoil(record: Record, rng: random.Random) -> None:
    """Let faults happen to a record, then write it in the habits of its source. Changes `record`."""
    for rate in RATES:
        value = getattr(record, rate.field)
        if value and rng.random() < getattr(rate, record.source):
            setattr(record, rate.field, rate.fault(value, rng))
    if record.given and rng.random() < _NAMES_SWAPPED[record.source]:
        record.given, record.family = record.family, record.given
    _HABITS[record.source](record, rng)


def rename_second_accounts(records: list[Record], rng: random.Random) -> None:
    """A site has one account per address: whoever opened a second one mistyped theirs, or used another."""
    seen: set[str] = set()
    for record in records:
        if record.source == "accounts":
            while record.email in seen:
                record.email = faults.mistype_email(record.email, rng)
            seen.add(record.email)


def _rewrite(record: Record, rng: random.Random, *ways: Fault) -> None:
    for name in _WORDS:
        value = getattr(record, name)
        for way in ways:
            value = way(value, rng)
        setattr(record, name, value)


def _old_till(record: Record, rng: random.Random) -> None:
    """Shops: nearly half typed on an old till that knows capitals only, some without accents."""
    style = rng.random()
    if style < 0.45:
        _rewrite(record, rng, faults.lose_accents, faults.upper_case)
    elif style < 0.60:
        _rewrite(record, rng, faults.lose_accents)
    elif style < 0.75:
        record.family, record.town = record.family.upper(), record.town.upper()
    if rng.random() < 0.06:
        record.email = record.email.upper()


def _own_hand(record: Record, rng: random.Random) -> None:
    """Web: people type in a hurry."""
    style = rng.random()
    if style < 0.14:
        _rewrite(record, rng, faults.lower_case)
    elif style < 0.34:
        _rewrite(record, rng, faults.lose_accents)
    elif style < 0.40:
        _rewrite(record, rng, faults.upper_case)
    if rng.random() < 0.04:
        record.email = record.email.capitalize()


def _partner_file(record: Record, rng: random.Random) -> None:
    """Newsletter and partners: the whole name in one column, in any order, sometimes with a title."""
    if rng.random() < 0.3:
        _rewrite(record, rng, faults.lose_accents)
    given, family = record.given, record.family
    title = {"f": "Mme", "m": "M."}.get(record.gender, "")
    ways = (
        f"{given} {family}",
        f"{family.upper()} {given}",
        f"{title} {given} {family.upper()}",
        f"{family}, {given}",
        f"{given} {family}".lower(),
        f"{title} {family}",
    )
    record.full = rng.choices(ways, (51, 24, 10, 4, 10, 1))[0].strip(" ,") if family else ""


_HABITS: dict[str, Callable[[Record, random.Random], None]] = {
    "loyalty": _old_till,
    "accounts": _own_hand,
    "newsletter": _partner_file,
}
