"""Verdicts move the probabilities the right way, by as much as they are worth, and never the bits."""

import numpy as np
import pytest

from app.matching.calibration import calibrated
from app.matching.model import Calibration
from tests.unit.matching.test_document import model

EVEN = -model().prior_bits
"""Weight at which the uncalibrated model says one half."""


def taught(weights: list[float], *, same: list[bool]) -> object:
    return calibrated(model(), np.array(weights), np.array(same))


def chance(taught_model: object, weight: float) -> float:
    return float(taught_model.probability(np.float32([weight]))[0])  # type: ignore[attr-defined]


def test_without_verdicts_it_is_exactly_the_uncalibrated_model() -> None:
    assert taught([], same=[]) == model()
    earlier = model(calibration=Calibration(slope=2, shift=1, verdicts=3))
    assert calibrated(earlier, np.empty(0), np.empty(0, np.bool_)) == model()


@pytest.mark.parametrize(("same", "sign"), [(True, 1), (False, -1)])
def test_verdicts_against_the_score_move_the_probabilities_their_way(same: bool, sign: int) -> None:
    weights = [EVEN - sign * step for step in (1.0, 2.0, 3.0, 2.0, 1.0)]
    after = taught(weights, same=[same] * 5)
    for weight in (EVEN - 4, EVEN, EVEN + 4):
        assert sign * (chance(after, weight) - chance(model(), weight)) > 0.02
    more = taught(weights * 10, same=[same] * 50)
    assert sign * (chance(more, EVEN) - chance(after, EVEN)) > 0


def test_verdicts_that_the_score_foresaw_change_little() -> None:
    weights = [EVEN + step for step in range(-8, 9) if step]
    after = taught(weights, same=[weight > EVEN for weight in weights])
    assert chance(after, EVEN) == pytest.approx(0.5, abs=0.05)


def test_order_does_not_matter_and_the_higher_weight_stays_the_more_probable() -> None:
    random = np.random.default_rng(1)
    weights, same = EVEN + random.normal(0, 5, 60), random.random(60) < 0.5
    order = random.permutation(60)
    one, other = (calibrated(model(), weights[rows], same[rows]) for rows in (np.arange(60), order))
    assert one.calibration is not None
    assert other.calibration is not None
    assert one.calibration.slope == pytest.approx(other.calibration.slope, abs=1e-3)
    assert one.calibration.slope > 0


def test_one_odd_verdict_does_not_drag_the_model_along() -> None:
    """A steward knows of a marriage that no field shows."""
    after = taught([EVEN - 40], same=[True])
    assert chance(after, EVEN) == pytest.approx(0.5, abs=0.01)


def test_many_verdicts_bring_the_probabilities_to_what_they_say() -> None:
    """Made-up truth: the model is three bits too generous and its odds are twice as steep as they should be."""
    random = np.random.default_rng(2)
    weights = EVEN + random.uniform(-12, 12, 5000)
    same = random.random(5000) < 1 / (1 + 2 ** -(0.5 * (weights - EVEN - 3)))
    after = calibrated(model(), weights, same)
    for step in (-4, 0, 3, 8):
        assert chance(after, EVEN + step) == pytest.approx(1 / (1 + 2 ** -(0.5 * (step - 3))), abs=0.05)


def test_the_levels_and_their_bits_stay() -> None:
    assert taught([EVEN], same=[False]).comparisons == model().comparisons  # type: ignore[attr-defined]
