"""Pairs of a labelling: all of them, or a fair sample."""

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.matching.pairs import pairs_within


@given(st.lists(st.integers(-1, 4), max_size=25))
def test_all_pairs_and_no_other(labels: list[int]) -> None:
    found = pairs_within(np.array(labels, np.int64))
    expected = {
        (a, b) for a, b in combinations(range(len(labels)), 2) if labels[a] == labels[b] and labels[a] >= 0
    }
    assert set(zip(found.left.tolist(), found.right.tolist(), strict=True)) == expected
    assert found.whole == len(expected)
    assert found.share == 1


def test_of_too_many_a_sample_is_drawn() -> None:
    labels = np.repeat([0, 1, 2], [3000, 1000, 1])
    found = pairs_within(labels, most=10_000)
    assert found.whole == 3000 * 2999 // 2 + 1000 * 999 // 2
    assert len(found.left) == 10_000
    assert (labels[found.left] == labels[found.right]).all()
    assert (found.left < found.right).all()
    assert np.mean(labels[found.left] == 0) > 0.88  # 90 % of the pairs are there
