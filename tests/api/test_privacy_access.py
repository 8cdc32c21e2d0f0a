"""POST /api/v1/privacy/access, and the command that does the same."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from app import cli
from app.audit.show import shown
from app.graph.store import Store
from app.settings import Settings
from app.settings import settings as in_force

PATH = "/api/v1/privacy/access"


@pytest.fixture(scope="module")
def person(seeded: Store) -> str:
    (row,) = seeded.run_text(
        "MATCH (i:Individual)<-[:IDENTIFIES]-(c:Customer) WHERE c.email IS NOT NULL RETURN min(i.id) AS id"
    )
    return str(row["id"])


@pytest.fixture(scope="module")
def emails(seeded: Store, person: str) -> list[str]:
    (row,) = seeded.run_text(
        """MATCH (i:Individual {id: $p.id})<-[:IDENTIFIES]-(c:Customer)
        UNWIND c.email AS e RETURN collect(e) AS e""",
        id=person,
    )
    return list(row["e"])


def test_json_has_everything_in_sections(api: TestClient, person: str, emails: list[str]) -> None:
    answer = api.post(PATH, json={"individual": person})
    assert answer.status_code == 200
    body = answer.json()
    assert body["about"]["individual"] == person
    assert {email for record in body["records"] for email in record["values"].get("email", [])} == set(emails)


def test_csv_is_an_archive_and_html_a_file_to_send(api: TestClient, person: str, emails: list[str]) -> None:
    archive = api.post(PATH, json={"individual": person, "format": "csv"})
    assert archive.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(archive.content)) as file:
        assert {"records.csv", "consents.csv", "looks.csv"} <= set(file.namelist())
        assert emails[0] in file.read("records.csv").decode()
    page = api.post(PATH, json={"individual": person, "format": "html", "language": "fr"})
    assert page.headers["content-disposition"] == 'attachment; filename="personal-data.html"'
    assert "Vos données personnelles" in page.text
    assert emails[0] in page.text


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"individual": "ind_1", "identifier": {"namespace": "email", "value": "x@y.fr"}}, 422),
        ({"individual": "ind_1", "format": "pdf"}, 422),
        ({"individual": "ind_nobody"}, 404),
        ({"identifier": {"namespace": "email", "value": "no address"}}, 400),
    ],
)
def test_what_cannot_be_answered_is_refused(api: TestClient, body: dict[str, object], status: int) -> None:
    assert api.post(PATH, json=body).status_code == status


@pytest.fixture
def as_command(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Commands use the server and home of the tests."""
    given = {
        "IDGRAPH_HOME": str(settings.home),
        "IDGRAPH_CACHE": str(settings.cache),
        "NEO4J_URI": settings.neo4j_uri,
        "NEO4J_PASSWORD": settings.neo4j_password and settings.neo4j_password.get_secret_value(),
    }
    for name, value in given.items():
        if value is not None:
            monkeypatch.setenv(name, value)
    in_force.cache_clear()
    yield
    in_force.cache_clear()


@pytest.mark.usefixtures("as_command")
def test_the_command_prints_or_writes_files_and_the_audit_tells_of_it(
    seeded: Store, person: str, emails: list[str], tmp_path: Path
) -> None:
    def run(*words: str) -> Result:
        return CliRunner().invoke(cli.app, ["privacy", "access", *words])

    printed = run("--identifier", "email", emails[0])
    assert json.loads(printed.stdout)["about"]["individual"] == person
    written = run(person, "--format", "csv", "--output", str(tmp_path / "out"))
    with zipfile.ZipFile(tmp_path / "out" / "personal-data.zip") as archive:
        assert emails[0] in archive.read("records.csv").decode()
    assert str(tmp_path / "out" / "personal-data.zip") in written.stdout
    assert "--output" in str(run(person, "--format", "csv").exception)
    assert "choose one of" in str(run(person, "--format", "pdf").exception)
    newest = shown(seeded, limit=1, subjects=[person], action="privacy access")[0]
    assert (newest["role"], newest["details"]) == ("operator", ["format=csv"])
