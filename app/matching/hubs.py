"""Hubs: identifiers shared by more people than their namespace allows (`info@…`, a public terminal, a care home).

A hub stays in the graph and stops being evidence. People are counted as distinct surnames among the records that carry
the value, by their sound so that misspellings make no crowd. That depends on the records alone, not on who was merged
with whom, so the order of arrival cannot matter. How many a value may have, and which values are junk whoever has
them, stands in the limits document.
"""

from dataclasses import dataclass

import polars as pl

from app.fields import SEPARATOR
from app.matching.features import add_phone_kinds
from app.matching.limits import Limits, shipped_limits


@dataclass(frozen=True, slots=True)
class Hub:
    """A value that joins nobody: its column, the value, and how many names were seen on it."""

    column: str
    value: str
    people: int


def drop_hubs(frame: pl.DataFrame, limits: Limits | None = None) -> tuple[pl.DataFrame, list[Hub]]:
    """The frame (with features) without the hub values, the phones that are left by kind, and the hubs in order of
    column and value. Without `limits` those that are shipped hold."""
    limits = limits or shipped_limits()
    person = pl.coalesce(
        [
            pl.col(c)
            for c in ("family_sound", "name_tokens", "family_name", "given_name")
            if c in frame.columns
        ]
        + [pl.lit(None, dtype=pl.String)]
    )
    hubs: list[Hub] = []
    for column in limits.people_per_value:
        if column not in frame.columns:
            continue
        carried = (
            frame.select(
                pl.int_range(pl.len()).alias("row"),
                person.alias("person"),
                pl.col(column).str.split(SEPARATOR),
            )
            .explode(column)
            .drop_nulls(column)
        )
        shared = (
            carried.group_by(column)
            .agg(people=pl.col("person").n_unique() - pl.col("person").has_nulls())
            .filter((pl.col("people") > _most_people(column, limits)) | _is_junk(column, limits))
            .sort(column)
        )
        if shared.height:
            hubs += [Hub(column, value, people) for value, people in shared.iter_rows()]
            frame = _without(frame, column, carried, shared)
    return add_phone_kinds(frame), hubs


def _most_people(column: str, limits: Limits) -> pl.Expr:
    most = pl.lit(next(most for name, most in limits.people_per_value.items() if name == column))
    if column != "external_id" or not limits.people_per_external_id:
        return most
    namespace = pl.col(column).str.split(":").list.first()
    return namespace.replace_strict(limits.people_per_external_id, default=most, return_dtype=pl.Int64)


def _is_junk(column: str, limits: Limits) -> pl.Expr:
    pattern = limits.junk_pattern(column)
    return pl.col(column).str.contains(pattern) if pattern else pl.lit(False)


def _without(frame: pl.DataFrame, column: str, carried: pl.DataFrame, shared: pl.DataFrame) -> pl.DataFrame:
    kept = (
        carried.join(shared, on=column, how="anti", maintain_order="left")
        .group_by("row", maintain_order=True)
        .agg(pl.col(column).str.join(SEPARATOR))
    )
    frame = frame.drop(column).with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
    return frame.join(
        kept.with_columns(pl.col("row").cast(pl.Int64)), on="row", how="left", maintain_order="left"
    ).drop("row")
