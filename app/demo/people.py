"""What the demo world is made of: towns, addresses, people and households, before any fault."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

TODAY = date(2025, 6, 30)
"""The demo's own present day: files depend on no clock, but on a day that is named."""


class Town(NamedTuple):
    postal_code: str
    name: str


class Address(NamedTuple):
    number: str
    street: str
    unit: str
    """Flat, building or floor; empty for a house or where nobody wrote it down."""
    town: Town


class Dated(NamedTuple):
    """A value and the day from which it holds."""

    since: date
    value: str


@dataclass(slots=True)
class Person:
    """One real person. `emails` and `mobiles` are in order of time, today's last; either may be empty."""

    id: str
    gender: str
    given: str
    family: str
    birth: date
    birth_family: str = ""
    """Family name at birth, where marriage changed it on `married`."""
    married: date | None = None
    emails: list[Dated] = field(default_factory=list)
    mobiles: list[Dated] = field(default_factory=list)
    former: Address | None = None
    """Where the person lived before `moved`."""
    moved: date | None = None

    @property
    def age(self) -> int:
        return TODAY.year - self.birth.year


@dataclass(slots=True)
class Household:
    """People who live together as one; flat-mates and residents of a hall are one household each."""

    id: str
    kind: str
    members: list[Person]
    address: Address
    landline: str = ""
    email: str = ""
    """An address that the family shares."""
    ip: str = ""


def on(history: list[Dated], day: date) -> str:
    """The value on `day`: the newest that had begun, else the oldest; empty for an empty history."""
    held = [item.value for item in history if item.since <= day]
    return held[-1] if held else history[0].value if history else ""
