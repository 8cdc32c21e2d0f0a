"""Guesses about anonymous browsers: whose they may be, how sure, and why."""

import math
import random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.resolution.online.guess import ATTACH_PRECISION, UNITS, Guesses, Shown, guess
from tests.unit.resolution.browsers import at_home, frame, signed_in, town, unit


@pytest.fixture(scope="module")
def guessed() -> tuple[Guesses, dict[str, tuple[str, str]]]:
    units, truth = town()
    return guess(units), truth


def best(found: Guesses) -> pl.DataFrame:
    return found.suggestions.unique("key", keep="first", maintain_order=True)


def test_homes_are_found_and_right(guessed: tuple[Guesses, dict[str, tuple[str, str]]]) -> None:
    found, truth = guessed
    right = [truth[row["key"]][1] == row["household"] for row in found.homes.to_dicts()]
    assert len(right) > 0.7 * found.anonymous
    assert sum(right) / len(right) > 0.95


def test_probabilities_are_how_often_guesses_are_right(
    guessed: tuple[Guesses, dict[str, tuple[str, str]]],
) -> None:
    found, truth = guessed
    guesses = best(found).to_dicts()
    right = [truth[row["key"]][0] == row["individual"] for row in guesses]
    said = sum(row["probability"] for row in guesses) / len(guesses)
    assert said == pytest.approx(sum(right) / len(right), abs=0.08)


@pytest.mark.parametrize("kind", ["suggestions", "homes"])
def test_bits_sum_to_the_weight_and_give_the_probability(
    guessed: tuple[Guesses, dict[str, tuple[str, str]]], kind: str
) -> None:
    found = guessed[0]
    rows = getattr(found, kind).to_dicts()
    assert rows
    for row in rows:
        bits = [float(line.rsplit("|", 1)[1]) for line in row["evidence"]]
        assert sum(bits) == pytest.approx(row["weight"], abs=1e-6)
        odds = 2 ** (row["weight"] - math.log2(found.priors.others))
        assert odds / (1 + odds) == pytest.approx(row["probability"], abs=0.01)


def test_suggestions_point_at_known_browsers_of_that_person() -> None:
    units, _ = town(60)
    people = dict(units.select("key", "people").iter_rows())
    for row in guess(units).suggestions.to_dicts():
        assert people[row["key"]] == []
        assert people[row["other"]] == [row["individual"]]


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10_000))
def test_the_order_of_units_does_not_matter(seed: int) -> None:
    units, _ = town(40, seed)
    rows = units.to_dicts()
    random.Random(seed).shuffle(rows)
    one, other = guess(units), guess(frame(rows))
    assert one.suggestions.equals(other.suggestions)
    assert one.homes.equals(other.homes)
    assert (one.person, one.household, one.model.version) == (
        other.person,
        other.household,
        other.model.version,
    )


def test_without_sign_ins_there_is_nothing_to_liken_to() -> None:
    units = frame([unit(f"a{n}", **at_home("90.1.1.1")) for n in range(3)])
    found = guess(units)
    assert (found.anonymous, found.suggestions.height, found.homes.height) == (3, 0, 0)


def test_no_units_at_all() -> None:
    assert guess(pl.DataFrame(schema=UNITS)).anonymous == 0


def test_a_home_network_by_night_says_the_household_at_once() -> None:
    """A handful of sign-ins is enough to guess, by the shipped probabilities; nothing may be attached on them."""
    strangers = [unit(f"s{n}", **at_home(f"90.2.2.{n}"), **signed_in(f"i{n}", f"h{n}")) for n in range(20)]
    known = unit("known", **at_home("90.1.1.1"), **signed_in("anna", "home"))
    found = guess(frame([*strangers, known, unit("new", **at_home("90.1.1.1"))]))
    assert [(row["key"], row["household"]) for row in found.homes.to_dicts()] == [("cookie:new", "home")]
    assert not found.may_attach
    assert found.attachable().is_empty()


def test_two_who_fit_equally_well_share_the_probability_but_not_the_household() -> None:
    strangers = [unit(f"s{n}", **at_home(f"90.2.2.{n}"), **signed_in(f"i{n}", f"h{n}")) for n in range(20)]
    two = [unit(name, **at_home("90.1.1.1"), **signed_in(name, "home")) for name in ("anna", "bruno")]
    found = guess(frame([*strangers, *two, unit("new", **at_home("90.1.1.1"))]))
    anna, bruno = found.suggestions["probability"].to_list()
    assert anna == bruno < 0.5
    assert found.homes["probability"].to_list()[0] > anna + bruno


def test_a_network_of_thousands_says_nothing() -> None:
    crowd = [unit(f"s{n}", **at_home("37.1.1.1"), **signed_in(f"i{n}", f"h{n}")) for n in range(200)]
    found = guess(frame([*crowd, unit("new", **at_home("37.1.1.1"))]))
    assert found.crowded == 1
    assert found.suggestions.is_empty()
    assert found.homes.is_empty()


def test_a_tablet_of_several_speaks_for_the_household_only() -> None:
    strangers = [unit(f"s{n}", **at_home(f"90.2.2.{n}"), **signed_in(f"i{n}", f"h{n}")) for n in range(20)]
    tablet = unit("tablet", **at_home("90.1.1.1"), people=["anna", "bruno"], households=["home"])
    found = guess(frame([*strangers, tablet, unit("new", **at_home("90.1.1.1"))]))
    assert found.suggestions.is_empty()
    assert found.homes["household"].to_list() == ["home"]


def test_a_cleared_cookie_is_known_by_its_device() -> None:
    strangers = [unit(f"s{n}", **at_home(f"90.2.2.{n}"), **signed_in(f"i{n}", f"h{n}")) for n in range(20)]
    known = unit("known", devices=["device:d1"], **signed_in("anna", "home"))
    device = (
        unit("d1")
        | {"key": "device:d1", "device": True, "devices": ["device:d1"]}
        | signed_in("anna", "home")
    )
    found = guess(frame([*strangers, known, device, unit("new", devices=["device:d1"])]))
    (row,) = found.suggestions.to_dicts()
    assert (row["key"], row["other"], row["individual"]) == ("cookie:new", "cookie:known", "anna")
    assert any(line.startswith("device|same|") for line in row["evidence"])


def test_precision_is_believed_only_beyond_doubt() -> None:
    assert Shown(0.9, 200, 20, 20).at_least < ATTACH_PRECISION < Shown(0.9, 200, 100, 100).at_least
    assert Shown(0.9, 200, 0, 0).at_least == 0
    assert Shown(0.9, 2000, 1000, 960).at_least < ATTACH_PRECISION
