"""Rows into files. Each writer takes rows of equal columns (JSON Lines: any) and returns their number."""

import csv
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import polars as pl
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
    frame = pl.DataFrame(list(rows), infer_schema_length=None)
    frame.write_parquet(path)
    return frame.height


def _csv(path: Path, rows: Iterable[Row], delimiter: str, encoding: str, line_end: str) -> int:
    everything = list(rows)
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(everything[0]), delimiter=delimiter, lineterminator=line_end)
        writer.writeheader()
        writer.writerows(everything)
    return len(everything)


def _latin(value: str) -> str:
    try:
        value.encode("latin-1")
    except UnicodeEncodeError:
        return anyascii(value)
    return value
