"""Rows into files. Each writer takes at least one row and returns how many there were.

The rows of a table have the same columns; lines of JSON may differ.
"""

import csv
import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from anyascii import anyascii

Row = dict[str, Any]
Writer = Callable[[Path, Iterable[Row]], int]


def latin_csv(path: Path, rows: Iterable[Row]) -> int:
    """CSV as French spreadsheets make it: `;`, latin-1, CRLF. What latin-1 lacks is transliterated."""
    return _csv(
        path, ({key: _latin(value) for key, value in row.items()} for row in rows), ";", "latin-1", "\r\n"
    )


def utf8_csv(path: Path, rows: Iterable[Row]) -> int:
    return _csv(path, rows, ",", "utf-8", "\n")


def json_lines(path: Path, rows: Iterable[Row]) -> int:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        return sum(file.write(json.dumps(row, ensure_ascii=False) + "\n") > 0 for row in rows)


def parquet(path: Path, rows: Iterable[Row]) -> int:
    columns: defaultdict[str, list[Any]] = defaultdict(list)
    for row in rows:
        for name, value in row.items():
            columns[name].append(value)
    table = pa.table(columns)
    pq.write_table(table, path, compression="zstd")
    return len(table)


def _csv(path: Path, rows: Iterable[Row], delimiter: str, encoding: str, line_end: str) -> int:
    rows = iter(rows)
    first = next(rows)
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(first), delimiter=delimiter, lineterminator=line_end)
        writer.writeheader()
        return sum(writer.writerow(row) > 0 for row in chain([first], rows))


def _latin(value: str) -> str:
    try:
        value.encode("latin-1")
    except UnicodeEncodeError:
        return anyascii(value)
    return value
