"""Every statement of the catalogue is planned by a real Neo4j, and none walks the whole graph unawares."""

import re
from typing import Any

import pytest
from neo4j import NotificationDisabledClassification, NotificationMinimumSeverity, ResultSummary

from app.graph.store import Store
from tests.catalogue import Statement, catalogue

WHOLE_GRAPH = re.compile("AllNodesScan|AllRelationshipsScan")
EVERY_ONE_OF = re.compile("(?:Label|Labels|Type|Types)Scan")
LARGE = {
    *("Customer", "Identifier", "Email", "Phone", "Address", "ExternalId", "Cookie", "Device", "Individual"),
    *("Household", "Consent", "FormerRecord", "Sightings", "Message", "Change", "Audit"),
    *("MATCHES", "TOUCHES", "NEAR", "SHARES_HOME", "IDENTIFIES"),
}
"""What a graph has as many of as it has people, or more."""
ABOUT_EVERYTHING = re.compile("browser/|check/|copy/|resolve/")
"""Statements of analysts, of health, and of a resolve of everything."""
ORDERED_MAP = re.compile(r"(?:RETURN|WITH)\s+(\w+) \{([^{}]*)\}\s+ORDER BY ([^\n}]*)")
ONE_ROW = re.compile("UniqueIndexSeek|NodeByIdSeek|NodeByElementIdSeek|Argument")
PLANNED = [statement for statement in catalogue() if not re.match(r"schema/\d{4}_|roles/", statement.name)]

WITHOUT_REASON = [statement for statement in PLANNED if "Scans" not in statement.header]

each_statement = pytest.mark.parametrize("statement", PLANNED, ids=lambda item: item.name)
each_without_reason = pytest.mark.parametrize("statement", WITHOUT_REASON, ids=lambda item: item.name)


def explain(store: Store, text: str) -> tuple[list[str], ResultSummary]:
    """The columns a statement returns and what Neo4j has to say about it, without running it."""
    with store._driver.session(
        notifications_min_severity=NotificationMinimumSeverity.WARNING,
        notifications_disabled_classifications=[NotificationDisabledClassification.UNRECOGNIZED],
    ) as session:
        result = session.run(f"CYPHER replan=force EXPLAIN {text}", p={})
        return list(result.keys()), result.consume()


def costly(plan: dict[str, Any]) -> list[str]:
    """The operators of a plan that touch every node, or every pair of what two branches find."""
    name, children = plan.get("operatorType", ""), plan.get("children", [])
    pairs = "CartesianProduct" in name and all(not single(child) for child in children)
    own = [name] if pairs or WHOLE_GRAPH.search(name) else []
    return own + [found for child in children for found in costly(child)]


def walks(plan: dict[str, Any]) -> list[str]:
    """The operators of a plan that touch every node of a large label, or every relationship of a large type: beneath a
    list that is unwound each of its items would cost the whole graph."""
    details = plan.get("args", {}).get("Details", "")
    found = EVERY_ONE_OF.search(plan.get("operatorType", "")) and LARGE & set(re.findall(r"\w+", details))
    own = [f"{plan['operatorType']} {details}"] if found else []
    return own + [more for child in plan.get("children", []) for more in walks(child)]


def single(plan: dict[str, Any]) -> bool:
    """Whether a branch of a plan starts from unique look-ups and expands to nothing else: one row at most."""
    children = plan.get("children", [])
    if not children:
        return bool(ONE_ROW.search(plan["operatorType"]))
    return "Expand" not in plan["operatorType"] and all(single(child) for child in children)


@pytest.fixture(autouse=True)
def plannable(request: pytest.FixtureRequest, store: Store) -> None:
    """Statements for Graph Data Science can only be planned where it is (IDGRAPH_GDS=1)."""
    found = getattr(request.node, "callspec", None)
    if (
        found
        and found.params["statement"].name.startswith("check/gds_")
        and not store.read("check/gds_there")
    ):
        pytest.skip("this Neo4j has no Graph Data Science")


@each_statement
def test_header_names_what_the_statement_returns(store: Store, statement: Statement) -> None:
    columns, summary = explain(store, statement.text)
    assert not [item.status_description for item in summary.gql_status_objects if item.is_notification]
    returns = set(re.findall(r"\w+", statement.header["Returns"]))
    assert set(columns) <= returns if columns else "nothing" in returns


@each_without_reason
def test_no_walk_over_everything_is_planned(demo_graph: Store, statement: Statement) -> None:
    plan = explain(demo_graph, statement.text)[1].plan
    assert not costly(plan or {}), "say why in the header: `// Scans: reason`"


@each_without_reason
def test_nor_on_an_empty_graph(graph: Store, statement: Statement) -> None:
    """What is planned for the first load into an empty graph stays in use while the graph fills."""
    plan = explain(graph, statement.text)[1].plan
    assert not costly(plan or {}), "say why in the header: `// Scans: reason`"


def test_a_walk_over_everything_is_seen(store: Store) -> None:
    for text in (
        "MATCH (n) RETURN n",
        "MATCH ()-[r]->() RETURN r",
        "MATCH (a:Customer), (b:Customer) RETURN a, b",
    ):
        assert costly(explain(store, text)[1].plan or {}), text
    lookups = (
        "UNWIND $p.rows AS row MATCH (a:Customer {id: row.a}) MATCH (b:Customer {id: row.b}) RETURN a, b"
    )
    assert not costly(explain(store, lookups)[1].plan or {})


@each_without_reason
def test_only_what_is_about_everything_walks_over_all_of_a_kind(
    demo_graph: Store, statement: Statement
) -> None:
    if not ABOUT_EVERYTHING.match(statement.name):
        plan = explain(demo_graph, statement.text)[1].plan
        assert not walks(plan or {}), "say why in the header: `// Scans: reason`"


@each_statement
def test_a_map_is_ordered_by_what_is_in_it(statement: Statement) -> None:
    """It has the name of its node, which is another thing behind it: by anything else it would be in no order."""
    for name, keys, order in ORDERED_MAP.findall(statement.code):
        for property in re.findall(rf"\b{name}\.(\w+)", order):
            assert re.search(rf"\.{property}\b|\b{property}:|\.\*", keys)
