"""What clustering promises whatever the scores and the verdicts are, and that a component needs no other.

Where the constraints contradict one another there is one rule: a steward's must-links hold, all of them, and so does
every cannot-link and every unique identifier that no chain of must-links contradicts.
"""

from itertools import combinations

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.resolution.components import Constraints, Pairs, cluster, components
from tests.unit.resolution.test_components import FIELDS, ODDS

Partition = set[frozenset[int]]
MOST = 14
seeds = st.integers(0, 2**32)
verdicts = st.lists(
    st.tuples(st.integers(0, MOST - 1), st.integers(0, MOST - 1)).filter(lambda pair: pair[0] != pair[1]),
    max_size=6,
)


def evidence(seed: int, size: int = MOST, share: float = 0.4) -> Pairs:
    """Scored pairs of rows, no two of which weigh the same; a share of the fields is missing."""
    rng = np.random.default_rng(seed)
    every = np.array(list(combinations(range(size), 2)))
    chosen = every[rng.random(len(every)) < share]
    bits = rng.normal(1.0, 5.0, (len(chosen), FIELDS))
    bits[rng.random(bits.shape) < 0.2] = np.nan
    return Pairs(chosen[:, 0], chosen[:, 1], bits)


def limits(must: list[tuple[int, int]], cannot: list[tuple[int, int]], codes: list[int]) -> Constraints:
    as_rows = [np.array(pairs, np.int64).reshape(-1, 2) for pairs in (must, cannot)]
    return Constraints(apart=(np.array(codes, np.int64),), must=as_rows[0], cannot=as_rows[1])


def partition(labels: np.ndarray, names: list[int] | None = None) -> Partition:
    names = names or list(range(len(labels)))
    groups: dict[int, set[int]] = {}
    for name, label in zip(names, labels.tolist(), strict=True):
        groups.setdefault(label, set()).add(name)
    return {frozenset(group) for group in groups.values()}


codes_of = st.lists(st.integers(-1, 2), min_size=MOST, max_size=MOST)


@settings(max_examples=300)
@given(seeds, verdicts, verdicts, codes_of)
def test_constraints_hold_even_contradictory_ones(
    seed: int, must: list[tuple[int, int]], cannot: list[tuple[int, int]], codes: list[int]
) -> None:
    labels = cluster(MOST, evidence(seed), ODDS, limits(must, cannot, codes)).tolist()
    linked = nx.Graph(must)
    linked.add_nodes_from(range(MOST))
    chain = {row: number for number, part in enumerate(nx.connected_components(linked)) for row in part}
    assert all(labels[a] == labels[b] for a, b in must)
    for a, b in cannot:
        assert labels[a] != labels[b] or chain[a] == chain[b]
    for group in partition(np.array(labels)):
        carried = {code: {chain[row] for row in group if codes[row] == code} for code in range(3)}
        for first, second in combinations((chains for chains in carried.values() if chains), 2):
            assert first & second, "only a chain of must-links may join two values"


@given(seeds, verdicts, verdicts, codes_of)
def test_the_order_of_everything_does_not_matter(
    seed: int, must: list[tuple[int, int]], cannot: list[tuple[int, int]], codes: list[int]
) -> None:
    """Not that of pairs or verdicts, nor which of two comes first in a verdict, nor the numbers of the rows."""
    pairs = evidence(seed)
    before = cluster(MOST, pairs, ODDS, limits(must, cannot, codes))
    rng = np.random.default_rng(seed)
    number, order = rng.permutation(MOST), rng.permutation(len(pairs))
    a, b = number[pairs.left[order]], number[pairs.right[order]]
    mixed = Pairs(np.minimum(a, b), np.maximum(a, b), pairs.bits[order])
    turned = [[(int(number[y]), int(number[x])) for x, y in reversed(found)] for found in (must, cannot)]
    after = cluster(
        MOST, mixed, ODDS, limits(turned[0], turned[1], np.array(codes)[np.argsort(number)].tolist())
    )
    assert partition(after[number]) == partition(before)


@given(seeds, verdicts, verdicts, codes_of)
def test_a_component_alone_gives_the_same_as_among_all(
    seed: int, must: list[tuple[int, int]], cannot: list[tuple[int, int]], codes: list[int]
) -> None:
    """So the live graph may derive again only what a change touches. Must-links belong to a component."""
    pairs = evidence(seed, share=0.08)
    whole = cluster(MOST, pairs, ODDS, limits(must, cannot, codes))
    links = np.array(must, np.int64).reshape(-1, 2)
    ends = (np.concatenate([pairs.left, links[:, 0]]), np.concatenate([pairs.right, links[:, 1]]))
    alone: Partition = set()
    for component in partition(components(MOST, *ends)):
        rows = sorted(component)
        place = {row: number for number, row in enumerate(rows)}
        mine = np.isin(pairs.left, rows)
        left, right = ([place[row] for row in side[mine].tolist()] for side in (pairs.left, pairs.right))
        own = Pairs(np.array(left, np.int64), np.array(right, np.int64), pairs.bits[mine])
        inside = [
            [(place[a], place[b]) for a, b in found if a in place and b in place] for found in (must, cannot)
        ]
        found = cluster(len(rows), own, ODDS, limits(inside[0], inside[1], [codes[row] for row in rows]))
        alone |= partition(found, rows)
    assert alone == partition(whole)


@given(seeds, st.integers(2, 400), st.integers(2, 5))
@settings(max_examples=30)
def test_a_giant_component_is_cut_by_the_same_rule_as_a_small_one(
    seed: int, people: int, records: int
) -> None:
    """A chain of people, each tied to the next by one pair that looks like a match, while all other pairs do not."""
    rng = np.random.default_rng(seed)
    rows = rng.permutation(people * records).reshape(people, records)
    tied: list[tuple[int, int, float]] = []
    for number, person in enumerate(rows):
        tied += [(a, b, 8.0) for a, b in combinations(person.tolist(), 2)]
        if number:
            before = rows[number - 1]
            bridge = (int(before[-1]), int(person[0]))
            tied.append((*bridge, 7.0))
            tied += [(int(a), int(b), -9.0) for a in before for b in person if (int(a), int(b)) != bridge]
    ends = np.array([(min(a, b), max(a, b)) for a, b, _ in tied])
    bits = np.full((len(tied), FIELDS), np.nan)
    bits[:, 0] = [weight for *_, weight in tied]
    order = np.lexsort((ends[:, 1], ends[:, 0]))
    pairs = Pairs(ends[order, 0], ends[order, 1], bits[order])
    positive = bits[order, 0] > 0
    assert len(set(components(rows.size, ends[order][positive, 0], ends[order][positive, 1]).tolist())) == 1
    assert partition(cluster(rows.size, pairs, ODDS)) == {frozenset(person.tolist()) for person in rows}
