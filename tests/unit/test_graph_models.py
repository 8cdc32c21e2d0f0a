"""The models are well-formed, and `cypher/` speaks only of labels, types and properties that they declare."""

import dataclasses
import inspect
import re

import pytest

from app.fields import FIELDS
from graph_models import NODES, RELATIONSHIPS
from graph_models import nodes as nodes_module
from graph_models import relationships as relationships_module
from graph_models import service as service_module
from graph_models.base import Node, Relationship, Shape
from tests.catalogue import Statement, catalogue

LABELS = {node.label(): node for node in NODES}
TYPES = {relationship.type(): relationship for relationship in RELATIONSHIPS}
MODELS: dict[str, type[Shape]] = {**LABELS, **TYPES}


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_model_is_frozen_and_says_what_it_is_for(model: type[Shape]) -> None:
    assert model.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert all(re.fullmatch(r"[a-z][a-z_]*", name) for name in model.properties())
    assert model.__doc__


@pytest.mark.parametrize("node", NODES, ids=LABELS)
def test_label_is_well_formed_and_drawn(node: type[Node]) -> None:
    assert re.fullmatch(r"([A-Z][a-z]+)+", node.label())
    drawn = rf"^# \(.*:{node.label()}\b.*\n@dataclass.*\nclass {node.__name__}\("
    assert re.search(drawn, inspect.getsource(inspect.getmodule(node) or nodes_module), re.MULTILINE)


@pytest.mark.parametrize(
    "node", [node for node in NODES if node.label() != "Retired"], ids=lambda node: node.label()
)
def test_identity_is_a_required_property_and_unique_in_the_graph(node: type[Node]) -> None:
    assert node.properties()[node.identity].required
    label = node.identity_of or node.label()
    constraint = rf"FOR \(n:{label}\) REQUIRE n\.{node.identity} IS UNIQUE;"
    assert any(re.search(constraint, migration.text) for migration in catalogue("schema"))


@pytest.mark.parametrize("relationship", RELATIONSHIPS, ids=TYPES)
def test_ends_are_known_labels_and_the_edge_is_drawn_above_its_class(
    relationship: type[Relationship],
) -> None:
    assert re.fullmatch(r"[A-Z]+(_[A-Z]+)*", relationship.type())
    drawn = rf"^# \(.*\[:{relationship.type()}\b.*\n@dataclass.*\nclass {relationship.__name__}\("
    assert re.search(drawn, inspect.getsource(relationships_module), re.MULTILINE)
    for start, end in relationship.ends:
        assert LABELS[start.label()] is start
        assert LABELS[end.label()] is end


def test_every_class_is_listed() -> None:
    listed = set(NODES) | set(RELATIONSHIPS)
    defined = {
        item
        for module in (nodes_module, service_module, relationships_module)
        for item in vars(module).values()
        if inspect.isclass(item) and issubclass(item, Shape) and item.__module__ == module.__name__
    }
    shared = {item for item in defined if "Not a type of its own" in (item.__doc__ or "")}
    assert defined - shared == listed


def test_what_a_person_delivered_is_marked_personal() -> None:
    customer, email = LABELS["Customer"], LABELS["Email"]
    assert all(customer.has(field) and field not in customer.properties() for field in FIELDS)
    assert customer.has("std_street")
    assert customer.has("x_loyalty_tier")
    assert not customer.has("std_nonsense")
    assert email.properties()["value"].personal
    assert not email.properties()["hub"].personal


def test_properties_tell_required_from_optional() -> None:
    properties = TYPES["MATCHES"].properties()
    assert {name for name, item in properties.items() if not item.required} == {"reason"}
    assert len(dataclasses.fields(TYPES["MATCHES"])) == len(properties)


@pytest.mark.parametrize("statement", catalogue(), ids=lambda statement: statement.name)
def test_statement_speaks_only_of_declared_labels_types_and_properties(statement: Statement) -> None:
    assert statement.labels <= LABELS.keys()
    assert statement.types <= TYPES.keys()
    for variable, name in statement.properties:
        bound = [MODELS[word] for word in statement.bindings.get(variable, ())]
        models = [model for word in bound for model in (word, *word.__subclasses__())]
        assert not models or any(model.has(name) for model in models), f"{variable}.{name} is in no model"
