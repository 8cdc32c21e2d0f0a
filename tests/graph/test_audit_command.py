"""`idgraph audit` on the command line: a table, JSON, an exit code."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from app import cli
from app.audit import Actor, record_now, seal
from app.graph.connect import LocalStore
from app.graph.store import Store
from app.settings import Settings
from app.settings import settings as in_force


@pytest.fixture
def home(
    graph: Store, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Settings]:
    """Three entries, sealed; commands use the server of the tests and a home of their own."""
    password = settings.neo4j_password and settings.neo4j_password.get_secret_value()
    if isinstance(graph, LocalStore):
        monkeypatch.setenv("NEO4J_URI", graph.lease.server.bolt_uri)
        password = graph.lease.password
    elif settings.neo4j_uri:
        monkeypatch.setenv("NEO4J_URI", settings.neo4j_uri)
    monkeypatch.setenv("NEO4J_PASSWORD", password or "")
    monkeypatch.setenv("IDGRAPH_HOME", str(tmp_path))
    in_force.cache_clear()
    for number in (1, 2, 3):
        record_now(
            graph, Actor("cdp", "key_01J"), f"read {number}", [f"ind_{number}"], "analytics", rows=number
        )
    seal(graph, in_force())
    yield in_force()
    in_force.cache_clear()


def run(*words: str) -> Result:
    return CliRunner().invoke(cli.app, ["audit", *words])


def test_verify_says_whole_or_where_not(graph: Store, home: Settings) -> None:
    whole = run("verify")
    assert whole.exit_code == 0
    assert whole.stdout == "The audit is whole: 3 entries, 1 checkpoint, 0 not yet sealed\n"
    graph.run_text("MATCH (a:Audit {seq: 2}) SET a.role = 'admin'")
    broken = run("verify", "--json")
    assert broken.exit_code == 1
    text = "entry 2 says something else than when it was written"
    assert json.loads(broken.stdout) == {
        **{"ok": False, "entries": 3, "checkpoints": 1, "unsealed": 0},
        "findings": [{"kind": "edited", "first": 2, "last": 2, "text": text}],
    }
    assert text in run("verify").stdout


def test_another_key_can_be_named(home: Settings, tmp_path: Path) -> None:
    assert run("verify", "--public-key", str(home.home / "audit" / "signing-key.pub.pem")).exit_code == 0
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("no key")
    assert "is no public key in PEM form" in str(run("verify", "--public-key", str(wrong)).exception)
    assert "There is no public key" in str(run("verify", "--public-key", str(tmp_path / "gone")).exception)


def test_show_lists_the_newest_first_by_what_is_asked(home: Settings) -> None:
    assert [line.split()[0] for line in run("show").stdout.splitlines()] == ["3", "2", "1"]
    (line,) = run("show", "--subject", "ind_2").stdout.splitlines()
    assert line.split()[2:] == ["cdp", "key_01J", "read", "2", "for", "analytics", "ind_2", "rows=2"]
    rows = [
        json.loads(line) for line in run("show", "--json", "-n", "2", "--role", "cdp").stdout.splitlines()
    ]
    assert [row["action"] for row in rows] == ["read 3", "read 2"]
    assert run("show", "--since", "2100-01-01").stdout.strip() == ""
    assert run("show", "--action", "read 1").stdout.count("read") == 1
