"""The house rules that a machine can check. Layers are checked by import-linter, broad `except` by ruff."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from app.graph.queries import FOLDER, subqueries
from tests.catalogue import Statement, catalogue

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    path.relative_to(ROOT) for folder in ("app", "graph_models") for path in (ROOT / folder).rglob("*.py")
)
FILES = MODULES + sorted(path.relative_to(ROOT) for path in (ROOT / "tests").rglob("*.py"))
LONGEST_FILE, LONGEST_FUNCTION = 400, 60
CYPHER = re.compile(r"\b(MATCH|MERGE|CREATE|UNWIND)\s*[($]|\bDETACH\s+DELETE\b|\bRETURN\s+\w+\.\w+")

each_module = pytest.mark.parametrize("path", MODULES, ids=str)
each_statement = pytest.mark.parametrize("statement", catalogue(), ids=lambda statement: statement.name)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


@cache
def strings(path: Path) -> frozenset[str]:
    """Every string literal of a module that is not a docstring."""
    docstrings = {id(node.value) for node in ast.walk(tree(path)) if isinstance(node, ast.Expr)}
    return frozenset(
        node.value
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    )


@cache
def composed_strings(path: Path) -> frozenset[str]:
    """Every f-string of a module as a pattern in which a word stands for each expression."""
    return frozenset(
        "".join(re.escape(part.value) if isinstance(part, ast.Constant) else r"\w+" for part in node.values)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.JoinedStr)
    )


def speaks_of(path: Path, name: str) -> bool:
    """Whether a module names a statement: in one string, or as f"folder/{...}" with a string for the rest."""
    if name in strings(path):
        return True
    rest, composed = name.rsplit("/", maxsplit=1)[-1], composed_strings(path)
    known = rest in strings(path) or any(re.fullmatch(words, rest) for words in composed - {r"\w+"})
    return known and any(re.fullmatch(words, name) for words in composed)


def imports(path: Path) -> Iterator[str]:
    """The full name of every module that a module imports."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@each_module
def test_only_settings_reads_the_environment(path: Path) -> None:
    if path == Path("app/settings.py"):
        return
    reads = [
        node.lineno
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv", "environb"})
        or (
            isinstance(node, ast.ImportFrom)
            and node.module == "os"
            and {"environ", "getenv"} & {a.name for a in node.names}
        )
    ]
    assert not reads, f"{path} reads the environment in lines {reads}: make it a setting"


@each_module
def test_only_the_graph_package_imports_neo4j(path: Path) -> None:
    assert path.parts[:2] == ("app", "graph") or not {"neo4j"} & {
        name.split(".")[0] for name in imports(path)
    }


@each_module
def test_no_cypher_in_python(path: Path) -> None:
    found = [text for text in strings(path) if CYPHER.search(text)]
    assert not found, f"{path}: a statement is a file in cypher/"


@each_module
def test_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(tree(path)) or not tree(path).body


@pytest.mark.parametrize("path", FILES, ids=str)
def test_file_and_functions_fit_on_a_few_screens(path: Path) -> None:
    assert len((ROOT / path).read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE
    long = [
        f"{node.name}: {length} lines"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    ]
    assert not long


@each_statement
def test_statement_has_its_header(statement: Statement) -> None:
    assert {"Purpose", "Parameters", "Returns"} <= {field for field, text in statement.header.items() if text}


@each_statement
def test_statement_takes_one_map_parameter(statement: Statement) -> None:
    assert set(re.findall(r"\$(\w+)", statement.code)) <= {"p"}
    declared = set(re.findall(r"\$p\.(\w+)", statement.header["Parameters"]))
    of_itself = parameters(statement) - subqueries(statement.name).keys()
    assert of_itself == declared, "the header lists other parameters"


OF_BATCHES = {"size", "progress"}
"""Arguments of `Store.write_batches` beside a statement's parameters."""


@each_module
def test_a_statement_takes_the_parameters_that_it_gets(path: Path) -> None:
    """Neo4j says nothing of one that is too much, and takes the one that was meant for null."""
    taken = {statement.name: parameters(statement) for statement in catalogue()}
    wrong = [
        f"line {node.lineno}: {name} takes {sorted(taken[name])}, gets {sorted(given)}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)
        if (name := node.args[0].value) in taken
        and (given := {word.arg for word in node.keywords if word.arg}) - taken[name] - OF_BATCHES
    ]
    assert not wrong


def parameters(statement: Statement) -> set[str]:
    return set(re.findall(r"\$p\.(\w+)", statement.code))


@each_statement
def test_statement_is_used(statement: Statement) -> None:
    if statement.name.startswith(("browser/", "roles/")) or re.match(r"schema/\d{4}_", statement.name):
        return
    included = {name for other in catalogue() for name in subqueries(other.name).values()}
    assert statement.name in included or any(speaks_of(path, statement.name) for path in MODULES), (
        "no module names this statement: delete it"
    )


def test_every_file_below_cypher_is_a_statement() -> None:
    kinds = {path.suffix for path in FOLDER.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert kinds <= {".cypher", ".py", ".grass", ".md"}


@each_module
def test_statements_named_in_a_module_exist(path: Path) -> None:
    folders = "|".join(item.name for item in FOLDER.iterdir() if item.is_dir())
    named = {text for text in strings(path) if re.fullmatch(rf"(?:{folders})/\w+", text)}
    assert named <= {statement.name for statement in catalogue()}
