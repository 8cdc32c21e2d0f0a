"""Reads the files of `cypher/` as text: header, labels, relationship types and properties."""

import re
from dataclasses import dataclass
from functools import cached_property

from app.graph.queries import documented, names

_HEADER_LINE = re.compile(r"//\s?(?:(Purpose|Parameters|Returns|Scans):\s*)?(.*)")
_COMMENT = re.compile(r"//.*")
_STRING = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_GROUP = r"!?[A-Z]\w*(?:\s?[|&:]\s?!?[A-Z]\w*)*"
"""`Customer`, `Cookie|Device`, `Email:Identifier`, `Individual&!Retired`"""
_MENTION = re.compile(rf"(?<=[\w\[( ]):({_GROUP})")
_BINDING = re.compile(rf"[\[(](\w+):({_GROUP})(?:\s*\{{([^}}]*)\}})?")
_NODE = re.compile(r"(?<!\w)\((\w+)\)")
_ITEM = re.compile(r"[\[(](\w+) IN\b")
_ACCESS = re.compile(r"(?<![\w.$])([a-z]\w*)\.([a-z]\w*)(?![\w.]*\()")


@dataclass(frozen=True)
class Statement:
    """One file of the catalogue."""

    name: str
    text: str

    @cached_property
    def header(self) -> dict[str, str]:
        """The comment block at the top: field -> its text, lines joined."""
        found: dict[str, str] = {}
        field = None
        for line in self.text.splitlines():
            match = _HEADER_LINE.fullmatch(line)
            if not match:
                break
            field = match[1] or field
            if field:
                found[field] = f"{found.get(field, '')} {match[2].strip()}".strip()
        return found

    @cached_property
    def code(self) -> str:
        """The statement without comments, its string literals emptied."""
        return _STRING.sub("''", _COMMENT.sub("", self.text)).strip()

    @property
    def labels(self) -> set[str]:
        """Node labels, written in CamelCase."""
        return {word for word in self._mentions() if not word.isupper()}

    @property
    def types(self) -> set[str]:
        """Relationship types, written in CAPITALS."""
        return {word for word in self._mentions() if word.isupper()}

    def _mentions(self) -> set[str]:
        return {word for group in _MENTION.findall(self.code) for word in _words(group)}

    @property
    def bindings(self) -> dict[str, set[str]]:
        """Variable -> its labels or types. Left out: a name for edges and nodes alike, or for items of a list."""
        bound: dict[str, set[str]] = {}
        for variable, group, _ in _BINDING.findall(self.code):
            bound.setdefault(variable, set()).update(_words(group))
        nodes, items = set(_NODE.findall(self.code)), set(_ITEM.findall(self.code))
        edges = {name for name, words in bound.items() if any(map(str.isupper, words))}
        return {name: words for name, words in bound.items() if name not in items | (nodes & edges)}

    @property
    def properties(self) -> set[tuple[str, str]]:
        """(variable, property) of every access `c.id` and every pattern `(c:Customer {id: ...})`."""
        patterns = {
            (variable, key)
            for variable, _, keys in _BINDING.findall(self.code)
            for key in re.findall(r"(\w+)\s*:", keys)
        }
        return patterns | set(_ACCESS.findall(self.code))


def catalogue(under: str = "") -> list[Statement]:
    """Every statement below a folder of `cypher/`."""
    return [Statement(name, documented(name)) for name in names(under)]


def _words(group: str) -> list[str]:
    return re.findall(r"\w+", group)
