"""Files lose what is about a person, and nothing else."""

import fcntl
import json
import stat
import threading
import zipfile
from pathlib import Path

import polars as pl
import pytest

from app.errors import CannotWrite
from app.privacy.files import Found, find
from app.privacy.traces import Traces
from app.sources import BadRow, Quarantine

TRACES = Traces(emails=("zoe.quenneville@example.org",))
HER = "zoe.quenneville@example.org"
HIM = "yann@example.org"


def test_rows_of_every_kind_of_file(tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    csv = tmp_path / "exports" / "audience.csv"
    csv.write_text(f'email;note\n{HIM};"two\nlines"\n{HER};"her\nlines"\n{HIM};x\n', encoding="latin-1")
    lines = tmp_path / "bad.jsonl"
    lines.write_text(json.dumps({"raw": {"mail": HER}}) + "\n" + json.dumps({"raw": {"mail": HIM}}) + "\n")
    table = tmp_path / "people.parquet"
    pl.DataFrame({"id": [1, 2], "email": [HER, HIM]}).write_parquet(table)
    expected = [Found("bad.jsonl", 1), Found("exports/audience.csv", 1), Found("people.parquet", 1)]
    before = csv.read_bytes()
    assert find(tmp_path, TRACES) == expected
    assert csv.read_bytes() == before
    assert find(tmp_path, TRACES, remove=True) == expected
    assert csv.read_text("latin-1") == f'email;note\n{HIM};"two\nlines"\n{HIM};x\n'
    assert lines.read_text() == json.dumps({"raw": {"mail": HIM}}) + "\n"
    assert pl.read_parquet(table)["email"].to_list() == [HIM]
    assert find(tmp_path, TRACES) == []


@pytest.mark.parametrize("before", ["Quenneville\n", "Quenneville\t", "\\\n", "é\r\n"])
def test_what_stands_behind_a_line_break_in_a_value_is_found(tmp_path: Path, before: str) -> None:
    """As cells of a spreadsheet have it."""
    path = tmp_path / "bad.jsonl"
    path.write_text(json.dumps({"raw": {"contact": before + HER}}) + "\n")
    assert find(tmp_path, TRACES) == [Found("bad.jsonl", 1)]
    path.write_text(json.dumps({"raw": {"contact": f"C:\\n{HER}"}}) + "\n")
    assert find(tmp_path, TRACES) == [], "nor is a letter behind a backslash taken for one"


def test_other_files_go_whole(tmp_path: Path) -> None:
    (tmp_path / "her.html").write_text("<p>zoe.quenneville&#64;example.org</p>")
    (tmp_path / "his.json").write_text(json.dumps({"email": HIM}))
    with zipfile.ZipFile(tmp_path / "her.zip", "w") as archive:
        archive.writestr("data.json", json.dumps({"email": HER}))
    assert find(tmp_path, TRACES, remove=True) == [Found("her.html", None), Found("her.zip", None)]
    assert [path.name for path in tmp_path.iterdir()] == ["his.json"]


def test_a_file_without_a_row_left_goes(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(HER + "\n")
    assert find(tmp_path, TRACES, remove=True) == [Found("bad.jsonl", 1)]
    assert list(tmp_path.iterdir()) == []


def test_databases_and_links_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "neo4j" / "conf").mkdir(parents=True)
    (tmp_path / "neo4j" / "conf" / "neo4j.conf").write_text("")
    (tmp_path / "neo4j" / "logs.log").write_text(HER)
    (tmp_path / "elsewhere.txt").symlink_to(tmp_path / "neo4j" / "logs.log")
    assert find(tmp_path, TRACES, remove=True) == []


def test_the_rights_of_a_file_stay(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(f"{HER}\n{HIM}\n")
    path.chmod(0o600)
    find(tmp_path, TRACES, remove=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_who_writes_meanwhile_loses_nothing(tmp_path: Path) -> None:
    """A quarantine that is open goes on in the file that has replaced its own."""
    path = tmp_path / "quarantine" / "shop.jsonl"
    with Quarantine(path) as quarantine:
        quarantine.add(BadRow(1, None, "broken", HER))
        quarantine.flush()
        with path.open("rb") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            quarantine.add(BadRow(2, None, "broken", HIM))
            waiting = threading.Thread(target=quarantine.flush)
            waiting.start()
            waiting.join(0.05)
            assert waiting.is_alive()
            assert path.read_text().count("\n") == 1
        waiting.join()
        assert find(tmp_path, TRACES, remove=True) == [Found("quarantine/shop.jsonl", 1)]
        quarantine.add(BadRow(3, None, "broken", HIM))
    assert [json.loads(line)["row"] for line in path.read_text().splitlines()] == [2, 3]


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "x.zip").mkdir()
    (tmp_path / "y.zip").write_bytes(b"no archive")
    with pytest.raises(CannotWrite, match=r"y\.zip"):
        find(tmp_path, TRACES)
