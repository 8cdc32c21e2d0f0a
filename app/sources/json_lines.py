"""JSON Lines: one object a line. Nested objects are flattened with dots, lists of scalars stay lists.

A list of objects becomes one list per key: `{"phones": [{"number": "1"}, {"number": "2"}]}` has the column
`phones.number` with two values. Numbers stay as they are written: `012` is no JSON, but `75011.0` stays
`75011.0`.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.errors import UnreadableFile
from app.sources.encoding import Encoding
from app.sources.quarantine import BadRow, Quarantine
from app.sources.rows import COLUMN_LIMIT, Cell, Rows, bounded_lines, is_clean, open_text, rows_of

_NAMELESS = "column"
"""What a key of no characters is called: a column has a name."""


class JsonLinesFile:
    """A JSON Lines file. Its columns are the keys of all its lines, in the order of appearance."""

    def __init__(self, path: Path, encoding: Encoding) -> None:
        self._path = path
        self._encoding = encoding
        self.columns = self._all_keys()
        self.format = f"JSON Lines, {encoding.name}"
        self.expected: int | None = encoding.lines

    def rows(self, size: int, bad: Quarantine) -> Iterator[Rows]:
        """See `rows.Table`."""
        numbers: list[int] = []
        records: list[list[Cell]] = []
        for number, record in self._records(bad):
            numbers.append(number)
            records.append([record.get(column) for column in self.columns])
            if len(records) == size:
                yield rows_of(self.columns, numbers, records)
                numbers, records = [], []
        if records:
            yield rows_of(self.columns, numbers, records)

    def _all_keys(self) -> tuple[str, ...]:
        keys: dict[str, None] = {}
        for _, record in self._records(Quarantine()):
            keys.update(dict.fromkeys(record))
            if len(keys) > COLUMN_LIMIT:
                raise UnreadableFile(
                    f"{self._path.name} has over {COLUMN_LIMIT:,} different keys: are some of them values?"
                )
        if not keys:
            raise UnreadableFile(f"No line of {self._path.name} is a JSON object with a value")
        return tuple(keys)

    def _records(self, bad: Quarantine) -> Iterator[tuple[int, dict[str, Cell]]]:
        with open_text(self._path, self._encoding) as file:
            for number, line in enumerate(bounded_lines(file), start=1):
                if not line.strip():
                    continue
                try:
                    yield number, _record(line, strays=self._encoding.strays)
                except ValueError as error:
                    bad.add(BadRow(number, None, str(error), line.rstrip("\r\n")))


def _record(line: str, *, strays: bool) -> dict[str, Cell]:
    """The flattened object of one line. Raises ValueError that says what is wrong with it."""
    try:
        value = json.loads(line, parse_int=str, parse_float=str, parse_constant=lambda constant: None)
    except json.JSONDecodeError as error:
        raise ValueError(f"broken JSON: {error.msg} at character {error.pos + 1}") from None
    except RecursionError:
        raise ValueError("broken JSON: nested too deeply") from None
    if not isinstance(value, dict):
        raise ValueError("a JSON value that is no object")
    if strays and not is_clean(line):
        raise ValueError("a byte that is not UTF-8, in a file that is")
    if "\\u" in line and not is_clean(json.dumps(value, ensure_ascii=False)):
        raise ValueError("half of a surrogate pair, which is no character")
    record: dict[str, Cell] = {}
    _flatten(value, "", record)
    return record


def _flatten(value: Any, path: str, into: dict[str, Cell]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            name = key or _NAMELESS
            _flatten(inner, f"{path}.{name}" if path else name, into)
    elif isinstance(value, list):
        for inner in value:
            parts: dict[str, Cell] = {}
            _flatten(inner, path, parts)
            for key, part in parts.items():
                into[key] = [*_values(into.get(key)), *_values(part)]
    else:
        text = _text(value)
        if text is not None:
            into[path] = text


def _values(cell: Cell) -> list[str]:
    return cell if isinstance(cell, list) else [] if cell is None else [cell]


def _text(value: str | bool | None) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value or None
