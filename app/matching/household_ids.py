"""Columns that name a household and not a person: a tax household, a joint contract, a family account.

Such a value is shared by a few people of different names who have a surname or an address in common. Taken for a
person's own it would make one person of a couple, so it is kept apart, as `household_id`, before anything is compared.
A column shows what it is by its values, whatever its name; a name that says "household" needs no such proof.
"""

import re
from collections.abc import Collection, Iterator

import polars as pl

from app.fields import ATTRIBUTE_PREFIX, SEPARATOR
from app.matching.features import has

HOUSEHOLD_ID = "household_id"
MOST_PEOPLE = 12
"""A value that more differently named people carry is no household's but a shop's, a school's, a building's."""
_OF_FEW = 0.95
"""Share of a column's values that no more than MOST_PEOPLE carry."""
_BY_SEVERAL = 0.3
"""Share of the values on several records that people of different names carry. A person's own ID has hardly any."""
_RELATED = 0.5
"""Share of those values whose people have a surname or a street in common."""
_LEAST_VALUES = 5
"""Values of several people that a column needs to be judged by them."""
_SAYS_HOUSEHOLD = re.compile(r"(?:^|_)(?:households?|foyer|famille|family|menage|hh)(?:_|$)")
_SAYS_OTHERWISE = re.compile(
    r"(?:^|_)(?:size|type|taille|nb|nombre|count|income|revenu|status|statut|situation|names?|noms?|doctor|medecin)(?:_|$)"
)


def household_columns(frame: pl.DataFrame) -> tuple[str, ...]:
    """Names of the attributes and namespaces of external IDs that name a household, in a frame with features."""
    people = _people(frame)
    judged = ((name, _values(carried, people)) for name, carried in _columns(frame))
    return tuple(
        sorted(
            name
            for name, values in judged
            if _of_few(values) and (_says_household(name) or _of_homes(values))
        )
    )


def part_household_ids(frame: pl.DataFrame, columns: Collection[str]) -> pl.DataFrame:
    """The frame (with features) with `household_id`, "column:value" joined by `|`, out of these `household_columns`.

    A frame that has none of them comes back as it was. Values that too many share are hubs: see `hubs`.
    """
    found = [(name, carried) for name, carried in _columns(frame) if name in columns] if columns else []
    if not found:
        return frame
    ids = (
        pl.concat(
            carried.select("row", id=pl.format("{}:{}", pl.lit(name), "value")) for name, carried in found
        )
        .unique()
        .sort("row", "id")
        .group_by("row", maintain_order=True)
        .agg(pl.col("id").str.join(SEPARATOR).alias(HOUSEHOLD_ID))
    )
    rows = _without(frame, {name for name, _ in found}).with_columns(row=_ROW)
    return rows.join(ids, on="row", how="left", maintain_order="left").drop("row")


_ROW = pl.int_range(pl.len(), dtype=pl.Int64)


def _people(frame: pl.DataFrame) -> pl.DataFrame:
    """Columns row, person, surname, street. A given name's first letter survives most misspellings and nicknames."""
    sources = {"person": "given_root", "surname": "family_sound", "street": "street"}
    columns = {
        name: pl.col(column) if column in frame.columns else pl.lit(None, dtype=pl.String)
        for name, column in sources.items()
    }
    return frame.select(row=_ROW, **columns).with_columns(pl.col("person").str.slice(0, 1))


def _columns(frame: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """Each attribute and each namespace of external IDs, with its values: columns row, value."""
    for column in frame.columns:
        if column.startswith(ATTRIBUTE_PREFIX) and has(frame, (column,)):
            yield column.removeprefix(ATTRIBUTE_PREFIX), frame.select(row=_ROW, value=column).drop_nulls()
    if has(frame, ("external_id",)):
        ids = (
            frame.select(row=_ROW, value=pl.col("external_id").str.split(SEPARATOR))
            .explode("value")
            .drop_nulls()
        )
        parts = ids.with_columns(pl.col("value").str.split_exact(":", 1)).unnest("value")
        for (namespace,), carried in parts.group_by("field_0", maintain_order=True):
            yield str(namespace), carried.select("row", value="field_1").drop_nulls()


def _values(carried: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Columns value, records, people (differently named), related (whether any two of them share surname or street)."""
    return (
        carried.join(people, on="row")
        .group_by("value")
        .agg(
            records=pl.len(),
            people=pl.col("person").drop_nulls().n_unique(),
            related=pl.any_horizontal(
                pl.col(shared).drop_nulls().n_unique() < pl.min_horizontal(
                    pl.col("person").drop_nulls().n_unique(), pl.col(shared).count()
                )
                for shared in ("surname", "street")
            ),
        )
    )  # fmt: skip


def _says_household(name: str) -> bool:
    return bool(_SAYS_HOUSEHOLD.search(name)) and not _SAYS_OTHERWISE.search(name)


def _of_few(values: pl.DataFrame) -> bool:
    several = values.filter(pl.col("records") > 1)
    few = several.filter(pl.col("people") <= MOST_PEOPLE)
    return bool(few.height) and few.height >= _OF_FEW * several.height


def _of_homes(values: pl.DataFrame) -> bool:
    """Whether people of different names carry one value, and are related where they do."""
    several = values.filter(pl.col("records") > 1)
    shared = several.filter(pl.col("people") > 1)
    return (
        shared.height >= _LEAST_VALUES
        and shared.height >= _BY_SEVERAL * several.height
        and shared.filter("related").height >= _RELATED * shared.height
    )


def _without(frame: pl.DataFrame, names: set[str]) -> pl.DataFrame:
    """The frame without these attributes and without external IDs of these namespaces."""
    frame = frame.drop(
        [ATTRIBUTE_PREFIX + name for name in sorted(names) if ATTRIBUTE_PREFIX + name in frame.columns]
    )
    if "external_id" not in frame.columns:
        return frame
    kept = (
        pl.col("external_id")
        .str.split(SEPARATOR)
        .list.filter(~pl.element().str.split(":").list.first().is_in(sorted(names)))
        .list.join(SEPARATOR)
    )
    return frame.with_columns(external_id=pl.when(kept != "").then(kept))
