"""/api/v1/webhooks, and `idgraph serve` delivering to a real receiver."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from standardwebhooks import Webhook

from app.feed.changes import Change
from app.feed.delivery import delivering
from app.feed.entries import append
from app.feed.webhooks import webhook
from app.graph.store import Store
from app.main import create_app
from app.settings import Settings
from tests.api.conftest import LOCAL
from tests.receiver import Receiver, receiving

WEBHOOKS = "/api/v1/webhooks"
IDGRAPH = [sys.executable, "-m", "app.cli"]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


@pytest.fixture
def api(graph: Store, settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(graph, settings), base_url=LOCAL) as client:
        yield client


def tell(store: Store, number: int) -> None:
    change = Change("created", "individual", f"ind_{number:02}", "hh_01", (f"{number:02}",))
    store.transact(lambda run: append(run, [change]))


def test_added_tested_told_listed_and_removed(api: TestClient, graph: Store, receiver: Receiver) -> None:
    added = api.post(WEBHOOKS, json={"url": receiver.url, "types": ["created"]})
    hook: dict[str, Any] = added.json()
    assert added.status_code == 201
    assert added.headers["location"] == f"{WEBHOOKS}/{hook['id']}"
    secret = hook.pop("secret")
    assert api.get(WEBHOOKS).json() == {"webhooks": [hook]}
    assert api.get(f"{WEBHOOKS}/{hook['id']}").json() == hook
    tried = api.post(f"{WEBHOOKS}/{hook['id']}/test").json()
    assert (tried["delivered"], tried["reason"]) == (True, "answered 200")
    tell(graph, 1)
    with delivering(graph, rest=0.1):
        receiver.wait_for(lambda got: len(got) == 2)
    told = Webhook(secret).verify(receiver.got[1].body, receiver.got[1].headers)
    assert (told["type"], told["data"]["id"]) == ("individual.created", "ind_01")
    assert api.delete(f"{WEBHOOKS}/{hook['id']}").status_code == 204
    assert api.get(WEBHOOKS).json() == {"webhooks": []}


def test_dead_letters_are_listed_and_sent_again(api: TestClient, graph: Store, receiver: Receiver) -> None:
    id = api.post(WEBHOOKS, json={"url": receiver.url}).json()["id"]
    receiver.status = lambda number, got: 500
    tell(graph, 1)
    with delivering(graph, waits=(), rest=0.1):
        receiver.wait_for(lambda got: len(got) == 1)
        while webhook(graph, id).after < 1:
            pass
    letters = api.get(f"{WEBHOOKS}/{id}/dead-letters").json()["dead_letters"]
    assert [(row["seq"], row["type"], row["reason"]) for row in letters] == [
        (1, "individual.created", "answered 500")
    ]
    assert api.get(f"{WEBHOOKS}/{id}").json()["state"] == "failing"
    receiver.status = lambda number, got: 204
    assert api.post(f"{WEBHOOKS}/{id}/replay").json() == {"delivered": 1, "left": 0, "reason": None}
    assert receiver.got[-1].id == letters[0]["id"]


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"url": "http://example.org/secret-path"}, 400, "https://"),
        ({"url": "https://10.0.0.1/secret-path"}, 400, "not public"),
        ({"url": "https://no.such.host.invalid/secret-path"}, 400, "not known"),
        ({"url": "https://user:secret-path@example.org/"}, 400, "no password"),
        ({"url": "http://127.0.0.1/secret-path", "types": ["deleted"]}, 400, "created, merged"),
        ({}, 422, "not as described"),
    ],
)
def test_what_cannot_be_added(api: TestClient, body: dict[str, Any], status: int, words: str) -> None:
    answer = api.post(WEBHOOKS, json=body)
    assert (answer.status_code, words in answer.json()["detail"]) == (status, True)
    assert "secret-path" not in answer.text


@pytest.mark.parametrize("part", ["", "/dead-letters"])
def test_no_such_webhook(api: TestClient, part: str) -> None:
    assert api.get(f"{WEBHOOKS}/wh_nobody{part}").status_code == 404


def test_serve_delivers_and_stops_though_somebody_waits(
    graph: Store, settings: Settings, receiver: Receiver
) -> None:
    """By the command line, with a client of the feed that waits as the service is told to stop."""
    password = settings.neo4j_password.get_secret_value() if settings.neo4j_password else ""
    server = {"NEO4J_URI": settings.neo4j_uri, "NEO4J_PASSWORD": password} if settings.neo4j_uri else {}
    environment = os.environ | server | {"IDGRAPH_HOME": str(settings.home), "IDGRAPH_PORT": "0"}

    def idgraph(*words: str) -> Any:
        done = subprocess.run(
            [*IDGRAPH, *words, "--json"], env=environment, capture_output=True, text=True, check=True
        )
        return json.loads(done.stdout)

    hook = idgraph("webhooks", "add", receiver.url)
    process = subprocess.Popen([*IDGRAPH, "serve"], env=environment, stderr=subprocess.PIPE, text=True)
    assert process.stderr
    with process:
        address = next(filter(None, (re.search(r"http://[\d.:]+", line) for line in process.stderr)))[0]
        transport = httpx.HTTPTransport(retries=20)
        with httpx.Client(transport=transport, base_url=address, timeout=60) as client:
            assert client.get("/readyz").json() == {"status": "ok"}
            tell(graph, 1)
            receiver.wait_for(lambda got: len(got) == 1)
            assert receiver.verified(hook["secret"], 0)["data"]["seq"] == 1
            with ThreadPoolExecutor(1) as other:
                waiting = other.submit(client.get, "/api/v1/changes", params={"after": 1, "wait": 30})
                while 'route="/api/v1/changes"' not in client.get("/metrics").text and waiting.running():
                    client.get("/api/v1/changes")
                start = time.monotonic()
                process.send_signal(signal.SIGTERM)
                assert process.wait(timeout=25) == 0
                assert isinstance(waiting.exception(), httpx.HTTPError) or waiting.result().is_server_error
            assert time.monotonic() - start < 25
    assert idgraph("webhooks", "list")["after"] == 1
