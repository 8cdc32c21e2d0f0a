"""The API over demo data that went through load and resolve."""

from collections import Counter
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from app.graph.store import Store
from app.main import create_app
from app.settings import Settings
from tests.api.conftest import LOCAL
from tests.graph.conftest import demo_graph

__all__ = ["demo_graph"]


@pytest.fixture(scope="module")
def demo(demo_graph: Store, settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(demo_graph, settings), base_url=LOCAL) as client:
        yield client


def ids(store: Store, label: str, limit: int) -> list[str]:
    """The largest individuals or households."""
    text = f"MATCH (n:{label}) WHERE NOT n:Retired RETURN n.id AS id ORDER BY n.size DESC, n.id LIMIT {limit}"
    return [row["id"] for row in store.run_text(text)]


def test_every_part_of_the_largest_individuals(demo: TestClient, demo_graph: Store) -> None:
    for id in ids(demo_graph, "Individual", 20):
        person = demo.get(f"/api/v1/individuals/{id}").json()
        records = {record["id"]: record for record in person["records"]}
        assert person["golden"]
        assert {value["record"] for values in person["golden"].values() for value in values} <= set(records)
        assert person["links"]
        for link in person["links"]:
            assert sum(line["bits"] for line in link["evidence"]) == pytest.approx(link["weight"], abs=0.05)
            assert link["accepted"] == (link["individual_a"] == link["individual_b"] == id) or link["reason"]
        for part in ("graph", "devices", "history", "timeline"):
            assert demo.get(f"/api/v1/individuals/{id}/{part}").status_code == 200
        assert demo.get(f"/individuals/{id}").status_code == 200


def test_any_two_records_of_a_person_are_joined_by_a_path(demo: TestClient, demo_graph: Store) -> None:
    for id in ids(demo_graph, "Individual", 10):
        first, *others = (record["id"] for record in demo.get(f"/api/v1/individuals/{id}").json()["records"])
        for other in others:
            answer = demo.post("/api/v1/why", json={"a": first, "b": other}).json()
            assert answer["same"]
            assert (answer["path"][0]["a"], answer["path"][-1]["b"]) == (first, other)


def test_every_household_is_on_exactly_one_page_and_explains_itself(
    demo: TestClient, demo_graph: Store
) -> None:
    seen: list[str] = []
    cursor = ""
    while cursor is not None:
        page = demo.get("/api/v1/households", params={"limit": 50, "cursor": cursor}).json()
        seen += [row["id"] for row in page["households"]]
        cursor = page["next"]
    assert seen == sorted(ids(demo_graph, "Household", 10_000))
    for id in ids(demo_graph, "Household", 20):
        home = demo.get(f"/api/v1/households/{id}").json()
        assert home["size"] == home["totals"]["members"] == len(home["members"]) > 1
        assert home["why"]


def test_cookies_all_at_once_and_one_by_one_agree(demo: TestClient, demo_graph: Store) -> None:
    cookies = [
        row["v"] for row in demo_graph.run_text("MATCH (c:Cookie) RETURN c.value AS v ORDER BY v LIMIT 1000")
    ]
    answer = demo.post("/api/v1/cookies/match", json={"cookies": cookies, "purpose": "stewardship"}).json()
    statuses = {row["cookie"]: row for row in answer["cookies"]}
    assert {row["status"] for row in statuses.values()} >= {"known", "anonymous"}
    for cookie in cookies[::10]:
        one = demo.post("/api/v1/lookup", json={"namespace": "cookie", "value": cookie}).json()
        assert (one["kind"], one["individual"], one["household"]) == (
            statuses[cookie]["status"],
            statuses[cookie]["individual"],
            statuses[cookie]["household"],
        )


def test_cookies_of_who_agreed_are_known_and_of_who_did_not_refused(
    demo: TestClient, demo_graph: Store
) -> None:
    cookies = [
        row["v"] for row in demo_graph.run_text("MATCH (c:Cookie) RETURN c.value AS v ORDER BY v LIMIT 1000")
    ]
    answer = demo.post("/api/v1/cookies/match", json={"cookies": cookies, "purpose": "advertising"}).json()
    found = Counter((row["status"], row["consent"]) for row in answer["cookies"])
    assert found["known", "granted"] > 10
    assert found["refused", "denied"] > 10
    assert found["refused", "expired"] > 10
    assert not [row for row in answer["cookies"] if row["status"] == "refused" and row["individual"]]


def test_from_a_cookie_to_the_people_at_home(demo: TestClient, demo_graph: Store) -> None:
    found = demo_graph.run_text(
        "MATCH (c:Cookie)-[:IDENTIFIES]->(i:Individual)-[:MEMBER_OF]->(h:Household) WHERE h.size > 1 "
        "RETURN c.value AS cookie, i.id AS individual, h.id AS household ORDER BY c.value LIMIT 1"
    )[0]
    answer = demo.post("/search", data={"q": found["cookie"]})
    assert answer.url.path == f"/individuals/{found['individual']}"
    assert f"/households/{found['household']}" in answer.text
