"""How good the result is where matching is known to be hard: twins, families, people who moved, sparse records.

A segment is a set of records, told from the truth and the records alone, never from the result. It is measured by
B-cubed over its records, each against all records of the file.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from app.matching.features import has
from app.matching.metrics import Labels, Quality, b_cubed

_MANY_RECORDS = 6
_CROWD = 10
"""People at one address from which on it is no single family's."""


@dataclass(frozen=True, slots=True)
class Segment:
    """`records` of `groups` true people (or households)."""

    name: str
    records: int
    groups: int
    b_cubed: Quality


def person_segments(records: pl.DataFrame, predicted: Labels, truth: pl.Series) -> list[Segment]:
    """Segments of people. `records` is a standardised frame with features; rows without truth are left out."""
    frame = records.with_columns(truth.alias("truth"))
    conditions = {
        **_look_alikes(frame),
        **_at_home(frame),
        **_changed(frame),
        **_saying_little(frame),
        "one record only": pl.len().over("truth") == 1,
        f"{_MANY_RECORDS} records or more": pl.len().over("truth") >= _MANY_RECORDS,
    }
    return _measured(frame, conditions, predicted)


def household_segments(
    records: pl.DataFrame, predicted: Labels, truth: pl.Series, person: pl.Series
) -> list[Segment]:
    """Segments of households; `person` is the true person of each record."""
    frame = records.with_columns(truth.alias("truth"), person.alias("person"))
    people = pl.col("person").n_unique().over("truth")
    conditions = {"living alone": people == 1, "two people": people == 2, "three people or more": people >= 3}
    if has(frame, ("family_sound",)):
        names = pl.col("family_sound").drop_nulls().n_unique().over("truth")
        conditions["several surnames"] = (people > 1) & (names > 1)
    if has(frame, ("street", "postal_code")):
        homes = pl.col("truth").n_unique().over("postal_code", "street")
        conditions["several households at one street and number"] = pl.col("street").is_not_null() & (
            homes > 1
        )
    return _measured(frame, conditions, predicted)


def _look_alikes(frame: pl.DataFrame) -> dict[str, pl.Expr]:
    """Different people that the usual keys take for one."""
    others = pl.col("truth").n_unique()
    found = {}
    if has(frame, ("birth_date", "family_sound")):
        full = pl.col("birth_date").str.len_chars() == 10
        found["same birth date and surname as somebody else (twins)"] = (
            full & pl.col("family_sound").is_not_null() & (others.over("birth_date", "family_sound") > 1)
        )
    if has(frame, ("name_sounds",)):
        found["same name as somebody else"] = pl.col("name_sounds").is_not_null() & (
            others.over("name_sounds") > 1
        )
    for column in ("email", "phone"):
        if has(frame, (column,)):
            found[f"{column} used by somebody else, too"] = pl.col(column).is_not_null() & (
                others.over(column) > 1
            )
    return found


def _at_home(frame: pl.DataFrame) -> dict[str, pl.Expr]:
    if not has(frame, ("street", "postal_code")):
        return {}
    home = ("postal_code", "street")
    housed, people = pl.col("street").is_not_null(), pl.col("truth").n_unique()
    found = {f"address of {_CROWD} people or more": housed & (people.over(*home) >= _CROWD)}
    if has(frame, ("family_sound",)):
        family = people.over(*home, "family_sound") > 1
        found["family at one address"] = housed & pl.col("family_sound").is_not_null() & family
    return found


def _changed(frame: pl.DataFrame) -> dict[str, pl.Expr]:
    """People whose records disagree."""
    found = {}
    for column, name in (("family_sound", "several surnames"), ("postal_code", "several postcodes")):
        if has(frame, (column,)):
            found[f"people of {name}"] = pl.col(column).drop_nulls().n_unique().over("truth") > 1
    return found


def _saying_little(frame: pl.DataFrame) -> dict[str, pl.Expr]:
    found = {}
    if has(frame, ("birth_date",)):
        date = pl.col("birth_date")
        found["no birth date"] = date.is_null()
        found["birth date in part or 1 January"] = (date.str.len_chars() < 10) | date.str.ends_with("-01-01")
    names = [c for c in ("given_name", "family_name", "full_name") if has(frame, (c,))]
    if names:
        found["no given name or no surname"] = ~pl.all_horizontal(pl.col(c).is_not_null() for c in names[:2])
    contacts = [c for c in ("email", "phone") if has(frame, (c,))]
    if contacts:
        found["no " + " and no ".join(contacts)] = pl.all_horizontal(pl.col(c).is_null() for c in contacts)
    if has(frame, ("full_address",)):
        found["no address"] = pl.col("full_address").is_null()
    return found


def _measured(frame: pl.DataFrame, conditions: dict[str, pl.Expr], predicted: Labels) -> list[Segment]:
    """The segments that have records, in the order given."""
    known = pl.Series(predicted, dtype=pl.Int64).alias("predicted")
    judged = frame.with_columns(known).filter(pl.col("truth").is_not_null())
    flags = judged.select(
        condition.fill_null(value=False).alias(name) for name, condition in conditions.items()
    )
    truth = judged["truth"].rank("dense").cast(pl.Int64).to_numpy()
    labels = judged["predicted"].to_numpy()
    segments = []
    for name in flags.columns:
        rows: npt.NDArray[np.bool_] = flags[name].to_numpy()
        if rows.any():
            groups = len(np.unique(truth[rows]))
            segments.append(Segment(name, int(rows.sum()), groups, b_cubed(labels, truth, rows)))
    return segments
