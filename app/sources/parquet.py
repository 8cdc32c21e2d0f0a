"""Parquet, part by part. Every value becomes text: dates in ISO form, whole floats without `.0`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from app.errors import UnreadableFile
from app.sources.quarantine import BadRow, Quarantine
from app.sources.rows import COLUMN_LIMIT, Rows

_UUID = "arrow.uuid"
_MAP = getattr(pl, "Map", None)
"""Older versions of Polars have no type for maps, and read them as lists."""


class ParquetFile:
    """A Parquet file. Nested columns are flattened with dots as in JSON Lines."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            with pq.ParquetFile(path) as file:
                self.expected: int | None = file.metadata.num_rows
                empty = _flat(_frame(file.schema_arrow.empty_table()))
                _as_text(Rows([], empty), Quarantine())  # finds a type that nobody can read
        except (pa.ArrowException, pl.exceptions.PolarsError, OSError) as error:
            raise UnreadableFile(f"{path.name} is no readable Parquet file: {_first_line(error)}") from None
        self.columns = tuple(empty.columns)
        if len(self.columns) > COLUMN_LIMIT:
            raise UnreadableFile(
                f"{path.name} has {len(self.columns):,} columns; at most {COLUMN_LIMIT:,} are read"
            )
        self.format = "Parquet"

    def rows(self, size: int, bad: Quarantine) -> Iterator[Rows]:
        """See `rows.Table`. Raises UnreadableFile that names the row where the file is damaged."""
        done = 0
        try:
            with pq.ParquetFile(self._path) as file:
                for batch in file.iter_batches(batch_size=size):
                    frame = _flat(_frame(pa.Table.from_batches([batch])))
                    numbers = list(range(done + 1, done + 1 + frame.height))
                    done += frame.height
                    yield _as_text(Rows(numbers, frame), bad)
        except (pa.ArrowException, OSError) as error:
            raise UnreadableFile(
                f"{self._path.name} is damaged after row {done}: {_first_line(error)}"
            ) from None


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _frame(table: pa.Table) -> pl.DataFrame:
    """The table as a frame. Types that somebody defined are what they are stored as, but for UUIDs: those are 16 bytes,
    and everybody else writes them as text."""
    columns = [_stored(column) for column in table.columns]
    return pl.DataFrame(pa.Table.from_arrays(columns, names=table.column_names))


def _stored(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if not isinstance(column.type, pa.BaseExtensionType):
        return column
    if column.type.extension_name == _UUID:
        return pa.chunked_array([[value and str(value) for value in column.to_pylist()]], pa.string())
    return column.cast(column.type.storage_type)


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Structs, maps and lists of these taken apart, `address.city`; lists in a list are one list."""
    return pl.DataFrame([part for series in frame for part in _parts(series)])


def _parts(series: pl.Series) -> Iterator[pl.Series]:
    """The columns that a nested one becomes; any other as it is."""
    dtype = _with_lists(series.dtype)
    series = series if dtype == series.dtype else series.cast(dtype)
    inner = dtype.inner if isinstance(dtype, pl.List) else dtype
    if isinstance(inner, pl.Struct):
        for field in inner.fields:
            part = (
                series.list.eval(pl.element().struct.field(field.name))
                if isinstance(dtype, pl.List)
                else series.struct.field(field.name)
            )
            yield from _parts(part.alias(f"{series.name}.{field.name}"))
    elif isinstance(inner, pl.List):
        yield from _parts(series.list.eval(pl.element().explode()))
    else:
        yield series


def _with_lists(dtype: pl.DataType) -> pl.DataType:
    """Arrays, as of embeddings, and maps as the lists that they are, also inside of others."""
    if isinstance(dtype, pl.List | pl.Array):
        return pl.List(_with_lists(dtype.inner))  # type: ignore[arg-type]
    if isinstance(dtype, pl.Struct):
        return pl.Struct({field.name: _with_lists(field.dtype) for field in dtype.fields})  # type: ignore[arg-type]
    if _MAP and isinstance(dtype, _MAP):
        return pl.List(pl.Struct({"key": _with_lists(dtype.key), "value": _with_lists(dtype.value)}))
    return dtype


def _as_text(rows: Rows, bad: Quarantine) -> Rows:
    numbers, frame = rows
    for name, dtype in frame.schema.items():
        if pl.Binary in (dtype, getattr(dtype, "inner", None)):
            texts = [_decoded(value) for value in frame[name].to_list()]
            text = pl.Series(name, texts, dtype=pl.List(pl.String) if dtype != pl.Binary else pl.String)
            broken = text.is_null() & frame[name].is_not_null()
            for index in broken.arg_true():
                raw = {name: _hex(frame[name][index])}
                bad.add(BadRow(numbers[index], name, "bytes that are not UTF-8", raw))
            kept = ~broken
            frame = frame.with_columns(text).filter(kept)
            numbers = [number for number, good in zip(numbers, kept, strict=True) if good]
    return Rows(numbers, frame.select(_text(name, dtype) for name, dtype in frame.schema.items()))


def _decoded(value: Any) -> Any:
    """Bytes, or a list of them, as text; None where they are not UTF-8."""
    try:
        if isinstance(value, list):
            return [one if one is None else one.decode() for one in value]
        return value.decode() if value is not None else None
    except UnicodeDecodeError:
        return None


def _hex(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else [one and one.hex() for one in value]


def _text(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(dtype, pl.List):
        return column.list.eval(_scalar_text(pl.element(), dtype.inner)).alias(name)  # type: ignore[arg-type]
    return _scalar_text(column, dtype).alias(name)


def _scalar_text(value: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    if dtype.is_float():
        whole = value.cast(pl.Int64, strict=False)
        return (
            pl.when(value.is_nan())
            .then(None)
            .when(whole == value)
            .then(whole.cast(pl.String))
            .otherwise(value.cast(pl.String))
        )
    if isinstance(dtype, pl.Duration):
        return value.dt.to_string("iso")
    if isinstance(dtype, pl.Datetime):
        if dtype.time_zone:
            return value.dt.convert_time_zone("UTC").dt.strftime("%Y-%m-%dT%H:%M:%SZ")
        # Many tools have no type for dates and write midnight.
        midnight = value.dt.truncate("1d") == value
        return (
            pl.when(midnight)
            .then(value.dt.strftime("%Y-%m-%d"))
            .otherwise(value.dt.strftime("%Y-%m-%dT%H:%M:%S"))
        )
    return value.cast(pl.String)
