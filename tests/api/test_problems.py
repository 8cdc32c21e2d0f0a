"""Errors are problem documents, and neither they nor the log repeat what was sent."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.errors import Conflict, GraphUnavailable, SchemaMissing
from app.graph.store import Store
from app.main import create_app
from app.settings import Settings
from tests.api.conftest import LOCAL

SECRET = "s3cret.person@example.fr"


class Failing(Store):
    """A store whose every read fails in one way."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def read(self, name: str, /, **p: Any) -> list[dict[str, Any]]:
        raise self.error


def failing(error: Exception) -> TestClient:
    return TestClient(create_app(Failing(error), Settings()), base_url=LOCAL)


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Iterator[list[dict[str, Any]]]:
    """The log of the application made after this, once it was read: filled by calling `lines[:]`."""
    yield Lines(capsys)


class Lines(list[dict[str, Any]]):
    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        super().__init__()
        self.capsys = capsys

    def now(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.capsys.readouterr().err.splitlines()]


def assert_problem(response: Any, status: int, code: str) -> dict[str, Any]:
    body: dict[str, Any] = response.json()
    assert (response.status_code, body["status"], body["code"]) == (status, status, code)
    assert response.headers["content-type"] == "application/problem+json"
    assert body["title"] and body["detail"] == body["message"]
    assert body["type"] == f"urn:identity-graph:problem:{code.replace('_', '-')}"
    assert body["instance"] == f"urn:identity-graph:request:{response.headers['x-request-id']}"
    return body


def test_what_is_not_there_or_not_allowed(api: TestClient) -> None:
    assert_problem(api.get("/api/v1/individuals/ind_nobody"), 404, "not_found")
    assert_problem(api.get("/api/v1/nothing"), 404, "not_found")
    assert_problem(api.delete("/api/v1/lookup"), 405, "method_not_allowed")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"namespace": "email"}, "body.value"),
        ({"namespace": "email", "value": {"deep": SECRET}}, "body.value"),
        ({"namespace": "email", "value": SECRET * 100}, "body.value"),
        ([SECRET], "body"),
    ],
)
def test_a_wrong_body_names_the_field_and_not_the_value(api: TestClient, body: Any, field: str) -> None:
    response = api.post("/api/v1/lookup", json=body)
    problem = assert_problem(response, 422, "invalid_request")
    assert [error["field"] for error in problem["errors"]] == [field]
    assert SECRET not in response.text


def test_nor_what_was_sent_as_the_name_of_a_field(api: TestClient) -> None:
    response = api.post("/api/v1/consents", json={"consents": [{SECRET: 1}], "wrong": 1})
    problem = assert_problem(response, 422, "invalid_request")
    assert {error["field"] for error in problem["errors"]} >= {"body.consents.0.?", "body.wrong"}
    assert SECRET not in response.text


def test_a_body_that_is_no_json(api: TestClient) -> None:
    response = api.post(
        "/api/v1/lookup",
        content=f'{{"value": "{SECRET}',
        headers={"content-type": "application/json"},
    )
    assert_problem(response, 422, "invalid_request")
    assert SECRET not in response.text


@pytest.mark.parametrize("path", ["/api/v1/lookup", "/api/v1/consents", "/api/v1/privacy/erasure"])
@pytest.mark.parametrize("opening", [b"[", b'{"value":'], ids=["lists", "objects"])
def test_a_body_that_is_nested_too_deeply(api: TestClient, path: str, opening: bytes) -> None:
    content = b'{"namespace": "email", "value": ' + opening * 50_000
    response = api.post(path, content=content, headers={"content-type": "application/json"})
    assert response.status_code in (400, 422)
    assert response.json()["code"] in ("bad_request", "invalid_request")


def test_a_body_that_is_too_large(api: TestClient) -> None:
    assert_problem(api.post("/api/v1/lookup", content=b" " * 1_000_001), 413, "content_too_large")


def test_a_lost_neo4j_is_503_and_says_when_to_ask_again() -> None:
    with failing(GraphUnavailable("Neo4j does not answer")) as api:
        response = api.get("/api/v1/households")
        assert_problem(response, 503, "service_unavailable")
        assert int(response.headers["retry-after"]) > 0
        assert api.get("/healthz").status_code == 200
        assert api.get("/readyz").status_code == 503


def test_an_old_schema_is_not_ready() -> None:
    with failing(SchemaMissing("run `idgraph schema --apply`")) as api:
        assert (
            "idgraph schema --apply"
            in assert_problem(api.get("/readyz"), 503, "service_unavailable")["detail"]
        )


def test_a_conflict_is_409() -> None:
    with failing(Conflict("someone else resolves")) as api:
        assert_problem(api.get("/api/v1/households"), 409, "conflict")


def test_an_unforeseen_error_is_500_and_its_text_goes_nowhere(lines: Lines) -> None:
    with failing(RuntimeError(f"no node for {SECRET}")) as api:
        response = api.get("/api/v1/households")
    assert_problem(response, 500, "internal_server_error")
    assert SECRET not in response.text
    (line,) = lines.now()
    assert (line["failure"], line["status"], line["level"]) == ("RuntimeError", 500, "error")
    assert any("test_problems" in frame for frame in line["trace"])
    assert SECRET not in json.dumps(line).replace("no node for {SECRET}", "")


def test_the_log_has_the_route_and_no_personal_data(seeded: Store, lines: Lines) -> None:
    with TestClient(create_app(seeded, Settings()), base_url=LOCAL) as api:
        response = api.post("/api/v1/lookup", json={"namespace": "email", "value": SECRET})
        api.get("/api/v1/individuals/ind_nobody", params={"q": SECRET})
        api.get(f"/nowhere/{SECRET}")
        api.post("/search", data={"q": SECRET})
    logged = lines.now()
    assert [(line["method"], line["route"], line["status"]) for line in logged] == [
        ("POST", "/api/v1/lookup", 404),
        ("GET", "/api/v1/individuals/{id}", 404),
        ("ANY", "unmatched", 404),
        ("POST", "/search", 200),
    ]
    assert logged[0]["id"] == response.headers["x-request-id"]
    assert SECRET not in json.dumps(logged)


def test_only_this_machine_is_answered(api: TestClient) -> None:
    for host in ("localhost", "LOCALHOST:8000", "127.0.0.1:8000", "[::1]:8000", "[::1]"):
        assert api.get("/healthz", headers={"host": host}).status_code == 200
    for host in ("evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost.evil.example:80"):
        assert api.get("/healthz", headers={"host": host}).status_code == 421


def test_a_person_gets_a_page_and_a_program_a_document(api: TestClient) -> None:
    browser = {"accept": "text/html,application/xhtml+xml"}
    page = api.get("/individuals/ind_nobody", headers=browser)
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert_problem(api.get("/api/v1/individuals/ind_nobody", headers=browser), 404, "not_found")
