"""What the number of records that people have says about merging."""

import numpy as np
import pytest

from app.matching.sizes import MOST, alone_bits, learn_sizes, merging_bits


def bits(people: list[int], a: int, b: int) -> float:
    """Of merging clusters of a and b records where people have so many records."""
    (found,) = merging_bits(learn_sizes(np.array(people)), np.array([a]), np.array([b]))
    return float(found)


class TestTwoListsOfTheSamePeople:
    PEOPLE = [2] * 400 + [1] * 4

    def test_two_records_alone_probably_belong_together(self) -> None:
        assert bits(self.PEOPLE, 1, 1) > 5

    def test_two_pairs_do_not(self) -> None:
        assert bits(self.PEOPLE, 2, 2) < -3

    def test_how_sure_it_is_has_a_limit_as_new_records_come_alone(self) -> None:
        assert bits([2] * 1_000_000, 1, 1) < 12


def test_ordinary_numbers_say_next_to_nothing() -> None:
    people = [records for records in range(1, 12) for _ in range(2 ** (12 - records))]
    for a, b in ((1, 1), (1, 2), (2, 2), (1, 3)):
        assert bits(people, a, b) == pytest.approx(0, abs=0.1)


def test_where_nearly_everybody_is_there_once_two_alone_are_judged_by_their_pair() -> None:
    assert bits([1] * 990 + [2] * 10, 1, 1) == pytest.approx(0, abs=0.1)


def test_nothing_is_held_against_two_records_alone() -> None:
    assert bits([1] * 1000 + [30] * 100, 1, 1) == 0


def test_nothing_is_said_of_many_records() -> None:
    assert bits([2] * 400, MOST, 1) == 0


@pytest.mark.parametrize("people", [[1], [1, 1, 1]])
def test_a_file_without_duplicates_teaches_nothing(people: list[int]) -> None:
    assert learn_sizes(np.array(people)) == ()
    assert alone_bits(()) == 0
    assert merging_bits((), np.array([1]), np.array([1])).tolist() == [0]


@pytest.mark.parametrize("people", [[5000], [20] * 300, [3000, 1, 1], [2, 1]])
def test_whatever_the_file_the_bits_are_numbers(people: list[int]) -> None:
    assert np.isfinite(learn_sizes(np.array(people))).all()
