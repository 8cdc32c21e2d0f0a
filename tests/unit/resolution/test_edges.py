"""Nothing in an edge is unexplained: bits sum to the weight, the weight gives the probability, a refusal its reason."""

import math
from functools import cache

import polars as pl
import pytest

from app.matching.model import HOME
from app.resolution.derive import EDGE_FLOOR, Derived, derive
from app.resolution.edges import edges, match_edges
from tests.unit.resolution.people import rows, standardised


@cache
def derived() -> Derived:
    return derive(standardised(rows()))


def bits(line: str) -> float:
    return float(line.rsplit("|", 1)[1])


def test_bits_sum_to_the_weight_and_the_weight_gives_the_probability() -> None:
    found = match_edges(derived())
    assert found.height > 80
    for edge in found.iter_rows(named=True):
        assert sum(map(bits, edge["evidence"])) == pytest.approx(edge["weight"], abs=1e-6)
        probability = 1 / (1 + 2 ** -(edge["weight"] + derived().model.prior_bits))
        assert edge["probability"] == pytest.approx(probability, abs=1e-5)


def test_every_line_names_a_comparison_and_one_of_its_levels() -> None:
    levels = {item.name: {level.name for level in item.levels} for item in derived().model.comparisons}
    for edge in match_edges(derived()).iter_rows(named=True):
        names = [line.split("|")[0] for line in edge["evidence"]]
        assert len(names) == len(set(names))
        for line in edge["evidence"]:
            name, level, _ = line.split("|")
            assert level in levels.get(name, {"explained by it"} if name == HOME else ())


def test_the_correction_for_housemates_only_takes_away() -> None:
    lines = match_edges(derived())["evidence"].explode().drop_nulls().to_list()
    corrections = [bits(line) for line in lines if line.startswith(f"{HOME}|")]
    assert corrections
    assert max(corrections) < 0


def test_edges_go_from_the_smaller_id_to_the_larger_once_each() -> None:
    found = match_edges(derived())
    assert (found["a"] < found["b"]).all()
    assert found.select("a", "b").is_unique().all()


def test_refused_edges_have_a_reason_and_accepted_ones_none() -> None:
    cannot = pl.DataFrame({"a": ["r000-0", "r003-0"], "b": ["r000-1", "r003-1"]})
    found = match_edges(
        derive(standardised(rows()), model=derived().model, verdicts=(cannot.clear(), cannot))
    )
    assert (found["accepted"] == found["reason"].is_null()).all()
    refused = found.filter(pl.col("reason") == "a steward's cannot-link")
    assert {*refused.select("a", "b").iter_rows()} == {*cannot.iter_rows()}


def test_a_must_link_is_an_edge_whatever_its_bits() -> None:
    must = pl.DataFrame({"a": ["r000-0"], "b": ["r051-0"]})
    found = match_edges(derive(standardised(rows()), model=derived().model, verdicts=(must, must.clear())))
    edge = found.filter(basis="verdict").row(0, named=True)
    assert (edge["a"], edge["b"], edge["accepted"]) == ("r000-0", "r051-0", True)
    assert edge["probability"] < EDGE_FLOOR


def test_edges_of_homes_need_no_correction() -> None:
    homes = derived().homes
    assert homes.links is not None
    assert homes.model is not None
    found = edges(homes.links, homes.model, derived().records, corrected=False)
    assert not any(line.startswith(HOME) for line in found["evidence"].explode().to_list())
    assert (found["a"] < found["b"]).all()
    assert all(math.isfinite(weight) and weight > 0 for weight in found["weight"])
