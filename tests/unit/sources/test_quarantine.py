"""The quarantine file: private, complete, and loud when the disk is full."""

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from app.errors import CannotWrite
from app.sources import BadRow, Quarantine


def test_the_file_is_for_its_owner_alone_and_made_with_the_first_row(tmp_path: Path) -> None:
    path = tmp_path / "quarantine" / "shop.jsonl"
    with Quarantine(path) as quarantine:
        assert not path.exists()
        quarantine.add(BadRow(7, "nom", "a NUL character", {"nom": "x\0"}))
        quarantine.add(BadRow(8, None, "broken", "y" * 5_000))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) & 0o077 == 0
    first, second = map(json.loads, path.read_text().splitlines())
    assert first == {"row": 7, "field": "nom", "reason": "a NUL character", "raw": {"nom": "x\0"}}
    assert second["raw"].endswith("(5,000 characters)")


def _limited(code: str) -> str:
    """What it prints in a process of its own, for the limit on file sizes holds for all of a process."""
    begin = """
import resource, signal
from pathlib import Path
from app.errors import CannotWrite
from app.sources import BadRow, Quarantine
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
"""
    done = subprocess.run([sys.executable, "-c", begin + code], capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr
    return done.stdout


def test_a_full_disk_is_an_error(tmp_path: Path) -> None:
    code = f"""
resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))
quarantine = Quarantine(Path({str(tmp_path / "q.jsonl")!r}))
try:
    for row in range(100):
        quarantine.add(BadRow(row, None, "broken", "x" * 100))
        quarantine.flush()
except CannotWrite as error:
    print(error)
"""
    assert "cannot be written: File too large" in _limited(code)


def test_what_a_full_disk_had_no_room_for_comes_again_once(tmp_path: Path) -> None:
    """As whoever was told that it failed sends it again; what was cut short is no half a line."""
    path = tmp_path / "q.jsonl"
    code = f"""
with Quarantine(Path({str(path)!r})) as quarantine:
    for room in (1024, resource.RLIM_INFINITY):
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
        try:
            for row in range(20):
                quarantine.add(BadRow(row, None, "broken", "x" * 100))
            quarantine.flush()
        except CannotWrite as error:
            print(error)
"""
    assert "cannot be written: File too large" in _limited(code)
    assert [json.loads(line)["row"] for line in path.read_text().splitlines()] == [*range(20)]


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotWrite):
        Quarantine(tmp_path / "file" / "q.jsonl").add(BadRow(1, None, "broken", ""))
