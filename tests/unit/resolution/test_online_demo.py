"""Guesses on demo worlds that nothing was tuned on, against the truth about their anonymous cookies and devices."""

from typing import NamedTuple

import polars as pl
import pytest

from app.demo.files import write_demo_data
from app.resolution.online.guess import Guesses, guess
from tests.demo_browsers import Browsers, browsers_of, judged, knowable_homes


class World(NamedTuple):
    browsers: Browsers
    found: Guesses
    people: pl.DataFrame
    homes: pl.DataFrame


def mean(values: pl.Series) -> float:
    return float(values.to_numpy().astype(float).mean())


@pytest.fixture(scope="module", params=[(1500, 101), (2500, 303)], ids=str)
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> World:
    people, seed = request.param
    folder = tmp_path_factory.mktemp("demo")
    write_demo_data(folder, people=people, seed=seed, quiet=True)
    browsers = browsers_of(folder)
    found = guess(browsers.units)
    return World(browsers, found, *judged(found, browsers.truth))


def test_household_links_are_right_and_many(world: World) -> None:
    right = world.homes["right"].sum()
    assert right / world.homes.height >= 0.92
    assert right / knowable_homes(world.browsers) >= 0.7


def test_probabilities_of_individuals_are_calibrated(world: World) -> None:
    """In each band of probability as many guesses are right as was said, or somewhat more."""
    for low, high in ((0.1, 0.4), (0.4, 0.7), (0.7, 1.01)):
        band = world.people.filter(pl.col("probability").is_between(low, high, closed="left"))
        said, true = mean(band["probability"]), mean(band["right"])
        assert band.height > 30
        assert said - 0.12 < true < said + 0.25, (low, said, true)


def test_sure_guesses_of_individuals_are_right(world: World) -> None:
    sure = world.people.filter(pl.col("probability") >= 0.8)
    assert mean(sure["right"]) >= 0.9


def test_what_held_out_sign_ins_show_holds_for_the_anonymous(world: World) -> None:
    assert world.found.household.sign_ins > 500
    assert mean(world.homes["right"]) == pytest.approx(world.found.household.precision, abs=0.05)


def test_only_beyond_doubt_is_anything_attached(world: World) -> None:
    assert world.found.may_attach == (world.found.person.at_least >= 0.95)
    assert world.found.may_attach or world.found.attachable().is_empty()
