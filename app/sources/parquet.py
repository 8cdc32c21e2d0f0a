"""Parquet, part by part. Every value becomes text: dates in ISO form, whole floats without `.0`."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from app.errors import UnreadableFile
from app.sources.quarantine import BadRow, Quarantine
from app.sources.rows import COLUMN_LIMIT, Rows


class ParquetFile:
    """A Parquet file. Nested columns are flattened with dots as in JSON Lines."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            with pq.ParquetFile(path) as file:
                self.expected: int | None = file.metadata.num_rows
                empty = _flat(pl.DataFrame(file.schema_arrow.empty_table()))
        except (pa.ArrowException, OSError) as error:
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
                    frame = _flat(pl.DataFrame(pa.Table.from_batches([batch])))
                    numbers = list(range(done + 1, done + 1 + frame.height))
                    done += frame.height
                    yield _as_text(Rows(numbers, frame), bad)
        except (pa.ArrowException, OSError) as error:
            raise UnreadableFile(
                f"{self._path.name} is damaged after row {done}: {_first_line(error)}"
            ) from None


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Structs and lists of structs taken apart, `address.city`."""
    while any(_struct(dtype) for dtype in frame.schema.values()):
        columns: list[pl.Series] = []
        for series in frame:
            parts = _struct(series.dtype)
            if not parts:
                columns.append(series)
            for part in parts or ():
                inner = (
                    series.list.eval(pl.element().struct.field(part.name))
                    if isinstance(series.dtype, pl.List)
                    else series.struct.field(part.name)
                )
                columns.append(inner.alias(f"{series.name}.{part.name}"))
        frame = pl.DataFrame(columns)
    return frame


def _struct(dtype: pl.DataType) -> list[pl.Field] | None:
    inner = dtype.inner if isinstance(dtype, pl.List) else dtype
    return inner.fields if isinstance(inner, pl.Struct) else None


def _as_text(rows: Rows, bad: Quarantine) -> Rows:
    numbers, frame = rows
    for name, dtype in frame.schema.items():
        if dtype == pl.Binary:
            text = pl.Series(name, [_decoded(value) for value in frame[name]], dtype=pl.String)
            broken = text.is_null() & frame[name].is_not_null()
            for index in broken.arg_true():
                bad.add(
                    BadRow(numbers[index], name, "bytes that are not UTF-8", {name: frame[name][index].hex()})
                )
            kept = ~broken
            frame = frame.with_columns(text).filter(kept)
            numbers = [number for number, good in zip(numbers, kept, strict=True) if good]
    return Rows(numbers, frame.select(_text(name, dtype) for name, dtype in frame.schema.items()))


def _decoded(value: bytes | None) -> str | None:
    try:
        return value.decode() if value is not None else None
    except UnicodeDecodeError:
        return None


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
