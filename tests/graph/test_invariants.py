"""`idgraph health --check`: a resolved graph is as it must be, and every way of damaging it is seen and named."""

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from neo4j import Transaction
from stdnum.fr import nir

from app.audit import COMMAND
from app.graph.queries import statement
from app.graph.store import Row, Store
from app.health import check_graph
from app.resolution.bulk import resolve
from app.resolution.invariants import invariants, lasting
from app.resolution.live import rederive
from app.resolution.snapshot import Snapshot
from app.resolution.up_to_date import bring_up_to_date
from app.settings import Settings
from app.stewardship.blocks import block
from tests.graph.evidence import add, individual, partition, population
from tests.graph.held import limited

RECORDS = "every record is in one individual"
COMPONENTS = "components over accepted edges are the individuals"
HOUSEHOLD = "every individual is in one household"
HOMES = "components over shared homes are the households"
ORPHANS = "nothing in force is without members"
IDS = "IDs are those of the oldest record"
SIZES = "sizes are right"
RETIRED = "retired IDs lead to one in force"
MUST = "must-links hold"
CANNOT = "cannot-links hold"
NATIONAL = "no individual has two proven national IDs"
PROMISE = "no individual has two records of a source that promises one"
VERDICTS = "verdicts do not contradict one another"
BITS = "bits of every edge sum to its weight"

PAIR = "MATCH (a:Customer {id: 'crm:001a'})-[m:MATCHES]->(b:Customer {id: 'crm:001b'})"
PEOPLE = "MATCH (:Customer {id: 'crm:001a'})-[r:IDENTIFIES]->(i:Individual)"
OTHER = "MATCH (o:Customer {id: 'crm:004a'})"
HOUSEMATES = "MATCH (a:Customer)-[m:SHARES_HOME]-(b:Customer) WHERE a.id STARTS WITH 'crm:001'"
VERDICT = "{by: 'a steward', at: datetime(), reason: 'a test'}"
DAMAGES: dict[str, tuple[str, set[str]]] = {
    "a record loses its individual": (f"{PEOPLE} DELETE r", {RECORDS, SIZES}),
    "a record is in two individuals": (
        f"{PEOPLE} MATCH (o:Customer {{id: 'crm:004a'}})-[:IDENTIFIES]->(j) CREATE (o)-[:IDENTIFIES]->(i)",
        {RECORDS, COMPONENTS, SIZES},
    ),
    "an accepted edge is refused": (f"{PAIR} SET m.accepted = false", {COMPONENTS}),
    "an edge between two individuals is accepted": (
        f"{PAIR} {OTHER} CREATE (a)-[e:MATCHES]->(o) SET e = properties(m)",
        {COMPONENTS},
    ),
    "an individual loses its household": (f"{PEOPLE}-[h:MEMBER_OF]->() DELETE h", {HOUSEHOLD}),
    "housemates lose what they share": (f"{HOUSEMATES} DELETE m", {HOMES}),
    "strangers share a home": (
        f"{HOUSEMATES} WITH a, m LIMIT 1 {OTHER} CREATE (a)-[e:SHARES_HOME]->(o) SET e = properties(m)",
        {HOMES},
    ),
    "an individual has no records": (
        f"{PEOPLE}-[:MEMBER_OF]->(h) CREATE (:Individual {{id: 'ind_0', size: 0}})-[:MEMBER_OF]->(h)",
        {ORPHANS, SIZES},
    ),
    "a household has no people": ("CREATE (:Household {id: 'hh_0', size: 0})", {ORPHANS}),
    "an individual has another ID": (f"{PEOPLE} SET i.id = 'ind_0'", {IDS}),
    "a size is wrong": (f"{PEOPLE} SET i.size = 99", {SIZES}),
    "a retired ID leads nowhere": ("CREATE (:Individual:Retired {id: 'ind_0'})", {RETIRED}),
    "retired IDs lead in a circle": (
        "CREATE (a:Individual:Retired {id: 'ind_0'})-[:MERGED_INTO]->(:Individual:Retired {id: 'ind_1'})"
        "-[:MERGED_INTO]->(a)",
        {RETIRED},
    ),
    "a browser belongs to a retired ID": (
        f"{PEOPLE} CREATE (:Cookie:Identifier {{key: 'cookie:x'}})-[:IDENTIFIES]->"
        "(:Individual:Retired {id: 'ind_0'})-[:MERGED_INTO]->(i)",
        {RETIRED},
    ),
    "one that was merged away is in force": (
        "MATCH (:Customer {id: 'crm:004a'})-[:IDENTIFIES]->(j) "
        f"{PEOPLE} CREATE (i)-[:MERGED_INTO]->(j)",
        {RETIRED},
    ),
    "a must-link joins nobody": (f"{PAIR} {OTHER} CREATE (a)-[:MUST_LINK {VERDICT}]->(o)", {MUST}),
    "a cannot-link parts nobody": (f"{PAIR} CREATE (a)-[:CANNOT_LINK {VERDICT}]->(b)", {CANNOT}),
    "two verdicts on one pair": (
        f"{PAIR} CREATE (a)-[:CANNOT_LINK {VERDICT}]->(b) CREATE (a)-[:MUST_LINK {VERDICT}]->(b)",
        {VERDICTS},
    ),
    "two national IDs in one individual": (
        f"{PAIR} SET a.std_national_id = $p.ids[0], b.std_national_id = $p.ids[1]",
        {NATIONAL},
    ),
    "two records of a source that promises one": (
        "MATCH (s:Source {name: 'crm'}) SET s.deduplicated = true",
        {PROMISE},
    ),
    "a weight is not what its evidence says": (f"{PAIR} SET m.weight = m.weight + 0.01", {BITS}),
    "evidence is gone": (f"{HOUSEMATES} SET m.evidence = []", {BITS}),
}  # fmt: skip


def proven(start: str) -> str:
    return start + nir.calc_check_digits(start)


NATIONAL_IDS = [proven("2800575011001"), proven("2800575011002")]


def broken(store: Store) -> dict[str, tuple[str, ...]]:
    """Each check that fails, with the IDs it names."""
    return {found.name: found.broken for found in invariants(store) if found.broken}


class Inside(Store):
    """A store whose every statement runs in one open transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def read(self, name: str, /, **p: Any) -> list[dict[str, Any]]:
        return self.run_text(statement(name), **p)

    write = read

    def stream(self, name: str, /, **p: Any) -> Iterator[dict[str, Any]]:
        return iter(self.read(name, **p))

    def run_text(self, text: str, **p: Any) -> list[dict[str, Any]]:
        return [dict(record) for record in self._transaction.run(text, p=p)]


@pytest.fixture
def town(graph: Store, tmp_path: Path) -> Store:
    add(graph, tmp_path, "crm", population(8))
    resolve(graph, quiet=True)
    return graph


def test_a_resolved_graph_passes(demo_graph: Store) -> None:
    found = {item.name: item for item in invariants(demo_graph)}
    assert broken(demo_graph) == {}
    assert found[RECORDS].checked > 600
    assert found[COMPONENTS].checked == len(partition(demo_graph))
    assert found[BITS].checked > 500


def test_components_are_those_of_networkx(demo_graph: Store, settings: Settings) -> None:
    """Whether Neo4j's Graph Data Science finds them (IDGRAPH_GDS=1) or we do."""
    snapshot = Snapshot(demo_graph, quiet=True)
    assert snapshot.found_by_graph or not settings.gds
    graph = nx.Graph()
    graph.add_nodes_from(row["record"] for row in snapshot.records)
    for row in demo_graph.stream("resolve/matches"):
        if row["accepted"]:
            graph.add_edge(row["a"], row["b"])
    ours = defaultdict(set)
    for row, component in zip(snapshot.records, snapshot.component, strict=True):
        ours[component].add(row["record"])
    components = {frozenset(part) for part in nx.connected_components(graph)}
    assert {frozenset(part) for part in ours.values()} == components == partition(demo_graph)


def test_an_empty_graph_passes(graph: Store) -> None:
    assert broken(graph) == {}


def test_what_is_loaded_and_not_resolved_is_told(town: Store, tmp_path: Path) -> None:
    add(town, tmp_path, "shop", [{"id": "1", "first_name": "Irène", "last_name": "Kervella"}])
    assert broken(town) == {RECORDS: ("shop:1",)}
    resolve(town, quiet=True)
    assert broken(town) == {}


@pytest.fixture(scope="class")
def whole(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """As `town`, for tests that leave it as they find it."""
    store.run_text("MATCH (n) WHERE NOT n:Schema DETACH DELETE n")
    add(store, tmp_path_factory.mktemp("whole"), "crm", population(8))
    resolve(store, quiet=True)
    return store


class TestDamages:
    """Each done to one resolved graph, in a transaction that is taken back."""

    @pytest.mark.parametrize("damage", DAMAGES)
    def test_it_is_seen(self, whole: Store, damage: str) -> None:
        text, expected = DAMAGES[damage]
        with whole._driver.session() as session, session.begin_transaction() as tx:
            inside = Inside(tx)
            assert broken(inside) == {}
            inside.run_text(text, ids=NATIONAL_IDS)
            assert broken(inside).keys() >= expected
            tx.rollback()

    def test_every_check_can_fail(self, whole: Store) -> None:
        told = set().union(*(expected for _, expected in DAMAGES.values()))
        assert told == {found.name for found in invariants(whole)}


class Meanwhile(Store):
    """Somebody new, and a new record of somebody known, come between any two reads of a look."""

    def __init__(self, store: Store, folder: Path) -> None:
        super().__init__(store._driver, store.database)
        self._folder, self._came = folder, 0

    def stream(self, name: str, /, **p: Any) -> Iterator[Row]:
        yield from super().stream(name, **p)
        if name.startswith("check/") and (new := population(80)[80 + self._came * 2 :][:2]):
            self._came += 1
            add(self, self._folder, "live", new)
            rederive(self, lambda _: [f"live:{row['id']}" for row in new])


def test_what_arrives_between_two_reads_breaks_nothing(town: Store, tmp_path: Path) -> None:
    busy = Meanwhile(town, tmp_path)
    assert any(found.broken for found in invariants(busy))
    assert not any(found.broken for found in lasting(busy))
    town.run_text(DAMAGES["a size is wrong"][0])
    found = {found.name: found.broken for found in lasting(busy) if found.broken}
    assert found == {SIZES: (individual(town, "crm:001a"),)}


def test_the_broken_are_named(town: Store) -> None:
    person = individual(town, "crm:001a")
    town.run_text(DAMAGES["an accepted edge is refused"][0])
    assert broken(town) == {COMPONENTS: (person,)}
    town.run_text(DAMAGES["a weight is not what its evidence says"][0])
    assert broken(town)[BITS] == ("crm:001a - crm:001b",)


def test_a_must_link_against_national_ids_is_a_contradiction_to_settle(town: Store) -> None:
    """The steward's word holds, and is told."""
    town.run_text(
        DAMAGES["two national IDs in one individual"][0],
        ids=[proven("2800575011001"), proven("2800575011002")],
    )
    resolve(town, quiet=True)
    assert broken(town) == {}
    town.run_text(
        f"MATCH (a:Customer {{id: 'crm:001a'}}), (b:Customer {{id: 'crm:001b'}}) CREATE (a)-[:MUST_LINK {VERDICT}]->(b)"
    )
    resolve(town, quiet=True)
    assert broken(town) == {VERDICTS: (individual(town, "crm:001a"),)}


def test_a_national_id_that_counts_for_nothing_parts_nobody(town: Store, tmp_path: Path) -> None:
    """A steward blocked one that was somebody else's: the two are one person as if it had never been said."""
    rows = zip(population(1), NATIONAL_IDS, strict=True)
    add(town, tmp_path, "crm", [row | {"national_id": number} for row, number in rows])
    resolve(town, quiet=True)
    assert individual(town, "crm:000a") != individual(town, "crm:000b")
    block(town, COMMAND, "national_id", NATIONAL_IDS[1])
    assert individual(town, "crm:000a") == individual(town, "crm:000b")
    assert broken(town) == {}


def test_a_national_id_that_is_held_back_is_not_told_yet(
    town: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = population(1)
    add(town, tmp_path, "crm", [one | {"national_id": NATIONAL_IDS[0]}])
    bring_up_to_date(town, quiet=True)
    limited(monkeypatch, component=1)
    add(town, tmp_path, "crm", [other | {"national_id": NATIONAL_IDS[1]}])
    assert bring_up_to_date(town, quiet=True).held == 1
    assert individual(town, "crm:000a") == individual(town, "crm:000b")
    assert broken(town) == {}


def test_the_command_names_each_check_and_fails_where_one_does(town: Store, settings: Settings) -> None:
    def run(*more: str) -> subprocess.CompletedProcess[str]:
        given = {
            "IDGRAPH_HOME": str(settings.home),
            "IDGRAPH_CACHE": str(settings.cache),
            "NEO4J_URI": settings.neo4j_uri or "",
            "NEO4J_PASSWORD": settings.neo4j_password.get_secret_value() if settings.neo4j_password else "",
        }
        return subprocess.run(
            [sys.executable, "-m", "app.cli", "health", "--check", *more],
            env=os.environ | {name: value for name, value in given.items() if value},
            capture_output=True,
            text=True,
            check=False,
        )

    passed = run()
    assert passed.returncode == 0, passed.stderr
    assert passed.stdout.count("\nok") + 1 == len(check_graph(settings)) == len(passed.stdout.splitlines())
    town.run_text(DAMAGES["a size is wrong"][0])
    failed = run("--json")
    found = json.loads(failed.stdout)
    assert failed.returncode == 1
    assert found[SIZES] | {"detail": ""} == {
        "ok": False,
        "detail": "",
        "broken": [individual(town, "crm:001a")],
    }
    assert "idgraph resolve" in found[SIZES]["detail"]
