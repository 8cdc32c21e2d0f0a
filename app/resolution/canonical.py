"""Canonical IDs: every record is born with one, and an individual carries the one its oldest record was born with.

So a merge keeps the older ID, a split gives the other part its own former ID back, nothing is ever reused, and no
ID needs a memory of its own. A household carries the ID of its oldest individual.

An ID out of force leads to the one that stands for it (`successors`):

1. An ID follows the record that was born with it: after a merge it leads to the individual that holds this record.
2. Where this record is deleted, the ID follows what it named then: the oldest record left of its individual names its
   successor, and from then on the ID goes wherever that successor goes.
3. Where no record is left of it, nothing stands for it: it is erased, and so are the IDs that led to it.

A deleted record that comes back is another record, born later, with an ID of its own. The old ID is not given to it.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

INDIVIDUAL = "ind_"
HOUSEHOLD = "hh_"

Ints = npt.NDArray[np.int64]


def canonical_ids(records: pl.DataFrame, person: Ints, home: Ints) -> pl.DataFrame:
    """Columns record, born, individual, household: the IDs of every record. `records` has columns record and born."""
    born = records["born"].to_list()
    individuals = [INDIVIDUAL + ulid for ulid in oldest(born, person.tolist())]
    households = [HOUSEHOLD + ulid for ulid in oldest(born, home.tolist())]
    return records[["record", "born"]].hstack(
        [
            pl.Series("individual", individuals, dtype=pl.String),
            pl.Series("household", households, dtype=pl.String),
        ]
    )


def oldest(born: Sequence[str], group: Sequence[int]) -> list[str]:
    """Of each record's group the ULID that its oldest record was born with."""
    first: dict[int, str] = {}
    for ulid, one in zip(born, group, strict=True):
        first[one] = min(ulid, first.get(one, ulid))
    return [first[one] for one in group]


def born_of(id: str) -> str:
    """The ULID of the record whose individual or household has this ID."""
    return id.split("_", 1)[1]


def successors(
    before: Mapping[str, str], after: Mapping[str, str], retired: Mapping[str, str] | None = None
) -> dict[str, str | None]:
    """For every ID that was in force before and is not after: the ID in force that stands for it, None where it is
    erased. With `retired`, those retired earlier and what each led to, the same for these.

    `before` and `after`: the ULID that a record was born with -> the ID of its individual, or of its household. They
    hold all records of every ID they name. An ID in `retired` may lead to one that they do not name: it still does.
    """
    living = set(after.values())
    gone: dict[str, list[str]] = {id: [] for id in before.values() if id not in living}
    for born, id in before.items():
        if id in gone and born in after:
            gone[id].append(born)
    # The record that was born with an ID is the oldest of its members, so it decides where it is left.
    heirs: dict[str, str | None] = {id: after[min(left)] if left else None for id, left in gone.items()}
    known = retired or {}
    for id in sorted(known):
        if id not in living and id not in heirs:
            heirs[id] = _heir_of_retired(id, before, after, heirs, known)
    return heirs


def _heir_of_retired(
    id: str,
    before: Mapping[str, str],
    after: Mapping[str, str],
    heirs: Mapping[str, str | None],
    retired: Mapping[str, str],
) -> str | None:
    born = born_of(id)
    if born in after:
        return after[born]
    led_to = before.get(born, retired[id])
    for _ in retired:  # so often at most, even where a damaged graph leads in a circle
        led_to = led_to if led_to in heirs else retired.get(led_to, led_to)
    return heirs.get(led_to, led_to)
