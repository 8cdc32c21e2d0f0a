"""The schema of the graph: the migrations of `cypher/schema/NNNN_*.cypher`, applied once each, in order.

Every statement in them says IF NOT EXISTS, or finds nothing left to do, so a migration that was cut short, or applied
twice at once, is simply applied again. The version reached stands in the graph, in the one `(:Schema)` node.
"""

import re
from contextlib import suppress
from dataclasses import dataclass

from neo4j.exceptions import Neo4jError

from app.errors import GraphUnavailable, SchemaMissing, SchemaTooNew
from app.graph.queries import names, statement
from app.graph.store import Row, Store

_INDEXES_ONLINE_WITHIN_S = 600
_LONGEST_S = 86_400
"""An index over everything takes a minute for a million nodes."""


@dataclass(frozen=True)
class SchemaStatus:
    """What the database has and what this code needs. Version 0: no schema yet."""

    version: int
    needed: int
    pending: list[str]
    indexes: list[Row]

    def __str__(self) -> str:
        """For a person to read: the version, what is pending, the indexes."""
        head = f"Schema version {self.version}; this identity-graph needs {self.needed}"
        pending = [f"  pending: {name}" for name in self.pending]
        indexes = [
            f"  {index['name']:<16} {index['type']:<9} {index['state']:<11} "
            f"{'|'.join(index['on'])}({', '.join(index['properties'])})"
            for index in self.indexes
        ]
        return "\n".join([head, *pending, *indexes])


def migrations() -> list[tuple[int, str]]:
    """(version, statement name) of every migration, in order."""
    found = (re.fullmatch(r"schema/(\d{4})_\w+", name) for name in names("schema"))
    return [(int(match[1]), match[0]) for match in found if match]


def schema_status(store: Store) -> SchemaStatus:
    """What is there and what is missing. Changes nothing."""
    version = _version(store)
    return SchemaStatus(
        version=version,
        needed=migrations()[-1][0],
        pending=[name for number, name in migrations() if number > version],
        indexes=store.read("schema/indexes"),
    )


def apply_schema(store: Store) -> list[str]:
    """Apply what is missing and wait until the indexes are online; the names of the migrations applied.

    Raises SchemaTooNew where the database is ahead of this code, GraphUnavailable where Neo4j refuses.
    """
    version = _version(store)
    _refuse_newer(version)
    pending = [(number, name) for number, name in migrations() if number > version]
    for number, name in pending:
        for text in statements_of(statement(name)):
            _run(store, name, text)
        store.write("schema/set_version", version=number)
    store.read("schema/await_indexes", seconds=_INDEXES_ONLINE_WITHIN_S)
    return [name for _, name in pending]


def require_schema(store: Store) -> None:
    """Raise SchemaMissing or SchemaTooNew unless the database has exactly the schema of this code."""
    version = _version(store)
    _refuse_newer(version)
    needed = migrations()[-1][0]
    if version < needed:
        has = f"has schema version {version}" if version else "has no schema"
        raise SchemaMissing(f"The database {has}, this code needs {needed}: run `idgraph schema --apply`")


def drop_index(store: Store, name: str) -> None:
    """Drop an index, by a statement that does, before most of what it holds is written: to build one of everything
    takes a fraction of the time that following every change does. `build_indexes` has to follow. Nothing happens where
    Neo4j refuses, as whoever may write need not be allowed to."""
    with suppress(GraphUnavailable):
        _run(store, name, statement(name))


def build_indexes(store: Store, name: str) -> None:
    """Create those of the indexes of a migration that are missing, and wait until they are online."""
    there = {index["name"] for index in store.read("schema/indexes")}
    missing = [text for text in statements_of(statement(name)) if there.isdisjoint(text.split())]
    for text in missing:
        _run(store, name, text)
    if missing:
        store.read("schema/await_indexes", seconds=_LONGEST_S)


def statements_of(text: str) -> list[str]:
    """The statements of a file, each ending with a semicolon at the end of a line; without comment lines."""
    code = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("//"))
    return [part.strip() for part in re.split(r";\s*(?:\n|$)", code) if part.strip()]


def _version(store: Store) -> int:
    row = store.one("schema/version")
    return int(row["version"]) if row else 0


def _refuse_newer(version: int) -> None:
    needed = migrations()[-1][0]
    if version > needed:
        raise SchemaTooNew(
            f"The database has schema version {version}, this identity-graph knows {needed}: "
            "upgrade identity-graph"
        )


def _run(store: Store, name: str, text: str) -> None:
    try:
        store.run_text(text)
    except Neo4jError as error:
        raise GraphUnavailable(f"Neo4j refused a statement of {name}: {error.code}") from None
