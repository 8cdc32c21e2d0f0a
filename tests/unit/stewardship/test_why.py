"""The strongest path, against trying every path there is."""

import random
from itertools import pairwise

import networkx as nx
import pytest

from app.stewardship.why import strongest_path


def link(a: str, b: str, weight: float, accepted: bool = True) -> dict[str, object]:
    return {"a": a, "b": b, "weight": weight, "accepted": accepted}


def test_a_detour_over_strong_links_beats_a_weak_direct_one() -> None:
    path = strongest_path([link("a", "b", 9), link("b", "c", 8), link("a", "c", 1)], "a", "c")
    assert [(step["a"], step["b"], step["weight"]) for step in path] == [("a", "b", 9), ("b", "c", 8)]


def test_steps_point_from_the_one_asked_first_to_the_other() -> None:
    path = strongest_path([link("a", "b", 9), link("b", "c", 8)], "c", "a")
    assert [(step["a"], step["b"]) for step in path] == [("c", "b"), ("b", "a")]


def test_refused_links_lead_nowhere() -> None:
    assert strongest_path([link("a", "b", 9, accepted=False)], "a", "b") == []
    assert strongest_path([], "a", "a") == []


@pytest.mark.parametrize("seed", range(30))
def test_no_other_path_has_a_stronger_weakest_link(seed: int) -> None:
    chance = random.Random(seed)
    edges = [
        link(str(a), str(b), chance.randint(1, 9), accepted=chance.random() < 0.8)
        for a in range(6)
        for b in range(a)
        if chance.random() < 0.6
    ]
    graph = nx.Graph((edge["a"], edge["b"], {"weight": edge["weight"]}) for edge in edges if edge["accepted"])
    graph.add_nodes_from(map(str, range(6)))
    every = [
        min(graph[a][b]["weight"] for a, b in pairwise(path)) for path in nx.all_simple_paths(graph, "0", "5")
    ]
    found = strongest_path(edges, "0", "5")
    assert bool(found) == bool(every)
    if every:
        assert min(step["weight"] for step in found) == max(every)
        assert [step["a"] for step in found] + ["5"] == ["0"] + [step["b"] for step in found]
