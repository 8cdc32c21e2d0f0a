"""Who lives together: one address and one surname, not one tower."""

import numpy as np
import polars as pl

from app.matching.features import add_features
from app.resolution.households import share_homes
from tests.unit.resolution.people import rows, standardised

HOME = {"street_address": "3 place du Marché", "postal_code": "33000", "locality": "Bordeaux"}
BLANK = dict.fromkeys(("birth_date", "email", "phone"))


def homes(*people: dict[str, str | None]) -> list[int]:
    """Household labels of `people`, one record each, among eighty others who live elsewhere."""
    others = [row for row in rows() if str(row["record"]).endswith("-0")]
    ours = [BLANK | {"person": "", "home": "", "record": f"a{n}"} | person for n, person in enumerate(people)]
    frame = add_features(standardised([*ours, *others]).sort("record"))
    return share_homes(frame, np.arange(frame.height)).home[: len(people)].tolist()


def person(given: str, family: str, **more: str) -> dict[str, str | None]:
    return {"given_name": given, "family_name": family} | HOME | more


def test_a_family_at_one_address_lives_together() -> None:
    assert (
        len(set(homes(person("Irène", "Kervella"), person("Loïc", "Kervella"), person("Maël", "Kervella"))))
        == 1
    )


def test_namesakes_far_apart_do_not() -> None:
    away = {"street_address": "9 quai Duguay", "postal_code": "35000", "locality": "Rennes"}
    assert len(set(homes(person("Irène", "Kervella"), person("Loïc", "Kervella", **away)))) == 2


def test_many_surnames_at_one_address_are_neighbours() -> None:
    names = ("Abadie", "Belmont", "Castel", "Dorval", "Esposito", "Ferrand", "Girardot", "Hamelin")
    found = homes(*(person(f"Jo{name[:3].lower()}", name) for name in names))
    assert len(set(found)) == len(names)


def test_a_family_in_a_tower_still_lives_together() -> None:
    names = ("Abadie", "Belmont", "Castel", "Dorval", "Esposito", "Ferrand", "Girardot")
    found = homes(*(person(f"Jo{name[:3].lower()}", name) for name in names), person("Irène", "Abadie"))
    assert found[0] == found[-1]
    assert len(set(found)) == len(names)


def test_a_household_is_labelled_by_its_smallest_row_and_people_stay_whole() -> None:
    frame = add_features(standardised(rows()).sort("record"))
    person_of = np.arange(frame.height) // 2 * 2
    found = share_homes(frame, person_of).home
    assert (found <= np.arange(frame.height)).all()
    assert (found[person_of] == found).all()


def test_without_anything_to_share_everybody_lives_alone() -> None:
    frame = pl.DataFrame({"record": ["a", "b"], "occupation": ["baker", "smith"]})
    found = share_homes(frame, np.arange(2))
    assert found.home.tolist() == [0, 1]
    assert found.links is None


def test_links_go_from_the_smaller_row_to_the_larger() -> None:
    frame = add_features(standardised(rows()).sort("record"))
    links = share_homes(frame, np.arange(frame.height) // 2 * 2).links
    assert links is not None
    assert len(links) > 10
    assert (links.left < links.right).all()
