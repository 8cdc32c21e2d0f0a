"""One row per individual for the question who lives together: where they live now, and what they share with others.

The address is the one of the latest record that has a street, so a child that moved out has left. What an older record
says from another place (the landline of the former home, its IP address) says nothing of today.
"""

import numpy as np
import numpy.typing as npt
import polars as pl

from app.fields import SEPARATOR, VISITS
from app.frames import beside
from app.matching.features import FEW
from app.matching.hubs import CROWDED

Ints = npt.NDArray[np.int64]
_KEPT = ("family_name", "family_sound", "email", "mailbox", "device", "cookie")
_LEFT_BEHIND = ("phone", "ip", "household_id")
"""What belongs to a home, and may stay behind in it."""
_LISTS = (*_KEPT, *_LEFT_BEHIND)
_ADDRESS = ("full_address", "street", "postal_code", "locality")
_TIMES = ("seen_at", "updated_at")
"""When a record was last known to hold: in the graph, and as a file says it."""
_MOST_VALUES = 8
"""How many values of one field of one individual take part."""


def inhabitants(records: pl.DataFrame, person: Ints) -> pl.DataFrame:
    """Columns `person` (its first row), `spokesman` (the row whose address counts), `housed` (whether that row has a
    street), the address and the shared values.

    `records` has features; `person` labels each row's individual. Several values of a field are joined by `|`.
    """
    records = _with_visits(records)
    if CROWDED in records.columns:
        records = records.with_columns(pl.coalesce("full_address", CROWDED).alias("full_address"))
    there = set(records.columns)
    columns = [column for column in (*_LISTS, *_ADDRESS) if column in there]
    time = next((column for column in _TIMES if column in there), None)
    size = records.height
    rows = pl.DataFrame(
        [
            *(records[column] for column in columns),
            pl.Series("person", person),
            pl.Series("spokesman", np.arange(size)),
            records["street"].is_not_null().alias("housed")
            if "street" in there
            else pl.Series("housed", np.zeros(size, np.bool_)),
            records[time].alias("when") if time else pl.Series("when", np.zeros(size, np.int64)),
        ]
    )
    latest = (
        rows.sort("person", "housed", "when", -pl.col("spokesman"), nulls_last=False)
        .group_by("person", maintain_order=True)
        .last()
    )
    people = latest[["person", "spokesman", "housed", *(column for column in _ADDRESS if column in there)]]
    rows = _of_today(rows, latest)
    still = rows if rows["present"].all() else rows.filter("present")
    carried = {column: still if column in _LEFT_BEHIND else rows for column in _LISTS if column in there}
    if rows.height <= FEW:
        return beside(people, (_few_values(people, mine, column) for column, mine in carried.items()))
    for column, mine in carried.items():
        people = _with_values(people, mine, column)
    return people


def _with_values(people: pl.DataFrame, carried: pl.DataFrame, column: str) -> pl.DataFrame:
    """The people with the first of the values that their records carry."""
    values = (
        carried.select("person", pl.col(column).str.split(SEPARATOR))
        .explode(column)
        .drop_nulls()
        .unique()
        .sort("person", column)
        .group_by("person", maintain_order=True)
        .agg(pl.col(column).head(_MOST_VALUES).str.join(SEPARATOR))
    )
    return people.join(values, on="person", how="left", maintain_order="left")


def _few_values(people: pl.DataFrame, carried: pl.DataFrame, column: str) -> pl.Series:
    """The same values, one by one."""
    values: dict[int, set[str]] = {}
    for person, text in zip(carried["person"].to_list(), carried[column].to_list(), strict=True):
        if text is not None:
            values.setdefault(person, set()).update(text.split(SEPARATOR))
    joined = {person: SEPARATOR.join(sorted(mine)[:_MOST_VALUES]) for person, mine in values.items()}
    return pl.Series(column, [joined.get(person) for person in people["person"].to_list()], pl.String)


def _with_visits(records: pl.DataFrame) -> pl.DataFrame:
    """Cookies, devices and night addresses of visits beside those that the records themselves carry."""
    both = {
        column: [name for name in (column, VISITS + column) if name in records.columns]
        for column in ("cookie", "device", "ip")
        if VISITS + column in records.columns
    }
    return records.with_columns(
        pl.concat_str(names, separator=SEPARATOR, ignore_nulls=True).replace("", None).alias(column)
        for column, names in both.items()
    )


def _of_today(rows: pl.DataFrame, latest: pl.DataFrame) -> pl.DataFrame:
    """`present`: false for an older record from another town or district than the person's latest one."""
    if not {"street", "postal_code"} <= set(rows.columns):
        return rows.with_columns(present=pl.lit(value=True))
    now = latest.select("person", since="when", street_now="street", code_now="postal_code")
    moved = (
        (pl.col("street") != pl.col("street_now"))
        & (pl.col("postal_code") != pl.col("code_now"))
        & (pl.col("when") < pl.col("since"))
    )
    return rows.join(now, on="person", maintain_order="left").with_columns(
        present=~moved.fill_null(value=False)
    )
