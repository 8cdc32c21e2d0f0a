"""Hubs: identifiers shared by more people than their namespace allows (`info@…`, a public terminal, a care home).

A hub stays in the graph and stops being evidence. People are counted as distinct surnames among the records that carry
the value, by their sound so that misspellings make no crowd. That depends on the records alone, not on who was merged
with whom, so the order of arrival cannot matter.
"""

from dataclasses import dataclass

import polars as pl

from app.fields import SEPARATOR
from app.matching.features import add_phone_kinds

LIMITS: dict[str, int] = {
    "email": 5,
    "phone": 6,
    "external_id": 4,
    "cookie": 6,
    "device": 6,
    "ip": 12,
    "national_id": 4,
}
"""Column -> how many differently named people may share one of its values."""


@dataclass(frozen=True, slots=True)
class Hub:
    """A value that joins nobody: its column, the value, and how many names were seen on it."""

    column: str
    value: str
    people: int


def drop_hubs(frame: pl.DataFrame) -> tuple[pl.DataFrame, list[Hub]]:
    """The frame (with features) without the hub values, the phones that are left by kind, and the hubs in order of
    column and value."""
    person = pl.coalesce(
        [
            pl.col(c)
            for c in ("family_sound", "name_tokens", "family_name", "given_name")
            if c in frame.columns
        ]
        + [pl.lit("")]
    )
    hubs: list[Hub] = []
    for column, limit in LIMITS.items():
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
            carried.filter(pl.col("person") != "")
            .group_by(column)
            .agg(people=pl.col("person").n_unique())
            .filter(pl.col("people") > limit)
            .sort(column)
        )
        if shared.height:
            hubs += [Hub(column, value, people) for value, people in shared.iter_rows()]
            frame = _without(frame, column, carried, shared)
    return add_phone_kinds(frame), hubs


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
