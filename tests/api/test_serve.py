"""`idgraph serve` and `idgraph health`, as processes."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app.errors import SettingsError
from app.graph.store import Store
from app.main import serve
from app.settings import Settings

IDGRAPH = [sys.executable, "-m", "app.cli"]


@pytest.fixture
def environment(store: Store, settings: Settings) -> dict[str, str]:
    """What makes a process use the tests' Neo4j, and any free port."""
    password = settings.neo4j_password.get_secret_value() if settings.neo4j_password else ""
    server = {"NEO4J_URI": settings.neo4j_uri, "NEO4J_PASSWORD": password} if settings.neo4j_uri else {}
    return os.environ | server | {"IDGRAPH_HOME": str(settings.home), "IDGRAPH_PORT": "0"}


@pytest.fixture
def service(environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The running process and its address, as it prints it."""
    process = subprocess.Popen([*IDGRAPH, "serve"], env=environment, stderr=subprocess.PIPE, text=True)
    assert process.stderr
    with process:
        found = next(filter(None, (re.search(r"http://[\d.:]+", line) for line in process.stderr)))
        yield process, found[0]
        process.kill()


def health(environment: dict[str, str]) -> tuple[int, dict[str, Any]]:
    done = subprocess.run(
        [*IDGRAPH, "health", "--json"], env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, json.loads(done.stdout)


def test_serve_answers_until_it_is_told_to_stop(
    service: tuple[subprocess.Popen[str], str], environment: dict[str, str]
) -> None:
    process, address = service
    transport = httpx.HTTPTransport(retries=20)
    with httpx.Client(transport=transport, base_url=address, timeout=30) as client:
        assert client.get("/readyz").json() == {"status": "ok"}
        assert "identity-graph" in client.get("/").text
    code, checks = health(environment | {"IDGRAPH_PORT": address.rpartition(":")[2]})
    assert (code, {name for name, check in checks.items() if check["ok"]}) == (
        0,
        {"neo4j", "schema", "graph", "service"},
    )
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0


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


def test_a_port_in_use_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"IDGRAPH_PORT: cannot listen on port {port}"):
            serve(Settings(IDGRAPH_PORT=port))
