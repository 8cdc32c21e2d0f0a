"""Pairwise and B-cubed metrics against a count by hand over all pairs."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matching.metrics import agreement

LABELS = st.integers(1, 40).flatmap(
    lambda n: st.tuples(*(st.lists(st.integers(0, 6), min_size=n, max_size=n) for _ in range(2)))
)


@given(LABELS)
def test_pairwise_and_b_cubed_equal_a_count_by_hand(labels: tuple[list[int], list[int]]) -> None:
    predicted, truth = labels
    found = agreement(np.array(predicted), np.array(truth))
    pairs = list(combinations(range(len(truth)), 2))
    together = {(a, b) for a, b in pairs if predicted[a] == predicted[b]}
    real = {(a, b) for a, b in pairs if truth[a] == truth[b]}
    assert found.pairwise.precision == pytest.approx(
        len(together & real) / len(together) if together else 1.0
    )
    assert found.pairwise.recall == pytest.approx(len(together & real) / len(real) if real else 1.0)
    precision, recall = [], []
    for row in range(len(truth)):
        cluster = {other for other in range(len(truth)) if predicted[other] == predicted[row]}
        person = {other for other in range(len(truth)) if truth[other] == truth[row]}
        precision.append(len(cluster & person) / len(cluster))
        recall.append(len(cluster & person) / len(person))
    assert found.b_cubed.precision == pytest.approx(np.mean(precision))
    assert found.b_cubed.recall == pytest.approx(np.mean(recall))


def test_a_perfect_partition_scores_one() -> None:
    found = agreement(np.array([5, 5, 9]), np.array([0, 0, 1]))
    assert found.pairwise.f1 == found.b_cubed.f1 == 1.0
