"""The files of this home that are about a person, and how they lose what is.

Of files made of rows (CSV, JSON Lines, Parquet, logs) the rows go; any other readable file goes whole, for it can be
made again without the person. Databases are not looked into, nor are files that hold no text.
"""

import fcntl
import html
import json
import os
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import polars as pl

from app.errors import CannotWrite
from app.privacy.traces import Traces

_TABLES = frozenset({".csv", ".tsv"})
_LINES = _TABLES | {".jsonl", ".ndjson", ".log"}
_WHOLE = frozenset({".json", ".html", ".htm", ".txt", ".md", ".xml", ".svg", ".zip"})
_BLANK = re.compile(r"(?<!\\)((?:\\\\)*)\\[bfnrt]")
"""How JSON writes a character that is not seen. Behind a backslash that is one itself, the letter is a letter."""
_DATABASE = "conf/neo4j.conf"
"""A folder with this file is a Neo4j, whose files only Neo4j writes."""


@dataclass(frozen=True, slots=True)
class Found:
    """`file`: its path below the home. `rows`: how many of them are about the person; None: the file as a whole."""

    file: str
    rows: int | None


def find(home: Path, traces: Traces, *, remove: bool = False) -> list[Found]:
    """What there is, and take it away where that is asked: each file is replaced at once or not at all.

    Raises CannotWrite where a file cannot be read or replaced.
    """
    return [found for path in _files(home) if (found := _look_into(home, path, traces, remove=remove))]


def rows_about(folder: Path, traces: Traces) -> Iterator[tuple[str, str]]:
    """(file, row) of the rows below a folder that are about the person, as they stand there. Raises CannotWrite."""
    for path in _files(folder):
        if path.suffix.lower() in _LINES:
            try:
                with path.open("rb") as file:
                    rows = map(_text, _rows(file, table=path.suffix.lower() in _TABLES))
                    yield from ((path.name, row.strip()) for row in rows if traces.found_in(row))
            except OSError as error:
                raise CannotWrite(f"The file {path} cannot be searched: {error.strerror}") from None


def _files(folder: Path) -> Iterator[Path]:
    if not folder.is_dir() or (folder / _DATABASE).is_file():
        return
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink():
            yield from _files(path)
        elif path.suffix.lower() in _LINES | _WHOLE | {".parquet"} and not path.is_symlink():
            yield path


def _look_into(home: Path, path: Path, traces: Traces, *, remove: bool) -> Found | None:
    name, kind = str(path.relative_to(home)), path.suffix.lower()
    try:
        if kind in _WHOLE:
            return Found(name, None) if _whole(path, traces, remove=remove) else None
        look = _parquet if kind == ".parquet" else _lines
        rows = look(path, traces, remove=remove)
    except FileNotFoundError:  # somebody else has just removed it
        return None
    except OSError as error:
        raise CannotWrite(f"The file {path} cannot be searched or replaced: {error.strerror}") from None
    except (zipfile.BadZipFile, pl.exceptions.PolarsError):
        raise CannotWrite(
            f"The file {path} is damaged, so nobody knows whom it is about: remove it"
        ) from None
    return Found(name, rows) if rows else None


def _lines(path: Path, traces: Traces, *, remove: bool) -> int:
    """The lock is the one that whoever adds a line takes, so none is lost."""
    table = path.suffix.lower() in _TABLES
    with path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        theirs = {
            number
            for number, row in enumerate(_rows(file, table=table))
            if traces.found_in(_text(row)) and not (table and number == 0)
        }
        if theirs and remove:
            file.seek(0)
            rows = enumerate(_rows(file, table=table))
            _replace(path, (row for number, row in rows if number not in theirs))
    return len(theirs)


def _rows(file: IO[bytes], *, table: bool) -> Iterator[bytes]:
    """Lines; of a table whole rows: a line break between quotes ends none."""
    row = b""
    for line in file:
        row += line
        if not table or row.count(b'"') % 2 == 0:
            yield row
            row = b""
    if row:
        yield row


def _text(raw: bytes) -> str:
    """What a line says: JSON without its escapes, and latin-1 where it is not UTF-8. A line break inside a value, which
    JSON writes with an `n`, is a blank: that letter is no part of the word behind it."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
    if "\\" not in text:
        return text
    try:
        return _BLANK.sub(r"\1 ", json.dumps(json.loads(text), ensure_ascii=False))
    except ValueError:
        return text


def _parquet(path: Path, traces: Traces, *, remove: bool) -> int:
    frame = pl.read_parquet(path)
    theirs = pl.Series(
        [traces.found_in(" ".join(map(str, row))) for row in frame.iter_rows()], dtype=pl.Boolean
    )
    if theirs.any() and remove:
        part = _part(path)
        frame.filter(~theirs).write_parquet(part)
        part.replace(path)
    return int(theirs.sum())


def _whole(path: Path, traces: Traces, *, remove: bool) -> bool:
    if path.suffix.lower() == ".zip":
        with zipfile.ZipFile(path) as archive:
            texts = [_text(archive.read(name)) for name in archive.namelist()]
    else:
        texts = [_text(path.read_bytes())]
    found = any(traces.found_in(html.unescape(text)) for text in texts)
    if found and remove:
        path.unlink()
    return found


def _replace(path: Path, rows: Iterable[bytes]) -> None:
    """Put these rows in the place of a file; no file where there are none."""
    part = _part(path)
    with part.open("wb") as file:
        file.writelines(rows)
        file.flush()
        os.fsync(file.fileno())
        empty = file.tell() == 0
    if empty:
        part.unlink()
        path.unlink()
    else:
        part.replace(path)


def _part(path: Path) -> Path:
    """An empty file beside this one, with its rights."""
    part = path.with_name(f".{path.name}.part")
    part.touch(mode=0o600)
    part.chmod(path.stat().st_mode & 0o777)
    return part
