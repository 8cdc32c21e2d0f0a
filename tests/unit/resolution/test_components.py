"""Clustering: a function of the edges alone, whatever their order; constraints always hold."""

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.resolution.components import (
    Constraints,
    Odds,
    Pairs,
    cluster,
    components,
    spanning,
)

FIELDS = 3
ODDS = Odds(prior_bits=-4.0, home_prior=0.01, home_shares=np.array([0.0, 0.7, 0.0]))
TWO_EACH = replace(ODDS, sizes=(-3.5, 1.0, -3.5, -3.5, -3.5, -3.5))
"""Nearly everybody has two records."""


@st.composite
def scored_pairs(draw: st.DrawFn) -> tuple[int, list[tuple[int, int, list[float | None]]]]:
    size = draw(st.integers(2, 14))
    every = [(a, b) for a in range(size) for b in range(a + 1, size)]
    chosen = draw(st.lists(st.sampled_from(every), unique=True, max_size=40))
    bits = st.one_of(st.none(), st.integers(-6, 9).map(float))
    return size, [(a, b, draw(st.lists(bits, min_size=FIELDS, max_size=FIELDS))) for a, b in chosen]


def as_pairs(rows: list[tuple[int, int, list[float | None]]]) -> Pairs:
    bits = np.array([row[2] for row in rows], dtype=np.float64).reshape(len(rows), FIELDS)
    return Pairs(
        np.array([row[0] for row in rows], np.int64), np.array([row[1] for row in rows], np.int64), bits
    )


either = pytest.mark.parametrize("odds", [ODDS, TWO_EACH], ids=["any number", "two each"])


@either
@given(scored_pairs(), st.randoms(use_true_random=False))
def test_the_order_of_pairs_does_not_matter(odds: Odds, case: tuple[int, list], random) -> None:  # type: ignore[no-untyped-def,type-arg]
    size, rows = case
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert cluster(size, as_pairs(rows), odds).tolist() == cluster(size, as_pairs(shuffled), odds).tolist()


@either
@given(scored_pairs())
def test_a_label_is_the_smallest_row_and_clusters_stay_inside_components(
    odds: Odds, case: tuple[int, list]
) -> None:  # type: ignore[type-arg]
    size, rows = case
    pairs = as_pairs(rows)
    labels = cluster(size, pairs, odds)
    whole = components(size, pairs.left, pairs.right)
    for row, label in enumerate(labels.tolist()):
        assert label <= row
        assert labels[label] == label
        assert whole[label] == whole[row]


@either
@settings(max_examples=200)
@given(scored_pairs(), st.data())
def test_constraints_always_hold(odds: Odds, case: tuple[int, list], data: st.DataObject) -> None:  # type: ignore[type-arg]
    size, rows = case
    codes = np.array(data.draw(st.lists(st.integers(-1, 2), min_size=size, max_size=size)), np.int64)
    cannot = np.array(data.draw(st.lists(st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)).filter(
        lambda pair: pair[0] != pair[1]), max_size=5)), np.int64).reshape(-1, 2)  # fmt: skip
    labels = cluster(size, as_pairs(rows), odds, Constraints(apart=(codes,), cannot=cannot))
    for a, b in cannot.tolist():
        assert labels[a] != labels[b]
    for a in range(size):
        for b in range(a):
            if labels[a] == labels[b] and codes[a] >= 0 and codes[b] >= 0:
                assert codes[a] == codes[b]


@given(scored_pairs(), st.data())
def test_must_links_hold_against_all_evidence(case: tuple[int, list], data: st.DataObject) -> None:  # type: ignore[type-arg]
    size, rows = case
    a, b = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    labels = cluster(size, as_pairs(rows), ODDS, Constraints(must=np.array([[a, b]], np.int64)))
    assert labels[a] == labels[b]


def alike(*pairs: tuple[int, int, float]) -> Pairs:
    """Pairs with that many bits in one field."""
    return as_pairs([(a, b, [bits, None, None]) for a, b, bits in pairs])


def test_where_everybody_has_two_records_two_that_are_left_belong_together() -> None:
    pairs = alike((0, 1, 9.0), (2, 3, 2.0))
    assert cluster(4, pairs, ODDS).tolist() == [0, 0, 2, 3]
    assert cluster(4, pairs, TWO_EACH).tolist() == [0, 0, 2, 2]


def test_but_not_where_a_third_fits_nearly_as_well() -> None:
    assert cluster(3, alike((0, 1, 2.0), (0, 2, 1.5)), TWO_EACH).tolist() == [0, 1, 2]
    assert cluster(3, alike((0, 1, 2.0), (0, 2, 0.5)), TWO_EACH).tolist() == [0, 0, 2]


def test_and_two_pairs_need_better_reasons_to_be_one() -> None:
    pairs = alike((0, 1, 9.0), (2, 3, 9.0), (0, 2, 6.0), (1, 3, 6.0))
    assert cluster(4, pairs, ODDS).tolist() == [0, 0, 0, 0]
    assert cluster(4, pairs, TWO_EACH).tolist() == [0, 0, 2, 2]


def test_a_bridging_record_does_not_join_two_people() -> None:
    """Father and son of one name: the record without a birth date goes to one of them, the two stay apart."""
    name, apart = 8.0, -9.0
    rows = [
        (0, 1, [name, None, 8.0]),
        (2, 3, [name, None, 8.0]),
        *((a, b, [name, None, apart]) for a in (0, 1) for b in (2, 3)),
        *((a, 4, [name, None, None]) for a in range(4)),
    ]
    labels = cluster(5, as_pairs(rows), ODDS)
    assert labels[0] == labels[1] != labels[2] == labels[3]


@given(st.integers(1, 30), st.lists(st.tuples(st.integers(0, 29), st.integers(0, 29)), max_size=60))
def test_components_equal_networkx(size: int, edges: list[tuple[int, int]]) -> None:
    edges = [(a % size, b % size) for a, b in edges]
    graph = nx.Graph()
    graph.add_nodes_from(range(size))
    graph.add_edges_from(edges)
    expected = {node: min(part) for part in nx.connected_components(graph) for node in part}
    left, right = (np.array([edge[i] for edge in edges], np.int64) for i in (0, 1))
    assert components(size, left, right).tolist() == [expected[node] for node in range(size)]


@given(scored_pairs(), st.data())
def test_held_pairs_connect_exactly_the_clusters(case: tuple[int, list], data: st.DataObject) -> None:  # type: ignore[type-arg]
    """Whatever clusters pairs span, `spanning` adds just enough pairs inside them to connect them."""
    size, rows = case
    pairs = as_pairs(rows)
    labels = components(size, pairs.left, pairs.right)
    held = np.array(data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows))), np.bool_)
    weight = np.arange(len(rows), dtype=np.float64)
    spanned = spanning(labels, pairs.left, pairs.right, weight, held)
    assert (spanned >= held).all()
    assert components(size, pairs.left[spanned], pairs.right[spanned]).tolist() == labels.tolist()
