"""Rows as a file delivers them, before they are understood: what every reader gives and may refuse."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple, Protocol

import polars as pl

from app.sources.encoding import Encoding
from app.sources.quarantine import BadRow, Quarantine

FIELD_LIMIT = 1_000_000
"""The longest value taken, in characters (CSV) or bytes: anything longer is a fault of the file."""
LINE_LIMIT = 1 << 24
"""The longest line read into memory, in characters."""
COLUMN_LIMIT = 1_000

Cell = str | list[str] | None


class Rows(NamedTuple):
    """Some rows: `numbers` as BadRow counts, `frame` with a String or List(String) column per file column."""

    numbers: list[int]
    frame: pl.DataFrame


class Table(Protocol):
    """A file that was opened. `format` says how it was read; `expected` is about how many rows it has."""

    format: str
    columns: tuple[str, ...]
    expected: int | None

    def rows(self, size: int, bad: Quarantine) -> Iterator[Rows]:
        """All rows from the first on, at most `size` at a time; what cannot be read goes to `bad`."""
        ...


def open_text(path: Path, encoding: Encoding) -> IO[str]:
    """Line ends stay. A byte that is not UTF-8 becomes a lone surrogate, which `is_clean` finds."""
    errors = "surrogateescape" if encoding.strays else "strict"
    return path.open(encoding=encoding.name, errors=errors, newline="")


def bounded_lines(file: IO[str]) -> Iterator[str]:
    """The lines of a text. What a line has beyond LINE_LIMIT is dropped, so no file fills the memory."""
    while line := file.readline(LINE_LIMIT):
        yield line
        while len(line) == LINE_LIMIT and not line.endswith(("\n", "\r")):
            line = file.readline(LINE_LIMIT)


def is_clean(text: str) -> bool:
    """Whether the text can be written as UTF-8: it has no lone surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def rows_of(columns: Sequence[str], numbers: list[int], records: Sequence[Sequence[Cell]]) -> Rows:
    """A frame of records given as sequences of cells, one per column."""
    by_column = zip(*records, strict=True) if records else ((),) * len(columns)
    return Rows(
        numbers,
        pl.DataFrame([_series(name, list(cells)) for name, cells in zip(columns, by_column, strict=True)]),
    )


def _series(name: str, cells: list[Any]) -> pl.Series:
    if not any(isinstance(cell, list) for cell in cells):
        return pl.Series(name, cells, dtype=pl.String)
    lists = [cell if cell is None or isinstance(cell, list) else [cell] for cell in cells]
    return pl.Series(name, lists, dtype=pl.List(pl.String))


def without_faulty(rows: Rows, bad: Quarantine) -> Rows:
    """The rows without those that hold a NUL character or a value beyond FIELD_LIMIT."""
    frame = rows.frame
    texts = {
        name: pl.col(name).list.join("") if dtype == pl.List else pl.col(name)
        for name, dtype in frame.schema.items()
    }
    nul = frame.select(
        text.str.contains("\0", literal=True).fill_null(False).alias(name) for name, text in texts.items()
    )
    long = frame.select(
        (text.str.len_bytes() > FIELD_LIMIT).fill_null(False).alias(name) for name, text in texts.items()
    )
    faulty = (
        nul.select(pl.any_horizontal(pl.all())).to_series()
        | long.select(pl.any_horizontal(pl.all())).to_series()
    )
    if not faulty.any():
        return rows
    for index in faulty.arg_true():
        for flags, reason in ((nul, "a NUL character"), (long, f"a value longer than {FIELD_LIMIT:,} bytes")):
            column = next((name for name, flag in flags.row(index, named=True).items() if flag), None)
            if column:
                bad.add(BadRow(rows.numbers[index], column, reason, frame.row(index, named=True)))
                break
    kept = (~faulty).arg_true().to_list()
    return Rows([rows.numbers[index] for index in kept], frame.filter(~faulty))
