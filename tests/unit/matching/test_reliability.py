"""Calibration: bins, their counts and the expected error."""

import numpy as np
import pytest

from app.matching.reliability import reliability


def test_a_calibrated_prediction_has_hardly_any_error() -> None:
    random = np.random.default_rng(0)
    predicted = random.random(100_000)
    found = reliability(predicted, random.random(100_000) < predicted)
    assert found.expected_calibration_error < 0.01
    assert sum(b.pairs for b in found.bins) == 100_000
    assert all(b.low <= b.predicted <= b.high for b in found.bins)


def test_an_overconfident_prediction_is_told_by_how_much() -> None:
    true = np.arange(1000) % 2 == 0
    found = reliability(np.full(1000, 0.93), true)
    assert [(b.low, b.high, b.pairs, b.true) for b in found.bins] == [(0.9, 0.95, 1000, 0.5)]
    assert found.expected_calibration_error == pytest.approx(0.43)
    assert found.doubtful_calibration_error == pytest.approx(0.43)


def test_plain_pairs_do_not_hide_the_doubtful_ones() -> None:
    predicted = np.r_[np.zeros(9_000), np.full(1_000, 0.55)]
    found = reliability(predicted, np.zeros(10_000, np.bool_))
    assert found.expected_calibration_error == pytest.approx(0.055)
    assert found.doubtful_calibration_error == pytest.approx(0.55)


def test_both_ends_of_the_scale_have_a_bin() -> None:
    found = reliability(np.array([0.0, 1.0]), np.array([False, True]))
    assert [b.pairs for b in found.bins] == [1, 1]
    assert found.doubtful_calibration_error is None
