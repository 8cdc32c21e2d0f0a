"""The analysts' saved queries answer on the demo graph as they stand, and the style knows what they show."""

import re

import pytest

from app.graph.queries import FOLDER
from app.graph.store import Store
from graph_models import NODES, RELATIONSHIPS, service
from tests.catalogue import Statement, catalogue

SAVED = catalogue("browser")
STYLE = (FOLDER / "browser" / "style.grass").read_text(encoding="utf-8")
SHAPES = {shape.__name__: shape for shape in NODES} | {shape.type(): shape for shape in RELATIONSHIPS}


@pytest.mark.parametrize("statement", SAVED, ids=lambda statement: statement.name.removeprefix("browser/"))
def test_saved_query_answers(demo_graph: Store, statement: Statement) -> None:
    assert demo_graph.run_text(statement.text)


@pytest.mark.parametrize("statement", SAVED, ids=lambda statement: statement.name.removeprefix("browser/"))
def test_saved_query_asks_a_question_and_needs_no_parameter(statement: Statement) -> None:
    assert re.search(r"[?:]", statement.header["Purpose"])
    assert statement.header["Parameters"].startswith("none")
    assert "$" not in statement.code


def test_style_covers_what_a_picture_can_show() -> None:
    styled = dict(re.findall(r"^(?:node|relationship)\.(\w+) \{([^}]*)\}", STYLE, re.MULTILINE))
    assert styled.keys() <= SHAPES.keys()
    second = {"Identifier", "Retired", "Pending", "HeldBack"}
    kept_beside = {"FormerRecord", "Sightings", "Load"}
    shown = {node.label() for node in NODES if node.__module__ != service.__name__}
    assert shown - second - kept_beside <= styled.keys()
    for name, body in styled.items():
        for caption in re.findall(r'caption: "\{(\w+)\}"', body):
            assert SHAPES[name].has(caption), f"{name} has no {caption}"


def test_style_is_well_formed() -> None:
    rules = re.sub(r"[\w.]+ \{\n(?:  [a-z-]+: (?:#[0-9A-F]{6}|\d+px|\"[^\"]+\");\n)+\}\n", "", STYLE)
    assert not rules.strip()
