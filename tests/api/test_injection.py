"""Ten thousand injection strings through every field: nothing is executed, nothing breaks, nothing is repeated."""

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.access.caller import LOCAL as LOCAL_PERSON
from app.consent.view import view_of
from app.fields import FIELDS
from app.graph.store import Store
from app.ingest.consent_columns import vocabulary
from app.ingest.load import About, load
from app.main import create_app
from app.profiles.lookup import lookup
from app.resolution.bulk import resolve
from app.settings import Settings
from app.sources.source_file import open_source
from graph_models import NODES, RELATIONSHIPS
from tests.api.conftest import LOCAL
from tests.api.fields import places
from tests.api.injections import injections

STRINGS = injections()
pytestmark = pytest.mark.slow


@pytest.fixture
def unopened(graph: Store, settings: Settings, tmp_path: Path) -> TestClient:
    app = create_app(graph, settings.model_copy(update={"home": tmp_path}))
    return TestClient(app, base_url=LOCAL, raise_server_exceptions=False)


@pytest.fixture
def client(unopened: TestClient) -> Iterator[TestClient]:
    with unopened:
        yield unopened


def assert_nothing_was_executed(store: Store) -> None:
    labels = {row["label"] for row in store.run_text("CALL db.labels() YIELD label RETURN label")}
    types = {
        row["t"] for row in store.run_text("CALL db.relationshipTypes() YIELD relationshipType AS t RETURN t")
    }
    assert labels <= {node.label() for node in NODES}
    assert types <= {relationship.type() for relationship in RELATIONSHIPS}
    assert store.run_text("SHOW CONSTRAINTS YIELD name WHERE name = 'identifier_key' RETURN name")


def test_in_every_field_of_a_file(graph: Store, tmp_path: Path) -> None:
    file = tmp_path / "evil.jsonl"
    # Each field of a row gets another one, so that no row is thrown out for one bad value.
    rows = (
        {"record_id": f"r{number}"}
        | {name: STRINGS[(number + place) % len(STRINGS)] for place, name in enumerate(FIELDS)}
        for number in range(len(STRINGS))
    )
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    columns = {name: name for name in FIELDS} | {"record_id": "record_id"}
    report = load(graph, open_source(file, columns), About("evil"), quiet=True)
    assert report.new + report.quarantined == len(STRINGS)
    assert report.new > len(STRINGS) / 2
    resolve(graph, quiet=True)
    for row in graph.run_text("MATCH (c:Customer) RETURN c.id AS id, c.occupation AS told LIMIT 200"):
        number = int(row["id"].removeprefix("evil:r"))
        said = STRINGS[(number + list(FIELDS).index("occupation")) % len(STRINGS)]
        assert row["told"] in (None, said, said.strip())
        assert lookup(graph, "record", row["id"], view_of(LOCAL_PERSON))["records"] == [row["id"]]
    assert_nothing_was_executed(graph)


def test_in_every_column_of_consent(graph: Store, tmp_path: Path) -> None:
    """What is no clear statement is set aside, statement by statement; the people are loaded all the same."""
    file, fields = (
        tmp_path / "evil.jsonl",
        ("consent:marketing:email", "consent:profiling", "consent_at", "x_form"),
    )
    rows = (
        {"record_id": f"r{number}", "email": f"a{number}@example.fr"}
        | {name: STRINGS[(number + place) % len(STRINGS)] for place, name in enumerate(fields)}
        for number in range(len(STRINGS))
    )
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    columns = {name: name for name in (*fields, "email", "record_id")}
    report = load(graph, open_source(file, columns, consents=vocabulary()), About("evil"), quiet=True)
    assert report.consents == 0
    assert report.new > len(STRINGS) * 0.8
    assert report.quarantined > report.new
    assert_nothing_was_executed(graph)


def test_in_every_trait_and_id_of_events(client: TestClient, graph: Store) -> None:
    traits = ["firstName", "lastName", "email", "phone", "birthday", "gender", "company", "national_id"]
    events = [
        {
            "type": "identify",
            "userId": text,
            "anonymousId": text,
            "messageId": text,
            "traits": dict.fromkeys(traits, text)
            | {"address": {"street": text, "city": text, "postalCode": text}},
            "context": {"page": {"path": text}, "userAgent": text, "ip": text, "device": {"id": text}},
        }
        for text in STRINGS
    ]
    for start in range(0, len(events), 500):
        answer = client.post("/v1/batch", json={"batch": events[start : start + 500]}, auth=("shop", ""))
        assert answer.status_code == 200, answer.text
    assert graph.run_text("MATCH (c:Customer) RETURN count(c) AS count")[0]["count"] > 0
    assert_nothing_was_executed(graph)


def test_in_cookies_a_thousand_at_a_time(client: TestClient, graph: Store) -> None:
    short = [text[:512] for text in STRINGS if text[:512].strip()]
    for start in range(0, len(short), 1000):
        body = {"cookies": short[start : start + 1000], "purpose": "advertising"}
        answer = client.post("/api/v1/cookies/match", json=body)
        assert answer.status_code == 200, answer.text
        assert all(found["status"] != "known" for found in answer.json()["cookies"])
    assert_nothing_was_executed(graph)


def test_in_every_field_of_every_operation(
    capsys: pytest.CaptureFixture[str], unopened: TestClient, graph: Store
) -> None:
    waited = 0
    with unopened as client:  # here, so that its log goes where `capsys` reads
        every = list(places(client.get("/openapi.json").json()))
        assert len(every) > 40
        for place, text in zip(itertools.cycle(every), STRINGS, strict=False):
            answer = client.request(**place.request(text))
            assert answer.status_code < 500, (place, text, answer.text)
            waited += answer.status_code == 429
            if answer.status_code >= 400 and len(text) > 8:
                assert text not in _said(answer), (place, text)
        metrics = client.get("/metrics").text
    assert waited < len(STRINGS) / 20
    log = capsys.readouterr().err
    assert len(log.splitlines()) >= len(STRINGS)
    for said in (log, metrics):
        assert "Pwned" not in said and "DETACH DELETE" not in said and "<script>" not in said
    assert_nothing_was_executed(graph)


def _said(answer: Any) -> str:
    """What an error says, without the escapes of JSON."""
    return (
        json.dumps(answer.json(), ensure_ascii=False)
        if "json" in answer.headers["content-type"]
        else answer.text
    )
