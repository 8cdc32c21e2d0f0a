"""`idgraph serve` and `idgraph health`, as processes."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from app.access import keys
from app.errors import SettingsError
from app.graph.store import Store
from app.listening import require_keys
from app.main import create_app, serve
from app.settings import Settings
from tests.api.conftest import LOCAL
from tests.waiting import until

IDGRAPH = [sys.executable, "-m", "app.cli"]


@pytest.fixture
def environment(graph: Store, settings: Settings) -> dict[str, str]:
    """What makes a process use the tests' Neo4j, and any free port."""
    password = settings.neo4j_password.get_secret_value() if settings.neo4j_password else ""
    server = {"NEO4J_URI": settings.neo4j_uri, "NEO4J_PASSWORD": password} if settings.neo4j_uri else {}
    return os.environ | server | {"IDGRAPH_HOME": str(settings.home), "IDGRAPH_PORT": "0"}


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The running process and its address, as it prints it."""
    process = subprocess.Popen([*IDGRAPH, "serve"], env=environment, stderr=subprocess.PIPE, text=True)
    assert process.stderr
    with process:
        found = next(filter(None, (re.search(r"http://[\d.:]+", line) for line in process.stderr)))
        yield process, found[0]
        process.kill()


@pytest.fixture
def service(environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    with serving(environment) as found:
        yield found


def health(environment: dict[str, str]) -> tuple[int, dict[str, Any]]:
    done = subprocess.run(
        [*IDGRAPH, "health", "--json"], env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, json.loads(done.stdout)


def test_serve_answers_until_it_is_told_to_stop(
    service: tuple[subprocess.Popen[str], str], environment: dict[str, str]
) -> None:
    process, address = service
    assert process.stderr
    assert process.stderr.readline() == "Resolved: as it arrives\n"
    transport = httpx.HTTPTransport(retries=20)
    with httpx.Client(transport=transport, base_url=address, timeout=30) as client:
        assert client.get("/readyz").json() == {"status": "ok"}
        assert "identity-graph" in client.get("/").text
    code, checks = health(environment | {"IDGRAPH_PORT": address.rpartition(":")[2]})
    assert (code, {name for name, check in checks.items() if check["ok"]}) == (
        0,
        {"neo4j", "schema", "graph", "resolved", "service"},
    )
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0


def test_health_asks_here_whatever_others_call_the_service(graph: Store, environment: dict[str, str]) -> None:
    keys.create(graph, keys.asked("admin"))
    outside = {"IDGRAPH_HOST": "0.0.0.0", "IDGRAPH_BEHIND_TLS": "true", "HTTP_PROXY": "http://127.0.0.1:1"}
    outside["IDGRAPH_PUBLIC_URL"] = "https://identity.example.org"
    with serving(environment | outside) as (_, address):
        until(lambda: httpx.get(f"{address}/healthz", trust_env=False).is_success)
        _, checks = health(environment | outside | {"IDGRAPH_PORT": address.rpartition(":")[2]})
    assert checks["service"]["ok"], checks


def test_health_fails_where_nothing_serves(environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    code, checks = health(environment | {"IDGRAPH_PORT": str(port)})
    assert code == 1
    assert [name for name, check in checks.items() if not check["ok"]] == ["service"]
    assert "idgraph serve" in checks["service"]["detail"]


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.10", "::", "example.org", "8.8.8.8"])
def test_no_address_that_others_can_reach(host: str) -> None:
    with pytest.raises(SettingsError, match="IDGRAPH_HOST"):
        serve(Settings(IDGRAPH_HOST=host))


def test_the_first_start_of_the_local_default_makes_a_key_and_prints_it_once(
    graph: Store, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    local = settings.model_copy(update={"neo4j_uri": None})
    require_keys(graph, local)
    (secret,) = re.findall(r"idg_\S{43}", capsys.readouterr().err)
    require_keys(graph, local)
    assert "idg_" not in capsys.readouterr().err
    with TestClient(
        create_app(graph, settings.model_copy(update={"require_keys": True})), base_url=LOCAL
    ) as api:
        known = {"Authorization": f"Bearer {secret}"}
        assert api.get("/api/v1/households", headers=known).status_code == 200


def test_beyond_loopback_only_where_somebody_could_be_let_in(graph: Store, settings: Settings) -> None:
    beyond = settings.model_copy(
        update={"neo4j_uri": "bolt://db:7687", "host": "0.0.0.0", "behind_tls": True}
    )
    with pytest.raises(SettingsError, match="idgraph keys create"):
        require_keys(graph, beyond)
    keys.revoke(graph, keys.create(graph, keys.asked("admin"))[0].id)
    with pytest.raises(SettingsError, match="idgraph keys create"):
        require_keys(graph, beyond)
    keys.create(graph, keys.asked("admin"))
    require_keys(graph, beyond)
    with pytest.raises(SettingsError, match="IDGRAPH_PUBLIC_URL"):
        require_keys(graph, beyond.model_copy(update={"oidc_issuer": "https://accounts.example.org"}))


def test_it_answers_to_its_own_names(graph: Store, settings: Settings) -> None:
    public = settings.model_copy(
        update={"public_url": "https://identity.example.org:8443/", "behind_tls": True}
    )
    with TestClient(create_app(graph, public), base_url=LOCAL) as api:
        for host, status in (("identity.example.org:8443", 200), ("127.0.0.1", 200), ("evil.example", 421)):
            assert api.get("/healthz", headers={"Host": host}).status_code == status


def test_a_port_in_use_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"IDGRAPH_PORT: cannot listen on port {port}"):
            serve(Settings(IDGRAPH_PORT=port))
