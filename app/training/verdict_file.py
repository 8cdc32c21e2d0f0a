"""Labelled pairs from a file, checked against the records that they speak of."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from app.errors import BadInput
from app.resolution.constraints import Verdicts
from app.sources.quarantine import Quarantine
from app.sources.readers import open_table
from app.sources.records import as_delivered

_COLUMNS = ("a", "b", "verdict")
_MUST = frozenset({"must_link", "must-link", "must", "match", "same", "1", "true", "yes"})
_CANNOT = frozenset({"cannot_link", "cannot-link", "cannot", "non-match", "different", "0", "false", "no"})
_BATCH = 50_000


def read_verdicts(path: Path, records: pl.Series) -> Verdicts:
    """Must-links and cannot-links of a CSV file with the columns a, b (record IDs) and verdict.

    A verdict is `must_link` or `cannot_link` (also same, match, 1, true, yes and their opposites). JSON Lines and
    Parquet do as well. Raises BadInput with the number of the row where it cannot be read, an ID is not among the
    records, or two rows contradict each other.
    """
    known, found = set(records.to_list()), dict[tuple[str, str], tuple[bool, int]]()
    for number, a, b, verdict in _rows(path):
        where = f"{path.name}, row {number}"
        must = _must(verdict, where)
        for column, name in (("a", a), ("b", b)):
            if name not in known:
                raise BadInput(f"{where}: no record has the ID in column {column}; is --id the right column?")
        if a == b:
            raise BadInput(f"{where}: a and b are the same record")
        before, row = found.setdefault((min(a, b), max(a, b)), (must, number))
        if before != must:
            raise BadInput(f"{where} says the opposite of row {row} about the same two records")
    return _frame(found, must=True), _frame(found, must=False)


def _rows(path: Path) -> Iterator[tuple[int, str, str, str | None]]:
    """Number, a, b and verdict of each row."""
    table, bad = open_table(path), Quarantine()
    missing = [column for column in _COLUMNS if column not in table.columns]
    if missing:
        raise BadInput(f"{path.name} needs the columns a, b and verdict; {missing[0]!r} is not there")
    for rows in table.rows(_BATCH, bad):
        texts = as_delivered(rows.frame, _COLUMNS).select(pl.all().str.strip_chars())
        for number, values in zip(rows.numbers, texts.iter_rows(), strict=True):
            yield number, *values
    if bad.first:
        raise BadInput(f"{path.name}, row {bad.first[0].row}: {bad.first[0].reason}")


def joined(one: Verdicts, other: Verdicts) -> Verdicts:
    """Both sets of verdicts."""
    return pl.concat([one[0], other[0]]), pl.concat([one[1], other[1]])


def _must(verdict: str | None, where: str) -> bool:
    word = (verdict or "").strip().lower()
    if word not in _MUST | _CANNOT:
        raise BadInput(f"{where}: the verdict is neither must_link nor cannot_link")
    return word in _MUST


def _frame(found: dict[tuple[str, str], tuple[bool, int]], *, must: bool) -> pl.DataFrame:
    pairs = [pair for pair, (same, _) in found.items() if same == must]
    return pl.DataFrame(pairs, schema={"a": pl.String, "b": pl.String}, orient="row")
