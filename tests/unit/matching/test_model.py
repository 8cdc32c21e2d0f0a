"""The arithmetic of weights, and training on a file whose parameters are known."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matching.attributes import comparisons_for
from app.matching.blocking import candidate_pairs
from app.matching.comparisons import MISSING
from app.matching.features import add_features
from app.matching.model import MatchModel, home_bits, home_correction, probability
from app.matching.scoring import compare, score
from app.matching.shipped import shipped_model
from app.matching.training import random_pairs, train

GIVEN = ["anne", "bruno", "claire", "david", "emma", "fabien", "gilles", "helene", "ines", "jules"]
FAMILY = [
    "martin",
    "bernard",
    "petit",
    "durand",
    "leroy",
    "moreau",
    "simon",
    "laurent",
    "garcia",
    "roux",
    "faure",
]


def people(count: int, seed: int = 3) -> pl.DataFrame:
    """Two records of each of `count` people; a tenth of the second records have another birth day."""
    random = np.random.default_rng(seed)
    rows = []
    for person in range(count):
        given, family = random.choice(GIVEN), random.choice(FAMILY)
        year, month, day = random.integers(1940, 2005), random.integers(1, 13), random.integers(1, 29)
        for copy in range(2):
            shown = (day % 28) + 1 if copy and random.random() < 0.1 else day
            date = f"{year}-{month:02}-{shown:02}"
            email = f"{given}.{family}{person}@x.fr" if random.random() < 0.7 else None
            rows.append((f"{person:05}-{copy}", given, family, date, email))
    columns = ["record", "given_name", "family_name", "birth_date", "email"]
    return add_features(pl.DataFrame(rows, schema=columns, orient="row"))


def trained(frame: pl.DataFrame) -> tuple[MatchModel, object]:
    comparisons = comparisons_for(frame)
    found = candidate_pairs(frame)
    compared = compare(frame, comparisons, found.left, found.right)
    sample = compare(frame, comparisons, *random_pairs(frame.height))
    return train(frame, sample, compared), compared


def test_training_finds_the_share_of_matches_and_is_deterministic() -> None:
    frame = people(400)
    model, _ = trained(frame)
    pairs = frame.height * (frame.height - 1) / 2
    assert model.prior == pytest.approx(400 / pairs, rel=0.15)
    exact = model.comparison("birth_date").levels[0]  # type: ignore[union-attr]
    assert 0.8 < exact.m < 0.97
    assert exact.u < 0.001
    assert trained(frame)[0] == model
    assert trained(frame)[0].version == model.version


def test_names_the_wrong_way_round_are_worth_no_more_than_the_right_way() -> None:
    """Where half of the records are swapped, namesakes are as well."""
    frame = people(400)
    odd = pl.int_range(pl.len()) % 2 == 1
    swapped = frame.with_columns(
        given_name=pl.when(odd).then("family_name").otherwise("given_name"),
        family_name=pl.when(odd).then("given_name").otherwise("family_name"),
    )
    model, _ = trained(
        add_features(swapped.select("record", "given_name", "family_name", "birth_date", "email"))
    )
    given, family = model.comparisons_by_name["given_name"], model.comparisons_by_name["family_name"]
    (wrong_way,) = (level.bits for level in given.levels if level.name == "swapped")
    assert 0 < wrong_way <= given.levels[0].bits + family.levels[0].bits + 1e-9


def test_a_model_survives_its_document() -> None:
    model, _ = trained(people(50))
    again = MatchModel.model_validate_json(model.model_dump_json())
    assert again == model
    assert again.version == model.version


def test_a_model_that_has_weighed_is_still_the_same() -> None:
    model, _ = trained(people(50))
    fresh = MatchModel.model_validate_json(model.model_dump_json())
    for weights in model.comparisons:
        weights.chance_of_agreeing(str.lower)
    assert model == fresh


def test_weights_are_the_sum_of_bits_and_the_household_correction() -> None:
    frame = people(100)
    model, compared = trained(frame)
    scored = score(compared, model)  # type: ignore[arg-type]
    shares = np.array([model.comparison(name).home_share for name in scored.names])  # type: ignore[union-attr]
    home = np.log2(shares * np.exp2(scored.bits) + 1 - shares)
    correction = home_correction(np.nansum(home, axis=1), model.home_prior)
    assert np.allclose(scored.weight, np.nansum(scored.bits, axis=1) + correction, atol=1e-3)
    missing = scored.levels == MISSING
    assert np.isnan(scored.bits[missing]).all()
    assert not np.isnan(scored.bits[~missing]).any()


def test_pairs_score_the_same_whichever_comes_first() -> None:
    frame = people(60)
    model, _ = trained(frame)
    comparisons = comparisons_for(frame)
    left, right = np.triu_indices(frame.height, 1)
    one, other = (
        score(compare(frame, comparisons, a.astype(np.int32), b.astype(np.int32)), model)
        for a, b in ((left, right), (right, left))
    )
    assert (one.levels == other.levels).all()
    assert np.allclose(one.weight, other.weight)


@given(st.floats(-20, 20), st.floats(0, 0.99))
def test_home_bits_lie_between_nothing_and_the_bits(bits: float, share: float) -> None:
    value = float(home_bits(np.float32([bits]), share)[0])
    assert min(bits, 0) - 1e-3 <= value <= max(bits, 0) + 1e-3


@given(st.floats(-50, 50), st.floats(1e-9, 0.5))
def test_the_household_correction_never_adds(home: float, prior: float) -> None:
    assert float(home_correction(np.float32([home]), prior)[0]) <= 0


def test_probability_is_even_where_the_weight_meets_the_prior() -> None:
    assert probability(np.float32([12.0]), -12.0)[0] == pytest.approx(0.5)
    assert probability(np.float32([22.0]), -12.0)[0] == pytest.approx(1024 / 1025, rel=1e-4)


def test_a_copy_with_another_content_has_another_version() -> None:
    model = shipped_model()
    before = model.version
    other = model.model_copy(update={"prior": model.prior / 2})
    assert other.version != before
    assert model.model_copy().version == model.version == before
