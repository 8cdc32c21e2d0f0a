"""The files are what real ones look like, complete in the truth, free of it in the sources, and always the same."""

import csv
import json
import os
import subprocess
import sys
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from app.cli import app
from app.demo.files import DemoSummary, write_demo_data
from app.errors import BadInput, CannotWrite

SOURCES = {"loyalty": "numero_carte", "accounts": "account_id", "newsletter": "subscriber_id"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoSummary:
    return write_demo_data(tmp_path_factory.mktemp("demo"), 2000, 4, quiet=True)


def rows(demo: DemoSummary, name: str) -> list[dict[str, str]]:
    path = demo.folder / name
    if path.suffix == ".parquet":
        return pl.read_parquet(path).to_dicts()
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    text = path.read_text("latin-1" if name == "loyalty.csv" else "utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter=";" if name == "loyalty.csv" else ","))


def test_the_same_people_and_seed_give_the_same_bytes_in_any_process(tmp_path: Path) -> None:
    for folder in ("1", "2"):
        subprocess.run(
            [
                sys.executable,
                "-m",
                "app.cli",
                "demo-data",
                str(tmp_path / folder),
                "--people",
                "120",
                "--seed",
                "9",
            ],
            env={**os.environ, "PYTHONHASHSEED": folder},
            check=True,
            capture_output=True,
        )
    files = sorted(path.name for path in (tmp_path / "1").iterdir())
    assert len(files) == 7
    assert all((tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes() for name in files)


def test_another_seed_gives_other_people(tmp_path: Path) -> None:
    for seed in (1, 2):
        write_demo_data(tmp_path / str(seed), 60, seed, quiet=True)
    assert (tmp_path / "1" / "loyalty.csv").read_bytes() != (tmp_path / "2" / "loyalty.csv").read_bytes()


def test_every_record_has_one_truth_and_every_truth_a_record(demo: DemoSummary) -> None:
    expected = {(name, str(row[key])) for name, key in SOURCES.items() for row in rows(demo, file_of(name))}
    signed_in = {("visits", row["account_id"]) for row in rows(demo, "visits.jsonl") if "account_id" in row}
    truth = [(row["source"], row["id"]) for row in rows(demo, "truth.csv") if row["kind"] == "record"]
    assert sorted(truth) == sorted(expected | signed_in)


def file_of(source: str) -> str:
    return {"loyalty": "loyalty.csv", "accounts": "accounts.jsonl", "newsletter": "newsletter.parquet"}[
        source
    ]


@pytest.mark.parametrize("kind", ["cookie", "device"])
def test_every_cookie_and_device_has_one_truth(demo: DemoSummary, kind: str) -> None:
    seen = {row[kind] for row in rows(demo, "visits.jsonl") if kind in row}
    assert sorted(row["id"] for row in rows(demo, "truth.csv") if row["kind"] == kind) == sorted(seen)


def test_a_shared_cookie_names_the_household_and_nobody(demo: DemoSummary) -> None:
    account_of = {row["id"]: row["person"] for row in rows(demo, "truth.csv") if row["source"] == "accounts"}
    truth = {row["id"]: row for row in rows(demo, "truth.csv") if row["kind"] == "cookie"}
    signed_in: dict[str, set[str]] = {}
    for visit in rows(demo, "visits.jsonl"):
        if "account_id" in visit:
            signed_in.setdefault(visit["cookie"], set()).add(account_of[visit["account_id"]])
    shared = [truth[cookie] for cookie, people in signed_in.items() if len(people) > 1]
    assert len(shared) > 20
    assert all(row["person"] == "" for row in shared)
    assert any(row["household"] for row in shared)
    assert all(truth[cookie]["person"] in ("", *people) for cookie, people in signed_in.items())


def test_no_source_knows_the_truth(demo: DemoSummary) -> None:
    people = {row["person"] for row in rows(demo, "truth.csv")} - {""}
    for name in ("loyalty.csv", "accounts.jsonl", "newsletter.parquet", "visits.jsonl", "consents.jsonl"):
        for row in rows(demo, name):
            assert not {"person", "household"} & row.keys()
            assert people.isdisjoint(value for value in row.values() if isinstance(value, str))


def test_the_loyalty_file_is_what_a_french_spreadsheet_makes(demo: DemoSummary) -> None:
    content = (demo.folder / "loyalty.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")
    assert content.count(b"\r\n") == content.count(b"\n")
    assert content.splitlines()[0].split(b";")[:3] == [b"numero_carte", b"civilite", b"nom"]
    assert all(len(row) == 13 and None not in row for row in rows(demo, "loyalty.csv"))


def test_people_have_one_to_five_records_about_two_on_average(demo: DemoSummary) -> None:
    counts = Counter(row["person"] for row in rows(demo, "evaluate.parquet"))
    assert len(counts) == demo.people
    assert (min(counts.values()), max(counts.values())) == (1, 5)
    assert 1.9 < demo.records / demo.people < 2.4


def test_records_carry_enough_to_be_found_by(demo: DemoSummary) -> None:
    frame = pl.read_parquet(demo.folder / "evaluate.parquet")
    named = pl.coalesce("full_name", "family_name").is_not_null()
    kinds = [
        named,
        *(pl.col(name).is_not_null() for name in ("birth_date", "email", "phone", "street_address")),
    ]
    carried = frame.select(pl.sum_horizontal(kinds).alias("n"))["n"]
    assert carried.mean() > 3.3
    assert (carried < 2).mean() < 0.05


def test_consents_speak_of_contact_points_that_the_sources_have(demo: DemoSummary) -> None:
    everybody = rows(demo, "evaluate.parquet")
    known = {("email", row["email"]) for row in everybody}
    known |= {("phone", phone) for row in everybody for phone in row["phone"] or ()}
    known |= {("cookie", row["cookie"]) for row in rows(demo, "visits.jsonl")}
    statements = rows(demo, "consents.jsonl")
    assert {(row["namespace"], row["value"]) for row in statements} <= known
    assert {row["status"] for row in statements} == {"granted", "denied", "withdrawn"}


def test_nothing_happens_after_the_demo_s_present_day(demo: DemoSummary) -> None:
    stamps = [row["at"] for name in ("visits.jsonl", "consents.jsonl") for row in rows(demo, name)]
    assert max(stamps) < "2025-07-01"


def test_another_day_makes_the_same_happen_to_the_same_people_whole_weeks_later(tmp_path: Path) -> None:
    usual = write_demo_data(tmp_path / "usual", 80, 3, quiet=True)
    later = write_demo_data(tmp_path / "later", 80, 3, quiet=True, today=date(2026, 11, 22))
    for name in ("visits.jsonl", "consents.jsonl"):
        was, now = rows(usual, name), rows(later, name)
        before, after = ([datetime.fromisoformat(row.pop("at")) for row in found] for found in (was, now))
        assert {b - a for a, b in zip(before, after, strict=True)} == {timedelta(weeks=72)}
        assert was == now
        assert "2026-11-15" < max(after).isoformat() < "2026-11-23"
    assert (usual.folder / "truth.csv").read_bytes() == (later.folder / "truth.csv").read_bytes()


@pytest.mark.parametrize("people", [0, 49, 1_000_000])
def test_refuses_too_few_and_too_many_people(tmp_path: Path, people: int) -> None:
    with pytest.raises(BadInput, match="--people"):
        write_demo_data(tmp_path, people, quiet=True)


def test_says_where_it_cannot_write(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CannotWrite, match="cannot write the demo files"):
        write_demo_data(tmp_path / "file", 50, quiet=True)


def test_the_command_lists_the_files(tmp_path: Path) -> None:
    run = CliRunner().invoke(app, ["demo-data", str(tmp_path), "--people", "60"])
    assert run.exit_code == 0
    assert "loyalty.csv" in run.stdout
    assert "60 people" in run.stdout


def test_the_command_prints_json(tmp_path: Path) -> None:
    run = CliRunner().invoke(app, ["demo-data", str(tmp_path), "--people", "60", "--json"])
    summary = json.loads(run.stdout)
    assert (summary["people"], summary["folder"]) == (60, str(tmp_path))
    assert sum(file["rows"] for file in summary["files"][:3]) == summary["records"]
