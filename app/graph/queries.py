"""The catalogue over `cypher/`: a statement is a file, its path without `.cypher` is its name.

What several statements say in the same words stands once, in `cypher/parts/`, and is put where `// Include: parts/name`
stands. `// Include: folder/name as word` puts a whole statement there, as a subquery of its own, whose parameters are
those in `$p.word`: what several statements do, one round trip can.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import cypher as _cypher_folder

FOLDER = Path(next(iter(_cypher_folder.__path__)))
_PARTS = "parts"
_INCLUDE = re.compile(rf"^[ \t]*// Include: ({_PARTS}/\w+)$", re.MULTILINE)
_SUBQUERY = re.compile(r"^[ \t]*// Include: (\w+/\w+) as (\w+)$", re.MULTILINE)
_PARAMETER = re.compile(r"\$p\.")
_COMMENT = re.compile(r"^[ \t]*//.*\n", re.MULTILINE)


@cache
def statement(name: str) -> str:
    """What `cypher/<name>.cypher` has Neo4j do. KeyError where there is no such file. Without the comments, which Neo4j
    would read letter by letter each time that the statement is run: a twentieth of what an event costs it."""
    return _COMMENT.sub("", documented(name))


@cache
def documented(name: str) -> str:
    """The same with the comments that its file begins with."""
    text = _INCLUDE.sub(lambda found: statement(found[1]).rstrip(), _text(name))
    return _SUBQUERY.sub(lambda found: _subquery(found[1], found[2]), text)


@cache
def steady(name: str) -> str:
    """The same, to be run by a plan that Neo4j has of it, whatever the graph has grown to since: planning anew takes up
    to half a second, and everybody who waits for people would wait for it. Our plans look everything up by an index, on
    an empty graph, too (tests/graph/test_cypher.py), so another one would not be a better one."""
    return f"CYPHER replan=skip {statement(name)}"


@cache
def subqueries(name: str) -> Mapping[str, str]:
    """The statements in `cypher/<name>.cypher`, by the words under which their parameters stand."""
    return {word: included for included, word in _SUBQUERY.findall(_text(name))}


def _subquery(name: str, word: str) -> str:
    text = statement(name).rstrip()
    return f"CALL () {{\n{_PARAMETER.sub(f'$p.{word}.', text)}\n}}"


def _text(name: str) -> str:
    path = FOLDER / f"{name}.cypher"
    if not path.is_file():
        raise KeyError(f"no statement {name!r} in {FOLDER}")
    return path.read_text(encoding="utf-8")


def names(under: str = "") -> list[str]:
    """All statement names below one folder of the catalogue, sorted. Parts of statements are none."""
    paths = (path.relative_to(FOLDER) for path in (FOLDER / under).rglob("*.cypher"))
    return sorted(str(path.with_suffix("")) for path in paths if path.parts[0] != _PARTS)
