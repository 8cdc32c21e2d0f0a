"""Migrations on a real Neo4j: once each, in order, harmless when repeated, refused when it is ahead."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from app.audit import COMMAND, record_now
from app.audit.chain import append
from app.audit.entry import entry
from app.audit.show import shown
from app.consent.may import Asked
from app.consent.rules import shipped_rules
from app.consent.view import View
from app.errors import GraphUnavailable, SchemaMissing, SchemaTooNew
from app.graph import schema as schema_module
from app.graph.schema import (
    apply_schema,
    build_indexes,
    drop_index,
    migrations,
    require_schema,
    schema_status,
    statements_of,
)
from app.graph.store import Store
from app.profiles.search import named
from app.settings import Settings

NEEDED = migrations()[-1][0]
EVERYTHING = View(Asked(shipped_rules(), "stewardship", "email", int(time.time())))


@pytest.fixture
def bare(graph: Store) -> Iterator[Store]:
    """A database as Neo4j makes it, without schema; it has the schema again afterwards."""
    for constraint in graph.run_text("SHOW CONSTRAINTS YIELD name RETURN name"):
        graph.run_text(f"DROP CONSTRAINT {constraint['name']}")
    for index in graph.read("schema/indexes"):
        graph.run_text(f"DROP INDEX {index['name']}")
    graph.run_text("MATCH (s:Schema) DELETE s")
    yield graph
    graph.run_text("MATCH (s:Schema) DELETE s")
    apply_schema(graph)


def test_versions_count_up_from_one() -> None:
    assert [number for number, _ in migrations()] == list(range(1, NEEDED + 1))


def test_applies_what_is_missing_once(bare: Store) -> None:
    assert schema_status(bare).pending == [name for _, name in migrations()]
    assert apply_schema(bare) == [name for _, name in migrations()]
    assert apply_schema(bare) == []
    status = schema_status(bare)
    assert (status.version, status.pending) == (NEEDED, [])
    assert {index["state"] for index in status.indexes} == {"ONLINE"}


def test_a_migration_cut_short_is_finished_by_the_next_run(bare: Store) -> None:
    first = statements_of(schema_module.statement(migrations()[0][1]))[0]
    bare.run_text(first)
    apply_schema(bare)
    require_schema(bare)


def test_old_or_missing_schema_is_refused_with_the_command_to_run(bare: Store) -> None:
    with pytest.raises(SchemaMissing, match=r"has no schema.*idgraph schema --apply"):
        require_schema(bare)
    bare.write("schema/set_version", version=1)
    with pytest.raises(SchemaMissing, match=r"version 1, this code needs"):
        require_schema(bare)


def test_newer_schema_is_refused_and_left_alone(graph: Store) -> None:
    graph.write("schema/set_version", version=NEEDED + 1)
    try:
        with pytest.raises(SchemaTooNew, match="upgrade identity-graph"):
            require_schema(graph)
        with pytest.raises(SchemaTooNew):
            apply_schema(graph)
        assert schema_status(graph).version == NEEDED + 1
    finally:
        graph.write("schema/set_version", version=NEEDED)


def test_data_that_breaks_a_constraint_is_reported_without_its_values(bare: Store) -> None:
    bare.run_text("UNWIND [1, 2] AS i CREATE (:Customer {id: 'shop:secret'})")
    with pytest.raises(GraphUnavailable, match="0001_identities") as caught:
        apply_schema(bare)
    assert "secret" not in str(caught.value)
    bare.run_text("MATCH (c:Customer) DELETE c")


def test_entries_of_an_older_audit_are_found_as_before(graph: Store) -> None:
    """They were in the index one by one."""
    old = [entry(COMMAND, "read", [f"ind_{number % 3}"] if number % 5 else []) for number in range(2_345)]
    graph.transact(lambda run: append(run, old))
    graph.run_text("MATCH (a:Audit) REMOVE a.about")
    graph.run_text("MATCH (h:AuditChain) REMOVE h.paged")
    graph.run_text("DROP INDEX audit_about")
    graph.write("schema/set_version", version=11)
    assert apply_schema(graph)[0] == "schema/0012_audit_pages"
    assert any("about" in index["properties"] for index in schema_status(graph).indexes)
    (end,) = graph.run_text("MATCH (h:AuditChain) RETURN h.paged AS paged")
    assert end["paged"] == 2_300
    record_now(graph, COMMAND, "read", ["ind_2"])
    expected = [seq for seq in range(2_345, 0, -1) if (seq - 1) % 3 == 1 and (seq - 1) % 5]
    assert [row["seq"] for row in shown(graph, limit=5_000, subjects=["ind_1"])] == expected


def test_identifiers_are_unique_across_their_labels(graph: Store) -> None:
    indexed = {
        (on, tuple(index["properties"])) for index in schema_status(graph).indexes for on in index["on"]
    }
    assert {("Identifier", ("key",)), ("Customer", ("id",)), ("Individual", ("id",))} <= indexed


def test_people_are_found_by_any_name_in_any_order(graph: Store) -> None:
    graph.run_text(
        "CREATE (:Customer {id: 's:1', std_given_name: 'anne', std_family_name: 'martin|le gall'})"
    )
    search = "CALL db.index.fulltext.queryNodes('found_by', $p.q) YIELD node RETURN node.id AS id"
    for words in ("gall AND anne", "mart*", "martine~ AND anne"):
        assert graph.run_text(search, q=words) == [{"id": "s:1"}]


def test_the_beginning_of_a_token_is_nobodys_name(graph: Store) -> None:
    graph.run_text(
        "CREATE (:Customer {id: 's:1', std_family_name: 'dupont', keys: 'martabcdefgh', content: 'martabcdefgh'})"
        "-[:IDENTIFIES]->(:Individual {id: 'ind_1', name: 'Dupont', size: 1, keys: 'martabcdefgh'})"
    )
    assert [row["id"] for row in named(graph, "dupo", EVERYTHING)] == ["ind_1"]
    assert not named(graph, "mart", EVERYTHING)


def test_before_the_index_is_built_a_search_says_so(graph: Store) -> None:
    drop_index(graph, "schema/drop_found_by")
    try:
        with pytest.raises(GraphUnavailable, match="not indexed yet"):
            named(graph, "dupont", EVERYTHING)
    finally:
        build_indexes(graph, "schema/0016_found_by")
    assert not named(graph, "dupont", EVERYTHING)


def test_command_shows_and_applies(store: Store, settings: Settings) -> None:
    def idgraph(*arguments: str) -> str:
        command = [sys.executable, "-m", "app.cli", *arguments]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

    given = settings.model_dump(by_alias=True, exclude_none=True)
    password = settings.neo4j_password.get_secret_value() if settings.neo4j_password else ""
    environment = (
        os.environ | {name: str(value) for name, value in given.items()} | {"NEO4J_PASSWORD": password}
    )

    assert "found_by         FULLTEXT  ONLINE" in idgraph("schema")
    applied = json.loads(idgraph("schema", "--apply", "--json"))
    assert (applied["applied"], applied["version"]) == ([], NEEDED)
