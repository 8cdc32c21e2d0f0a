"""What the API answers is noted: by whom, and whose data it was."""

import pytest
from fastapi.testclient import TestClient
from prometheus_client import CollectorRegistry

from app.api.audit import Noted, ids_in
from app.audit.journal import Journal
from app.graph.store import Store
from app.main import create_app
from app.settings import Settings
from tests.api.conftest import LOCAL

ENTRIES = """
    MATCH (a:Audit) WHERE a.seq > $p.after
    RETURN a.seq AS seq, a.role AS role, a.caller AS caller, a.action AS action, a.subjects AS subjects,
           a.details AS details
    ORDER BY a.seq"""


class Recorded:
    """A service whose entries are read once it has stopped, when all of them are surely written."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store, self._settings = store, settings
        (row,) = store.run_text("OPTIONAL MATCH (a:Audit) RETURN coalesce(max(a.seq), 0) AS seq")
        self._after = row["seq"]

    def __enter__(self) -> TestClient:
        self._client = TestClient(create_app(self._store, self._settings), base_url=LOCAL)
        return self._client.__enter__()

    def __exit__(self, *error: object) -> None:
        self._client.__exit__(*error)

    @property
    def entries(self) -> list[dict[str, object]]:
        return self._store.run_text(ENTRIES, after=self._after)


@pytest.fixture
def recorded(seeded: Store, settings: Settings) -> Recorded:
    return Recorded(seeded, settings)


@pytest.fixture
def someone(seeded: Store) -> str:
    (row,) = seeded.run_text("MATCH (i:Individual) WHERE NOT i:Retired RETURN min(i.id) AS id")
    return str(row["id"])


def test_a_read_is_noted_with_everybody_in_the_answer(recorded: Recorded, someone: str) -> None:
    with recorded as api:
        answer = api.get(f"/api/v1/individuals/{someone}").json()
    (entry,) = recorded.entries
    assert entry["action"] == "GET /api/v1/individuals/{id}"
    assert {someone, answer["household"]} <= set(entry["subjects"])
    assert entry["details"] == ["status=200"]
    assert (entry["role"], entry["caller"]) == ("admin", "local")


def test_console_pages_are_noted_and_what_holds_nobodys_data_is_not(recorded: Recorded, someone: str) -> None:
    with recorded as api:
        for path in (
            "/healthz",
            "/readyz",
            "/metrics",
            "/openapi.json",
            "/docs",
            "/static/console.css",
            "/nowhere",
        ):
            api.get(path)
        assert api.post("/beacon/v1/batch?writeKey=shop", json={"batch": []}).is_success
        api.get(f"/individuals/{someone}")
    (entry,) = recorded.entries
    assert someone in entry["subjects"]


def test_who_looked_for_nobody_is_noted_without_what_was_asked(recorded: Recorded) -> None:
    with recorded as api:
        assert api.get("/api/v1/individuals/ind_jeandupont").status_code == 404
        assert api.post("/api/v1/lookup", json={"namespace": "email", "value": "x@y.fr"}).status_code == 404
    assert [(entry["subjects"], entry["details"]) for entry in recorded.entries] == [([], ["status=404"])] * 2


def test_no_value_of_anybody_is_in_an_entry(recorded: Recorded, seeded: Store, someone: str) -> None:
    values = {row["v"] for row in seeded.run_text("MATCH (x:Identifier) RETURN x.value AS v")}
    with recorded as api:
        for part in ("", "/graph", "/devices", "/history", "/timeline"):
            assert api.get(f"/api/v1/individuals/{someone}{part}").is_success
    text = repr(recorded.entries)
    assert len(recorded.entries) == 5
    assert not [value for value in values if len(value) > 4 and value in text]


def test_nothing_is_read_while_the_journal_is_full(seeded: Store, settings: Settings, someone: str) -> None:
    app = create_app(seeded, settings)
    noted = Noted(app, Journal(seeded, settings, room=0), CollectorRegistry())
    with TestClient(noted, base_url=LOCAL) as api:
        refused = api.get(f"/api/v1/individuals/{someone}")
        assert refused.status_code == 429
        assert refused.headers["Retry-After"] == "1"
        assert someone not in refused.text
        assert api.get("/healthz").is_success


def test_metrics_tell_of_the_audit(recorded: Recorded, someone: str) -> None:
    with recorded as api:
        for _ in range(3):
            api.get(f"/api/v1/individuals/{someone}")
        text = api.get("/metrics").text
    assert 'idgraph_audit_entries_total{role="admin"} 3.0' in text
    assert "idgraph_audit_failing 0.0" in text
    assert "idgraph_audit_waiting " in text


def test_ids_are_found_wherever_they_stand_and_nothing_else_is_taken_for_one() -> None:
    body = b'{"id":"ind_01JA8Q","a":["hh_7","ind_2 "],"kind_of":"x_ind_3","wind_4":1}<a href="/individuals/ind_5">ind_6'
    assert ids_in(body) == {"ind_01JA8Q", "hh_7", "ind_2", "ind_5", "ind_6"}
    assert ids_in(b"ind_ ind_1_2 hhh_1 IND_1 ind_" + b"1" * 61) == set()
