"""Blocked values: taken out of the records before anything is derived from them, as if nobody had ever had them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

import polars as pl

from app.fields import SEPARATOR
from app.matching.features import house_key

_COLUMNS = ("email", "phone", "cookie", "device", "national_id", "siret")
"""Columns whose values are the identifiers of a namespace of the same name."""
_ADDRESS = ("street", "unit", "locality", "postal_code", "country", "street_address")


def without_blocked(frame: pl.DataFrame, keys: Iterable[str]) -> pl.DataFrame:
    """The standardised frame without the values of these identifiers, named by `key` as in the graph.

    Rows stay, and in their order. Of a blocked address all parts go: a town alone would still say where it was. What
    visits showed of a blocked cookie or device is not read to begin with (`cypher/parts/signed_in_on`).
    """
    for column, values in _by_column(keys).items():
        if column == "address":
            frame = _without_address(frame, values)
        if column in frame.columns:
            frame = frame.with_columns(_others(column, values))
    return frame


def _by_column(keys: Iterable[str]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for key in keys:
        namespace, _, value = key.partition(":")
        if namespace in _COLUMNS:
            found[namespace].add(value)
        elif namespace == "address":
            found[namespace].add(key)
        else:
            found["external_id"].add(key)
    return found


def _others(column: str, values: Collection[str]) -> pl.Expr:
    kept = (
        pl.col(column)
        .str.split(SEPARATOR)
        .list.filter(~pl.element().is_in(sorted(values)))
        .list.join(SEPARATOR)
    )
    return pl.when(kept != "").then(kept).alias(column)


def _without_address(frame: pl.DataFrame, keys: Collection[str]) -> pl.DataFrame:
    present = [column for column in _ADDRESS if column in frame.columns]
    key = pl.lit("address:") + house_key(present)
    blocked = key.is_in(sorted(keys))
    return frame.with_columns(pl.when(~blocked).then(pl.col(column)).alias(column) for column in present)
