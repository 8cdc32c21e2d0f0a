"""Nothing is undocumented, and the documents speak of nothing that does not exist."""

import re
from pathlib import Path

import pytest
import typer

from app import cli
from app.settings import Settings
from docs.reference import FILE, leaves, reference

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")

COMMANDS = {path for path, _ in leaves("idgraph", typer.main.get_command(cli.app))}
SETTINGS = {field.alias for field in Settings.model_fields.values()}

each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))


def test_reference_is_what_the_code_says() -> None:
    assert FILE.read_text(encoding="utf-8") == reference(), "run `make docs`"


@each_document
def test_commands_named_in_a_document_exist(document: Path) -> None:
    groups = {" ".join(command.split()[:2]) for command in COMMANDS}
    for words in re.findall(
        r"(?:^|`|\$ )(idgraph [a-z][\w-]*)", document.read_text(encoding="utf-8"), re.MULTILINE
    ):
        assert words in groups


@each_document
def test_settings_named_in_a_document_exist(document: Path) -> None:
    named = set(re.findall(r"\b(?:NEO4J|IDGRAPH)_[A-Z_]+\b", document.read_text(encoding="utf-8")))
    assert named <= SETTINGS


@each_document
def test_make_targets_named_in_a_document_exist(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    named = re.findall(r"(?:^|`|\$ )make ([a-z]+)", document.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(named) <= targets


@each_document
def test_links_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", document.read_text(encoding="utf-8"))
    assert not [link for link in links if not (document.parent / link).exists()]
