"""Who there is, and who lives with whom. Everything here is true; errors come later, in `faults`."""

import random
from collections import Counter
from dataclasses import dataclass

from app.demo.contacts import Contacts
from app.demo.households import HouseholdBuilder
from app.demo.people import Household, Person
from app.demo.pools import Pools
from app.progress import Advance

_PEOPLE_PER_HALL = 2500
_FEWEST_FOR_A_HALL = 500


@dataclass
class World:
    """The people of the demo, household by household, and how often each special case stands among them."""

    households: list[Household]
    cases: Counter[str]

    def members(self) -> list[tuple[Person, Household]]:
        """Everybody, with the household they belong to in truth."""
        return [(person, household) for household in self.households for person in household.members]


def build_world(people: int, pools: Pools, rng: random.Random, advance: Advance) -> World:
    """Exactly `people` persons in households, with IDs, addresses and contact points."""
    builder = HouseholdBuilder(pools, rng)
    households = _enough_households(builder, people, advance)
    rng.shuffle(households)
    contacts = Contacts(rng)
    number = 0
    for index, household in enumerate(households, 1):
        household.id = f"H{index:06d}"
        for person in household.members:
            number += 1
            person.id = f"P{number:06d}"
        contacts.equip(household)
    return World(households, builder.cases)


def _enough_households(builder: HouseholdBuilder, people: int, advance: Advance) -> list[Household]:
    """Households until there are `people` persons; whoever is too many in the last group is left out."""
    makers = {
        builder.single: 34,
        builder.couple: 24,
        builder.family: 28,
        builder.single_parent: 8,
        builder.three_generations: 3,
        builder.flat_share: 1.2,
    }
    halls = max(1, people // _PEOPLE_PER_HALL) if people >= _FEWEST_FOR_A_HALL else 0
    households: list[Household] = []
    missing = people
    while missing:
        make = builder.hall if halls else builder.rng.choices(list(makers), list(makers.values()))[0]
        halls -= bool(halls)
        for household in make():
            household.members = household.members[:missing]
            if household.members:
                households.append(household)
            missing -= len(household.members)
            advance(len(household.members))
    return households
