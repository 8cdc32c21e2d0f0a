"""A file as a source of records: opened once, its mapping chosen, then read in batches of any length."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from app.errors import BadMapping, UnreadableFile
from app.fields import ATTRIBUTE_PREFIX
from app.sources import content
from app.sources.consent_columns import Vocabulary, is_consent
from app.sources.mapping import IGNORE, ColumnMapping, Kind, check_columns, kind_of, target
from app.sources.quarantine import BadRow, Quarantine
from app.sources.readers import open_table
from app.sources.recognise import knows_something, recognise
from app.sources.records import RECORD, ROW, as_delivered, by_field, content_ids, record_ids
from app.sources.rows import Rows, Table, without_faulty
from app.sources.seen import SeenIds
from app.standardise.text import LONGEST

_SAMPLE_ROWS = 2_000
_HASH_SEED = 1
_BATCH = 2_000


class SourceFile:
    """One pass over a file. Use `open_source`.

    `repeated` counts the rows so far that repeat an earlier one word for word and were left out,
    `quarantine.count` the bad ones.
    """

    def __init__(
        self, path: Path, table: Table, mapping: list[ColumnMapping], quarantine: Quarantine
    ) -> None:
        self.path = path
        self.mapping = mapping
        self.quarantine = quarantine
        self.repeated = 0
        self.kept: tuple[str, ...] = ()
        self.decimal_commas: frozenset[str] = frozenset()
        self._table = table
        self._delivered = 0
        self._refused = 0
        self._seen = SeenIds()
        self._copies: dict[str, int] = {}

    @property
    def read(self) -> int:
        """How many rows have been read, good and bad; blank lines are none."""
        return self._delivered + self.repeated + self.quarantine.count - self._refused

    @property
    def format(self) -> str:
        """How the file was read: `CSV, semicolon, cp1252`."""
        return self._table.format

    @property
    def expected(self) -> int | None:
        """About how many rows there are."""
        return self._table.expected

    @property
    def kind(self) -> Kind:
        return kind_of(mapping.field for mapping in self.mapping)

    @property
    def id_column(self) -> str | None:
        """The column with the record's own ID; None: the ID is made from the content of the row."""
        return next((mapping.column for mapping in self.mapping if mapping.field == "record_id"), None)

    @property
    def warnings(self) -> list[str]:
        """What a person should know before relying on the file."""
        if self.id_column or self.kind == "consents":
            return []
        return [
            "no column holds the records' own IDs, so they are made from the content: a corrected row will be a new "
            "record. If there is such a column, name it with --id"
        ]

    def batches(self, size: int = _BATCH) -> Iterator[pl.DataFrame]:
        """Frames of at most `size` records, in order: `row`, `record`, the fields, the kept columns.

        A field is String, or List(String) where it may have several values; attributes are `x_*`; blank is
        null. Of several rows with one ID the first counts; those that differ from it go to quarantine.
        """
        for rows in self._table.rows(size, self.quarantine):
            frame = self._records(without_faulty(rows, self.quarantine))
            if frame.height:
                self._delivered += frame.height
                yield frame

    def refuse(self, row: dict[str, Any], reason: str, field: str | None = None) -> None:
        """Put a row that `batches` delivered into quarantine after all, or say of one field that it cannot be used."""
        self._refused += 1
        self.quarantine.add(BadRow(row[ROW], field, reason, row))

    def _records(self, rows: Rows) -> pl.DataFrame:
        fields = by_field(rows.frame, self.mapping, self.decimal_commas)
        column = self.id_column
        ids = (
            record_ids(rows.frame, column) if column else content_ids(rows.frame.select(self._used_columns()))
        )
        frame = pl.DataFrame([pl.Series(ROW, rows.numbers, dtype=pl.UInt32), ids]).hstack(fields)
        frame = frame.hstack(as_delivered(rows.frame, self.kept))
        values = [name for name in fields.columns if name != "updated_at" and not is_consent(name)]
        no_id = frame[RECORD].is_null()
        long_id = (frame[RECORD].str.len_chars() > LONGEST).fill_null(False)
        empty = frame.select(pl.all_horizontal(pl.col(values).is_null())).to_series() & ~(no_id | long_id)
        for wrong, reason, field in (
            (no_id, "the record has no ID", column),
            (long_id, f"the record's ID is longer than {LONGEST} characters", column),
            (empty, "no value in a known column", None),
        ):
            for index in wrong.arg_true():
                self._put_aside(rows, index, field, reason)
        good = ~(no_id | long_id | empty)
        numbers = [number for number, is_good in zip(rows.numbers, good, strict=True) if is_good]
        return self._without_repeated(Rows(numbers, rows.frame.filter(good)), frame.filter(good))

    def _used_columns(self) -> list[str]:
        used = (mapping for mapping in self.mapping if (mapping.field, mapping.why) != (IGNORE, "--map"))
        return list(dict.fromkeys(mapping.column for mapping in used))

    def _put_aside(self, rows: Rows, index: int, field: str | None, reason: str) -> None:
        self.quarantine.add(BadRow(rows.numbers[index], field, reason, rows.frame.row(index, named=True)))

    def _without_repeated(self, rows: Rows, frame: pl.DataFrame) -> pl.DataFrame:
        """Of the rows with one ID the first only; where IDs are made from content they get a counter."""
        ids = frame[RECORD].hash(_HASH_SEED)
        contents = frame.drop(ROW).hash_rows(_HASH_SEED).to_numpy() & np.uint64(0xFFFFFFFF)
        notes = (frame[ROW].cast(pl.UInt64).to_numpy() << np.uint64(32)) | contents
        known, earlier_notes = self._seen.look_up(ids.to_numpy())
        new = ~known & ids.is_first_distinct().to_numpy()
        self._seen.add(ids.to_numpy()[new], notes[new])
        if new.all():
            return frame
        names, kept = frame[RECORD].to_list(), new.copy()
        first = {name: index for index, name in reversed(list(enumerate(names)))}
        for index in np.flatnonzero(~new).tolist():
            note = int(earlier_notes[index] if known[index] else notes[first[names[index]]])
            if self.id_column is None:
                kept[index] = True
                names[index] = self._copy_of(names[index])
            elif note & 0xFFFFFFFF == int(contents[index]):
                self.repeated += 1
            else:
                self._put_aside(
                    rows, index, self.id_column, f"the ID of row {note >> 32}: the first one counts"
                )
        return frame.with_columns(pl.Series(RECORD, names)).filter(pl.Series(kept))

    def _copy_of(self, record: str) -> str:
        self._copies[record] = self._copies.get(record, 1) + 1
        return f"{record}-{self._copies[record]}"


def open_source(
    path: Path,
    mapping: Mapping[str, str] | None = None,
    *,
    id_column: str | None = None,
    ignore: Sequence[str] = (),
    keep: Sequence[str] | Mapping[str, str] = (),
    quarantine: Quarantine | None = None,
    consents: Vocabulary | None = None,
) -> SourceFile:
    """Open a CSV, JSON Lines or Parquet file and choose what its columns hold.

    `mapping` is column -> field and `id_column` the record's own ID; other columns are recognised. `ignore`
    and `keep` take no part in that, and `keep` is delivered as it stands; as a mapping it says which option named
    each column. `consents`: what columns of consent may be about. Raises UnreadableFile or BadMapping.
    """
    table = open_table(path)
    kept = dict(keep) if isinstance(keep, Mapping) else dict.fromkeys(keep, "--truth")
    given = {column: target(column, field, consents) for column, field in (mapping or {}).items()}
    for named, option in (
        (given, "--map"),
        ([id_column] if id_column else [], "--id"),
        (ignore, "--ignore"),
        *(([column], option) for column, option in kept.items()),
    ):
        check_columns(named, table.columns, option)
    aside = {*ignore, *kept}
    columns = [column for column in table.columns if column not in aside]
    sample = _sample(table, columns)
    chosen = recognise(columns, sample, given, id_column, consents)
    if not knows_something(chosen):
        raise UnreadableFile(
            f"identity-graph knows no column of {path.name}: say what they hold with --map COLUMN=FIELD. "
            f"Columns: {', '.join(columns)}"
        )
    source = SourceFile(path, table, chosen, quarantine or Quarantine())
    source.kept = tuple(kept)
    _refuse_double(source)
    source.decimal_commas = frozenset(
        mapping.column
        for mapping in chosen
        if mapping.field.startswith(ATTRIBUTE_PREFIX) and content.decimal_commas(sample[mapping.column])
    )
    return source


def _refuse_double(source: SourceFile) -> None:
    produced = {mapping.field.partition(":")[0] for mapping in source.mapping} | {RECORD, ROW}
    for column in source.kept:
        if column in produced:
            raise BadMapping(
                f"The column {column!r} is kept aside and has the name of a field in use: rename it"
            )


def _sample(table: Table, columns: Sequence[str]) -> dict[str, list[str]]:
    """The first values of each column, without blanks."""
    rows = next(table.rows(_SAMPLE_ROWS, Quarantine()), None)
    if rows is None:
        raise UnreadableFile("The file has a header and no rows, or no row that can be read")
    texts = as_delivered(rows.frame, columns)
    return {name: texts[name].drop_nulls().to_list() for name in columns}
