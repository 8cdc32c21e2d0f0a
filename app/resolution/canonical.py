"""Canonical IDs: every record is born with one, and an individual carries the one its oldest record was born with.

So a merge keeps the older ID, a split gives the other part its own former ID back, nothing is ever reused, and no
ID needs a memory of its own. A household carries the ID of its oldest individual.
"""

import numpy as np
import numpy.typing as npt
import polars as pl

INDIVIDUAL = "ind_"
HOUSEHOLD = "hh_"

Ints = npt.NDArray[np.int64]


def canonical_ids(records: pl.DataFrame, person: Ints, home: Ints) -> pl.DataFrame:
    """Columns record, born, individual, household: the IDs of every record. `records` has columns record and born."""
    frame = records.select("record", "born").with_columns(person=pl.Series(person), home=pl.Series(home))
    oldest = pl.col("born").min()
    return frame.select(
        "record",
        "born",
        individual=pl.lit(INDIVIDUAL) + oldest.over("person"),
        household=pl.lit(HOUSEHOLD) + oldest.over("home"),
    )
