"""Rows into records: columns of the file into columns by field, as `app.fields` describes the raw frame."""

import json
from collections.abc import Mapping, Sequence
from hashlib import blake2b

import polars as pl

from app.fields import ATTRIBUTE_PREFIX, FIELDS, MULTIPLE
from app.sources.column_names import birth_part, key
from app.sources.consent_columns import is_consent
from app.sources.mapping import EXTERNAL_ID, ColumnMapping
from app.sources.words import STARTS_A_LINE

RECORD, ROW = "record", "row"
"""Columns that every frame of records has: the source's own ID of the record, and the number of its row."""

_SEVERAL_IN_ONE = frozenset({"email", "phone", "ip"})
"""Fields of which a single cell may hold several values, separated by `;`, `,` or `|`."""
_SEPARATORS = r"[;,|]"
_PLAIN = ("updated_at", "purpose", "channel", "status", "subject_namespace", "subject_value")


def by_field(
    frame: pl.DataFrame, mappings: Sequence[ColumnMapping], decimal_commas: frozenset[str]
) -> pl.DataFrame:
    """One column per mapped field: String, or List(String) for MULTIPLE fields; blank values are null. Consents keep
    their whole target as the name.

    `decimal_commas` names columns whose numbers are written `1 234,5`; they become `1234.5`, as other sources
    write them.
    """
    columns = _columns_by_field(mappings)
    expressions = [
        _several(field, columns[field], frame.schema)
        if field in MULTIPLE
        else _birth_date(columns[field], frame.schema)
        if field == "birth_date"
        else _joined(columns[field], frame.schema)
        for field in (*FIELDS, *_PLAIN)
        if field in columns
    ]
    names = [field for field in (*FIELDS, *_PLAIN) if field in columns]
    for field in columns:
        if field.startswith(ATTRIBUTE_PREFIX) or is_consent(field):
            value = _joined(columns[field], frame.schema)
            expressions.append(_with_point(value) if columns[field][0].column in decimal_commas else value)
            names.append(field)
    return frame.select(expression.alias(name) for name, expression in zip(names, expressions, strict=True))


def record_ids(frame: pl.DataFrame, column: str) -> pl.Series:
    """The delivered IDs without surrounding blanks; null where there is none."""
    return frame.select(_text(column, frame.schema).str.strip_chars().alias(RECORD)).to_series()


def content_ids(frame: pl.DataFrame) -> pl.Series:
    """An ID made from everything that stands in the row: 32 hexadecimal digits, the same on every machine."""
    digests = [
        blake2b(
            json.dumps({name: value for name, value in row.items() if value}, sort_keys=True).encode(),
            digest_size=16,
        ).hexdigest()
        for row in frame.iter_rows(named=True)
    ]
    return pl.Series(RECORD, digests, dtype=pl.String)


def as_delivered(frame: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """The columns as they stand in the file; a list becomes one text."""
    return frame.select(_text(column, frame.schema).alias(column) for column in columns)


def _columns_by_field(mappings: Sequence[ColumnMapping]) -> dict[str, list[ColumnMapping]]:
    columns: dict[str, list[ColumnMapping]] = {}
    for mapping in mappings:
        field = mapping.field if is_consent(mapping.field) else mapping.field.partition(":")[0]
        columns.setdefault(field, []).append(mapping)
    return columns


def _text(column: str, schema: Mapping[str, pl.DataType]) -> pl.Expr:
    """The column as one text per row; null where there is nothing but blanks."""
    value = pl.col(column).list.join(" ") if isinstance(schema[column], pl.List) else pl.col(column)
    return pl.when(value.str.contains(r"\S")).then(value)


def _joined(columns: Sequence[ColumnMapping], schema: Mapping[str, pl.DataType]) -> pl.Expr:
    if len(columns) == 1:
        return _text(columns[0].column, schema)
    parts = [
        _text(mapping.column, schema).str.strip_chars()
        + pl.lit(" " if key(mapping.column) in STARTS_A_LINE else ", ")
        for mapping in columns
    ]
    joined = pl.concat_str(parts, ignore_nulls=True).str.strip_chars_end(", ")
    return pl.when(joined != "").then(joined)


def _birth_date(columns: Sequence[ColumnMapping], schema: Mapping[str, pl.DataType]) -> pl.Expr:
    """Of several columns the first that says something; year, month and day that stand apart are put together."""
    parts = {part: mapping.column for mapping in columns if (part := birth_part(mapping.column))}
    if "year" not in parts:
        parts = {}
    dates = [_text(m.column, schema) for m in columns if m.column not in parts.values()]
    if parts:
        month, day = (
            pl.lit("-") + _text(parts[part], schema).str.strip_chars().str.zfill(2)
            if part in parts
            else pl.lit("")
            for part in ("month", "day")
        )
        rest = (month + day.fill_null("")).fill_null("")
        dates.append(_text(parts["year"], schema).str.strip_chars() + rest)
    return pl.coalesce(dates)


def _several(field: str, columns: Sequence[ColumnMapping], schema: Mapping[str, pl.DataType]) -> pl.Expr:
    """All values of all columns, in order, each once; null where there is none."""
    lists = [_values(field, mapping, schema).fill_null([]) for mapping in columns]
    every = pl.concat_list(lists).list.drop_nulls().list.unique(maintain_order=True)
    return pl.when(every.list.len() > 0).then(every)


def _values(field: str, mapping: ColumnMapping, schema: Mapping[str, pl.DataType]) -> pl.Expr:
    values = pl.col(mapping.column)
    if not isinstance(schema[mapping.column], pl.List):
        several = field in _SEVERAL_IN_ONE
        values = (
            values.str.replace_all(_SEPARATORS, ";").str.split(";") if several else pl.concat_list(values)
        )
    value = pl.element().str.strip_chars()
    if mapping.field.startswith(EXTERNAL_ID):
        prefix = pl.lit(mapping.field.removeprefix(EXTERNAL_ID) + ":")
        return values.list.eval(pl.when(value != "").then(prefix + value))
    return values.list.eval(pl.when(value != "").then(value))


def _with_point(value: pl.Expr) -> pl.Expr:
    return value.str.replace_all(r"[\s.€%\x{a0}\x{202f}]", "").str.replace(",", ".", literal=True)
