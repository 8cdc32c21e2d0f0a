"""Values planted in every field, and sent to every field, never come out in logs, addresses, metrics or errors."""

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from fastapi.testclient import TestClient

from app.graph.reader import Reader
from app.graph.store import Store
from app.main import create_app
from app.settings import Settings
from tests.api.canary import ATTRIBUTE, CANARY, PERSON, REASON, plant
from tests.api.conftest import LOCAL
from tests.api.fields import Place, places
from tests.api.test_access import ABOUT_THE_CANARY

VALUES = [*CANARY.values(), ATTRIBUTE, REASON]
TRAITS = {
    "firstName": CANARY["given_name"],
    "lastName": CANARY["family_name"],
    "email": CANARY["email"],
    "phone": CANARY["phone"],
    "birthday": CANARY["birth_date"],
    "address": {"street": CANARY["street_address"], "city": CANARY["locality"]},
}


@pytest.fixture
def client(seeded: Store, settings: Settings, tmp_path: Path) -> TestClient:
    """Entered in the test itself: a log begun in a fixture would go where `capsys` does not read."""
    seeded.run_text(
        "MATCH (n) WHERE n.source = 'canary' OR n.id STARTS WITH $p.person DETACH DELETE n", person=PERSON
    )
    plant(seeded)
    app = create_app(seeded, settings.model_copy(update={"home": tmp_path}))
    return TestClient(app, base_url=LOCAL, follow_redirects=False, raise_server_exceptions=False)


def found_in(text: str) -> list[str]:
    plain = unquote(text.encode().decode("unicode_escape", errors="replace"))
    return [value for value in VALUES if value.lower() in plain.lower()]


def sent(client: TestClient) -> Iterator[tuple[Any, Any]]:
    """(what was asked, the answer) of everything worth asking about the canary, and of each value in every place."""
    for method, path, body in ABOUT_THE_CANARY:
        yield (method, path), client.request(method, path, json=body)
    yield "search", client.post("/search", data={"q": CANARY["email"]})
    for kind in ("identify", "track", "group", "alias"):
        body = {
            "userId": CANARY["email"],
            "previousId": CANARY["phone"],
            "event": ATTRIBUTE,
            "traits": TRAITS,
        }
        yield kind, client.post(f"/v1/{kind}", json=body, auth=("shop", ""))
        yield kind, client.post(f"/v1/{kind}", json=body | {"userId": [CANARY["email"]]}, auth=("shop", ""))
    every: list[Place] = list(places(client.get("/openapi.json").json()))
    for place, value in zip(every * 2, itertools.cycle(VALUES), strict=False):
        yield place, client.request(**place.request(value))


def test_no_log_address_metric_or_error_tells_of_anybody(
    capsys: pytest.CaptureFixture[str], client: TestClient
) -> None:
    answered = 0
    with client:
        for asked, answer in sent(client):
            answered += answer.status_code == 200
            assert answer.status_code < 500, (asked, answer.text)
            told = (
                answer.headers.get(name, "")
                for name in ("location", "content-location", "link", "set-cookie")
            )
            assert not found_in(" ".join(told)), asked
            if answer.status_code >= 400:
                assert not found_in(answer.text), (asked, answer.text)
        # Without the numbers at their ends: times in seconds have a postal code's digits now and then.
        metrics = "\n".join(
            line.rpartition(" ")[0] for line in client.get("/metrics").text.splitlines() if line[:1] != "#"
        )
    assert "idgraph_" in metrics
    assert answered > len(ABOUT_THE_CANARY)
    log = capsys.readouterr().err
    assert len(log.splitlines()) > answered
    assert not found_in(log), [line for line in log.splitlines() if found_in(line)][:3]
    assert not found_in(metrics)


def test_an_error_of_our_own_says_nothing_of_what_was_sent(
    capsys: pytest.CaptureFixture[str], client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bug whose message holds the value: neither the log nor the answer repeats it."""

    async def broken(reader: Reader, name: str, /, **p: Any) -> None:
        raise RuntimeError(f"{name} failed with {json.dumps(p, default=str)}")

    with client, monkeypatch.context() as patch:
        patch.setattr(Reader, "one", broken)
        answer = client.post("/api/v1/lookup", json={"namespace": "email", "value": CANARY["email"]})
    assert answer.status_code == 500
    assert not found_in(answer.text)
    log = capsys.readouterr().err
    assert "RuntimeError" in log and not found_in(log)
