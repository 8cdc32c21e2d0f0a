"""`idgraph feed` and `idgraph webhooks`, as processes."""

import json
import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from app.feed.changes import Membership, changes
from app.feed.entries import append
from app.graph.store import Store
from app.settings import Settings
from tests.receiver import receiving
from tests.unit.feed.histories import membership

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def idgraph(graph: Store, settings: Settings) -> Run:
    """The command, on the tests' Neo4j, which holds two people of whom only the feed tells."""
    graph.transact(lambda run: append(run, changes(Membership(), membership({"01": (1, 1), "02": (2, 1)}))))
    password = settings.neo4j_password.get_secret_value() if settings.neo4j_password else ""
    server = {"NEO4J_URI": settings.neo4j_uri, "NEO4J_PASSWORD": password} if settings.neo4j_uri else {}

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "app.cli", *words],
            env=os.environ | server | {"IDGRAPH_HOME": str(settings.home)},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    return run


def test_the_feed_is_shown_and_verified_and_repaired(idgraph: Run) -> None:
    shown = idgraph("feed", "show", "--types", "individual", "--after", "1", "--json")
    assert [json.loads(line)["id"] for line in shown.stdout.splitlines()] == ["ind_02"]
    (line,) = idgraph("feed", "show", "--limit", "1").stdout.splitlines()
    assert line.split()[0] == "1"
    assert line.endswith("created  ind_01 +1")
    refused = idgraph("feed", "show", "--types", "deleted")
    assert (refused.returncode, "created, merged" in refused.stderr) == (2, True)

    broken = idgraph("feed", "verify")
    assert (broken.returncode, "--repair" in broken.stdout) == (1, True)
    repaired = idgraph("feed", "verify", "--repair", "--json")
    assert repaired.returncode == 0, repaired.stderr
    assert json.loads(repaired.stdout) | {"appended": 3, "ok": True} == json.loads(repaired.stdout)
    assert "without a gap" in idgraph("feed", "verify").stdout


def test_a_webhook_is_added_tested_told_and_removed(idgraph: Run, graph: Store) -> None:
    with receiving() as receiver:
        added = json.loads(idgraph("webhooks", "add", receiver.url, "--types", "merged", "--json").stdout)
        id = added["id"]
        assert added["secret"].startswith("whsec_")
        tried = idgraph("webhooks", "test", id)
        assert (tried.returncode, tried.stdout.startswith("Received: answered 200")) == (0, True)
        assert receiver.verified(added["secret"], 0)["type"] == "test"
        receiver.status = lambda number, got: 500
        assert idgraph("webhooks", "test", id).returncode == 1

        listed = idgraph("webhooks", "list").stdout
        assert id in listed
        assert "whsec_" not in listed
        assert "received everything" in idgraph("webhooks", "dead-letters", id).stdout
        graph.write("feed/letter_add", id=id, message="msg_1_3", seq=3, type="x", reason="answered 500")
        assert "answered 500" in idgraph("webhooks", "dead-letters", id).stdout
        assert "0 received, 1 left" in idgraph("webhooks", "replay", id).stdout
        receiver.status = lambda number, got: 200
        assert "1 received, 0 left" in idgraph("webhooks", "replay", id).stdout
        assert idgraph("webhooks", "remove", id).returncode == 0
    assert "No webhook" in idgraph("webhooks", "list").stdout
    gone = idgraph("webhooks", "remove", id)
    assert (gone.returncode, gone.stderr) == (1, "idgraph: No webhook has this ID\n")
    refused = idgraph("webhooks", "add", "http://example.org/secret-path")
    assert (refused.returncode, "secret-path" in refused.stderr) == (2, False)
