"""Expectation-maximisation on pairs drawn from known classes."""

import numpy as np
import pytest

from app.matching.expectation import Beginning, Learned, learn

GIVEN, FAMILY, NUMBER = range(3)
M = [np.array([0.9, 0.1]), np.array([0.95, 0.05]), np.array([0.98, 0.02])]
U = [np.array([0.01, 0.99]), np.array([0.005, 0.995]), np.array([0.001, 0.999])]
HOMES = [0.02, 0.8, 0.97]
"""A given name, a family name, and a household's number: an attribute that nobody said anything about."""


def drawn(same: int, together: int, strangers: int, seed: int = 1) -> np.ndarray:
    """Levels of that many pairs of each class."""
    random = np.random.default_rng(seed)

    def pairs(count: int, chances: list[np.ndarray]) -> np.ndarray:
        return np.column_stack([random.choice(len(p), count, p=p) for p in chances]).astype(np.int8)

    homes = [share * m + (1 - share) * u for share, m, u in zip(HOMES, M, U, strict=True)]
    return np.concatenate([pairs(same, M), pairs(together, homes), pairs(strangers, U)])


def learned(same: int, together: int, records: int = 600) -> Learned:
    """From all pairs of so many records."""
    levels = drawn(same, together, records * (records - 1) // 2 - same - together)
    chances = [np.bincount(column, minlength=2) / len(levels) for column in levels.T]
    usual = [np.array([0.85, 0.15]), np.array([0.9, 0.1]), np.array([0.8, 0.2])]
    begin = Beginning(usual, [0.015, 0.75, 0.5], [0.3, 1.0, 1.0], prior=1.0 / records)
    return learn(levels, chances, records, begin)


def test_more_housemates_than_duplicates_do_not_become_the_persons() -> None:
    found = learned(same=200, together=1000)
    pairs = 600 * 599 / 2
    assert found.prior * pairs == pytest.approx(200, rel=0.5)
    assert found.m[GIVEN][0] > 0.65


def test_what_housemates_share_is_learned() -> None:
    found = learned(same=200, together=1000)
    assert found.homes[NUMBER] > 0.6
    assert found.homes[GIVEN] < 0.05


def test_one_person_keeps_its_given_name_whatever_the_data() -> None:
    found = learned(same=0, together=1000)
    assert found.m[GIVEN][-1] <= 0.3 + 1e-9


def test_without_pairs_the_beginning_stays() -> None:
    usual = [np.array([0.85, 0.15])]
    begin = Beginning(usual, [0.015], [0.3], prior=0.001)
    found = learn(np.empty((0, 1), np.int8), U[:1], 100, begin)
    assert found.m[0] == pytest.approx(usual[0])


def test_a_crowd_for_everybody_is_no_person() -> None:
    """Two fields that always come together, in a file of eight combinations: nothing is learned from that."""
    everything = 400 * 399 // 2
    together = everything // 8
    levels = np.zeros((together, 2), np.int8)
    chances = [np.array([0.125, 0.875])] * 2
    begin = Beginning([np.array([0.8, 0.2])] * 2, [0.0, 0.0], [1.0, 1.0], prior=1 / 400)
    found = learn(levels, chances, 400, begin)
    assert found.prior * 400 < 1
    assert found.m[0].tolist() == [0.8, 0.2]
    named = Beginning(begin.m, begin.homes, begin.most_different, begin.prior, identifies=[True, False])
    assert learn(levels, [np.array([0.001, 0.999])] * 2, 400, named).prior > 0.1


def test_as_many_pairs_as_comparisons_are_still_pairs() -> None:
    """A square of levels could be read either way round."""
    levels = np.array([[0, 4], [1, 3]], np.int8)
    begin = Beginning([np.full(2, 0.5), np.full(5, 0.2)], [0.0, 0.0], [1.0, 1.0], prior=0.1)
    assert len(learn(levels, begin.m, 10, begin).m[1]) == 5
