"""Rows that cannot be used: kept with their number and the reason, so that someone can repair them.

A quarantine file holds the rows as delivered, which is personal data: it is readable by its owner alone. Whoever erases
a person puts another file in its place, so lines are written to the file that bears the name, with its lock held.
"""

import fcntl
import json
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from app.errors import CannotWrite

_KEPT = 100
_RAW_LIMIT = 2_000
_WAITING = 500
"""Rows kept in memory before they are written."""


@dataclass(frozen=True)
class BadRow:
    """One row that was left out.

    `row` counts from 1 as a spreadsheet or an editor shows it: the header of a CSV file is row 1, a JSON
    Lines file counts lines, a Parquet file records. `field` is the column at fault, None where the whole row
    is.
    """

    row: int
    field: str | None
    reason: str
    raw: Any


class Quarantine:
    """Counts bad rows, remembers the first hundred, and writes all to `path`, where given, as JSON Lines."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.count = 0
        self.reasons: Counter[str] = Counter()
        self.first: list[BadRow] = []
        self.spared: Callable[[list[BadRow]], list[BadRow]] = list
        """Of bad rows those that may be kept in the file."""
        self._file: FileIO | None = None
        self._rows: list[BadRow] = []

    def add(self, bad: BadRow) -> None:
        """Note one bad row. Raises CannotWrite where the quarantine file cannot take it."""
        self.count += 1
        self.reasons[bad.reason] += 1
        short = BadRow(bad.row, bad.field, bad.reason, _shortened(bad.raw))
        if len(self.first) < _KEPT:
            self.first.append(short)
        if self.path:
            self._write(self.path, short)

    def flush(self) -> None:
        """Make sure that every row noted so far is in the file. Raises CannotWrite."""
        rows, self._rows = self._rows, []
        if self._file and self.path and (rows := self.spared(rows)):
            try:
                self._file = _locked(self._file, self.path)
                try:
                    _append(self._file, "".join(json.dumps(asdict(row)) + "\n" for row in rows))
                finally:
                    fcntl.flock(self._file, fcntl.LOCK_UN)
            except OSError as error:
                raise _cannot_write(self.path, error) from None

    def close(self) -> None:
        """Finish the file. Raises CannotWrite where its last rows find no place."""
        self.flush()
        file, self._file = self._file, None
        if file and self.path:
            try:
                file.close()
            except OSError as error:
                raise _cannot_write(self.path, error) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _write(self, path: Path, bad: BadRow) -> None:
        try:
            if not self._file:
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._file = _private_file(path, os.O_EXCL)
        except OSError as error:
            raise _cannot_write(path, error) from None
        self._rows.append(bad)
        if len(self._rows) >= _WAITING:
            self.flush()


def _private_file(path: Path, flags: int = 0) -> FileIO:
    flags |= os.O_WRONLY | os.O_CREAT | os.O_APPEND
    return FileIO(os.open(path, flags, 0o600), "a")


def _append(file: FileIO, text: str) -> None:
    """All of it or nothing: whoever is told that it failed sends it again."""
    end, rest = os.fstat(file.fileno()).st_size, text.encode("ascii")
    try:
        while rest:
            rest = rest[file.write(rest) :]
    except OSError:
        file.truncate(end)
        raise


def _locked(file: FileIO, path: Path) -> FileIO:
    """The file that bears this name now, locked: it may have been replaced since it was opened."""
    while True:
        fcntl.flock(file, fcntl.LOCK_EX)
        if path.exists() and path.stat().st_ino == os.fstat(file.fileno()).st_ino:
            return file
        file.close()
        file = _private_file(path)


def _cannot_write(path: Path, error: OSError) -> CannotWrite:
    return CannotWrite(f"The quarantine file {path} cannot be written: {error.strerror}")


def _shortened(raw: Any) -> Any:
    """The row with every long text cut, so that one broken row of 10 MB stays a line that can be read."""
    if isinstance(raw, str) and len(raw) > _RAW_LIMIT:
        return f"{raw[:_RAW_LIMIT]}… ({len(raw):,} characters)"
    if isinstance(raw, dict):
        return {key: _shortened(value) for key, value in raw.items()}
    if isinstance(raw, list):
        return [_shortened(value) for value in raw]
    return raw
