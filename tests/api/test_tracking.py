"""The tracking API over a real Neo4j: what is answered, and what bad input and busy times do."""

import asyncio
import base64
import gzip
import itertools
import json
import os
import socket
import stat
from collections.abc import Iterator
from pathlib import Path
from threading import Event as Signal
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from app.api.tracking import read_in_time
from app.errors import GraphUnavailable
from app.graph.store import Store
from app.main import create_app
from app.settings import Settings
from tests.api.conftest import LOCAL
from tests.api.test_problems import assert_problem
from tests.api.tracking import record, served
from tests.graph.tracking import visits

KEY = ("shop", "")
ANONYMOUS = "5f2d0c1e-8f6b-4c86-9d0a-6d1a6e0c1b11"
SECRET = "s3cret.person@example.fr"


@pytest.fixture
def settings_here(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"home": tmp_path})


@pytest.fixture
def client(graph: Store, settings_here: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(graph, settings_here), base_url=LOCAL) as client:
        client.auth = KEY
        yield client


def quarantined(home: Path) -> list[dict[str, Any]]:
    files = list((home / "quarantine").glob("shop-*.jsonl"))
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)
    return [json.loads(line) for file in files for line in file.read_text().splitlines()]


def test_each_call_is_answered_once_it_is_committed(client: TestClient, graph: Store) -> None:
    calls: list[tuple[str, dict[str, Any]]] = [
        ("identify", {"userId": "u1", "anonymousId": ANONYMOUS, "traits": {"email": "a@x.fr"}}),
        ("track", {"userId": "u1", "anonymousId": ANONYMOUS, "event": "Signed In"}),
        ("page", {"anonymousId": ANONYMOUS, "name": "Home"}),
        ("screen", {"anonymousId": ANONYMOUS, "name": "Cart"}),
        ("group", {"userId": "u1", "groupId": "g1", "traits": {"name": "Acme SAS"}}),
        ("alias", {"userId": "u1", "previousId": "u0"}),
        ("batch", {"batch": [{"type": "track", "anonymousId": ANONYMOUS, "event": "x"}]}),
        ("import", {"batch": [{"type": "track", "anonymousId": ANONYMOUS, "event": "x"}]}),
        *((letter, {"userId": "u1", "previousId": "u2", "anonymousId": ANONYMOUS}) for letter in "itpsga"),
        ("b", {"batch": []}),
    ]
    for call, body in calls:
        response = client.post(f"/v1/{call}", json=body)
        assert (response.status_code, response.json()) == (200, {"success": True}), call
    found = record(graph, "shop:u1")
    assert found["std_organisation"] == "acme"
    assert found["keys"] == {
        *("account:u0", "account:u1", "account:u2", "email:a@x.fr", f"cookie:{ANONYMOUS}"),
    }
    assert visits(graph) == {f"cookie:{ANONYMOUS}": 12}


@pytest.mark.parametrize("path", ["/v1/import/", "/v1/batch/", "//v1/batch", "//beacon/v1//batch/"])
def test_a_slash_too_many_is_answered_and_not_redirected(client: TestClient, graph: Store, path: str) -> None:
    batch = [{"type": "track", "userId": "u1", "event": "x", "properties": {"a": "x" * 10_000}}] * 200
    sent = client.post(
        f"{LOCAL}{path}", json={"batch": batch}, headers={"origin": LOCAL}, follow_redirects=False
    )
    assert (sent.status_code, sent.json()) == (200, {"success": True})
    assert sent.headers["access-control-allow-origin"] == "*"
    assert record(graph, "shop:u1")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "nonsense"])
def test_the_content_type_does_not_matter(client: TestClient, graph: Store, kind: str) -> None:
    body = gzip.compress(json.dumps({"batch": [{"type": "track", "userId": "u1", "event": "x"}]}).encode())
    headers = {"content-type": kind, "content-encoding": "gzip"}
    assert client.post("/v1/batch", content=body, headers=headers).json() == {"success": True}
    assert record(graph, "shop:u1")


def test_the_write_key_in_the_body_or_beside_a_beacon(client: TestClient, graph: Store) -> None:
    client.auth = None
    assert client.post("/v1/track", json={"userId": "u1", "event": "x", "writeKey": "a"}).status_code == 200
    batch = {"batch": [{"type": "track", "userId": "u1", "event": "x"}]}
    assert client.post("/beacon/v1/batch?writeKey=b", content=json.dumps(batch)).status_code == 200
    assert record(graph, "a:u1")
    assert record(graph, "b:u1")
    problem = assert_problem(client.post("/v1/batch", json=batch), 401, "unauthorized")
    assert "write key" in problem["message"]


def test_the_bad_of_a_batch_goes_to_quarantine_and_the_rest_counts(
    client: TestClient, graph: Store, tmp_path: Path
) -> None:
    batch = [
        {"type": "track", "userId": "null", "event": "x"},
        {"type": "track", "userId": "u1", "event": "x"},
        {"type": "track", "event": "x"},
    ]
    assert client.post("/v1/batch", json={"batch": batch}).json() == {"success": True}
    assert record(graph, "shop:u1")
    assert [(line["row"], line["field"], line["raw"]) for line in quarantined(tmp_path)] == [
        (1, "userId", batch[0]),
        (3, "userId", batch[2]),
    ]
    assert (
        'idgraph_tracking_events_total{outcome="quarantined"} 2.0' in client.get("/metrics", auth=None).text
    )


def test_what_is_said_of_consent_and_cannot_be_taken_has_its_place_too(
    client: TestClient, tmp_path: Path
) -> None:
    consent = {"consent": {"categoryPreferences": {"Nonsense": True}}}
    batch = [{"type": "track"}, {"type": "page", "anonymousId": ANONYMOUS, "context": consent}]
    assert client.post("/v1/batch", json={"batch": batch}).status_code == 200
    assert [(line["row"], line["field"]) for line in quarantined(tmp_path)] == [
        (1, "userId"),
        (2, "consent categories"),
    ]


def test_strict_mode_refuses_all_of_it(client: TestClient, graph: Store, tmp_path: Path) -> None:
    batch = [
        {"type": "track", "userId": "u1", "event": "x"},
        {"type": "track", "userId": SECRET, "event": "x" * 40_000},
    ]
    response = client.post("/v1/batch", json={"batch": batch}, headers={"X-Strict-Mode": "1"})
    assert assert_problem(response, 400, "bad_request")["message"] == "Event 2: larger than 32 KB"
    assert SECRET not in response.text
    assert not graph.run_text("MATCH (c:Customer) RETURN c")
    assert not quarantined(tmp_path)


MANY = json.dumps({"batch": [{"type": "track", "userId": "u", "event": "x"}] * 20_000})
HUGE = json.dumps({"userId": "u1", "event": "x", "properties": {"a": "x" * 5_000_000}})
BOMB = gzip.compress(b" " * 500_000_000, 1)


@pytest.mark.parametrize(
    ("body", "status", "code", "says"),
    [
        (b"", 400, "bad_request", "JSON"),
        (b'{"userId": "' + SECRET.encode(), 400, "bad_request", "JSON"),
        (b"[]", 400, "bad_request", "object"),
        (b'{"a":' + b"[" * 100_000, 400, "bad_request", "JSON|nested"),
        (MANY, 413, "content_too_large", "20,000 events"),
        (HUGE, 413, "content_too_large", "4,194,304 bytes"),
        (BOMB, 413, "content_too_large", "inflates"),
    ],
    ids=["nothing", "half", "list", "deep", "many", "huge", "bomb"],
)
def test_what_cannot_be_taken_is_refused_clearly(
    client: TestClient, graph: Store, body: Any, status: int, code: str, says: str
) -> None:
    response = client.post("/v1/batch", content=body)
    message = assert_problem(response, status, code)["message"]
    assert any(word in message for word in says.split("|"))
    assert SECRET not in response.text
    assert not graph.run_text("MATCH (n) WHERE NOT n:Schema RETURN n")


@pytest.mark.parametrize("given", ["Basic \xe9", "Basic \xff=", "Bearer \xe9", "Basic", "\xe9"])
def test_a_write_key_of_odd_letters_is_none(client: TestClient, given: str) -> None:
    client.auth = None
    headers = [(b"authorization", given.encode("latin-1"))]
    sent = client.post("/v1/track", json={"userId": "u1", "event": "x"}, headers=headers)
    assert_problem(sent, 401, "unauthorized")
    assert client.get("/sourceConfig?writeKey=shop", headers=headers).json()["source"]["id"] == "shop"


@pytest.mark.parametrize("kind", [["track"], {"a": 1}, None, 7, True])
def test_an_event_of_no_type_is_bad_and_the_rest_counts(
    client: TestClient, graph: Store, tmp_path: Path, kind: object
) -> None:
    batch = [{"type": kind, "userId": "u0"}, {"type": "track", "userId": "u1", "event": "x"}]
    assert client.post("/v1/batch", json={"batch": batch}).json() == {"success": True}
    assert record(graph, "shop:u1")
    assert [(line["row"], line["field"]) for line in quarantined(tmp_path)] == [(1, "type")]


@pytest.mark.parametrize(
    "name", ["undefined", "null", "[object Object]", "0", "{{message_id}}", True, [], {}]
)
def test_events_whose_message_id_names_nothing_all_count(
    client: TestClient, graph: Store, name: object
) -> None:
    for path in ("/a", "/b"):
        when = "2026-03-14T09:26:53Z"
        page = {"anonymousId": ANONYMOUS, "messageId": name, "timestamp": when, "properties": {"path": path}}
        assert [client.post("/v1/page", json=page).status_code for _ in range(2)] == [200, 200]
    assert visits(graph) == {f"cookie:{ANONYMOUS}": 2}


def test_pages_of_any_site_may_send_and_may_read_nothing_else(client: TestClient) -> None:
    asked = {
        "origin": "https://shop.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type,x-retry-count,anonymousid,sentat",
    }
    allowed = client.options("/v1/t", headers=asked)
    assert allowed.status_code == 200
    assert allowed.headers["access-control-allow-origin"] == "*"
    assert "x-retry-count" in allowed.headers["access-control-allow-headers"]
    for body in ({"userId": "u1"}, {"userId": "null"}, {}):
        answer = client.post("/v1/t", json=body, headers={"origin": "https://shop.example"})
        assert answer.headers["access-control-allow-origin"] == "*"
    refused = client.post("/v1/t", content=b"{", headers={"origin": "https://shop.example"})
    assert refused.headers["access-control-allow-origin"] == "*"
    for path in ("/api/v1/households", "/", "/v1"):
        assert "access-control-allow-origin" not in client.get(path, headers=asked).headers


class Waiting(Store):
    """The same server, which writes no events until it is let go, or is gone."""

    def __init__(self, store: Store) -> None:
        super().__init__(store._driver, store.database)
        self.begun, self.go, self.lost = Signal(), Signal(), False

    def transact(self, work: Any) -> Any:
        self.begun.set()
        assert self.go.wait(60)
        if self.lost:
            raise GraphUnavailable("Neo4j does not answer")
        return super().transact(work)

    def write_alone(self, name: str, /, **p: Any) -> Any:
        return None if self.lost else super().write_alone(name, **p)


def test_a_full_queue_says_when_to_come_back_and_stopping_writes_what_was_taken(
    graph: Store, settings_here: Settings
) -> None:
    store = Waiting(graph)
    few = settings_here.model_copy(update={"tracking_queue": 3})

    async def send(client: httpx.AsyncClient, number: int) -> httpx.Response:
        body = {"userId": f"u{number}", "event": "x", "messageId": f"m{number}"}
        return await client.post("/v1/track", json=body)

    async def rush(address: str) -> list[httpx.Response]:
        async with httpx.AsyncClient(base_url=address, auth=KEY, timeout=60) as client:
            first = asyncio.create_task(send(client, 0))
            await asyncio.to_thread(store.begun.wait, 60)
            rest = [asyncio.create_task(send(client, number)) for number in range(1, 9)]
            for refused in itertools.islice(asyncio.as_completed(rest), 6):
                assert (await refused).status_code == 429
            assert (await client.get("/healthz")).status_code == 200
            store.go.set()
            return [await task for task in (first, *rest)]

    with served(store, few) as address:
        answers = asyncio.run(rush(address))
    assert sorted(answer.status_code for answer in answers) == [200] * 3 + [429] * 6
    for answer in answers:
        if answer.status_code == 429:
            assert_problem(answer, 429, "too_many_requests")
            assert int(answer.headers["retry-after"]) >= 1
    (row,) = graph.run_text("MATCH (c:Customer) RETURN count(c) AS people")
    assert row["people"] == 3


def test_a_lost_neo4j_is_503_and_the_same_event_counts_when_it_is_sent_again(
    graph: Store, settings_here: Settings
) -> None:
    store = Waiting(graph)
    store.lost = True
    store.go.set()
    body = {"anonymousId": ANONYMOUS, "event": "x", "messageId": "m1"}
    with TestClient(create_app(store, settings_here), base_url=LOCAL) as client:
        client.auth = KEY
        response = client.post("/v1/track", json=body)
        assert_problem(response, 503, "service_unavailable")
        assert int(response.headers["retry-after"]) >= 1
        store.lost = False
        assert [client.post("/v1/track", json=body).status_code for _ in range(3)] == [200] * 3
    assert visits(graph) == {f"cookie:{ANONYMOUS}": 1}


def test_a_bad_event_of_a_batch_that_failed_is_kept_and_counted_once(
    graph: Store, settings_here: Settings, tmp_path: Path
) -> None:
    """What is answered with an error is sent again as it was."""
    store = Waiting(graph)
    store.lost = True
    store.go.set()
    batch = [{"type": "track", "userId": user, "event": "x", "messageId": user} for user in ("null", "u1")]
    with TestClient(create_app(store, settings_here), base_url=LOCAL) as client:
        client.auth = KEY
        assert [client.post("/v1/batch", json={"batch": batch}).status_code for _ in range(2)] == [503, 503]
        store.lost = False
        assert client.post("/v1/batch", json={"batch": batch}).status_code == 200
        numbers = client.get("/metrics", auth=None).text
    assert [line["raw"] for line in quarantined(tmp_path)] == batch[:1]
    for outcome in ("quarantined", "taken"):
        assert f'idgraph_tracking_events_total{{outcome="{outcome}"}} 1.0' in numbers


def test_a_slow_client_holds_up_nobody(graph: Store, settings_here: Settings) -> None:
    with served(graph, settings_here) as address:
        host, port = address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as slow:
            key = base64.b64encode(b"shop:").decode()
            head = f"POST /v1/track HTTP/1.1\r\nHost: {host}\r\nAuthorization: Basic {key}\r\n"
            slow.sendall(f'{head}Content-Length: 30\r\n\r\n{{"userId"'.encode())
            sent = httpx.post(
                f"{address}/v1/track", auth=KEY, json={"userId": "u1", "event": "x"}, timeout=60
            )
            assert sent.status_code == 200


def test_a_body_that_never_arrives_is_given_up() -> None:
    async def never() -> bytes:
        await asyncio.Event().wait()
        return b""

    with pytest.raises(HTTPException) as given_up:
        asyncio.run(read_in_time(never(), patience=0.01))
    assert given_up.value.status_code == 408


def test_a_client_that_hangs_up_is_no_error_of_ours() -> None:
    async def gone() -> bytes:
        raise ClientDisconnect

    with pytest.raises(HTTPException) as hung_up:
        asyncio.run(read_in_time(gone()))
    assert hung_up.value.status_code == 400


def test_the_log_holds_nothing_that_was_sent(
    graph: Store, settings_here: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with TestClient(create_app(graph, settings_here), base_url=LOCAL) as client:
        client.auth = KEY
        client.post("/v1/identify", json={"userId": SECRET, "traits": {"email": SECRET}})
        client.post("/v1/identify", json={"userId": "null", "traits": {"email": SECRET}})
        client.post("/v1/identify", content=SECRET)
    written = capsys.readouterr().err
    assert [json.loads(line)["status"] for line in written.splitlines()] == [200, 200, 400]
    assert SECRET not in written


def test_a_quarantine_that_cannot_be_written_is_no_success(
    graph: Store, settings_here: Settings, tmp_path: Path
) -> None:
    (tmp_path / "quarantine").write_text("a file where the folder should be")
    with TestClient(create_app(graph, settings_here), base_url=LOCAL) as client:
        client.auth = KEY
        response = client.post("/v1/track", json={"userId": "null", "event": "x"})
    assert_problem(response, 503, "service_unavailable")
    assert os.fspath(tmp_path) in response.json()["detail"]
