"""The copy for analysts, in a second real Neo4j: nothing in it names anybody, and nobody can change it."""

import contextlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from neo4j.exceptions import ClientError

from app.errors import NotFound
from app.fields import FIELDS
from app.graph import local
from app.graph.connect import open_store
from app.graph.queries import statement
from app.graph.store import Store
from app.privacy import analyst_copy
from app.settings import Settings

pytestmark = pytest.mark.slow  # a second server starts, stops and starts again

IDENTIFYING = FIELDS.keys() - {"gender", "postal_code", "locality", "country"}
ALL_TEXT = "MATCH (n) RETURN n {.*} AS p UNION ALL MATCH ()-[r]->() RETURN r {.*} AS p"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    folder = tmp_path_factory.mktemp("analysts")
    settings = Settings(
        NEO4J_URI=None, IDGRAPH_HOME=folder, IDGRAPH_CACHE=Settings().cache, IDGRAPH_HEAP_MB=256
    )
    yield settings
    analyst_copy.remove(folder)


@pytest.fixture(scope="module")
def restricted(demo_graph: Store) -> Iterator[str]:
    """The ID of somebody whose processing is restricted."""
    (row,) = demo_graph.run_text("MATCH (i:Individual) WHERE NOT i:Retired RETURN min(i.id) AS id")
    change = "MATCH (:Individual {id: $p.id})<-[:IDENTIFIES]-(c:Customer) SET c.restricted = $p.yes"
    demo_graph.run_text(change, id=row["id"], yes=True)
    yield row["id"]
    demo_graph.run_text(change, id=row["id"], yes=None)


@pytest.fixture(scope="module")
def copy(demo_graph: Store, home: Settings, restricted: str) -> Iterator[Store]:
    analyst_copy.build(demo_graph, home, quiet=True)
    with open_store(analyst_copy.settings_of_copy(home)) as opened:
        yield opened


def counts(store: Store, pattern: str) -> int:
    (row,) = store.run_text(f"MATCH {pattern} RETURN count(*) AS n")
    return int(row["n"])


def test_people_records_and_links_are_all_there_but_the_restricted(demo_graph: Store, copy: Store) -> None:
    for pattern in ("(n:Customer)", "(:Customer)-[r:IDENTIFIES]->(:Individual)"):
        left_out = counts(demo_graph, "(n:Customer {restricted: true})")
        assert left_out
        assert counts(copy, pattern) == counts(demo_graph, pattern) - left_out
    for pattern in ("(n:Household)", "(n:Source)", "(n:Consent)"):
        assert counts(copy, pattern) == counts(demo_graph, pattern)
    assert counts(copy, "()-[r:MATCHES {accepted: true}]->()") > 0
    assert counts(copy, "(:Identifier)-[r:HAS_CONSENT]->()") > 0


def test_no_identifying_value_is_in_it(demo_graph: Store, copy: Store) -> None:
    fields = [prefix + name for prefix in ("", "std_") for name in IDENTIFYING]
    rows = demo_graph.run_text(
        """MATCH (c:Customer) UNWIND $p.fields + [k IN keys(c) WHERE k STARTS WITH 'x_'] AS f
        WITH c[f] AS v WHERE v IS NOT NULL RETURN DISTINCT v
        UNION MATCH (x:Identifier) RETURN DISTINCT x.value AS v UNION MATCH (c:Customer) RETURN c.source_id AS v""",
        fields=fields,
    )
    values = {str(one) for row in rows for one in (row["v"] if isinstance(row["v"], list) else [row["v"]])}
    values = {value for value in values if len(value) > 7 and not re.fullmatch(r"[A-Za-zÀ-ÿ' -]+", value)}
    names = {
        value for row in rows if isinstance(row["v"], str) and " " in (value := row["v"]) and len(value) > 8
    }
    text = json.dumps(copy.run_text(ALL_TEXT), default=str, ensure_ascii=False)
    towns = {
        row["t"] for row in demo_graph.run_text("MATCH (c:Customer) RETURN DISTINCT c.std_locality AS t")
    }
    assert len(values) > 1_000
    assert not {value for value in values | names if f'"{value}"' in text or f":{value}" in text} - towns


def test_of_a_birth_date_the_year_is_left_and_of_a_contact_point_a_keyed_hash(
    demo_graph: Store, copy: Store, home: Settings
) -> None:
    (row,) = copy.run_text(
        "MATCH (c:Customer) WHERE c.birth_year IS NOT NULL RETURN max(c.birth_year) AS year"
    )
    assert 1900 < row["year"] < 2030
    keys = [row["key"] for row in copy.run_text("MATCH (e:Email) RETURN e.key AS key")]
    assert keys
    assert all(re.fullmatch(r"email:[0-9a-f]{20}", key) for key in keys)
    (known,) = demo_graph.run_text(
        "MATCH (e:Email)<-[:HAS_EMAIL]-(c {restricted: true}) RETURN min(e.key) AS key"
    )
    assert known["key"] not in keys
    secret = home.home / "privacy" / "analysts.key"
    assert secret.stat().st_mode & 0o777 == 0o600
    assert not secret.is_relative_to(local.data_folder(analyst_copy.settings_of_copy(home)))


def test_nobody_whose_processing_is_restricted_is_in_it(copy: Store, restricted: str) -> None:
    assert restricted not in json.dumps(copy.run_text(ALL_TEXT), default=str)


@pytest.mark.parametrize(
    "change",
    [
        "CREATE (:Note {text: 'x'})",
        "MATCH (n:Individual) DETACH DELETE n",
        "MATCH (n:Customer) SET n.id = 'x'",
        "CREATE INDEX FOR (n:Customer) ON (n.gender)",
    ],
)
def test_it_can_only_be_read(copy: Store, change: str) -> None:
    with pytest.raises(ClientError, match=r"read-only|read only|write operations"):
        copy.run_text(change)
    assert counts(copy, "(n:Individual)") > 100


@pytest.mark.parametrize(
    "name", ["weakest_links", "shared_identifiers", "source_overlap", "cookie_to_household"]
)
def test_saved_queries_work_on_it(copy: Store, name: str) -> None:
    assert copy.run_text(statement(f"browser/{name}"))


def test_made_anew_it_keeps_its_login_and_hashes_and_a_failure_leaves_the_old_one(
    demo_graph: Store, copy: Store, home: Settings
) -> None:
    its = analyst_copy.settings_of_copy(home)
    password = (local.data_folder(its) / "password").read_text()
    before = {row["key"] for row in copy.run_text("MATCH (e:Email) RETURN e.key AS key")}

    class Failing(Store):
        def stream(self, name: str, /, **p: object) -> Iterator[dict[str, object]]:
            if name == "copy/links":
                raise NotFound("the graph was lost half way")
            yield from super().stream(name, **p)

    with contextlib.suppress(NotFound):
        analyst_copy.build(Failing(demo_graph._driver, demo_graph.database), home, quiet=True)
    assert counts(copy, "(n:Email)") == len(before), "the old one still runs"
    analyst_copy.build(demo_graph, home, quiet=True)
    assert (local.data_folder(its) / "password").read_text() == password
    with open_store(its) as anew:
        assert {row["key"] for row in anew.run_text("MATCH (e:Email) RETURN e.key AS key")} == before


def test_it_can_be_taken_away(home: Settings, copy: Store) -> None:
    assert analyst_copy.remove(home.home)
    assert not local.data_folder(analyst_copy.settings_of_copy(home)).exists()
    assert not analyst_copy.remove(home.home)
    with pytest.raises(NotFound, match="idgraph analyst-copy"):
        analyst_copy.require(home)
    assert list(Path(home.home).iterdir())
