"""What stewards, marketing and privacy do from the command line, as processes: said before, done, noted, taken back."""

import csv
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.audit.checkpoints import Vault
from app.graph.store import Store
from app.resolution.bulk import resolve
from app.settings import Settings
from tests.graph.evidence import add, individual, population
from tests.test_cli import idgraph, refused

There = dict[str, str]
Told = Callable[..., Any]


@pytest.fixture
def there(graph: Store, settings: Settings) -> There:
    """Where commands find the server and home of the tests. The graph was emptied on purpose, so what seals the audits
    of graphs before it goes."""
    for sealed in Vault.of(settings).folder.glob("checkpoints-*"):
        sealed.unlink()
    found = {"IDGRAPH_HOME": str(settings.home), "IDGRAPH_CACHE": str(settings.cache)}
    if settings.neo4j_uri and settings.neo4j_password is not None:
        password = settings.neo4j_password.get_secret_value()
        found |= {
            "NEO4J_URI": settings.neo4j_uri,
            "NEO4J_PASSWORD": password,
            "NEO4J_USER": settings.neo4j_user,
        }
    return found


@pytest.fixture
def told(there: There) -> Told:
    def run(*arguments: object) -> Any:
        done = idgraph(*arguments, "--json", **there)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


def test_a_day_of_a_steward(graph: Store, there: There, told: Told, tmp_path: Path) -> None:
    add(graph, tmp_path, "crm", population(10))
    resolve(graph, quiet=True)
    pair = ("verdict", "crm:001a", "crm:004a")
    predicted = told(*pair, "must-link", "--dry-run")
    given = told(*pair, "must-link", "--reason", "said so")
    assert predicted["changes"] == given["changes"]
    assert given["people"]["merged"] == 1
    assert "yet crm:001a cannot-link crm:004a" in refused(idgraph(*pair, "cannot-link", **there), 1)
    assert told(*pair, "withdraw")["people"]["split"] == 1
    parted = told("unmerge", individual(graph, "crm:002a"), "crm:002b")
    assert parted["people"]["split"] == 1
    assert told("unmerge", "--undo", parted["action"])["people"]["merged"] == 1
    phone = population(1)[0]["phone"]
    assert told("block", "phone", phone)["evidence"] == {"carried_by": 2}
    told("block", "phone", phone, "--undo")
    (load,) = told("loads", "crm")
    assert (load["rows"], load["kind"]) == (20, "people")
    assert "records removed 20" in idgraph("unload", "crm", "--load", load["id"], **there).stdout
    assert told("loads") == []
    assert graph.run_text("MATCH (c:Customer) RETURN c") == []
    assert told("audit", "verify")["ok"]


def test_a_day_of_marketing(graph: Store, there: There, told: Told, tmp_path: Path) -> None:
    """A file with consent columns in, those who agreed out; the audit tells whose data was shown."""
    at = (datetime.now(UTC) - timedelta(days=3)).date().isoformat()
    rows = [
        row | {"optin_email": ("yes", "no", "")[number % 3], "consent_at": at}
        for number, row in enumerate(row for row in population(6) if row["id"].endswith("b"))
    ]
    path = tmp_path / "crm.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    shown = idgraph("load", "crm", path, "--id", "id", "--dry-run", **there).stdout
    assert "optin_email consent:marketing:email name" in " ".join(shown.split())
    assert told("load", "crm", path, "--id", "id")["consents"] == 4
    resolve(graph, quiet=True)
    out = tmp_path / "audience.csv"
    said = told("audience", "marketing", "email", "--out", out)
    assert (said["members"], said["states"]) == (2, {"granted": 2, "denied": 2, "never_collected": 2})
    with out.open(encoding="utf-8", newline="") as file:
        members = list(csv.DictReader(file))
    agreed = {individual(graph, "crm:000b"), individual(graph, "crm:003b")}
    assert {one["individual"] for one in members} == agreed
    (emails,) = graph.run_text(
        "MATCH (c:Customer)-[:HAS_EMAIL]->(e) WHERE c.id IN ['crm:000b', 'crm:003b'] RETURN collect(e.value) AS them"
    )
    assert {one["contacts"] for one in members} == set(emails["them"])
    assert out.stat().st_mode & 0o777 == 0o600
    assert "2 members for marketing by email" in idgraph("audience", "marketing", "email", **there).stdout
    nowhere = idgraph("audience", "marketing", "email", "--out", tmp_path / "no" / "a.csv", **there)
    assert "cannot be written" in refused(nowhere, 1)
    assert "an unknown one; there are: marketing" in refused(
        idgraph("audience", "weather", "email", **there), 2
    )
    assert not told("explain", "crm:000b", "crm:001b", "--no-changes")["same"]
    noted = [json.loads(line) for line in idgraph("audit", "show", "--json", **there).stdout.splitlines()]
    assert [(one["action"], one["purpose"]) for one in noted[:3]] == [
        ("explained", None),
        ("audience counted", "marketing"),
        ("audience exported", "marketing"),
    ]
    assert set(noted[2]["subjects"]) == agreed
    assert {individual(graph, "crm:000b"), individual(graph, "crm:001b")} <= set(noted[0]["subjects"])
    assert {one["role"] for one in noted} == {"operator"}
    looks = json.loads(idgraph("privacy", "access", min(agreed), **there).stdout)["looks"]
    assert "audience exported" in {look["action"] for look in looks}
