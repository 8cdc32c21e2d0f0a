"""What must hold whatever the scores say: promises of sources, proven numbers, verdicts, and equal records."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import polars as pl

from app.fields import DEDUPLICATED_IN
from app.matching.copies import Copies
from app.matching.features import over_distinct
from app.resolution.components import Constraints
from app.standardise.identifier import is_proven

Ints = npt.NDArray[np.int64]
Verdicts = tuple[pl.DataFrame, pl.DataFrame]
"""The stewards' must-links and cannot-links, each a frame with columns a, b of record IDs."""


def constraints_of(records: pl.DataFrame, verdicts: Verdicts | None) -> Constraints:
    """Of records in order of their IDs, and what stewards said of them; a verdict on no record here is none."""
    apart = [*_promised(records)]
    if "national_id" in records.columns:
        apart.append(_proven_ids(records))
    if verdicts is None:
        return Constraints(apart)

    def numbered(pairs: pl.DataFrame) -> Ints:
        if not pairs.height:
            return np.empty((0, 2), np.int64)
        rows = records.select("record", pl.int_range(pl.len(), dtype=pl.Int64).alias("row"))
        joined = pairs.join(rows, left_on="a", right_on="record").join(
            rows, left_on="b", right_on="record", suffix="_b"
        )
        return joined.select("row", "row_b").sort("row", "row_b").to_numpy().astype(np.int64)

    must, cannot = verdicts
    return Constraints(apart, must=numbered(must), cannot=numbered(cannot))


def with_copies(limits: Constraints, copies: Copies, edges: Ints) -> Constraints:
    """Copies that are probably the same person as their first start in its cluster, unless a steward parted any."""
    together = np.column_stack([copies.of, copies.copy])
    probable = np.isin((copies.of << 32) | copies.copy, edges)
    parted = [_at_odds(copies, codes) for codes in limits.apart]
    parted.append(np.empty(0, np.int64) if limits.cannot is None else limits.cannot.ravel())
    together = together[probable & ~np.isin(together, np.concatenate(parted)).any(axis=1)]
    return replace(limits, must=together if limits.must is None else np.concatenate([limits.must, together]))


def _at_odds(copies: Copies, codes: Ints) -> Ints:
    """Rows with a code, equal in all they say to a row with another: records of a source that promises one a person."""
    rows, group = np.concatenate([copies.of, copies.copy]), np.concatenate([copies.of, copies.of])
    coded = codes[rows] >= 0
    rows, group = rows[coded], group[coded]
    least, most = np.full(len(codes), len(codes) + codes.max(initial=0)), np.full(len(codes), -1)
    np.minimum.at(least, group, codes[rows])
    np.maximum.at(most, group, codes[rows])
    return rows[least[group] < most[group]]


def _promised(records: pl.DataFrame) -> Iterator[Ints]:
    """For each source that promises one record a person, a number for each of its records, -1 for all others."""
    if DEDUPLICATED_IN in records.columns:
        sources = records[DEDUPLICATED_IN]
        for source in sorted({*sources.to_list()} - {None}):
            mine = (sources == source).fill_null(value=False).to_numpy()
            yield np.where(mine, np.arange(records.height), -1)


def _proven_ids(records: pl.DataFrame) -> Ints:
    """A number for each national ID that its check digits prove, -1 for none: two numbers are two people."""
    proven = over_distinct(
        records["national_id"], "proven", lambda number: number if is_proven(number) else None
    )
    return proven.rank("dense").cast(pl.Int64).fill_null(-1).to_numpy()
