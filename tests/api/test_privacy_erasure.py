"""POST /api/v1/privacy/{erasure,restriction,objection,readmission}, and the commands that do the same."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from app import cli
from app.graph.store import Store
from app.main import create_app
from app.settings import Settings
from app.settings import settings as in_force
from tests.api.conftest import LOCAL
from tests.graph.evidence import individual
from tests.graph.test_erasure import canaries_in, environment, home, replay, traces, world

__all__ = ["home", "world"]
PATH = "/api/v1/privacy"
EMAIL = {"namespace": "email", "value": "zoe.quenneville@example.org"}


@pytest.fixture
def service(world: Store, home: Path, settings: Settings) -> Iterator[TestClient]:
    app = create_app(world, settings.model_copy(update={"home": home, "audit": home / "audit"}))
    with TestClient(app, base_url=LOCAL) as client:
        yield client


def test_a_dry_run_then_the_erasure_then_the_same_certificate(service: TestClient, world: Store) -> None:
    zoe = individual(world, "shop:zoe1")
    first = service.post(f"{PATH}/erasure", json={"identifier": EMAIL})
    assert first.status_code == 200
    body = first.json()
    assert (body["dry_run"], body["certificate"], body["preview"]["individual"]) == (True, None, zoe)
    assert not canaries_in(first.text)
    plan = body["preview"]["plan"]
    other = service.post(f"{PATH}/erasure", json={"individual": zoe, "dry_run": False, "plan": "0" * 16})
    assert other.status_code == 409
    done = service.post(f"{PATH}/erasure", json={"individual": zoe, "dry_run": False, "plan": plan})
    assert done.status_code == 200
    assert done.json()["certificate"]["individual"] == zoe
    assert not canaries_in(done.text)
    assert traces(world) == set()
    again = service.post(f"{PATH}/erasure", json={"identifier": EMAIL}).json()
    assert again == done.json() | {"dry_run": True}
    assert service.get(f"/api/v1/individuals/{zoe}").status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"individual": "ind_1", "identifier": EMAIL}, 422),
        ({"individual": "ind_1", "force": True}, 422),
        ({"individual": "ind_nobody"}, 404),
        ({"identifier": {"namespace": "email", "value": "no address"}}, 400),
        ({"identifier": {"namespace": "record", "value": "shop:nobody"}}, 404),
    ],
)
def test_who_is_not_named_or_not_there(service: TestClient, body: dict[str, object], status: int) -> None:
    for dry_run in (True, False):
        answer = service.post(f"{PATH}/erasure", json=body | {"dry_run": dry_run})
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


def test_who_is_restricted_is_hidden_until_it_is_lifted(service: TestClient, world: Store) -> None:
    zoe = individual(world, "shop:zoe1")
    asked = {"purpose": "stewardship"}
    assert service.get(f"/api/v1/individuals/{zoe}", params=asked).status_code == 200
    assert service.post(f"{PATH}/restriction", json={"individual": zoe}).json()["records"] == 4
    assert service.get(f"/api/v1/individuals/{zoe}", params=asked).status_code == 403
    assert service.get(f"/api/v1/individuals/{zoe}", params={"purpose": "subject_access"}).status_code == 200
    lifted = service.post(f"{PATH}/restriction", json={"individual": zoe, "lift": True})
    assert lifted.json()["records"] == 4
    assert service.get(f"/api/v1/individuals/{zoe}", params=asked).status_code == 200


def test_a_restriction_outlives_new_loads_and_events(
    service: TestClient, world: Store, home: Path, tmp_path: Path
) -> None:
    zoe = individual(world, "shop:zoe1")
    service.post(f"{PATH}/restriction", json={"individual": zoe})
    world.run_text("MATCH (c:Customer) WHERE c.id STARTS WITH 'shop:zoe' SET c.hash = 'another'")
    replay(world, home, tmp_path)
    rows = world.run_text(
        "MATCH (:Individual {id: $p.id})<-[:IDENTIFIES]-(c:Customer) RETURN c.restricted AS restricted",
        id=zoe,
    )
    assert [row["restricted"] for row in rows] == [True] * 4


def test_an_objection_is_a_denial_for_the_whole_person(service: TestClient, world: Store) -> None:
    zoe = individual(world, "shop:zoe1")
    asked = {"purpose": "marketing"}
    done = service.post(f"{PATH}/objection", json={"identifier": EMAIL, "purposes": ["marketing"]})
    assert done.status_code == 200
    assert done.json()["statements"] > 1
    answer = service.get(f"/api/v1/individuals/{zoe}", params=asked)
    assert answer.status_code == 403
    assert "refused" in answer.json()["detail"]
    unknown = service.post(f"{PATH}/objection", json={"identifier": EMAIL, "purposes": ["everything"]})
    assert unknown.status_code == 400


def test_who_was_erased_may_come_back(service: TestClient, world: Store, home: Path, tmp_path: Path) -> None:
    assert service.post(f"{PATH}/readmission", json={"identifier": EMAIL}).status_code == 404
    service.post(f"{PATH}/erasure", json={"identifier": EMAIL, "dry_run": False})
    assert service.post(f"{PATH}/readmission", json={"identifier": EMAIL}).json()["tombstones"] > 0
    (report,) = replay(world, home, tmp_path)
    assert (report.suppressed, report.new) == (0, 3)


def test_every_act_is_in_the_audit_without_a_value(service: TestClient, world: Store) -> None:
    zoe = individual(world, "shop:zoe1")
    for path, more in (
        ("restriction", {}),
        ("objection", {"purposes": ["marketing"]}),
        ("erasure", {"dry_run": False}),
    ):
        assert service.post(f"{PATH}/{path}", json={"individual": zoe} | more).status_code == 200
    rows = world.run_text("MATCH (a:Audit) WHERE $p.id IN a.subjects RETURN a.action AS action", id=zoe)
    assert {"processing restricted", "objection noted", "person erased"} <= {row["action"] for row in rows}
    everything = json.dumps(world.run_text("MATCH (a:Audit) RETURN properties(a) AS p"), default=str)
    assert not canaries_in(everything)


def test_the_commands(world: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    zoe = individual(world, "shop:zoe1")
    for name, value in environment(settings).items():
        monkeypatch.setenv(name, value)
    in_force.cache_clear()

    def idgraph(*words: str, answer: str | None = None) -> str:
        done = CliRunner().invoke(cli.app, ["privacy", *words], input=answer, catch_exceptions=False)
        assert done.exit_code in (0, 1), done.output
        return done.output

    try:
        assert json.loads(idgraph("erase", zoe, "--json"))["individual"] == zoe
        assert "Certificate" not in idgraph("erase", zoe, answer="n\n")
        assert traces(world)
        assert "due" in idgraph("retention") or "Nothing is due" in idgraph("retention")
        assert idgraph("restrict", zoe).startswith("Processing restricted")
        assert idgraph("object", zoe, "--purpose", "marketing").startswith("Objection noted")
        assert "Certificate of erasure" in idgraph("erase", "--identifier", *EMAIL.values(), "--yes")
        assert traces(world) == set()
        assert "Certificate of erasure" in idgraph("erase", zoe)
        assert "come back" in idgraph("readmit", "--identifier", *EMAIL.values())
    finally:
        in_force.cache_clear()
