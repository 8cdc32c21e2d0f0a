"""`idgraph load --dry-run`: everything but the writing, without a database."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app
from app.errors import BadMapping, UnreadableFile

SHOP = "numero_carte;nom;prenom;email;statut\n1;Lefèvre;Hélène;info@example.org;x\n2;xxx;;;\n1;Durand;;;\n"
VISITS = '{"visit_id": "v1", "cookie": "6e309b24bd97"}\n{"visit_id": "v2", "page": "/"}\n'
CONSENTS = "email,purpose,status,date\na@x.fr,ads,oui,2026-01-02\na@x.fr,ads,?,2026-01-02\n"


def run(tmp_path: Path, content: str, *options: str) -> str:
    path = tmp_path / "delivery"
    path.write_bytes(content.encode("cp1252"))
    done = CliRunner().invoke(app, ["load", "shop", str(path), "--dry-run", *options])
    if done.exception:
        raise done.exception
    return done.stdout


def test_the_mapping_and_the_counts_are_shown_without_any_value(tmp_path: Path) -> None:
    shown = run(tmp_path, SHOP)
    assert "CSV, semicolon, cp1252" in shown
    assert "external_id:loyalty" in shown
    assert "nothing written; for quarantine: 1" in shown
    assert "values not usable" in shown
    assert "Hélène" not in shown
    assert "example.org" not in shown


@pytest.mark.parametrize(
    ("content", "kind", "bad"), [(SHOP, "people", 1), (VISITS, "visits", 1), (CONSENTS, "consents", 1)]
)
def test_each_kind_of_file(tmp_path: Path, content: str, kind: str, bad: int) -> None:
    report = json.loads(run(tmp_path, content, "--json"))
    assert (report["kind"], report["quarantined"], report["dry_run"]) == (kind, bad, True)
    assert (report["new"], report["changed"], report["quarantine_file"]) == (0, 0, None)


def test_mapping_and_id_are_taken(tmp_path: Path) -> None:
    options = ("--map", "statut=ignore", "--map", "email=external_id:login", "--id", "numero_carte", "--json")
    report = json.loads(run(tmp_path, SHOP, *options))
    fields = {(one["column"], one["field"], one["why"]) for one in report["mapping"]}
    assert {
        ("numero_carte", "record_id", "--id"),
        ("statut", "ignore", "--map"),
        ("email", "external_id:login", "--map"),
    } <= fields


def test_faults_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadMapping, match="Did you mean 'nom'"):
        run(tmp_path, SHOP, "--map", "nomm=family_name")
    with pytest.raises(UnreadableFile, match="--map COLUMN=FIELD"):
        run(tmp_path, "foo,bar\n1,2\n")
