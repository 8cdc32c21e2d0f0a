"""Jinja2 filters: names of fields, dates and bits as a person reads them."""

from collections.abc import Callable
from typing import Any

from app.fields import ATTRIBUTE_PREFIX

_NAMES = {
    "given_name": "Given name",
    "family_name": "Family name",
    "birth_family_name": "Name at birth",
    "street_address": "Street",
    "locality": "Town",
    "postal_code": "Postcode",
    "national_id": "National ID",
    "external_id": "External ID",
    "ip": "IP address",
    "siret": "SIRET",
}


def field(name: str) -> str:
    """family_name -> Family name; x_loyalty_points -> Loyalty points"""
    plain = name.removeprefix(ATTRIBUTE_PREFIX)
    return _NAMES.get(plain) or plain.replace("_", " ").capitalize()


def day(when: str | None) -> str:
    """2026-03-14T09:26:53Z -> 2026-03-14"""
    return (when or "")[:10]


def minute(when: str | None) -> str:
    """2026-03-14T09:26:53Z -> 2026-03-14 09:26"""
    return (when or "")[:16].replace("T", " ")


def bits(weight: float | None) -> str:
    """7.214 -> +7.2"""
    return "" if weight is None else f"{weight:+.1f}"


def percent(probability: float | None) -> str:
    """0.99987 -> 99.99 %. Never rounded up to certainty."""
    return "" if probability is None else f"{int(probability * 10_000) / 100:g} %"


def count(number: int, one: str, many: str = "") -> str:
    """3, "record" -> 3 records"""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(value: Any) -> list[Any]:
    """A value as delivered, which may be one or several, as a list."""
    return value if isinstance(value, list) else [value]


WORDS: dict[str, Callable[..., Any]] = {
    name.__name__: name for name in (field, day, minute, bits, percent, count, listed)
}
