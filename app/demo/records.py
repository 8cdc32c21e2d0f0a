"""What each source was told about each person, and when: true on the day it was written, before any fault."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from app.demo.people import TODAY, Household, Person, on
from app.demo.pools import Pools

_SOURCE_WEIGHTS = {"loyalty": 42.0, "accounts": 35.0, "newsletter": 23.0}
_AGAIN_IN_ONE_SOURCE = 0.15
_AT_MOST_IN_ONE_SOURCE = 2
_COUNTS = {1: 35, 2: 30, 3: 20, 4: 10, 5: 5}
_FILLED = {
    "loyalty": {"birth": 0.84, "email": 0.68, "phone": 0.78, "address": 0.92, "town": 1.0, "name": 1.0},
    "accounts": {"birth": 0.45, "email": 1.0, "phone": 0.72, "address": 0.72, "town": 0.85, "name": 1.0},
    "newsletter": {"birth": 0.0, "email": 1.0, "phone": 0.28, "address": 0.0, "town": 0.75, "name": 0.94},
}
_LANDLINE_TOO = 0.5
"""Share of loyalty cards that have the landline of the home, where there is one, beside the mobile."""
_PARENTS_PHONE_BELOW = 16
_KNOWS_CARD = 0.4
_UNTIED = 0.03
"""Share of records left without any contact point or date in common with the person's others."""
_SETTLED = 0.9
"""Share of people with company at home, or who moved, that one record shows at the home of today."""
_OLDEST_DAYS = 3600
_LAG = timedelta(days=400)


@dataclass(slots=True)
class Record:
    """One row about one person. Dates of birth are ISO, telephone numbers national; unknown is empty."""

    source: str
    id: str
    person: str
    household: str
    at: datetime
    gender: str = ""
    given: str = ""
    family: str = ""
    full: str = ""
    birth: str = ""
    email: str = ""
    phone: str = ""
    landline: str = ""
    street: str = ""
    """Number and street."""
    unit: str = ""
    postal_code: str = ""
    town: str = ""
    loyalty_card: str = ""
    organisation: str = ""


class RecordMaker:
    """Makes the records of one demo world."""

    def __init__(self, pools: Pools, rng: random.Random) -> None:
        self._pools, self._rng = pools, rng
        self._ids: set[str] = set()

    def of(self, person: Person, household: Household) -> list[Record]:
        """One to five records of one person; an account may know a loyalty card."""
        rng = self._rng
        count = rng.choices(list(_COUNTS), list(_COUNTS.values()))[0]
        reachable = bool(person.emails or household.email)
        sources = self._sources(count) if reachable else ["loyalty"] * min(count, _AT_MOST_IN_ONE_SOURCE)
        if set(sources) == {"newsletter"} and len(household.members) > 1 and rng.random() < _SETTLED:
            sources[0] = "accounts"
        records = [self._record(source, person, household) for source in sources]
        self._tie(records)
        self._settle(records, person, household)
        cards = [record.id for record in records if record.source == "loyalty"]
        for record in records:
            if record.source == "accounts" and cards and rng.random() < _KNOWS_CARD:
                record.loyalty_card = rng.choice(cards)
        return records

    def _sources(self, count: int) -> list[str]:
        chosen: list[str] = []
        weights = dict(_SOURCE_WEIGHTS)
        for _ in range(count):
            source = self._rng.choices(list(weights), list(weights.values()))[0]
            again = chosen.count(source) + 1 < _AT_MOST_IN_ONE_SOURCE
            weights[source] = weights[source] * _AGAIN_IN_ONE_SOURCE if again else 0.0
            chosen.append(source)
        return chosen

    def _record(self, source: str, person: Person, household: Household) -> Record:
        """What the source knows, as it was on the day of the record, or a year before if nobody told it."""
        rng = self._rng
        at = self._moment(person)
        day = at.date() - _LAG if rng.random() < 0.06 else at.date()
        filled = {what: rng.random() < share for what, share in _FILLED[source].items()}
        record = Record(source, self._id(source), person.id, household.id, at)
        record.email = self._email(person, household, day) if filled["email"] else ""
        record.phone = self._phone(person, household, day) if filled["phone"] else ""
        if source == "loyalty" and rng.random() < _LANDLINE_TOO:
            record.landline = household.landline
        if filled["name"]:
            record.given, record.family, record.gender = (
                person.given,
                self._family_name(person, day),
                person.gender,
            )
        if filled["birth"]:
            record.birth = person.birth.isoformat()
        if source == "newsletter" and rng.random() < 0.1:
            record.organisation = rng.choice(self._pools.companies)
        address = (
            person.former if person.former and person.moved and day < person.moved else household.address
        )
        if filled["address"]:
            record.street, record.unit = f"{address.number} {address.street}", address.unit
        if filled["address"] or filled["town"]:
            record.postal_code, record.town = address.town
        return record

    def _tie(self, records: list[Record]) -> None:
        """Let each record share a contact point, birth date or address with one before, a few excepted."""
        known: set[str] = set()
        for earlier, record in pairwise(records):
            known.update(_anchors(earlier))
            if known.isdisjoint(_anchors(record)) and self._rng.random() >= _UNTIED:
                for name in ("phone", "email", "birth"):
                    if getattr(earlier, name) and (name != "birth" or record.source != "newsletter"):
                        setattr(record, name, getattr(earlier, name))
                        break

    def _settle(self, records: list[Record], person: Person, household: Household) -> None:
        """Where people live together, or have left their parents, let one record know the home of today."""
        latest = max(
            (record for record in records if record.source != "newsletter"), key=_moment_of, default=None
        )
        home = household.address
        alone = len(household.members) == 1 and not person.moved
        street = f"{home.number} {home.street}"
        if latest is None or alone or any(record.street == street for record in records):
            return
        if self._rng.random() < _SETTLED:
            latest.street, latest.unit, latest.postal_code, latest.town = street, home.unit, *home.town
            if person.moved:
                day = person.moved + (TODAY - person.moved) * self._rng.random()
                latest.at = max(latest.at, datetime.combine(day, latest.at.time()))

    def _moment(self, person: Person) -> datetime:
        """When the record was last changed: rather lately, and not before the person could be a customer."""
        longest = min(_OLDEST_DAYS, max(30, (person.age - 8) * 365))
        day = TODAY - timedelta(days=int(longest * self._rng.random() ** 1.6))
        return datetime(day.year, day.month, day.day, self._rng.randint(8, 20), self._rng.randint(0, 59))

    def _family_name(self, person: Person, day: date) -> str:
        """The name in use, or the one at birth: always before marriage, later where she goes on using it."""
        before = person.married is not None and day < person.married
        return (
            person.birth_family
            if before or (person.birth_family and self._rng.random() < 0.06)
            else person.family
        )

    def _email(self, person: Person, household: Household, day: date) -> str:
        shared = household.email and self._rng.random() < 0.2
        return household.email if shared or not person.emails else on(person.emails, day)

    def _phone(self, person: Person, household: Household, day: date) -> str:
        """The mobile; for a child perhaps a parent's; the landline of the home where there is no mobile."""
        own = person.mobiles
        if person.age < _PARENTS_PHONE_BELOW and (not own or self._rng.random() < 0.3):
            return on(self._rng.choice(household.members[:2]).mobiles or own, day)
        return on(own, day) or household.landline

    def _id(self, source: str) -> str:
        """A loyalty card number of ten digits, or the letter of the source and seven digits."""
        form, size = {
            "loyalty": ("29{:08d}", 10**8),
            "accounts": ("A{:07d}", 10**7),
            "newsletter": ("N{:07d}", 10**7),
        }[source]
        while (value := form.format(self._rng.randrange(size))) in self._ids:
            pass
        self._ids.add(value)
        return value


def _moment_of(record: Record) -> datetime:
    return record.at


def _anchors(record: Record) -> list[str]:
    """What a person could be recognised by, beside the name."""
    street = f"{record.street}, {record.postal_code}" if record.street else ""
    return [value for value in (record.birth, record.email, record.phone, street) if value]
