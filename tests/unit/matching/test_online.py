"""What two browsers have in common, level by level, and what that weighs."""

from typing import Any

import numpy as np
import polars as pl
import pytest

from app.matching.online.comparisons import COMPARISONS, candidate_pairs, compare, network_of, traces
from app.matching.online.model import Labelled, Labels, learn

Unit = dict[str, Any]
SCHEMA: dict[str, Any] = {
    "counts": pl.Boolean,
    "user_agent": pl.String,
    "ips": pl.List(pl.String),
    "ip_nights": pl.List(pl.Int64),
    "hours": pl.List(pl.Int64),
    "places": pl.List(pl.String),
    "devices": pl.List(pl.String),
}


def unit(**known: Any) -> Unit:
    empty: Unit = {"counts": True, "user_agent": None, "ips": [], "ip_nights": [], "hours": None}
    return empty | {"places": [], "devices": []} | known


def frame(*units: Unit) -> pl.DataFrame:
    return pl.DataFrame(list(units), schema=SCHEMA, orient="row")


def levels(*units: Unit) -> dict[str, str]:
    """The levels that the first two units reach; missing ones are left out."""
    found, _ = compare(traces(frame(*units)), np.array([0]), np.array([1]))
    named = zip(COMPARISONS, found[0].tolist(), strict=True)
    return {comparison.name: comparison.levels[level] for comparison, level in named if level >= 0}


def at(*ips: str, nights: int = 0) -> Unit:
    return {"ips": list(ips), "ip_nights": [nights] * len(ips)}


def crowd(number: int, ip: str) -> list[Unit]:
    return [unit(**at(ip)) for _ in range(number)]


@pytest.mark.parametrize(
    ("others", "nights", "level"),
    [
        (0, (1, 1), "same, used by few, by night"),
        (0, (1, 0), "same, used by few"),
        (30, (1, 1), "same, used by some, by night"),
        (30, (0, 0), "same, used by some"),
        (100, (1, 1), "same, used by many"),
    ],
)
def test_a_network_counts_by_how_many_use_it_and_by_night(
    others: int, nights: tuple[int, int], level: str
) -> None:
    two = [unit(**at("81.2.3.4", nights=night)) for night in nights]
    assert levels(*two, *crowd(others, "81.2.3.4"))["network"] == level


def test_of_several_networks_the_most_telling_comes_first_and_the_next_is_further() -> None:
    two = [unit(**at("81.2.3.4", "37.1.1.1")) for _ in range(2)]
    found = levels(*two, *crowd(100, "37.1.1.1"))
    assert (found["network"], found["further network"]) == ("same, used by few", "used by many")


def test_different_networks_are_evidence_and_unknown_ones_are_none() -> None:
    assert levels(unit(**at("81.2.3.4")), unit(**at("81.2.3.5"))) == {"network": "different"}
    assert levels(unit(**at("81.2.3.4")), unit()) == {}


def test_on_one_device_the_browser_says_nothing_more() -> None:
    two = [unit(devices=["device:d"], user_agent="chrome/windows") for _ in range(2)]
    assert levels(*two) == {"device": "same"}
    assert levels(two[0], unit(user_agent="firefox/windows")) == {"browser": "same system"}


def test_hours_need_visits_and_tell_a_rhythm() -> None:
    def visits(**hours: int) -> Unit:
        return unit(hours=[hours.get(f"h{hour}", 0) for hour in range(24)])

    late, early = visits(h21=9), visits(h7=9)
    everybody = [visits(h7=20, h21=20)] * 5
    assert levels(late, late, *everybody)["hours"] == "alike"
    assert levels(late, early, *everybody)["hours"] == "unlike"
    assert "hours" not in levels(visits(h21=2), late, *everybody)


def test_a_rare_place_is_more_than_a_common_one() -> None:
    crowd_there = [unit(places=["/new"]) for _ in range(300)]
    rare = [unit(places=["/new", "/shops/lyon"]) for _ in range(2)]
    assert levels(*rare, *crowd_there)["places"] == "a rare one in common"
    assert levels(unit(places=["/new"]), unit(places=["/new"]), *crowd_there)["places"] == "one in common"


@pytest.mark.parametrize(
    ("ip", "network"),
    [
        ("81.2.3.4", "81.2.3.4"),
        ("203.0.113.7", "203.0.113.7"),
        ("192.168.1.7", None),
        ("10.0.0.1", None),
        ("100.64.0.9", None),
        ("127.0.0.1", None),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1", None),
        ("fd00::1", None),
    ],
)
def test_networks(ip: str, network: str | None) -> None:
    assert network_of(ip) == network


def test_blocks_are_capped() -> None:
    seen = traces(frame(*crowd(61, "37.1.1.1"), unit(**at("81.2.3.4")), unit(**at("81.2.3.4"))))
    left, right = candidate_pairs(seen)
    assert (left.tolist(), right.tolist()) == ([61], [62])
    assert seen.crowded == 1


def test_what_few_share_weighs_more() -> None:
    none = Labelled(np.empty((0, len(COMPARISONS)), np.int8), np.empty((0, len(COMPARISONS))))
    model = learn(0, Labels(none, none, none, none, 0))
    two_levels = np.full((2, len(COMPARISONS)), -1, np.int8)
    two_levels[:, 0] = 0
    sizes = np.zeros(two_levels.shape)
    sizes[:, 0] = (2, 8)
    same, home = model.bits(two_levels, sizes)
    assert same[0, 0] - same[1, 0] == pytest.approx(2)
    assert home[0, 0] - home[1, 0] == pytest.approx(2)
    assert np.all(same[:, 1:] == 0), "what is missing is no evidence"
