"""Every statement that reads takes a purpose, or stands here with the reason why not."""

import re
from pathlib import Path

import pytest

from app.graph.queries import FOLDER
from tests.catalogue import Statement, catalogue

EXCEPTIONS = {
    "read/totals": "numbers of the whole graph, of nobody in particular",
    "read/why": "stewardship: which records are one person, by the roles that decide or study that",
    "read/why_component": "stewardship: the same",
    "read/why_home": "stewardship: the same",
}


@pytest.mark.parametrize("statement", catalogue("read"), ids=lambda one: one.name)
def test_a_reading_takes_a_purpose(statement: Statement) -> None:
    found = {"purpose", "asks", "hides"} <= set(re.findall(r"\$p\.(\w+)", statement.code))
    assert found != (statement.name in EXCEPTIONS), (
        "take $p.purpose by `// Include: parts/consents`, or say why not"
    )


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.cypher")), ids=lambda path: path.stem)
def test_names_of_the_part_are_its_own(path: Path) -> None:
    """A name that a statement has bound already would mean that one thing in the part, and hide what others said."""
    assert path.parent.name == "parts" or not re.search(r"\bits[A-Z]", path.read_text(encoding="utf-8"))


def test_exceptions_exist() -> None:
    assert {statement.name for statement in catalogue("read")} >= EXCEPTIONS.keys()


@pytest.mark.parametrize("statement", catalogue("read"), ids=lambda one: one.name)
def test_what_was_said_is_returned_to_be_judged(statement: Statement) -> None:
    """A statement that takes a purpose gives its caller what `may` needs."""
    if statement.name not in EXCEPTIONS:
        assert re.search(r"said|linked", statement.header["Returns"] + statement.header["Purpose"])
