"""What each comparison makes of pairs of values: a level for every pair, the same both ways round."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.matching.attributes import attribute, comparison_of, comparisons_for
from app.matching.comparisons import COMPARISONS, MISSING, Comparison
from app.matching.scoring import compare, score
from app.matching.training import random_pairs, train

BY_NAME = {comparison.name: comparison for comparison in COMPARISONS}
each = pytest.mark.parametrize("comparison", [*COMPARISONS, attribute("x_size")], ids=lambda item: item.name)


def level(name: str, left: str, right: str) -> str:
    found = int(BY_NAME[name].compare([left], [right])[0])
    return "missing" if found == MISSING else BY_NAME[name].levels[found]


@pytest.mark.parametrize(
    ("name", "left", "right", "expected"),
    [
        ("given_name", "anne", "anne", "exact"),
        ("given_name", "robert", "bob", "nickname"),
        ("given_name", "jean pierre", "pierre", "part of compound"),
        ("given_name", "j", "jean", "initial"),
        ("given_name", "geoffroy", "jeoffroi", "sounds alike"),
        ("given_name", "anne", "zoe", "different"),
        ("family_name", "martin|le gall", "le gall", "exact"),
        ("family_name", "dupont", "dupond", "sounds alike"),
        ("family_name", "dupont moretti", "moretti", "part of compound"),
        ("family_name", "durand", "legrand", "different"),
        ("birth_date", "1980-05-12", "1980-05-12", "exact"),
        ("organisation", "apex pharma and sons", "apex pharma and sons uk", "similar"),
        ("organisation", "apex pharma and sons", "sons of apex pharma", "similar"),
        ("organisation", "garage martin", "garage lefebvre", "shares a word"),
        ("birth_date", "1980-05-12", "1980-12-05", "day and month swapped"),
        ("birth_date", "1980-05-12", "1980", "agrees as far as known"),
        ("birth_date", "1980-05-12", "1980-05-13", "one digit differs"),
        ("birth_date", "1980-05-12", "1980-05-29", "two parts agree"),
        ("birth_date", "1980-05-12", "1941-11-27", "different"),
        ("birth_date", "1979", "1980-05-12", "neighbouring years, no more known"),
        ("email", "a.b@x.fr|c@y.fr", "c@y.fr", "exact"),
        ("email", "a.b+shop@gmail.com", "ab@gmail.com", "same mailbox"),
        ("email", "jean.dupont@x.fr", "jean.dupont@y.fr", "same local part"),
        ("email", "anna@free.fr", "zoe@orange.fr", "different"),
        ("email", "jd@acme.fr", "jb@acme.fr", "different"),
        ("email", "jd@acme.fr", "jd@acmee.fr", "similar"),
        ("email", "marie@acme.fr", "mari@acme.fr", "similar"),
        ("phone", "+33612345678", "+33612345679", "one digit differs"),
        ("phone", "+33612345678", "+33698765432", "different"),
        ("external_id", "loyalty:1", "loyalty:1|account:2", "shared"),
        ("external_id", "loyalty:1", "loyalty:2", "different"),
        ("external_id", "loyalty:1", "account:1", "missing"),
        ("national_id", "180057512345678", "180057512345679", "one digit differs"),
        ("address", "75011/paris/12 rue oberkampf/apt 4", "75011/paris/12 rue oberkampf/apt 4", "same home"),
        ("address", "75011/paris/12 rue oberkampf/", "75011/paris/12 rue oberkampf/apt 4", "same building"),
        (
            "address",
            "75011/paris/12 rue oberkampf/apt 5",
            "75011/paris/12 rue oberkampf/apt 4",
            "same building, other unit",
        ),
        ("address", "75011/paris//", "75011/paris/12 rue oberkampf/", "same postcode, no street"),
        ("address", "/paris//", "75011/paris//", "same town, no street"),
        ("address", "/london//", "/lonodn//", "similar town, no street"),
        ("address", "/london/1 high street/", "/lonodn/9 mill lane/", "other street, same town"),
        ("address", "//12 rue oberkampf/", "//12 rue oberkampf/", "same street, other town"),
        ("address", "75011/paris/12 rue oberkampf/", "69003/lyon/1 rue pasteur/", "different"),
    ],
)
def test_levels(name: str, left: str, right: str, expected: str) -> None:
    assert level(name, left, right) == expected
    assert level(name, right, left) == expected


def test_a_comparison_says_what_it_does() -> None:
    described = {comparison.name: comparison.description for comparison in COMPARISONS}
    assert described["gender"] == "same; different"
    assert described["country"] == "same; different. Rare values count for more"
    assert described["phone"].startswith("exact; one digit differs; different. Meant for one person")


texts = st.text("abcdé 0123456789-@.:|/", max_size=24)
"""Not quite what standardising gives, and all that it could."""


@each
@settings(max_examples=60, deadline=None)
@given(pairs=st.lists(st.tuples(texts, texts), min_size=1, max_size=8))
def test_any_two_texts_have_a_level_and_the_same_one_both_ways(
    comparison: Comparison, pairs: list[tuple[str, str]]
) -> None:
    if comparison.name == "address":
        pairs = [(_address(a), _address(b)) for a, b in pairs]
    left, right = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    found = comparison.compare(left, right)
    assert all(MISSING <= number < len(comparison.levels) for number in found.tolist())
    assert comparison.compare(right, left).tolist() == found.tolist()


@each
@settings(max_examples=60, deadline=None)
@given(pairs=st.lists(st.tuples(texts, texts), min_size=2, max_size=8))
def test_a_pair_is_judged_alone(comparison: Comparison, pairs: list[tuple[str, str]]) -> None:
    if comparison.name == "address":
        pairs = [(_address(a), _address(b)) for a, b in pairs]
    together = comparison.compare([pair[0] for pair in pairs], [pair[1] for pair in pairs]).tolist()
    assert together == [int(comparison.compare([a], [b])[0]) for a, b in pairs]


def _address(text: str) -> str:
    """Four parts, as the feature `full_address` has them."""
    return "/".join([*text.replace("|", " ").split("/"), "", "", ""][:4])


def test_a_column_that_says_the_same_everywhere_is_not_compared() -> None:
    frame = pl.DataFrame({"country": ["FR", "FR"], "national_id": ["1", "2"], "gender": [None, "f"]})
    assert [comparison.name for comparison in comparisons_for(frame)] == ["national_id"]


def test_an_identifier_that_is_the_same_everywhere_says_something() -> None:
    frame = pl.DataFrame({"email": ["a@x.fr", "a@x.fr"]})
    assert [comparison.name for comparison in comparisons_for(frame)] == ["email"]


def test_attributes_are_compared_under_their_own_name() -> None:
    frame = pl.DataFrame({"x_size": ["m", "l", "m", "l", "m"] * 20})
    assert [comparison.name for comparison in comparisons_for(frame)] == ["x_size"]


def test_agreeing_on_a_common_town_is_worth_less_than_on_a_rare_one() -> None:
    rows = [
        f"{place}" for place in ["/london//"] * 60 + ["/goring//"] * 3 + [f"/town {n}//" for n in range(40)]
    ]
    frame = pl.DataFrame({"record": [str(n) for n in range(len(rows))], "full_address": rows})
    comparisons = comparisons_for(frame)
    left, right = np.array([0, 60], np.int32), np.array([1, 61], np.int32)
    compared = compare(frame, comparisons, left, right)
    sample = compare(frame, comparisons, *random_pairs(frame.height))
    bits = score(compared, train(frame, sample, compared)).bits[:, 0]
    assert bits[0] < bits[1] - 2


@pytest.mark.parametrize(
    ("values", "left", "right", "expected"),
    [
        ([str(n) for n in range(20, 60)], "41", "42", "nearly equal"),
        ([str(n * 100) for n in range(90, 900)], "44000", "46000", "about equal"),
        ([str(n * 100) for n in range(90, 900)], "44000", "9000", "different"),
        (["red", "read", "blue"], "red", "read", "different"),
        (["yes", "no"], "yes", "yes", "same"),
        (
            [f"number {n} of the long texts about the {n} small cats" for n in range(40)],
            "number 1 of the long texts about the 1 small cats",
            "long texts about the small cats are number 1 of all",
            "most words shared",
        ),
        ([f"colour {n}" for n in range(40)], "colour 7", "color 7", "similar"),
    ],
    ids=["age", "amount", "amounts apart", "choice", "yes or no", "text", "spelling"],
)
def test_an_attribute_is_compared_by_what_its_values_are_like(
    values: list[str], left: str, right: str, expected: str
) -> None:
    frame = pl.DataFrame({"x_some": values * 2})
    (comparison,) = comparisons_for(frame)
    assert comparison.levels[comparison.compare([left], [right])[0]] == expected
    assert comparison.levels[comparison.compare([right], [left])[0]] == expected
    again = comparison_of(comparison.name, comparison.levels)
    assert again == comparison
