"""The ways people live together: each method makes one group, as the households that it is in truth."""

import random
from collections import Counter
from datetime import date, timedelta

from app.demo.addresses import AddressBook
from app.demo.people import TODAY, Household, Person
from app.demo.pools import Pools

_HALL_SIZES = (30, 80)
_MOVED = 0.12
_LEFT_HOME = 0.25


class HouseholdBuilder:
    """Makes groups of people and counts the special cases in `cases`. IDs and contacts come later."""

    def __init__(self, pools: Pools, rng: random.Random) -> None:
        self.pools, self.rng = pools, rng
        self.book = AddressBook(pools, rng)
        self.cases: Counter[str] = Counter()

    def person(self, gender: str, age: int, family: str = "") -> Person:
        """Somebody of that age in years, with a family name of their own unless one is given."""
        birth = date(TODAY.year - age, 1, 1) + timedelta(days=self.rng.randint(0, 364))
        given = self.pools.given_name(self.rng, gender, birth.year)
        return Person("", gender, given, family or self.pools.family.draw(self.rng), birth)

    def adult(self) -> Person:
        return self.person(self.rng.choice("fm"), int(self.rng.triangular(19, 92, 40)))

    def household(self, kind: str, members: list[Person]) -> Household:
        self.cases[kind] += 1
        home = Household("", kind, members, self.book.home())
        if self.rng.random() < _MOVED:
            self.cases["moved house"] += 1
            self.move(home, members)
        return home

    def move(self, home: Household, members: list[Person]) -> None:
        """All of them came from one older address, half of the time in the same town."""
        town = home.address.town if self.rng.random() < 0.5 else None
        former, day = self.book.street(town), TODAY - timedelta(days=self.rng.randint(150, 2500))
        for person in members:
            person.former, person.moved = former, day

    def single(self) -> list[Household]:
        return [self.household("single", [self.adult()])]

    def couple(self) -> list[Household]:
        return [self.household("couple", self.partners(int(self.rng.triangular(22, 88, 45))))]

    def partners(self, age: int) -> list[Person]:
        """Two partners, four in five under his name; older records know her by the one she was born with."""
        rng = self.rng
        him = self.person("m", age)
        her = self.person("f", max(19, age - rng.randint(-3, 6)))
        if rng.random() < 0.8:
            self.cases["married name"] += 1
            her.birth_family, her.family = her.family, him.family
            earliest = date(max(him.birth.year, her.birth.year) + 19, 1, 1)
            her.married = earliest + timedelta(days=rng.randint(0, min((TODAY - earliest).days, 7000)))
        return [him, her]

    def family(self) -> list[Household]:
        """Parents with one to four children; some children have left home and are households of their own."""
        rng = self.rng
        eldest = rng.randint(10, 27)
        parents = self.partners(eldest + rng.randint(21, 36))
        children = self.children(eldest, parents[0].family, rng.choices((1, 2, 3, 4), (30, 45, 20, 5))[0])
        if rng.random() < 0.05:
            self.cases["double-barrelled"] += 1
            mother = parents[1].birth_family or parents[1].family
            for child in children:
                child.family = f"{parents[0].family}-{mother}"
        self.name_after_father(parents[0], children)
        left = [child for child in children if child.age >= 20 and rng.random() < _LEFT_HOME]
        home = self.household("family", parents + [child for child in children if child not in left])
        return [home, *(self.moved_out(child, home) for child in left)]

    def single_parent(self) -> list[Household]:
        rng = self.rng
        eldest = rng.randint(10, 24)
        parent = self.person(rng.choices("fm", (80, 20))[0], eldest + rng.randint(19, 36))
        other_name = self.pools.family.draw(rng) if rng.random() < 0.25 else parent.family
        return [
            self.household(
                "single parent", [parent, *self.children(eldest, other_name, rng.choice((1, 1, 2)))]
            )
        ]

    def three_generations(self) -> list[Household]:
        """A family with a widowed grandparent, from either side."""
        rng = self.rng
        home, *others = self.family()
        parent = home.members[rng.randint(0, 1)]
        widow = self.person(
            rng.choice("ffm"), min(parent.age + rng.randint(20, 33), 96), parent.birth_family or parent.family
        )
        self.cases["grandparent"] += 1
        home.members.append(widow)
        return [home, *others]

    def children(self, eldest: int, family: str, count: int) -> list[Person]:
        rng = self.rng
        ages = [max(8, eldest - 2 * order - rng.randint(0, 1)) for order in range(count)]
        siblings: list[Person] = []
        for age in ages:
            child = self.person(rng.choice("fm"), age, family)
            while child.given in {sibling.given for sibling in siblings}:
                child = self.person(rng.choice("fm"), age, family)
            siblings.append(child)
        if count > 1 and rng.random() < 0.05:
            self.make_twins(siblings[0], siblings[1])
        return siblings

    def make_twins(self, first: Person, second: Person) -> None:
        self.cases["twins"] += 1
        second.birth = first.birth
        if self.rng.random() < 0.4:
            self.cases["twins with similar names"] += 1
            key = first.gender if first.gender == second.gender else "fm"
            pair = self.rng.choice(self.pools.twins[key])
            swapped = key == "fm" and first.gender == "m"
            first.given, second.given = reversed(pair) if swapped else pair

    def name_after_father(self, father: Person, children: list[Person]) -> None:
        for child in children:
            if child.gender == "m" and child.family == father.family and self.rng.random() < 0.025:
                self.cases["father and son of one name"] += 1
                child.given = father.given
                return

    def moved_out(self, child: Person, parents: Household) -> Household:
        """The truth is the household of today; older records still stand at the parents' address."""
        self.cases["left the parents"] += 1
        partner = self.rng.random() < 0.3
        members = [child, self.person("f" if child.gender == "m" else "m", child.age)] if partner else [child]
        child.former = parents.address
        child.moved = TODAY - timedelta(days=self.rng.randint(150, 1500))
        return Household("", "couple" if partner else "single", members, self.book.home())

    def flat_share(self) -> list[Household]:
        """Three to five unrelated people at one address: each is a household of their own."""
        self.cases["flat-share"] += 1
        address = self.book.street()
        return [
            Household(
                "",
                "flat-mate",
                [self.person(self.rng.choice("fm"), self.rng.randint(19, 33))],
                address._replace(unit=f"Apt {room}" if self.rng.random() < 0.5 else ""),
            )
            for room in range(1, self.rng.randint(3, 5) + 1)
        ]

    def hall(self) -> list[Household]:
        """A student hall or care home: dozens of unrelated people at one street number."""
        self.cases["hall or care home"] += 1
        name = self.rng.choice(self.pools.residences)
        young = "tudiant" in name or "universitaire" in name or "Foyer" in name
        address = self.book.street()
        ages = (18, 25) if young else (70, 96)
        return [
            Household(
                "",
                "resident",
                [self.person(self.rng.choice("fm"), self.rng.randint(*ages))],
                address._replace(unit=f"{name} Ch {room}"),
            )
            for room in range(101, 101 + self.rng.randint(*_HALL_SIZES))
        ]
