"""The real command as a process: exit codes, what goes to which stream, one readable line where something is wrong."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.graph.connect import server
from app.graph.store import Store
from app.settings import Settings
from tests.graph.evidence import population

ROOT = Path(__file__).parents[1]
NOWHERE = {"NEO4J_URI": "bolt://127.0.0.1:1", "NEO4J_PASSWORD": "a-secret-word"}


def idgraph(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    ours = {key: value for key, value in os.environ.items() if not key.startswith(("NEO4J_", "IDGRAPH_"))}
    return subprocess.run(
        [sys.executable, "-m", "app.cli", *map(str, arguments)],
        env=ours | {"NO_COLOR": "1", "COLUMNS": "200"} | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def refused(done: subprocess.CompletedProcess[str], code: int) -> str:
    """What a command said as it refused: no traceback, nothing of ours but the message."""
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert "a-secret-word" not in done.stderr + done.stdout
    return done.stderr


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = [
            {"address": "", "postal_code": "", "city": "", "person": row["id"][:3]} | row
            for row in population(30)
        ]
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


class TestWithoutDatabase:
    def test_help_names_every_command_of_the_contract(self) -> None:
        shown = idgraph("--help").stdout
        for command in (
            "demo",
            "serve",
            "load",
            "resolve",
            "evaluate",
            "train",
            "neo4j",
            "schema",
            "demo-data",
            "health",
        ):
            assert f" {command} " in shown

    @pytest.mark.parametrize(
        "command", [["resolve"], ["schema", "--apply"], ["load", "crm", "FILE"]], ids=lambda c: c[0]
    )
    def test_a_server_that_does_not_answer(self, people: Path, command: list[str]) -> None:
        done = idgraph(*(people if word == "FILE" else word for word in command), **NOWHERE)
        assert refused(done, 3).startswith("idgraph: Neo4j at bolt://127.0.0.1:1 does not answer")

    def test_an_address_without_a_password(self) -> None:
        assert "NEO4J_PASSWORD is not" in refused(idgraph("resolve", NEO4J_URI="bolt://127.0.0.1:1"), 2)

    def test_an_address_with_a_password_in_it(self) -> None:
        there = {"NEO4J_URI": "bolt://neo4j:a-secret-word@127.0.0.1:1", "NEO4J_PASSWORD": "x"}
        assert "NEO4J_USER and NEO4J_PASSWORD" in refused(idgraph("resolve", **there), 2)

    def test_an_address_that_is_none(self) -> None:
        assert "nonsense" in refused(idgraph("resolve", NEO4J_URI="nonsense", NEO4J_PASSWORD="x"), 3)

    def test_a_setting_that_is_no_number(self) -> None:
        assert "IDGRAPH_HEAP_MB" in refused(idgraph("resolve", IDGRAPH_HEAP_MB="much"), 2)

    def test_evaluate_prints_one_object_and_needs_no_database(self, people: Path) -> None:
        done = idgraph("evaluate", people, "--truth", "person", "--id", "id", "--json", **NOWHERE)
        found = json.loads(done.stdout)
        assert done.stderr == ""
        assert found["records"] == 60
        assert found["individuals"]["pairwise"]["f1"] > 0.9
        assert found["households"] is None

    def test_evaluate_prints_the_mapping_and_the_measures(self, people: Path) -> None:
        done = idgraph("evaluate", people, "--truth", "person", "--map", "id=ignore", "--ignore", "phone")
        assert done.returncode == 0
        assert "last_name -> family_name" in done.stdout
        assert "phone ->" not in done.stdout
        assert "B-cubed" in done.stdout

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["--truth", "persn"], "Did you mean 'person'"),
            (["--truth", "person", "--map", "email"], "is not COLUMN=FIELD"),
            (["--truth", "person", "--map", "email=e-mail"], "Did you mean 'email'"),
            (["--truth", "person", "--ignore", "nothing"], "no column 'nothing'"),
            (["--truth", "person", "--household-truth", "hom"], "--household-truth: no column 'hom'"),
            ([], "--truth"),
        ],
        ids=["truth", "map", "field", "ignore", "household", "missing"],
    )
    def test_evaluate_says_which_option_is_wrong(
        self, people: Path, arguments: list[str], message: str
    ) -> None:
        assert message in refused(idgraph("evaluate", people, *arguments), 2)

    @pytest.mark.parametrize(
        "content", [b"", b"person,email\n", b"\x00\x01\x02\xff" * 100, b"PAR1 and no more"]
    )
    def test_a_file_that_cannot_be_used(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "odd.csv"
        path.write_bytes(content)
        assert refused(idgraph("evaluate", path, "--truth", "person"), 2).startswith("idgraph: ")

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        assert "does not exist" in refused(idgraph("evaluate", tmp_path / "none.csv", "--truth", "x"), 2)


class TestTrain:
    def test_it_writes_a_document_that_evaluate_takes(self, people: Path, tmp_path: Path) -> None:
        model, chart = tmp_path / "m.json", tmp_path / "m.svg"
        done = idgraph(
            "train", people, "--id", "id", "--ignore", "person", "--out", model, "--chart", chart, **NOWHERE
        )
        assert done.returncode == 0, done.stderr
        assert "comparison" in done.stdout
        assert "family_name" in done.stdout
        assert f"model -> {model}" in done.stdout
        assert chart.read_text(encoding="utf-8").startswith("<svg")
        found = idgraph("evaluate", people, "--truth", "person", "--id", "id", "--model", model, "--json")
        assert json.loads(found.stdout)["model"] == json.loads(model.read_text(encoding="utf-8"))["version"]

    def test_one_object_and_a_name_by_itself(
        self, people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        here = {"PYTHONPATH": str(ROOT)}
        done = idgraph("train", people, "--id", "id", "--ignore", "person", "--json", **here)
        found = json.loads(done.stdout)
        assert done.stderr == ""
        assert found["model"] == "people.model.json"
        assert found["records"] == 60
        assert (
            json.loads((tmp_path / "people.model.json").read_text(encoding="utf-8"))["version"]
            == found["version"]
        )
        again = idgraph("train", people, "--id", "id", **here)
        assert "exists already: name another file, or replace it with --force" in refused(again, 2)
        forced = idgraph("train", people, "--id", "id", "--ignore", "person", "--force", "--json", **here)
        assert json.loads(forced.stdout)["version"] == found["version"]

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["--map", "a=email"], "about the columns of a FILE"),
            (["FILE", "--chart", "model.png"], "a chart is a file named .svg or .html"),
            (["FILE", "--start-from", "FILE"], "people.csv is not JSON"),
            (["FILE", "--start-from", "nowhere.json"], "nowhere.json cannot be read"),
            (["FILE", "--verdicts", "FILE"], "needs the columns a, b and verdict"),
            (["FILE", "--out", "/nowhere/m.json"], "there is no folder /nowhere"),
        ],
        ids=["columns without a file", "chart", "no model", "no file", "no verdicts", "no folder"],
    )
    def test_it_says_which_option_is_wrong(
        self, people: Path, tmp_path: Path, arguments: list[str], message: str
    ) -> None:
        words = [str(people) if word == "FILE" else word for word in arguments]
        dry = [] if "--out" in words else ["--dry-run"]
        assert message in refused(idgraph("train", *words, *dry, **NOWHERE), 2)

    @pytest.mark.parametrize(
        "command", [["evaluate", "FILE", "--truth", "person"], ["resolve"]], ids=lambda c: c[0]
    )
    def test_a_model_that_is_none(self, people: Path, tmp_path: Path, command: list[str]) -> None:
        model = tmp_path / "m.json"
        model.write_text('{"document": 1}', encoding="utf-8")
        words = [str(people) if word == "FILE" else word for word in command]
        assert "m.json is not the document" in refused(idgraph(*words, "--model", model, **NOWHERE), 2)

    def test_a_model_and_a_new_one_are_one_too_many(self, tmp_path: Path) -> None:
        assert "name one of the two" in refused(
            idgraph("resolve", "--retrain", "--model", tmp_path / "m.json"), 2
        )


def test_from_a_file_to_individuals(graph: Store, settings: Settings, people: Path) -> None:
    """Load, resolve, and both once more: the second time nothing changes."""
    there = {"IDGRAPH_HOME": str(settings.home), "IDGRAPH_CACHE": str(settings.cache)}
    if settings.neo4j_uri and settings.neo4j_password is not None:
        password = settings.neo4j_password.get_secret_value()
        there |= {
            "NEO4J_URI": settings.neo4j_uri,
            "NEO4J_PASSWORD": password,
            "NEO4J_USER": settings.neo4j_user,
        }
    for number, new in enumerate((60, 0)):
        loaded = idgraph("load", "crm", people, "--map", "person=ignore", "--id", "id", "--json", **there)
        assert json.loads(loaded.stdout)["new"] == new, loaded.stderr
        resolved = json.loads(idgraph("resolve", "--json", **there).stdout)
        assert (resolved["records"], resolved["individuals"]) == (60, 30)
        assert any(resolved["changes"].values()) == (number == 0)
    assert graph.run_text("MATCH (i:Individual) RETURN count(i) AS n") == [{"n": 30}]
    told = idgraph("resolve", "--retrain", **there)
    assert "60 records are 30 individuals" in told.stdout
    assert "learned on these records" in told.stdout


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ({"NEO4J_DATABASE": "nosuch"}, "check NEO4J_DATABASE"),
        ({"NEO4J_USER": "stranger", "NEO4J_PASSWORD": "a-secret-word"}, "password has to be changed first"),
    ],
    ids=lambda given: next(iter(given)) if isinstance(given, dict) else "",
)
def test_a_server_that_answers_and_refuses(
    graph: Store, settings: Settings, wrong: dict[str, str], hint: str
) -> None:
    """As a server that was just installed does, until its first password was changed."""
    found = server(settings)
    assert found
    password = found.password_file.read_text().strip() if found.password_file else ""
    if settings.neo4j_password:
        password = settings.neo4j_password.get_secret_value()
    there = {"NEO4J_URI": found.bolt_uri, "NEO4J_USER": found.user, "NEO4J_PASSWORD": password}
    system = Store(graph._driver, "system")
    system.run_text("CREATE OR REPLACE USER stranger SET PASSWORD 'a-secret-word' CHANGE REQUIRED")
    try:
        assert hint in refused(idgraph("schema", **(there | wrong)), 3)
    finally:
        system.run_text("DROP USER stranger")
