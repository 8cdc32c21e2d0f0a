"""The people are as many as asked for, live as truth says, and share only what people share."""

import random
from collections import Counter

import pytest

from app.demo.people import TODAY, Household
from app.demo.pools import build_pools
from app.demo.population import World, build_world

SPECIAL = [
    "twins",
    "twins with similar names",
    "father and son of one name",
    "flat-share",
    "hall or care home",
    "grandparent",
    "left the parents",
    "moved house",
    "married name",
]


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(2000, build_pools(3), random.Random(3), lambda count: None)


@pytest.mark.parametrize("people", [1, 50, 777])
def test_as_many_people_as_asked_for(people: int) -> None:
    made = build_world(people, build_pools(1), random.Random(1), lambda count: None)
    assert len(made.members()) == people
    assert all(household.members for household in made.households)


@pytest.mark.parametrize("case", SPECIAL)
def test_each_special_case_is_there(world: World, case: str) -> None:
    assert world.cases[case] > 0


def test_nobody_is_in_two_households_and_no_contact_point_belongs_to_two(world: World) -> None:
    people = [person for person, _ in world.members()]
    assert len({person.id for person in people}) == len(people)
    own = [dated.value for person in people for dated in (*person.emails, *person.mobiles)]
    shared = [value for home in world.households for value in (home.email, home.landline, home.ip) if value]
    assert max(Counter(own + shared).values()) == 1


def test_twins_share_birth_and_home_but_not_the_name(world: World) -> None:
    pairs = [
        (first, second)
        for home in world.households
        for first in home.members
        for second in home.members
        if first.id < second.id and first.birth == second.birth and first.family == second.family
    ]
    assert pairs
    assert all(first.given != second.given for first, second in pairs)


def test_father_and_son_differ_in_age(world: World) -> None:
    namesakes = [
        (first, second)
        for home in world.households
        for first in home.members
        for second in home.members
        if first.id < second.id and (first.given, first.family) == (second.given, second.family)
    ]
    assert namesakes
    assert all(abs(first.age - second.age) > 15 for first, second in namesakes)


def test_flat_mates_and_residents_share_a_street_number_but_no_household(world: World) -> None:
    def homes(kind: str) -> list[list[Household]]:
        groups: dict[tuple[str, ...], list[Household]] = {}
        for home in world.households:
            if home.kind == kind:
                groups.setdefault(
                    (home.address.number, home.address.street, home.address.town.name), []
                ).append(home)
        return list(groups.values())

    assert all(
        len(home.members) == 1
        for kind in ("flat-mate", "resident")
        for group in homes(kind)
        for home in group
    )
    assert max(map(len, homes("flat-mate"))) in (3, 4, 5)
    assert 30 <= max(map(len, homes("resident"))) <= 80


def test_unrelated_households_share_buildings(world: World) -> None:
    others = [home.address for home in world.households if home.kind not in ("flat-mate", "resident")]
    neighbours = Counter((address.number, address.street, address.town) for address in others)
    assert sum(count for count in neighbours.values() if count > 1) > 0.15 * len(others)


def test_names_have_a_heavy_head_and_a_long_tail(world: World) -> None:
    families = Counter(home.members[0].family for home in world.households)
    assert families.most_common(1)[0][1] >= 4
    assert sum(1 for count in families.values() if count == 1) > 0.4 * len(families)


def test_whoever_moved_or_married_did_so_in_the_past(world: World) -> None:
    days = [day for person, _ in world.members() for day in (person.moved, person.married) if day]
    assert days
    assert max(days) <= TODAY
