"""The stewards' API: verdicts, unmerge, blocks and reviews, over a small town of its own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.graph.store import Store
from app.main import create_app
from app.resolution.bulk import resolve
from app.settings import Settings
from tests.api.conftest import LOCAL, WIPE
from tests.graph.evidence import add, individual, living, population


@pytest.fixture(scope="module")
def town(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Store:
    store.run_text(WIPE)
    folder: Path = tmp_path_factory.mktemp("town")
    add(store, folder, "crm", population(12))
    resolve(store, quiet=True)
    return store


@pytest.fixture(scope="module")
def stewards(town: Store, settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(town, settings), base_url=LOCAL) as client:
        yield client


@pytest.fixture(autouse=True)
def _as_it_was(town: Store) -> Iterator[None]:
    """Every test takes back what it did."""
    before = living(town)
    yield
    assert living(town) == before


def delete(client: TestClient, path: str, **body: Any) -> Any:
    return client.request("DELETE", path, json=body)


def test_a_verdict_is_predicted_given_and_withdrawn(stewards: TestClient, town: Store) -> None:
    said = {"a": "crm:001a", "b": "crm:007a", "verdict": "must_link", "reason": "twice the same"}
    predicted = stewards.post("/api/v1/verdicts", json=said | {"dry_run": True}).json()
    assert individual(town, "crm:001a") != individual(town, "crm:007a")
    given = stewards.post("/api/v1/verdicts", json=said).json()
    assert given["changes"] == predicted["changes"]
    assert given["people"]["merged"] == 1
    assert (predicted["dry_run"], given["dry_run"]) == (True, False)
    assert individual(town, "crm:001a") == individual(town, "crm:007a")
    edge = town.run_text("MATCH ()-[v:MUST_LINK]->() RETURN v.by AS by, v.reason AS reason")
    assert edge == [{"by": "local", "reason": "twice the same"}]
    assert delete(stewards, "/api/v1/verdicts", a="crm:007a", b="crm:001a").json()["people"]["split"] == 1


def test_a_contradiction_is_a_conflict_that_names_the_chain(stewards: TestClient) -> None:
    for a, b in (("crm:001a", "crm:002a"), ("crm:002a", "crm:003a")):
        assert (
            stewards.post("/api/v1/verdicts", json={"a": a, "b": b, "verdict": "must_link"}).status_code
            == 200
        )
    refused = stewards.post(
        "/api/v1/verdicts", json={"a": "crm:001a", "b": "crm:003a", "verdict": "cannot_link"}
    )
    assert refused.status_code == 409
    assert refused.headers["content-type"] == "application/problem+json"
    assert "crm:001a must-link crm:002a, crm:002a must-link crm:003a" in refused.json()["detail"]
    for a, b in (("crm:001a", "crm:002a"), ("crm:002a", "crm:003a")):
        assert delete(stewards, "/api/v1/verdicts", a=a, b=b).status_code == 200


def test_an_unmerge_is_withdrawn_by_its_action(stewards: TestClient, town: Store) -> None:
    person = individual(town, "crm:004a")
    done = stewards.post(f"/api/v1/individuals/{person}/unmerge", json={"records": ["crm:004b"]}).json()
    assert (done["evidence"], done["people"]["split"]) == ({"verdicts": 1}, 1)
    assert individual(town, "crm:004b") != person
    assert delete(stewards, "/api/v1/verdicts", action=done["action"]).json()["people"]["merged"] == 1


def test_a_block_is_listed_until_it_is_lifted(stewards: TestClient) -> None:
    value = {"namespace": "email", "value": population(1)[0]["email"]}
    assert stewards.post("/api/v1/blocks", json=value).json()["evidence"] == {"carried_by": 2}
    (block,) = stewards.get("/api/v1/blocks").json()["blocks"]
    assert (block["records"], block["by"]) == (2, "local")
    assert delete(stewards, "/api/v1/blocks", **value).status_code == 200
    assert stewards.get("/api/v1/blocks").json() == {"blocks": []}


def test_the_queue_comes_in_pages(stewards: TestClient) -> None:
    whole = stewards.get("/api/v1/reviews", params={"limit": 200}).json()
    assert whole["next"] is None
    first = stewards.get("/api/v1/reviews", params={"limit": 1}).json()
    assert first["reviews"] == whole["reviews"][:1]
    if first["next"]:
        assert "crm" not in first["next"]
        rest = stewards.get("/api/v1/reviews", params={"cursor": first["next"], "limit": 200}).json()
        assert first["reviews"] + rest["reviews"] == whole["reviews"]


def test_the_console_shows_the_queue(stewards: TestClient) -> None:
    queue = stewards.get("/api/v1/reviews", params={"limit": 1}).json()["reviews"]
    page = stewards.get("/reviews")
    assert page.status_code == 200
    shown = [one["link"]["a"] if one["link"] else one["key"] for one in queue] or [
        "Nothing waits for a decision"
    ]
    assert all(text in page.text for text in shown)


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/api/v1/verdicts", {"a": "crm:001a", "b": "nobody", "verdict": "must_link"}, 404),
        ("POST", "/api/v1/verdicts", {"a": "crm:001a", "b": "crm:001a", "verdict": "must_link"}, 400),
        ("POST", "/api/v1/verdicts", {"a": "crm:001a", "b": "crm:002a", "verdict": "same"}, 422),
        (
            "POST",
            "/api/v1/verdicts",
            {"a": "crm:001a", "b": "crm:002a", "verdict": "must_link", "dryrun": 1},
            422,
        ),
        ("DELETE", "/api/v1/verdicts", {"a": "crm:001a", "b": "crm:002a"}, 404),
        ("DELETE", "/api/v1/verdicts", {"a": "crm:001a"}, 422),
        ("DELETE", "/api/v1/verdicts", {}, 422),
        ("DELETE", "/api/v1/verdicts", {"a": "x", "b": "y", "action": "act_1"}, 422),
        ("POST", "/api/v1/individuals/ind_0/unmerge", {"records": ["crm:001a"]}, 404),
        ("POST", "/api/v1/individuals/ind_0/unmerge", {"records": []}, 422),
        ("POST", "/api/v1/blocks", {"namespace": "phone", "value": "none"}, 400),
        ("DELETE", "/api/v1/blocks", {"namespace": "phone", "value": "0145678901"}, 404),
    ],
)
def test_what_cannot_be_done_is_a_problem(
    stewards: TestClient, method: str, path: str, body: dict[str, Any], status: int
) -> None:
    answer = stewards.request(method, path, json=body)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    if status != 404:
        assert "0145678901" not in answer.text
