"""Keys: made, shown once, kept as hashes, scoped, expiring, revoked; and what write keys may do."""

import base64
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from app.access import keyring, keys
from app.access.keys import SECRET, asked, hash_of
from app.cli import app as cli
from app.errors import BadInput, NotFound
from app.graph.store import Store
from app.main import create_app
from app.settings import Settings
from tests.api.conftest import LOCAL
from tests.api.tracking import record


@pytest.fixture
def client(graph: Store, settings: Settings, tmp_path: Any) -> Iterator[TestClient]:
    here = settings.model_copy(update={"home": tmp_path, "require_keys": True})
    with TestClient(create_app(graph, here), base_url=LOCAL) as client:
        yield client


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def households(client: TestClient, secret: str) -> int:
    return client.get("/api/v1/households", headers=bearer(secret)).status_code


def test_a_key_is_shown_once_and_kept_as_a_hash(graph: Store) -> None:
    key, secret = keys.create(graph, asked("marketing", "crm", ["personalisation"], 30))
    assert SECRET.fullmatch(secret) and secret.startswith("idg_")
    assert keys.create(graph, asked("marketing"))[1] != secret
    kept = graph.run_text("MATCH (n) RETURN collect(properties(n)) AS all")[0]["all"]
    assert secret not in str(kept) and hash_of(secret) in str(kept)
    assert (key.role, key.purposes, key.name) == ("marketing", ("personalisation",), "crm")
    assert key.expires_at and abs(key.expires_at - datetime.now(UTC) - timedelta(days=30)) < timedelta(
        minutes=5
    )
    assert [one.name for one in keys.keys(graph)] == ["crm", "marketing"]


def test_a_revoked_key_opens_nothing_within_a_second(client: TestClient, graph: Store) -> None:
    key, secret = keys.create(graph, asked("cdp"))
    assert households(client, secret) == 200
    keys.revoke(graph, key.id)
    end = time.monotonic() + 1
    while (status := households(client, secret)) == 200 and time.monotonic() < end:
        pass
    assert status == 401
    assert [one.state for one in keys.keys(graph)] == ["revoked"]
    with pytest.raises(NotFound):
        keys.revoke(graph, "key_nobody")


def test_an_expired_key_opens_nothing(client: TestClient, graph: Store) -> None:
    key, secret = keys.create(graph, asked("cdp", days=1))
    graph.run_text("MATCH (k:ApiKey) SET k.expires_at = datetime() - duration('PT1S')")
    assert households(client, secret) == 401
    assert [one.state for one in keys.keys(graph)] == ["expired"]
    assert key.usable


def test_a_key_is_looked_up_once_in_a_while(client: TestClient, graph: Store, monkeypatch: Any) -> None:
    _, secret = keys.create(graph, asked("cdp"))
    asked_for: list[str] = []
    monkeypatch.setattr(keyring, "find", lambda store, hash: asked_for.append(hash) or keys.find(store, hash))
    monkeypatch.setattr(keyring, "FRESH_S", 3600.0)
    assert {households(client, secret) for _ in range(5)} == {200}
    assert asked_for == [hash_of(secret)]


def test_a_key_reads_for_its_purposes_only(client: TestClient, graph: Store) -> None:
    _, secret = keys.create(graph, asked("cdp", purposes=["personalisation"]))
    for purpose, status in (("personalisation", 200), ("advertising", 403)):
        body = {"cookies": ["c1"], "purpose": purpose}
        answer = client.post("/api/v1/cookies/match", json=body, headers=bearer(secret))
        assert answer.status_code == status


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"role": "boss"}, "--role: one of marketing, cdp"),
        ({"role": "cdp", "public": True}, "--public is for --role tracking"),
        ({"role": "tracking", "purposes": ["x"]}, "--purpose: a write key reads nothing"),
        ({"role": "cdp", "purposes": ["No Words"]}, "--purpose: up to 64"),
        ({"role": "cdp", "days": 0}, "--expires: from 1 to"),
        ({"role": "cdp", "name": "a name"}, "--name: up to 64"),
    ],
)
def test_a_key_that_makes_no_sense_is_not_made(options: dict[str, Any], message: str) -> None:
    with pytest.raises(BadInput, match=message):
        asked(**options)


BODY = {"userId": "u1", "anonymousId": "cookie-1", "traits": {"email": "marie@example.fr"}}


class TestWriteKeys:
    @staticmethod
    def sent(client: TestClient, **how: Any) -> int:
        return client.post("/v1/identify", **{"json": BODY, **how}).status_code

    def test_it_comes_as_sdks_send_it(self, client: TestClient, graph: Store) -> None:
        _, secret = keys.create(graph, asked("tracking", "shop"))
        assert self.sent(client, auth=(secret, "")) == 200
        assert self.sent(client, json={**BODY, "writeKey": secret}) == 200
        masked = {**BODY, "writeKey": f"{secret[:8]}:***"}
        assert self.sent(client, headers={"X-Write-Key": f"{secret}:x"}, json=masked) == 200
        assert self.sent(client, headers={"X-Write-Key": ":x"}, json=masked) == 401
        assert self.sent(client, headers=bearer(secret)) == 200
        assert self.sent(client, params={"writeKey": secret}) == 400
        assert self.sent(client) == 401
        assert self.sent(client, auth=("shop", "")) == 401
        assert record(graph, "shop:u1")["std_email"] == "marie@example.fr"

    def test_it_only_writes(self, client: TestClient, graph: Store) -> None:
        _, secret = keys.create(graph, asked("tracking"))
        assert households(client, secret) == 403
        _, reads = keys.create(graph, asked("admin"))
        assert self.sent(client, auth=(reads, "")) == 401
        answer = client.post("/v1/identify", json=BODY, auth=(secret, ""))
        assert answer.json() == {"success": True}

    def test_what_a_public_key_tells_is_a_claim(self, client: TestClient, graph: Store) -> None:
        _, secret = keys.create(graph, asked("tracking", "site", public=True))
        assert secret.startswith("idp_")
        assert self.sent(client, auth=(secret, "")) == 200
        beacon = {"batch": [{"type": "page", "anonymousId": "cookie-1"}]}
        answer = client.post("/beacon/v1/batch", params={"writeKey": secret}, content=json.dumps(beacon))
        assert answer.status_code == 200
        assert client.get(f"/v1/projects/{secret}/settings").status_code == 200
        claimed = record(graph, "site:u1")
        assert claimed["claimed"] and "std_email" not in claimed

    def test_a_revoked_one_writes_nothing(self, client: TestClient, graph: Store) -> None:
        key, secret = keys.create(graph, asked("tracking"))
        keys.revoke(graph, key.id)
        assert self.sent(client, auth=(secret, "")) == 401
        assert not graph.run_text("MATCH (c:Customer) RETURN c")

    def test_without_any_a_name_is_one_here_until_there_is_one(
        self, graph: Store, settings: Settings, tmp_path: Any
    ) -> None:
        here = settings.model_copy(update={"home": tmp_path})
        with TestClient(create_app(graph, here), base_url=LOCAL) as client:
            assert self.sent(client, auth=("shop", "")) == 200
            keys.create(graph, asked("tracking", "app"))
            end = time.monotonic() + 5
            while (status := self.sent(client, auth=("shop", ""))) == 200 and time.monotonic() < end:
                pass
            assert status == 401

    def test_a_source_is_believed_or_it_is_not(self, client: TestClient, graph: Store) -> None:
        keys.create(graph, asked("tracking", "site", public=True))
        keys.create(graph, asked("tracking", "site", public=True))
        with pytest.raises(BadInput, match="either that of secret write keys or that of public ones"):
            keys.create(graph, asked("tracking", "site"))
        _, secret = keys.create(graph, asked("tracking", "app"))
        assert self.sent(client, auth=(secret, "")) == 200
        with pytest.raises(BadInput, match="either that of"):
            keys.create(graph, asked("tracking", "app", public=True))
        graph.run_text("CREATE (:Source {name: 'files', rows: 3})")
        with pytest.raises(BadInput, match="files are loaded as this source"):
            keys.create(graph, asked("tracking", "files"))


def test_the_commands(graph: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.settings.settings", lambda: settings)
    run = CliRunner()
    made = run.invoke(
        cli, ["keys", "create", "--role", "cdp", "--purpose", "personalisation", "--expires", "7"]
    )
    assert made.exit_code == 0 and SECRET.fullmatch(made.stdout.strip())
    assert "Shown this once" in made.stderr
    (listed,) = json.loads(run.invoke(cli, ["keys", "list", "--json"]).stdout)
    assert (listed["role"], listed["purposes"], listed["usable"]) == ("cdp", ["personalisation"], True)
    misspelt = run.invoke(cli, ["keys", "create", "--role", "cdp", "--purpose", "personalization"])
    assert isinstance(misspelt.exception, BadInput) and "personalisation" in str(misspelt.exception)
    assert "hash" not in listed and made.stdout.strip() not in str(listed)
    revoked = run.invoke(cli, ["keys", "revoke", listed["id"]])
    assert "revoked" in revoked.stdout
    told = graph.run_text("MATCH (a:Audit) RETURN a.action AS action, a.details AS details ORDER BY a.seq")
    assert [row["action"] for row in told] == ["key created", "key revoked"]
    assert all(f"key={listed['id']}" in row["details"] for row in told)


def test_a_secret_in_another_scheme_is_none(client: TestClient, graph: Store) -> None:
    _, secret = keys.create(graph, asked("admin"))
    basic = base64.b64encode(f"{secret}:".encode()).decode()
    assert client.get("/api/v1/households", headers={"Authorization": f"Basic {basic}"}).status_code == 401
    assert client.get("/api/v1/households", headers={"X-API-Key": secret}).status_code == 401
