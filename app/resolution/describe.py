"""What individuals and households are called and how large they are, for people who look at the graph."""

from collections import defaultdict
from typing import Any

import polars as pl

from app.profiles.golden import golden_name
from app.profiles.names import home_name
from app.resolution.reading import DISPLAY

_SHOWN = ("id", "seen_at", "trust", *DISPLAY)
"""What a record is shown by, under the names that a golden name is made of."""


def describe_individuals(records: pl.DataFrame, ids: pl.DataFrame) -> pl.DataFrame:
    """Columns id, name, size, household: one row per individual. `records` has the `raw_*` columns, and `ids` a row for
    each of its own."""
    raw = [f"raw_{name}" for name in DISPLAY]
    rows = records[["record", "seen_at", "trust", *raw]].iter_rows()
    members: dict[str, list[dict[str, Any]]] = defaultdict(list)
    households: dict[str, str] = {}
    for row, (individual, household) in zip(rows, ids[["individual", "household"]].iter_rows(), strict=True):
        members[individual].append(dict(zip(_SHOWN, row, strict=True)))
        households[individual] = household
    return pl.DataFrame(
        [
            {"id": key, "name": golden_name(rows) or None, "size": len(rows), "household": households[key]}
            for key, rows in sorted(members.items())
        ],
        schema={"id": pl.String, "name": pl.String, "size": pl.Int64, "household": pl.String},
    )


def describe_households(people: pl.DataFrame) -> pl.DataFrame:
    """Columns id, name, size (people): named after the surnames in it, the most frequent first."""
    names: dict[str, list[str | None]] = defaultdict(list)
    for name, household in people[["name", "household"]].iter_rows():
        names[household].append(name)
    rows = [{"id": key, "name": home_name(found), "size": len(found)} for key, found in sorted(names.items())]
    return pl.DataFrame(rows, schema={"id": pl.String, "name": pl.String, "size": pl.Int64})
