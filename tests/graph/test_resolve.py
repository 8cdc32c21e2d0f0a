"""`resolve` on a real Neo4j: what it writes, that it stays, and that every change of evidence can be taken back."""

import json
import math
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

import networkx as nx
import pytest

from app.graph.store import Store
from app.resolution.bulk import resolve
from tests.graph.evidence import (
    FAMILY,
    GIVEN,
    Row,
    add,
    changes,
    component,
    derived,
    homes,
    household,
    individual,
    judge,
    partition,
    population,
    remove,
    retired,
    withdraw_verdicts,
)

MARIE = {
    "first_name": "Marie",
    "last_name": "Lefort",
    "email": "marie.l@example.org",
    "birth_date": "1980-05-12",
}
WED = {"first_name": "Marie", "last_name": "Petit", "phone": "0698765432"}
BRIDGE = WED | {"maiden_name": "Lefort", "email": "marie.l@example.org"}
"""Marie before she married, after it, and the record that shows that they are one."""

Adder = Callable[..., None]


@pytest.fixture
def town(graph: Store, tmp_path: Path) -> Store:
    """Forty people who have nothing to do with one another, resolved: the ground on which a test puts its own."""
    add(graph, tmp_path, "crm", population(40))
    resolve(graph, quiet=True)
    return graph


@pytest.fixture
def put(town: Store, tmp_path: Path) -> Adder:
    """`put("shop", {...}, ...)` loads records "shop:0", "shop:1" ... and resolves."""

    def load(source: str, *rows: Row) -> None:
        add(town, tmp_path, source, ({"id": str(number)} | row for number, row in enumerate(rows)))
        resolve(town, quiet=True)

    return load


class TestEdges:
    """Of the demo graph."""

    def test_individuals_are_the_components_over_accepted_edges(self, demo_graph: Store) -> None:
        found = nx.Graph()
        found.add_nodes_from(row["id"] for row in demo_graph.run_text("MATCH (c:Customer) RETURN c.id AS id"))
        for row in demo_graph.stream("resolve/matches"):
            if row["accepted"]:
                found.add_edge(row["a"], row["b"])
        people = partition(demo_graph)
        assert {frozenset(group) for group in nx.connected_components(found)} == people
        assert any(len(person) > 2 for person in people)

    def test_a_path_query_finds_the_same_people(self, demo_graph: Store) -> None:
        people = sorted(partition(demo_graph), key=lambda person: (-len(person), sorted(person)))
        for person in people[:40]:
            assert component(demo_graph, min(person)) == person

    def test_every_record_is_in_one_individual_and_every_individual_in_one_household(
        self, demo_graph: Store
    ) -> None:
        wrong = demo_graph.run_text(
            """
            MATCH (c:Customer) WHERE COUNT { (c)-[:IDENTIFIES]->(:Individual) } <> 1 RETURN c.id AS id
            UNION MATCH (i:Individual) WHERE COUNT { (i)-[:MEMBER_OF]->(:Household) } <> 1 RETURN i.id AS id
            UNION MATCH (i:Individual) WHERE i.size <> COUNT { (:Customer)-[:IDENTIFIES]->(i) } RETURN i.id AS id
            UNION MATCH (h:Household) WHERE h.size <> COUNT { (:Individual)-[:MEMBER_OF]->(h) } RETURN h.id AS id"""
        )
        assert wrong == []

    def test_an_individual_carries_the_birth_of_its_oldest_record(self, demo_graph: Store) -> None:
        rows = demo_graph.run_text(
            "MATCH (c:Customer)-[:IDENTIFIES]->(i:Individual)-[:MEMBER_OF]->(h:Household) RETURN i.id AS individual, "
            "min(c.born) AS born, h.id AS household"
        )
        assert all(row["individual"] == f"ind_{row['born']}" for row in rows)
        oldest: dict[str, str] = {}
        for row in rows:
            oldest[row["household"]] = min(row["born"], oldest.get(row["household"], row["born"]))
        assert all(home == f"hh_{born}" for home, born in oldest.items())

    @pytest.mark.parametrize("kind", ["matches", "homes"])
    def test_evidence_sums_to_the_weight_and_the_weight_gives_the_probability(
        self, demo_graph: Store, kind: str
    ) -> None:
        model = json.loads(demo_graph.read("resolve/model_in_force")[0]["document"])
        odds = math.log2(model["prior"] / (1 - model["prior"]))
        edges = list(demo_graph.stream(f"resolve/{kind}"))
        assert len(edges) > 50
        for edge in edges:
            bits = [float(line.rsplit("|", 1)[1]) for line in edge["evidence"]]
            assert sum(bits) == pytest.approx(edge["weight"], abs=1e-6)
            assert edge["a"] < edge["b"]
            if kind == "matches":
                probability = 1 / (1 + 2 ** -(edge["weight"] + odds))
                assert edge["probability"] == pytest.approx(probability, abs=1e-5)

    def test_refused_edges_say_why_and_join_different_people(self, demo_graph: Store) -> None:
        edges = list(demo_graph.stream("resolve/matches"))
        person = {record: number for number, group in enumerate(partition(demo_graph)) for record in group}
        assert {edge["accepted"] for edge in edges} == {True, False}
        for edge in edges:
            assert (person[edge["a"]] == person[edge["b"]]) or not edge["accepted"]
            assert (edge["reason"] is None) == edge["accepted"]


class TestStability:
    def test_a_second_resolve_writes_nothing(self, demo_graph: Store) -> None:
        times = "MATCH ()-[r]->() RETURN max(r.at) AS edges, max(r.since) AS members"
        before = derived(demo_graph), demo_graph.run_text(times)
        assert changes(demo_graph) == {}
        assert (derived(demo_graph), demo_graph.run_text(times)) == before

    def test_ids_stay_when_records_are_added(self, town: Store, put: Adder) -> None:
        before = {record: individual(town, record) for record in ("crm:000a", "crm:020b", "crm:039a")}
        again = [{key: value for key, value in row.items() if key != "id"} for row in population(40)[::2]]
        put("web", *again)
        assert {record: individual(town, record) for record in before} == before
        assert individual(town, "web:0") == before["crm:000a"]
        assert changes(town) == {}

    def test_a_merge_keeps_the_older_id_and_its_undoing_gives_both_back(
        self, town: Store, put: Adder
    ) -> None:
        put("shop", MARIE)
        put("web", WED)
        old, young = individual(town, "shop:0"), individual(town, "web:0")
        ground = derived(town)
        assert old < young
        put("partner", BRIDGE)
        assert {individual(town, record) for record in ("shop:0", "web:0", "partner:0")} == {old}
        assert retired(town) == {young: old, young.replace("ind_", "hh_"): old.replace("ind_", "hh_")}
        members = "MATCH ()-[r:IDENTIFIES|MEMBER_OF]-(:Retired) RETURN count(r) AS n"
        assert town.run_text(members) == [{"n": 0}]
        assert changes(town) == {}
        remove(town, "partner:0")
        resolve(town, quiet=True)
        assert (individual(town, "shop:0"), individual(town, "web:0")) == (old, young)
        assert derived(town) == ground

    def test_one_id_is_retired_into_the_next_and_resolves_to_the_last(self, town: Store, put: Adder) -> None:
        put("shop", MARIE)
        put("web", WED)
        put("app", {"first_name": "Lucie", "last_name": "Petit", "email": "lucie80@example.com"})
        first, second, third = (individual(town, record) for record in ("shop:0", "web:0", "app:0"))
        assert len({first, second, third}) == 3
        judge(town, "MUST_LINK", "app:0", "web:0")
        resolve(town, quiet=True)
        assert retired(town)[third] == second
        judge(town, "MUST_LINK", "web:0", "shop:0")
        resolve(town, quiet=True)
        assert {retired(town)[second], retired(town)[third]} == {first}
        withdraw_verdicts(town)
        resolve(town, quiet=True)
        assert [individual(town, record) for record in ("shop:0", "web:0", "app:0")] == [first, second, third]
        assert retired(town) == {}

    def test_an_individual_without_records_goes(self, town: Store) -> None:
        gone = individual(town, "crm:000a")
        remove(town, "crm:000a", "crm:000b")
        resolve(town, quiet=True)
        assert (
            town.run_text("MATCH (i:Individual|Household) WHERE i.id ENDS WITH $p.id RETURN i", id=gone[4:])
            == []
        )
        assert len(partition(town)) == 39

    def test_when_the_last_record_is_gone_so_is_everything_derived(self, town: Store) -> None:
        town.run_text("MATCH (c:Customer) DETACH DELETE c")
        resolve(town, quiet=True)
        assert not any(derived(town).values())

    def test_an_empty_graph_is_no_error(self, graph: Store) -> None:
        assert resolve(graph, quiet=True).records == 0

    def test_one_record_is_one_individual_in_one_household(self, graph: Store, tmp_path: Path) -> None:
        add(graph, tmp_path, "crm", population(1)[:1])
        resolve(graph, quiet=True)
        assert partition(graph) == homes(graph) == {frozenset({"crm:000a"})}


class TestHouseholds:
    def test_a_household_joins_and_parts_with_its_people(self, town: Store, put: Adder) -> None:
        home = {
            "address": "7 place du Marché",
            "postal_code": "33000",
            "city": "Bordeaux",
            "phone": "0556112233",
        }
        put("shop", {"first_name": "Irène", "last_name": "Kervella", "email": "irene@example.org"} | home)
        put(
            "web",
            {
                "first_name": "Loïc",
                "last_name": "Kervella",
                "email": "loic.k@example.org",
                "birth_date": "1990-01-30",
            },
        )
        old, young = household(town, "shop:0"), household(town, "web:0")
        ground = derived(town)
        assert old != young
        put("app", {"first_name": "Loïc", "last_name": "Kervella", "email": "loic.k@example.org"} | home)
        assert individual(town, "web:0") == individual(town, "app:0") != individual(town, "shop:0")
        assert household(town, "web:0") == household(town, "shop:0") == old
        assert retired(town) == {young: old}
        remove(town, "app:0")
        resolve(town, quiet=True)
        assert (household(town, "shop:0"), household(town, "web:0")) == (old, young)
        assert derived(town) == ground

    def test_edges_between_homes_go_when_nobody_is_left_to_share_one(
        self, graph: Store, tmp_path: Path
    ) -> None:
        family = {
            "last_name": "Kervella",
            "address": "7 place du Marché",
            "postal_code": "33000",
            "city": "Bordeaux",
        }
        add(
            graph,
            tmp_path,
            "crm",
            ({"id": n, "first_name": n, "phone": "0556112233"} | family for n in ("Irène", "Loïc")),
        )
        resolve(graph, quiet=True)
        judge(graph, "MUST_LINK", "crm:Irène", "crm:Loïc")
        resolve(graph, quiet=True)
        assert len(partition(graph)) == 1
        assert graph.run_text("MATCH ()-[m:SHARES_HOME]->() RETURN m") == []


def test_the_order_of_loading_does_not_matter(graph: Store, tmp_path: Path) -> None:
    rows = [*population(30), {"id": "x"} | MARIE, {"id": "y"} | WED, {"id": "z"} | BRIDGE]
    sources = {"crm": rows[::3], "web": rows[1::3], "shop": rows[2::3]}
    found = []
    for number, order in enumerate((["crm", "web", "shop"], ["shop", "web", "crm"])):
        graph.run_text("MATCH (n) WHERE NOT n:Schema DETACH DELETE n")
        (tmp_path / str(number)).mkdir()
        for source in order:
            add(graph, tmp_path / str(number), source, sources[source])
        resolve(graph, quiet=True)
        found.append((partition(graph), homes(graph), derived(graph)["edges"]))
    assert found[0] == found[1]


class TestOnline:
    HOME: ClassVar[Row] = {
        "last_name": "Kervella",
        "address": "7 place du Marché",
        "postal_code": "33000",
        "city": "Bordeaux",
    }

    def owners(self, store: Store) -> dict[str, str]:
        return {row["key"]: row["owner"] for row in derived(store)["online"]}

    def test_what_one_person_signed_in_on_is_that_persons(self, town: Store, put: Adder) -> None:
        put(
            "shop",
            MARIE | {"cookie": "c0ffee0001", "device_id": "dev-0001"},
            MARIE | {"cookie": "c0ffee0002"},
        )
        marie = individual(town, "shop:0")
        assert self.owners(town) == {
            "cookie:c0ffee0001": marie,
            "device:dev-0001": marie,
            "cookie:c0ffee0002": marie,
        }

    def test_a_family_tablet_is_the_households_until_one_of_two_leaves(self, town: Store, put: Adder) -> None:
        irene = {"first_name": "Irène", "birth_date": "1962-07-08", "email": "irene@example.org"} | self.HOME
        loic = {"first_name": "Loïc", "birth_date": "1990-01-30", "email": "loic.k@example.org"} | self.HOME
        put("shop", irene | {"device_id": "tablet-01"}, loic | {"device_id": "tablet-01"})
        assert individual(town, "shop:0") != individual(town, "shop:1")
        assert self.owners(town) == {"device:tablet-01": household(town, "shop:0")}
        remove(town, "shop:1")
        resolve(town, quiet=True)
        assert self.owners(town) == {"device:tablet-01": individual(town, "shop:0")}

    def test_what_strangers_share_is_nobodys(self, town: Store, put: Adder) -> None:
        strangers = [
            row | {"device_id": "kiosk-01"} for row in population(10)[::2] if int(row.pop("id")[:3]) % 3 != 2
        ]
        put("shop", *strangers)
        assert len({household(town, f"shop:{n}") for n in range(len(strangers))}) == len(strangers) == 7
        assert self.owners(town) == {}


class TestHubs:
    STAFF = tuple(
        {"first_name": given, "last_name": family[::-1].title()}
        for given, family in zip(GIVEN, FAMILY[9:] + FAMILY[:9], strict=True)
    )

    def test_an_email_of_many_joins_nobody_while_it_is_one(self, town: Store, put: Adder) -> None:
        before = partition(town)
        put("office", *(person | {"email": "lesamis@example.org"} for person in self.STAFF))
        assert [row["key"] for row in derived(town)["hubs"]] == ["email:lesamis@example.org"]
        assert partition(town) == before | {frozenset({f"office:{n}"}) for n in range(25)}
        assert changes(town) == {}
        remove(town, *(f"office:{n}" for n in range(3, 25)))
        resolve(town, quiet=True)
        assert derived(town)["hubs"] == []
        assert town.run_text("MATCH (x:Identifier) WHERE x.hub IS NOT NULL RETURN x.key") == []

    def test_an_ip_address_of_many_is_no_node_to_mark(self, town: Store, put: Adder) -> None:
        put("office", *(person | {"ip": "81.2.69.142"} for person in self.STAFF))
        assert resolve(town, quiet=True).hubs == 1
        assert changes(town) == {}


def test_an_edge_says_when_it_changed_and_who_scored_it(town: Store) -> None:
    row = town.run_text("MATCH ()-[m:MATCHES]->() RETURN m.at AS at, m.model AS model LIMIT 1")[0]
    assert row["model"] == town.read("resolve/model_in_force")[0]["version"]
    assert abs((datetime.now(UTC) - row["at"].to_native()).total_seconds()) < 600
