"""The scripts of roles for analysts: real Cypher, which grants nothing personal and takes away everything that is."""

import re

import pytest
from neo4j.exceptions import ClientError

from app.fields import FIELDS
from app.graph.queries import statement
from app.graph.schema import statements_of
from app.graph.store import Store
from graph_models import NODES, RELATIONSHIPS
from graph_models.base import Shape
from graph_models.nodes import IDENTIFIERS, STANDARDISED

SHAPES: list[type[Shape]] = [*NODES, *RELATIONSHIPS]
AREA = {"std_gender", "std_postal_code", "std_locality", "std_country"}
FAMILIES = {*FIELDS, *(f"std_{name}" for name in STANDARDISED)}
ON = re.compile(r"(\w+) READ \{(.+?)\} ON GRAPH neo4j (NODES|RELATIONSHIPS) ([\w, *]+) TO idgraph_analyst")


def named(script: str) -> list[tuple[list[type[Shape]], set[str]]]:
    """The shapes and the properties of every READ in a script; those of Identifier are its kinds, too."""
    found = []
    for _, properties, what, labels in ON.findall(statement(script)):
        shapes: list[type[Shape]] = [*(RELATIONSHIPS if what == "RELATIONSHIPS" else ())]
        for node in NODES:
            if {node.label(), "Identifier" if node in IDENTIFIERS else ""} & set(re.split(r",\s*", labels)):
                shapes.append(node)
        found.append((shapes, set(re.split(r",\s*", properties))))
    return found


@pytest.mark.parametrize("script", ["roles/analyst", "roles/analyst_denied"])
def test_neo4j_understands_every_line(graph: Store, script: str) -> None:
    """The community edition knows the grammar, and says that it does not do that."""
    lines = statements_of(statement(script))
    assert len(lines) > 5
    for line in lines:
        with pytest.raises(ClientError) as refused:
            graph.run_text(line)
        assert "UnsupportedAdministrationCommand" in str(refused.value.code), line


@pytest.mark.parametrize("script", ["roles/analyst", "roles/analyst_denied"])
def test_they_speak_of_what_there_is(script: str) -> None:
    reads = named(script)
    assert len(reads) > 5
    for shapes, properties in reads:
        assert shapes
        assert all(any(shape.has(name) for shape in shapes) for name in properties - {"*"}), properties


def test_nothing_personal_is_granted() -> None:
    for shapes, properties in named("roles/analyst"):
        personal = {item.name for shape in shapes for item in shape.properties().values() if item.personal}
        assert not properties & personal
        assert not properties & FAMILIES - AREA


def test_everything_personal_is_denied() -> None:
    reads = named("roles/analyst_denied")
    for shape in SHAPES:
        denied = {name for shapes, properties in reads if shape in shapes for name in properties}
        personal = {item.name for item in shape.properties().values() if item.personal}
        if shape.families:
            personal |= FAMILIES - AREA - {name.removeprefix("std_") for name in AREA}
        assert "*" in denied or personal <= denied, (shape.__name__, personal - denied)
