"""The model that is shipped: what it makes of the first few records of a graph."""

import polars as pl
import pytest

from app.matching.shipped import shipped_model
from app.resolution.derive import derive
from app.standardise.record import standardise_frame


def are_one(a: dict[str, str], b: dict[str, str]) -> bool:
    """Whether two records that are all there is become one person."""
    frame = standardise_frame(pl.DataFrame([{"record": "a"} | a, {"record": "b"} | b], orient="row")).frame
    left, right = derive(frame, model=shipped_model()).person.tolist()
    return bool(left == right)


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("email", "jmartin@acme.fr", "pmartin@acme.fr"),
        ("email", "jmartin@acme.fr", "jmartinez@acme.fr"),
        ("email", "jean.martin75@gmail.com", "jean.martin76@gmail.com"),
        ("email", "lucas.martin@gmail.com", "lucie.martin@gmail.com"),
        ("email", "caisse01@acme.fr", "caisse02@acme.fr"),
        ("phone", "0637492811", "0637492812"),
        ("phone", "0142334501", "0142334502"),
    ],
)
@pytest.mark.parametrize(
    "shared",
    [{}, {"organisation": "Acme"}, {"given_name": "Marie"}, {"postal_code": "75002"}],
    ids=lambda shared: next(iter(shared), "nothing else"),
)
def test_identifiers_that_are_nearly_alike_do_not_make_one_person(
    field: str, one: str, other: str, shared: dict[str, str]
) -> None:
    assert not are_one({field: one, **shared}, {field: other, **shared})


def test_a_misspelt_identifier_does_not_part_a_person() -> None:
    person = {"given_name": "Marie", "family_name": "Durand", "birth_date": "1980-05-12"}
    mail, phone = {"email": "sophie.lange@gmail.com"}, {"phone": "0637492811"}
    assert are_one(person | mail, person | {"email": "sophie.lnge@gmail.com"})
    assert are_one(person | phone, person | {"phone": "0637492812"})
    assert are_one(mail | phone, {"email": "sophie.lnge@gmail.com"} | phone)


def test_names_the_wrong_way_round_are_worth_no_more_than_the_right_way_round() -> None:
    model = shipped_model().comparisons_by_name
    given, family = model["given_name"].levels, model["family_name"].levels
    swapped = next(level for level in given if level.name == "swapped")
    assert swapped.bits <= given[0].bits + family[0].bits + 1e-6
    one = {"given_name": "Thomas", "family_name": "Martin", "birth_date": "1980-05-12"}
    assert not are_one(one, {"given_name": "Martin", "family_name": "Thomas", "birth_date": "1956-11-03"})
    assert are_one(one, one | {"given_name": "Martin", "family_name": "Thomas"})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("jean.dupont+news@acme.fr", "jean.dupont@acme.fr"),
        ("j.dupont@gmail.com", "jdupont@googlemail.com"),
    ],
)
def test_one_mailbox_is_one_person_as_one_email_is(one: str, other: str) -> None:
    assert are_one({"email": one}, {"email": other})
    couple = {"given_name": "Jean", "email": one}, {"given_name": "Sophie", "email": other}
    assert not are_one(*couple)


HOME = {"street_address": "12 rue de la Paix", "postal_code": "75002", "locality": "Paris"}


@pytest.mark.parametrize("home", [{}, HOME, HOME | {"phone": "0142334501"}], ids=["", "home", "landline"])
def test_a_couple_with_one_loyalty_card_is_two_people(home: dict[str, str]) -> None:
    shared = {"family_name": "Durand", "external_id": "loyalty:99123"} | home
    assert not are_one(shared | {"given_name": "Paul"}, shared | {"given_name": "Sophie"})
    assert are_one(shared | {"given_name": "Paul"}, shared | {"given_name": "Paul"})


def test_an_account_on_two_devices_is_one_person() -> None:
    account = {"external_id": "user:99123"}
    assert are_one(
        account | {"cookie": "ck-one-1", "device": "dv-one-1"},
        account | {"cookie": "ck-two-2", "device": "dv-two-2"},
    )
