"""What loading and resolving write is what graph_models declares: labels, types, ends, properties and their types."""

from datetime import datetime
from typing import Annotated, Any, Literal, get_args, get_origin

import pytest

from app.graph.store import Row, Store
from graph_models import NODES, RELATIONSHIPS
from graph_models.base import Shape

LABELS = {node.label(): node for node in NODES}
TYPES = {relationship.type(): relationship for relationship in RELATIONSHIPS}
STORED = {
    str: {"String"},
    int: {"Long"},
    float: {"Double"},
    bool: {"Boolean"},
    datetime: {"DateTime"},
    list[str]: {"StringArray"},
    list[int]: {"LongArray", "StringArray"},  # an empty list has no type of its own
}


def stored_as(annotation: Any) -> set[str]:
    """What Neo4j calls the type of a property so annotated: `Personal[str | None]` -> {"String"}."""
    if get_origin(annotation) is Annotated:
        return stored_as(get_args(annotation)[0])
    if get_origin(annotation) is Literal:
        return {"String"}
    return STORED.get(annotation) or {name for part in get_args(annotation) for name in STORED.get(part, ())}


def faults(shapes: list[type[Shape]], rows: list[Row]) -> list[str]:
    """How the properties found on one kind of node or relationship differ from those declared."""
    declared = {name: item for shape in shapes for name, item in shape.properties().items()}
    found = {row["propertyName"]: row for row in rows if row["propertyName"]}
    always = {name for name, row in found.items() if row["mandatory"]}
    return [
        *(f"{name} is not declared" for name in found if not any(shape.has(name) for shape in shapes)),
        *(f"{name} is missing" for name, item in declared.items() if item.required and name not in always),
        *(
            f"{name} is {found[name]['propertyTypes']}, not {stored_as(item.type)}"
            for name, item in declared.items()
            if name in found and not set(found[name]["propertyTypes"]) <= stored_as(item.type)
        ),
    ]


def by_kind(rows: list[Row], kind: str) -> dict[str, list[Row]]:
    kinds: dict[str, list[Row]] = {}
    for row in rows:
        kinds.setdefault(row[kind], []).append(row)
    return kinds


def test_nodes_are_as_declared(demo_graph: Store) -> None:
    kinds = by_kind(demo_graph.run_text("CALL db.schema.nodeTypeProperties()"), "nodeType")
    assert len(kinds) > 10
    for rows in kinds.values():
        shapes = [LABELS[label] for label in rows[0]["nodeLabels"]]
        assert not faults([shape for shape in shapes if shape.label() != "Identifier"], rows), rows[0][
            "nodeType"
        ]


def test_relationships_are_as_declared(demo_graph: Store) -> None:
    kinds = by_kind(demo_graph.run_text("CALL db.schema.relTypeProperties()"), "relType")
    assert len(kinds) > 10
    for kind, rows in kinds.items():
        assert not faults([TYPES[kind.strip(":`")]], rows), kind


def test_relationships_join_what_they_may(demo_graph: Store) -> None:
    rows = demo_graph.run_text(
        "MATCH (a)-[r]->(b) RETURN DISTINCT type(r) AS type, labels(a) AS start, labels(b) AS end"
    )
    for row in rows:
        ends = {(start.label(), end.label()) for start, end in TYPES[row["type"]].ends}
        assert any((start, end) in ends for start in row["start"] for end in row["end"]), row


@pytest.mark.parametrize(
    "annotation", {item.type for shape in NODES for item in shape.properties().values()}, ids=str
)
def test_every_declared_type_is_one_that_neo4j_stores(annotation: Any) -> None:
    assert stored_as(annotation)
