"""Why two records are, or are not, one person: the evidence along the strongest path between them."""

from itertools import pairwise
from typing import Any

import networkx as nx

from app.errors import NotFound
from app.graph.store import Row, Store
from app.profiles.record import shown_link


def why(store: Store, a: str, b: str) -> dict[str, Any]:
    """{same, summary, ends, path, weakest, refused, verdicts, hubs} for two IDs of records or individuals.

    `path` leads from a to b over accepted links such that its weakest link is as strong as can be; `weakest`
    is that link's weight in bits. `refused` are the links between the two persons that resolution turned
    down, with the reason.
    """
    row = store.one("read/why", a=a, b=b)
    if row is None or len(row["ends"]) < 2:
        raise NotFound("No record or individual has one of these two IDs")
    first, second = row["ends"]
    same = first["individual"] is not None and first["individual"] == second["individual"]
    path = strongest_path(row["links"], first["record"], second["record"]) if same else []
    refused = [link for link in row["links"] if not link["accepted"] and _between(link, row["ends"], same)]
    return {
        "same": same,
        "summary": _summary(same, first["record"] == second["record"], path, refused, row["verdicts"]),
        "ends": row["ends"],
        "path": [shown_link(step) for step in path],
        "weakest": min((step["weight"] for step in path), default=None),
        "refused": [shown_link(link) for link in refused],
        "verdicts": row["verdicts"],
        "hubs": row["hubs"],
    }


def strongest_path(links: list[Row], start: str, end: str) -> list[Row]:
    """The accepted links from start to end whose smallest weight is the largest possible, each turned to
    point onwards.

    A path in a maximum spanning tree is such a path. Empty where there is none, or nowhere to go.
    """
    graph = nx.Graph()
    graph.add_nodes_from((start, end))
    for link in sorted(links, key=lambda link: (link["a"], link["b"])):
        if link["accepted"]:
            graph.add_edge(link["a"], link["b"], weight=link["weight"], link=link)
    tree = nx.maximum_spanning_tree(graph)
    if not nx.has_path(tree, start, end):
        return []
    records = nx.shortest_path(tree, start, end)
    return [{**tree.edges[a, b]["link"], "a": a, "b": b} for a, b in pairwise(records)]


def _between(link: Row, ends: list[Row], same: bool) -> bool:
    """For records of one person the link between just these two, for two persons any link between them."""
    if same or None in (ends[0]["individual"], ends[1]["individual"]):
        return {link["a"], link["b"]} == {ends[0]["record"], ends[1]["record"]}
    return bool(link["individual_a"] != link["individual_b"])


def _summary(same: bool, itself: bool, path: list[Row], refused: list[Row], verdicts: list[Row]) -> str:
    if itself:
        return "One and the same record."
    if same and path:
        weakest = min(step["weight"] for step in path)
        steps = "1 link" if len(path) == 1 else f"{len(path)} links"
        return f"One person: {steps} between the two, the weakest worth {weakest:.1f} bits."
    if same:
        return "One person, by a link that stands on no comparison, such as a steward's verdict."
    if any(verdict["verdict"] == "CANNOT_LINK" for verdict in verdicts):
        return "Not one person: a steward said so."
    if refused:
        best = max(refused, key=lambda link: float(link["weight"]))
        weight, reason = best["weight"], best["reason"]
        return f"Not one person: the best link between them, {weight:.1f} bits, was refused: {reason}."
    return "Not one person: no two of their records were alike enough to be weighed, or scored below zero."
