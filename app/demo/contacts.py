"""Ways to reach a person: e-mail addresses, telephone numbers, home IPs. Each is given out only once."""

import random
import re
from collections.abc import Callable
from datetime import date, timedelta

from anyascii import anyascii

from app.demo.people import TODAY, Dated, Household, Person
from app.demo.pools import Pool

_DOMAINS = Pool(
    {"gmail.com": 36, "orange.fr": 14, "hotmail.fr": 9, "yahoo.fr": 8, "free.fr": 7, "outlook.fr": 6,
     "wanadoo.fr": 6, "laposte.net": 5, "sfr.fr": 4, "hotmail.com": 4, "icloud.com": 4, "live.fr": 2,
     "bbox.fr": 1, "proton.me": 1}
)  # fmt: skip
_ISP_PREFIXES = (
    "82.64",
    "82.66",
    "78.192",
    "86.193",
    "90.12",
    "90.63",
    "92.88",
    "92.154",
    "109.190",
    "176.148",
)
_DEPARTMENTS = {
    "1": "75 77 78 91 92 93 94 95",
    "2": "14 18 22 27 28 29 35 36 37 41 44 45 49 50 53 56 61 72 76 85",
    "3": "02 08 10 21 25 39 51 52 54 55 57 58 59 60 62 67 68 70 71 80 88 89 90",
    "5": "09 12 16 17 19 23 24 31 32 33 40 46 47 64 65 79 81 82 86 87",
}
_AREA = {department: area for area, all_of_it in _DEPARTMENTS.items() for department in all_of_it.split()}
_FIRST_EMAIL_AGE, _FIRST_MOBILE_AGE = 14, 12


class Contacts:
    """Hands out the contact points of one demo world and never the same one twice."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._taken: set[str] = set()

    def equip(self, household: Household) -> None:
        """Give the household and each of its members their contact points."""
        rng = self._rng
        eldest = max(person.age for person in household.members)
        area = _AREA.get(household.address.town.postal_code[:2], "4")
        household.ip = self._once(self._home_ip)
        if rng.random() < (0.75 if eldest > 55 else 0.4):
            household.landline = self._once(lambda: f"0{area}{rng.randint(20_000_000, 89_999_999)}")
        if len(household.members) > 1 and rng.random() < 0.2:
            household.email = self._once(lambda: self._email(_family_words(household)))
        for person in household.members:
            person.mobiles = self._mobiles(person)
            person.emails = self._emails(person)

    def _once(self, make: Callable[[], str]) -> str:
        while (value := make()) in self._taken:
            pass
        self._taken.add(value)
        return value

    def _history(self, make: Callable[[], str], changed: float) -> list[Dated]:
        """One value for ever, or with probability `changed` a second since some day of the last years."""
        history = [Dated(date.min, self._once(make))]
        if self._rng.random() < changed:
            history.append(Dated(TODAY - timedelta(days=self._rng.randint(200, 2900)), self._once(make)))
        return history

    def _mobiles(self, person: Person) -> list[Dated]:
        rng = self._rng
        if person.age < _FIRST_MOBILE_AGE or rng.random() < (0.4 if person.age > 82 else 0.06):
            return []
        return self._history(lambda: f"0{rng.choice('6667')}{rng.randint(30_000_000, 89_999_999)}", 0.10)

    def _emails(self, person: Person) -> list[Dated]:
        without = 0.5 if person.age > 82 else 0.04
        if person.age < _FIRST_EMAIL_AGE or self._rng.random() < without:
            return []
        return self._history(lambda: self._email(self._local_parts(person)), 0.14)

    def _local_parts(self, person: Person) -> list[str]:
        """The words of an address in the ways people have: jean dupont, j dupont, dupont jean, jean d."""
        family = person.birth_family if person.birth_family and self._rng.random() < 0.3 else person.family
        habits = (
            [person.given, family],
            [person.given[0], family],
            [family, person.given],
            [person.given, family[0]],
        )
        return list(self._rng.choices(habits, (60, 18, 15, 7))[0])

    def _email(self, words: list[str]) -> str:
        rng = self._rng
        parts = [re.sub(r"[^a-z]", "", anyascii(word).lower()) for word in words]
        local = rng.choices((".", "", "_", "-"), (60, 25, 8, 7))[0].join(parts)
        number = f"{rng.randint(0, 99):02d}" if rng.random() < 0.35 else ""
        crowded = str(rng.randint(1950, 2012)) if f"{local}{number}" in self._taken else ""
        self._taken.add(f"{local}{number}")
        return f"{local}{number}{crowded}@{_DOMAINS.draw(rng)}"

    def _home_ip(self) -> str:
        rng = self._rng
        return f"{rng.choice(_ISP_PREFIXES)}.{rng.randint(0, 255)}.{rng.randint(1, 254)}"


def _family_words(household: Household) -> list[str]:
    """`famille dupont`, or `martin dupont` for a couple of two names."""
    first, second = household.members[0].family, household.members[1].family
    return ["famille", first] if first == second else [first, second]
