"""Why two records are, or are not, one person: the evidence between them, and what single change would alter it."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import networkx as nx

from app.errors import Forbidden, NotFound
from app.graph.store import Row, Store
from app.resolution.derive import Persons
from app.resolution.in_force import current_model
from app.stewardship.compared import compare_people, compare_records, weighed
from app.stewardship.scene import LARGEST, Scene, read_scene
from app.stewardship.what_if import what_if

_BEHIND = "What is in the graph is not what the evidence gives today: run `idgraph resolve`, then ask again."
_HELD = (
    "What these people say now is held back, as it would join too much at once: settle its review "
    "(`idgraph reviews`), then ask again."
)


def why(store: Store, a: str, b: str, *, changes: bool = True) -> dict[str, Any]:
    """{same, summary, ends, path, weakest, compared, people, refused, verdicts, hubs, changes, household} for two IDs
    of records or individuals; an individual stands for its oldest record. Raises NotFound.

    `path` leads from a to b over accepted links such that its weakest link is as strong as can be; `weakest`
    is that link's weight in bits. `compared`: the two records with the model in force, whether a link joins them or
    not. `people`: the evidence between two individuals as a whole. `refused` are the links between the two persons that
    resolution turned down, with the reason. `changes`, where asked for: what single change would part or join them.
    Raises Forbidden of somebody whose processing is restricted: nobody but whoever answers them looks at that.
    """
    row = store.one("read/why", a=a, b=b)
    if row is None or len(row["ends"]) < 2:
        raise NotFound("No record or individual has one of these two IDs")
    if any(end.pop("restricted") for end in row["ends"]):
        raise Forbidden("Processing of this person is restricted: nobody decides about them meanwhile")
    first, second = row["ends"]
    same = first["individual"] is not None and first["individual"] == second["individual"]
    path = strongest_path(row["links"], first["record"], second["record"]) if same else []
    refused = [link for link in row["links"] if not link["accepted"] and _between(link, row["ends"], same)]
    itself = first["record"] == second["record"]
    return {
        "same": same,
        "summary": _summary(same, itself, path, refused, row["verdicts"]),
        "ends": row["ends"],
        "path": [weighed(step) for step in path],
        "weakest": min((step["weight"] for step in path), default=None),
        "refused": [weighed(link) for link in refused],
        "verdicts": row["verdicts"],
        "hubs": [_hub(hub) for hub in row["hubs"] if _on_both_sides(hub["carriers"], row["ends"], same)],
        "household": None if same else _household(store, row["ends"]),
        **_evidence(store, row, same=same, changes=changes and not itself),
    }


def strongest_path(links: Iterable[Row], start: str, end: str, *, between: str = "") -> list[Row]:
    """The accepted links from start to end whose smallest weight is the largest possible, each turned to
    point onwards.

    A path in a maximum spanning tree is such a path. Empty where there is none, or nowhere to go. `between` may be
    "individual_": then start and end are individuals.
    """
    graph = nx.Graph()
    graph.add_nodes_from((start, end))
    name_a, name_b = f"{between}a", f"{between}b"
    for link in sorted(links, key=lambda link: (link["weight"], link["a"], link["b"])):
        if link.get("accepted", True):
            graph.add_edge(link[name_a], link[name_b], weight=link["weight"], link=link)
    tree = nx.maximum_spanning_tree(graph)
    if not nx.has_path(tree, start, end):
        return []
    steps = pairwise(nx.shortest_path(tree, start, end))
    return [
        _turned(tree.edges[a, b]["link"], onwards=tree.edges[a, b]["link"][name_a] == a) for a, b in steps
    ]


def _turned(link: Row, *, onwards: bool) -> Row:
    if onwards:
        return link
    swapped = {"a": "b", "b": "a", "individual_a": "individual_b", "individual_b": "individual_a"}
    return {name: link[swapped.get(name, name)] for name in link}


def _between(link: Row, ends: list[Row], same: bool) -> bool:
    """For records of one person the link between just these two, for two persons any link between them."""
    if same or None in (ends[0]["individual"], ends[1]["individual"]):
        return {link["a"], link["b"]} == {ends[0]["record"], ends[1]["record"]}
    return bool(link["individual_a"] != link["individual_b"])


def _on_both_sides(carriers: list[Row], ends: list[Row], same: bool) -> bool:
    """Whether both carry it: for records of one person these two, for two persons any of their records."""
    if ends[0]["record"] == ends[1]["record"]:
        return False
    return all(
        any(
            one["record"] == end["record"]
            or (not same and end["individual"] is not None and one["individual"] == end["individual"])
            for one in carriers
        )
        for end in ends
    )


def _hub(hub: Row) -> Row:
    return {name: hub[name] for name in ("key", "people", "blocked")}


def _evidence(store: Store, row: Row, *, same: bool, changes: bool) -> dict[str, Any]:
    """`compared`, `people` and `changes`, all None where there is nothing to compare or no model to do it with."""
    a, b = (end["record"] for end in row["ends"])
    model = current_model(store) if a != b else None
    scene = read_scene(store, model, [a, b]) if model else None
    found: dict[str, Any] = {"compared": None, "people": None, "changes": None}
    if scene is None:
        return found | {"changes": _not_tried(same, _why_not(no_model=model is None)) if changes else None}
    derived = scene.derived()
    stored: Row = next((link for link in row["links"] if {link["a"], link["b"]} == {a, b}), {})
    told = {name: stored.get(name) for name in ("accepted", "reason", "at")}
    found["compared"] = compare_records(derived, a, b) | told
    found["people"] = compare_people(derived, a, b)
    if not changes:
        return found
    if not _agrees(scene, derived):
        return found | {"changes": _not_tried(same, _HELD if row["held"] else _BEHIND)}
    return found | {"changes": what_if(scene, derived, a, b).as_json()}


def _why_not(*, no_model: bool) -> str:
    if no_model:
        return "No match model is in force: run `idgraph resolve`."
    return f"More than {LARGEST} records hang together here: too many to derive again and again."


def _not_tried(same: bool, note: str) -> dict[str, Any]:
    return {"effect": "separates" if same else "joins", "found": [], "tried": 0, "untried": 0, "note": note}


def _agrees(scene: Scene, derived: Persons) -> bool:
    """Whether the records are grouped as they are in the graph."""
    labels = dict(zip(derived.records["record"], derived.person.tolist(), strict=True))
    pairs = {(labels[record], individual) for record, individual in scene.individuals.items()}
    return len(pairs) == len({label for label, _ in pairs}) == len({individual for _, individual in pairs})


def _household(store: Store, ends: list[Row]) -> dict[str, Any] | None:
    """Why two people live in one household: the strongest way from one to the other. None where they do not."""
    first, second = ends
    if first["household"] is None or first["household"] != second["household"]:
        return None
    links = store.read("read/why_home", id=first["household"])
    path = strongest_path(links, first["individual"], second["individual"], between="individual_")
    return {
        "id": first["household"],
        "path": [weighed(step) for step in path],
        "weakest": min((step["weight"] for step in path), default=None),
    }


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
