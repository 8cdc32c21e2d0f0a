"""The networks that visits come from: homes, mobile carriers, offices and public wifi, each with its IP addresses.

What an address says of who uses it differs: at home it is shared by those who live there, in an office by those who
work there, and behind a carrier's address translation (CGNAT) by thousands of strangers.
"""

import random
from datetime import date, datetime, timedelta

from app.demo.people import TODAY, Household, Person

_PEOPLE_PER_CARRIER_IP, _FEWEST_CARRIER_IPS = 1500, 6
_CARRIER_IPS_OF_A_PHONE = 3
_PEOPLE_PER_WIFI, _FEWEST_WIFIS = 400, 6
_PEOPLE_PER_OFFICE = 60
_WORKS_IN_AN_OFFICE = 0.45
_NEW_HOME_IP = 0.25
"""Share of homes whose provider gave them another address within the time of the log."""
_DAYS = 420
_SHARED = {"flat-mate", "resident"}
"""Kinds of households that use the network of the whole building."""


class Networks:
    """Chooses the network of a visit by who, on what, and when."""

    def __init__(self, people: int, rng: random.Random) -> None:
        self._rng = rng
        self._carrier = self._some(
            "37.{}", 160, 169, max(_FEWEST_CARRIER_IPS, people // _PEOPLE_PER_CARRIER_IP)
        )
        self._wifi = self._some("185.{}", 20, 60, max(_FEWEST_WIFIS, people // _PEOPLE_PER_WIFI))
        self._offices = self._some("195.{}", 5, 250, max(2, people // _PEOPLE_PER_OFFICE))
        self._office_of: dict[str, str] = {}
        self._carrier_of: dict[str, list[str]] = {}
        self._home_of: dict[tuple[str, ...], tuple[str, str, date]] = {}

    def office(self, person: Person) -> str:
        """The network at work of somebody of working age; empty for who works elsewhere, or nowhere."""
        if person.id not in self._office_of:
            works = person.age in range(20, 65) and self._rng.random() < _WORKS_IN_AN_OFFICE
            self._office_of[person.id] = self._rng.choice(self._offices) if works else ""
        return self._office_of[person.id]

    def public(self) -> str:
        return self._rng.choice(self._wifi)

    def phone(self, person: Person, household: Household, at: datetime) -> str:
        """Home by night and often at the weekend; by day the carrier, work, home or a café."""
        rng = self._rng
        if at.hour >= 20 or at.hour < 7 or (at.weekday() >= 5 and rng.random() < 0.5):
            return self.home(household, at.date())
        if at.weekday() < 5 and 9 <= at.hour < 18 and self.office(person) and rng.random() < 0.4:
            return self.office(person)
        return rng.choices(
            (self.home(household, at.date()), self._mobile(person), self.public()), (30, 60, 10)
        )[0]

    def home(self, household: Household, day: date) -> str:
        """The address of the box at home that day. Flat-mates and residents of a hall share one."""
        place = household.address
        shared = household.kind in _SHARED
        key = (place.number, place.street, *place.town) if shared else (household.id,)
        if key not in self._home_of:
            moves = self._rng.random() < _NEW_HOME_IP
            changed = TODAY - timedelta(days=self._rng.randint(0, _DAYS)) if moves else date.min
            network = household.ip.rsplit(".", 2)[0]
            before = f"{network}.{self._rng.randint(0, 255)}.{self._rng.randint(1, 254)}"
            self._home_of[key] = (before, household.ip, changed)
        before, after, changed = self._home_of[key]
        return after if day >= changed else before

    def _mobile(self, person: Person) -> str:
        """One of the few addresses by which the carrier lets a region's phones out."""
        if person.id not in self._carrier_of:
            self._carrier_of[person.id] = self._rng.sample(self._carrier, _CARRIER_IPS_OF_A_PHONE)
        return self._rng.choice(self._carrier_of[person.id])

    def _some(self, prefix: str, low: int, high: int, count: int) -> list[str]:
        rng = self._rng
        return [
            f"{prefix.format(rng.randint(low, high))}.{rng.randint(0, 255)}.{rng.randint(1, 254)}"
            for _ in range(count)
        ]
