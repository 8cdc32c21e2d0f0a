"""CSV: delimiter and quoting found by content; a row that does not parse costs that row and no other."""

import csv
import re
from collections.abc import Iterator
from itertools import chain, count, islice
from pathlib import Path
from typing import IO

from app.errors import UnreadableFile
from app.sources.encoding import Encoding
from app.sources.quarantine import BadRow, Quarantine
from app.sources.rows import (
    COLUMN_LIMIT,
    FIELD_LIMIT,
    Cell,
    Rows,
    bounded_lines,
    is_clean,
    open_text,
    rows_of,
)

_DELIMITERS = ",;\t|"
_NAMES_OF = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_SAMPLE_LINES = 200
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.\w+")
_DELIMITER_LINE = re.compile(r'"?sep=.?"?\s*', re.IGNORECASE)
"""What Excel writes, and reads, above the header; no row of the table to it."""
_NUMBER_OR_DATE = re.compile(r"[\d\s.,/:+-]*\d[\d\s.,/:TZ+-]*")


class CsvFile:
    """A CSV file with a header. See `rows.Table`."""

    def __init__(self, path: Path, encoding: Encoding) -> None:
        self._path = path
        self._encoding = encoding
        csv.field_size_limit(FIELD_LIMIT)
        lines = self._head()
        self._delimiter = _delimiter_of(lines)
        self.columns = _header(path.name, lines, self._delimiter)
        self.format = f"CSV, {_NAMES_OF[self._delimiter]}, {encoding.name}"
        self.expected: int | None = max(encoding.lines - 1, 0)

    def rows(self, size: int, bad: Quarantine) -> Iterator[Rows]:
        """See `rows.Table`."""
        width = len(self.columns)
        numbers: list[int] = []
        records: list[list[Cell]] = []
        for number, cells in self._records(bad):
            numbers.append(number)
            records.append([cell or None for cell in cells[:width]])
            if len(records) == size:
                yield rows_of(self.columns, numbers, records)
                numbers, records = [], []
        if records:
            yield rows_of(self.columns, numbers, records)

    def _head(self) -> list[str]:
        with open_text(self._path, self._encoding) as file:
            return list(islice(_table(file), _SAMPLE_LINES))

    def _records(self, bad: Quarantine) -> Iterator[tuple[int, list[str]]]:
        """(row number, cells) of every good row after the header."""
        with open_text(self._path, self._encoding) as file:
            lines = _Lines(_table(file))
            reader = csv.reader(lines, delimiter=self._delimiter, strict=True)
            number = 0
            while True:
                lines.forget()
                try:
                    cells = next(reader, None)
                    fault = self._fault(cells) if cells and number else None
                except csv.Error as error:
                    cells, fault = [], _reason(error)
                if cells is None:
                    return
                number += 1
                if fault:
                    # An unbalanced quote swallows rows: give up its line alone, read the others again.
                    bad.add(BadRow(number, None, fault, lines.first()))
                    lines.give_back()
                    reader = csv.reader(lines, delimiter=self._delimiter, strict=True)
                elif any(cells) and number > 1:
                    yield number, cells

    def _fault(self, cells: list[str]) -> str | None:
        width = len(self.columns)
        if len(cells) < width and any(cells):
            return f"{len(cells)} cells where the header has {width}"
        if any(cells[width:]):
            return f"{len(cells)} cells where the header has {width}"
        if self._encoding.strays and not is_clean("".join(cells)):
            return "a byte that is not UTF-8, in a file that is"
        return None


def _table(file: IO[str]) -> Iterator[str]:
    """The lines from the header on."""
    lines = bounded_lines(file)
    for first in islice(lines, 1):
        if not _DELIMITER_LINE.fullmatch(first):
            yield first
    yield from lines


class _Lines(Iterator[str]):
    """The lines of a file, which can be given back as far as the last `forget`."""

    def __init__(self, source: Iterator[str]) -> None:
        self._source = source
        self._pending: list[str] = []
        self._taken: list[str] = []

    def __next__(self) -> str:
        line = self._pending.pop() if self._pending else next(self._source)
        self._taken.append(line)
        return line

    def forget(self) -> None:
        self._taken = []

    def first(self) -> str:
        return self._taken[0].rstrip("\r\n")

    def give_back(self) -> None:
        """Everything since `forget` but the first line will be read again."""
        self._pending.extend(reversed(self._taken[1:]))


def _reason(error: csv.Error) -> str:
    text = str(error)
    if "field larger" in text:
        return f"a value longer than {FIELD_LIMIT:,} characters, or a quote that is never closed"
    if "unexpected end" in text:
        return "a quote is opened and never closed"
    return f"quotes that do not pair up ({text})" if "expected after" in text else text


def _delimiter_of(lines: list[str]) -> str:
    """The delimiter by which most rows are as wide as the header; a comma where there is one column only."""

    def fit(delimiter: str) -> tuple[float, int]:
        try:
            widths = [len(cells) for cells in csv.reader(lines, delimiter=delimiter) if cells]
        except csv.Error:
            widths = [len(line.split(delimiter)) for line in lines if line.strip()]
        if not widths or widths[0] < 2:
            return 0.0, 0
        return widths.count(widths[0]) / len(widths), widths[0]

    return max(_DELIMITERS, key=fit)


def _header(name: str, lines: list[str], delimiter: str) -> tuple[str, ...]:
    """The column names: blank ones become `column_3`, repeated ones `email_2`."""
    try:
        cells = [cell.strip() for cell in next(csv.reader(lines, delimiter=delimiter, strict=True), [])]
    except csv.Error as error:
        raise UnreadableFile(f"The header of {name} cannot be read: {_reason(error)}") from None
    if not any(cells):
        raise UnreadableFile(f"{name} has no header: its first line is blank")
    if len(cells) > COLUMN_LIMIT:
        raise UnreadableFile(f"{name} has {len(cells):,} columns; at most {COLUMN_LIMIT:,} are read")
    data = [cell for cell in cells if _NUMBER_OR_DATE.fullmatch(cell)]
    if any(_EMAIL.fullmatch(cell) for cell in cells) or len(data) * 2 >= len(cells):
        raise UnreadableFile(
            f"The first row of {name} looks like data: put a header with the column names above it"
        )
    names: list[str] = []
    for position, cell in enumerate(cells, start=1):
        base = cell or f"column_{position}"
        copies = (f"{base}_{number}" for number in count(2))
        names.append(next(name for name in chain([base], copies) if name not in names))
    return tuple(names)
