"""Made-up neighbourhoods in which it is known who lives with whom: one method of `Ways` for each way of living."""

import random
from dataclasses import dataclass
from functools import cache

import polars as pl

from app.demo.pools import Pools, build_pools
from app.matching.features import add_features
from app.standardise.record import standardise_frame

Row = dict[str, str]
Person = list[Row]
"""The records of one person."""
Home = list[Person]
"""The people of one household."""

TIMES = 12
"""How often each way of living stands in a neighbourhood, each time with other people."""


@dataclass
class People:
    """Makes people one by one; names are as common as in France."""

    rng: random.Random
    pools: Pools
    numbers: int = 0

    def place(self, unit: str = "") -> Row:
        self.numbers += 1
        town = self.pools.town(self.rng)
        street = f"{self.rng.randint(1, 90)} {self.pools.street(self.rng)}"
        found = {"street_address": street, "postal_code": town.postal_code, "locality": town.name}
        return found | {"unit": unit}

    def surname(self) -> str:
        return self.pools.family.draw(self.rng)

    def surnames(self, count: int) -> list[str]:
        found: list[str] = []
        while len(found) < count:
            if (name := self.surname()) not in found:
                found.append(name)
        return found

    def mobile(self) -> str:
        self.numbers += 1
        return f"06{10_000_000 + self.numbers * 7_919 % 89_999_999:08}"

    def landline(self) -> str:
        self.numbers += 1
        return f"01{40_000_000 + self.numbers * 7_919 % 49_999_999:08}"

    def person(self, family: str, age: int, home: Row, **more: str) -> Person:
        """One record; `more` adds or replaces fields, an empty text takes one away."""
        gender = self.rng.choice("fm")
        year = 2025 - age
        given = self.pools.given_name(self.rng, gender, year)
        row = {
            "given_name": given,
            "family_name": family,
            "birth_date": f"{year}-{self.rng.randint(1, 12):02}-{self.rng.randint(1, 28):02}",
        }
        row |= {"phone": self.mobile()} if age > 14 and self.rng.random() < 0.7 else {}
        row |= {"updated_at": f"2024-{self.rng.randint(1, 12):02}-01"} | home | more
        return [{key: value for key, value in row.items() if value}]

    def family(self, home: Row, name: str, mother: str = "", children: int = 2) -> Home:
        age = self.rng.randint(35, 50)
        parents = [self.person(name, age, home), self.person(mother or name, age - 2, home)]
        return parents + [self.person(name, age - 28 - 2 * n, home) for n in range(children)]


class Ways(People):
    """Each method gives one or several households, as they are in truth."""

    def single(self) -> list[Home]:
        return [[self.person(self.surname(), self.rng.randint(25, 80), self.place())]]

    def couple(self) -> list[Home]:
        home, name, age = self.place(), self.surname(), self.rng.randint(25, 80)
        return [[self.person(name, age, home), self.person(name, age - 2, home)]]

    def family_of_one_name(self) -> list[Home]:
        return [self.family(self.place(), self.surname())]

    def two_surnames_and_children(self) -> list[Home]:
        name, mother = self.surnames(2)
        return [self.family(self.place(), name, mother)]

    def couple_sharing_a_landline(self) -> list[Home]:
        """Only one of them has a full address."""
        home, line, (a, b) = self.place(), {"phone": self.landline()}, self.surnames(2)
        partial = {"postal_code": home["postal_code"], "locality": home["locality"]}
        return [[self.person(a, 50, home | line), self.person(b, 48, partial | line)]]

    def couple_of_two_surnames(self) -> list[Home]:
        home, age, (a, b) = self.place(), self.rng.randint(30, 75), self.surnames(2)
        return [[self.person(a, age, home), self.person(b, age - 2, home)]]

    def mover_with_an_old_address(self) -> list[Home]:
        """A family moved; the loyalty card of one still says where they were, and others live there now."""
        old, new, (name, other) = self.place(), self.place(), self.surnames(2)
        family = self.family(new, name)
        family[0].append({**family[0][0], **old, "updated_at": "2015-03-01"})
        return [family, self.family(old, other)]

    def divorced_couple(self) -> list[Home]:
        """Both once had one address and one landline; she has moved and taken her name back."""
        old, new, line, (his, hers) = self.place(), self.place(), self.landline(), self.surnames(2)
        him = self.person(his, 45, old, phone=line)
        her = self.person(hers, 43, new, phone=self.mobile())
        her.append({**her[0], **old, "family_name": his, "phone": line, "updated_at": "2014-01-01"})
        return [[him], [her]]

    def flat_share(self) -> list[Home]:
        home = self.place(self.rng.choice(("", "Apt 4")))
        names = self.surnames(self.rng.randint(3, 4))
        return [[self.person(name, self.rng.randint(20, 29), home)] for name in names]

    def care_home(self) -> list[Home]:
        home = self.place()
        return self._residents(home, [self.surname() for _ in range(60)], 82) + [
            [self.person(name, 84, home), self.person(name, 81, home)] for name in self.surnames(8)
        ]

    def student_hall(self) -> list[Home]:
        home = self.place()
        rooms = [home | {"unit": f"Ch {number}"} for number in range(101, 180)]
        return [[self.person(self.surname(), 20, room)] for room in rooms]

    def _residents(self, home: Row, names: list[str], age: int) -> list[Home]:
        return [[self.person(name, age, home)] for name in names]

    def one_surname_in_two_flats(self) -> list[Home]:
        """A block of twelve flats, the Martins of the second floor and those of the fifth are no family."""
        home, (name, *names) = self.place(), self.surnames(11)
        flats = [[self.person(other, 40, home | {"unit": f"Apt {n}"})] for n, other in enumerate(names, 10)]
        return [
            *flats,
            self.family(home | {"unit": "Apt 2"}, name),
            self.family(home | {"unit": "Apt 5"}, name, children=1),
        ]

    def two_families_in_one_house(self) -> list[Home]:
        home, (a, b) = self.place(), self.surnames(2)
        return [self.family(home, a), self.family(home, b)]

    def couple_on_one_device(self) -> list[Home]:
        """No address is known, but one tablet at one line, and a surname."""
        name = self.surname()
        self.numbers += 1
        home = {
            "device": f"7f3a9c2e-0000-4000-8000-{self.numbers:012d}",
            "ip": f"90.{self.numbers // 250}.7.{self.numbers % 250 + 1}",
        }
        return [[self.person(name, 50, home), self.person(name, 47, home)]]

    def adult_child_who_moved_out(self) -> list[Home]:
        """It still has the family's mailbox."""
        home, name = self.place(), self.surname()
        mailbox = f"famille.{name.lower().replace(' ', '')}{self.numbers}@example.org"
        family = self.family(home | {"email": mailbox}, name, children=1)
        return [family, [self.person(name, 26, self.place() | {"email": mailbox})]]

    def namesakes_in_a_village(self) -> list[Home]:
        village, name = self.place(), self.surname()
        streets = ["12 rue de l'Église", "14 rue de l'Église", "3 place du Four"]
        return [self.family(village | {"street_address": street}, name, children=1) for street in streets]

    def namesakes_in_a_village_without_streets(self) -> list[Home]:
        """One family whose child has no street: it may belong to any of the two."""
        village, name = self.place(), self.surname()
        homes = [
            self.family(village | {"street_address": s}, name, children=0)
            for s in ("2 rue Haute", "9 rue Basse")
        ]
        return [*homes, [self.person(name, 30, village | {"street_address": ""})]]

    def member_without_a_street(self) -> list[Home]:
        """The only family of the name in town."""
        home, name = self.place(), self.surname()
        family = self.family(home, name)
        family[-1][0].pop("street_address")
        return [family]

    def street_misspelt(self) -> list[Home]:
        home, name = self.place(), self.surname()
        family = self.family(home, name)
        street = home["street_address"]
        family[-1][0]["street_address"] = street[:-3] + street[-2:]
        return [family]


USUAL = {"single": 300, "couple": 150, "family_of_one_name": 100, "couple_of_two_surnames": 40}
HUGE = frozenset({"care_home", "student_hall"})
"""One of each is a tenth of a neighbourhood."""
WAYS = tuple(name for name in vars(Ways) if not name.startswith("_"))


@cache
def neighbourhood(seed: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Who lives in which way: a standardised frame with features, and of each of its rows person, home and way."""
    ways = Ways(random.Random(seed), build_pools(seed))
    labelled = [
        (row, {"person": person, "home": home, "way": way})
        for way in WAYS
        for time in range(1 if way in HUGE else USUAL.get(way, TIMES))
        for number, household in enumerate(getattr(ways, way)())
        for home in (f"{way} {time} {number}",)
        for person, records in ((f"{home} {n}", records) for n, records in enumerate(household))
        for row in records
    ]
    ways.rng.shuffle(labelled)
    raw = pl.DataFrame([as_delivered(row) for row, _ in labelled], infer_schema_length=None)
    raw = raw.with_columns(record=pl.format("r{}", pl.int_range(pl.len()).cast(pl.String).str.zfill(5)))
    return add_features(standardise_frame(raw).frame), pl.DataFrame([truth for _, truth in labelled])


def as_delivered(row: Row) -> dict[str, str | list[str]]:
    """As a file has it: the flat beside the street, phones and emails as lists."""
    street = ", ".join(filter(None, (row.get("street_address"), row.get("unit"))))
    lists = {name: [row[name]] for name in ("phone", "email", "device", "ip") if name in row}
    return {name: value for name, value in row.items() if name != "unit"} | lists | {"street_address": street}
