"""The chart: every level is on it, it is well-formed, and it asks no other host for anything."""

import re
from xml.etree import ElementTree

from app.matching.model import ComparisonWeights, Level
from app.matching.model_chart import html, svg
from tests.unit.matching.test_document import model


def test_every_level_is_drawn_with_its_bits() -> None:
    root = ElementTree.fromstring(svg(model()))
    texts = {element.text for element in root.iter() if element.tag.endswith("text")}
    for comparison in model().comparisons:
        assert comparison.name in texts
        for level in comparison.levels:
            assert {level.name, f"{level.bits:+.1f}"} <= texts


def test_bars_stay_inside_the_picture() -> None:
    root = ElementTree.fromstring(svg(model()))
    width = float(root.attrib["width"])
    for bar in root.iter("{http://www.w3.org/2000/svg}rect"):
        x = float(bar.get("x", 0))
        assert 0 <= x <= x + float(bar.attrib["width"]) <= width


def test_names_of_columns_are_text_and_nothing_else() -> None:
    odd = ComparisonWeights(
        name="x_<script>&", levels=(Level(name="a<b", m=0.5, u=0.1), Level(name="different", m=0.5, u=0.9))
    )
    ElementTree.fromstring(svg(model(comparisons=(odd,))))
    assert "<script" not in html(model(comparisons=(odd,)))


def test_a_model_without_comparisons_has_a_chart() -> None:
    ElementTree.fromstring(svg(model(comparisons=())))


def test_nothing_is_asked_of_another_host() -> None:
    for document in (svg(model()), html(model())):
        assert not re.search(r"(?:src|href|url\()", document)
