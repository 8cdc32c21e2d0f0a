"""POST /api/v1/why"""

from typing import Any

from fastapi.testclient import TestClient

from app.graph.store import Store
from tests.api.names import MARIE, MARIE_BEFORE


def ask(api: TestClient, a: str, b: str) -> dict[str, Any]:
    answer: dict[str, Any] = api.post("/api/v1/why", json={"a": a, "b": b}).json()
    return answer


def test_one_person_by_the_strongest_path_not_the_shortest(api: TestClient) -> None:
    """web:7 and web:8 are linked directly, by 2 bits; through shop:1 the weakest link has 18."""
    answer = ask(api, "web:7", "web:8")
    assert answer["same"]
    assert [(step["a"], step["b"]) for step in answer["path"]] == [("web:7", "shop:1"), ("shop:1", "web:8")]
    assert answer["weakest"] == 18.0
    assert [sum(line["bits"] for line in step["evidence"]) for step in answer["path"]] == [30.5, 18.0]
    assert [(step["bits_for"], step["bits_against"]) for step in answer["path"]] == [(30.5, 0), (18.0, 0)]


def test_two_persons_with_what_was_refused_and_the_hub_that_counts_for_nothing(api: TestClient) -> None:
    answer = ask(api, "shop:2", "web:7")
    assert not answer["same"]
    assert answer["path"] == []
    assert [(link["a"], link["b"], link["reason"]) for link in answer["refused"]] == [
        ("shop:1", "shop:2", "given names differ")
    ]
    assert answer["hubs"] == [{"key": "email:orchestre.metz@example.fr", "people": 2, "blocked": False}]
    assert "given names differ" in answer["summary"]


def test_two_persons_nobody_ever_compared(api: TestClient) -> None:
    answer = ask(api, "shop:1", "shop:9")
    assert (answer["same"], answer["refused"], answer["weakest"]) == (False, [], None)


def test_an_individual_stands_for_its_oldest_record(api: TestClient) -> None:
    for id in (MARIE, MARIE_BEFORE):
        answer = ask(api, id, "web:8")
        assert [end["record"] for end in answer["ends"]] == ["shop:1", "web:8"]
        assert len(answer["path"]) == 1


def test_a_record_and_itself(api: TestClient) -> None:
    answer = ask(api, "shop:1", "shop:1")
    assert (answer["same"], answer["path"], answer["summary"]) == (True, [], "One and the same record.")


def test_a_steward_s_verdict_is_the_reason(api: TestClient, seeded: Store) -> None:
    seeded.run_text(
        "MATCH (a:Customer {id: 'shop:1'}), (b:Customer {id: 'shop:2'}) "
        "CREATE (a)-[:CANNOT_LINK {by: 'ada', at: datetime()}]->(b)"
    )
    try:
        answer = ask(api, "shop:1", "shop:2")
        assert [(verdict["verdict"], verdict["by"]) for verdict in answer["verdicts"]] == [
            ("CANNOT_LINK", "ada")
        ]
        assert "steward" in answer["summary"]
    finally:
        seeded.run_text("MATCH (:Customer)-[v:CANNOT_LINK]->(:Customer) DELETE v")


def test_two_people_who_live_together(api: TestClient) -> None:
    home = ask(api, "web:8", "shop:2")["household"]
    assert (home["id"], home["weakest"]) == ("hh_01JA0000000000000000000001", 14.0)
    assert [(step["individual_a"], step["individual_b"]) for step in home["path"]] == [
        ("ind_01JA0000000000000000000001", "ind_01JA0000000000000000000002")
    ]
    assert ask(api, "shop:1", "shop:9")["household"] is None
    assert ask(api, "shop:1", "web:8")["household"] is None


def test_a_blocked_value_is_told_from_a_shared_one(api: TestClient, seeded: Store) -> None:
    seeded.run_text("MATCH (x:Phone {key: 'phone:+33612345678'}) SET x.blocked = true")
    try:
        assert ask(api, "shop:1", "web:8")["hubs"] == [
            {"key": "phone:+33612345678", "people": 2, "blocked": True}
        ]
        assert ask(api, "shop:1", "web:7")["hubs"] == []
    finally:
        seeded.run_text("MATCH (x:Phone) REMOVE x.blocked")


def test_without_a_model_nothing_is_compared_on_the_spot_and_that_is_said(api: TestClient) -> None:
    answer = ask(api, "shop:1", "shop:9")
    assert (answer["compared"], answer["people"], answer["changes"]["found"]) == (None, None, [])
    assert "idgraph resolve" in answer["changes"]["note"]
    quick = api.post("/api/v1/why", json={"a": "shop:1", "b": "shop:9", "changes": False}).json()
    assert quick["changes"] is None


def test_unknown_ids(api: TestClient) -> None:
    for a, b in (("shop:1", "x"), ("x", "shop:1"), ("x", "x")):
        assert api.post("/api/v1/why", json={"a": a, "b": b}).status_code == 404
