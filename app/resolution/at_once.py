"""How much may happen at once before a steward has looked, where everything is derived together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from app.graph.store import Store
from app.matching.sorting import sorted_unique
from app.resolution.components import components
from app.resolution.derive import Derived, Persons, edge_floor
from app.resolution.live.people import TooLarge


class TooManyMerged(Exception):
    """So many people known before would be one with others. `news`: see `AtOnce`."""

    def __init__(self, news: Sequence[str], people: int, most: int) -> None:
        super().__init__(
            f"{people:,} people would be merged, and at most {most:,} may be by so many records at once"
        )
        self.news = news


@dataclass(frozen=True, slots=True)
class AtOnce:
    """`news`: IDs of the records that nobody has looked at. `together`: how many records one of them may hang together
    with; `merged`: how many people known before may become one with others. `left_out`: IDs of records that are held
    back and were nobody before, as if they were not there."""

    news: Sequence[str]
    together: int
    merged: int
    left_out: Sequence[str] = ()

    def check(self, store: Store, derived: Derived) -> None:
        """Raises TooLarge or TooManyMerged where what was derived goes beyond."""
        if (records := most_together(derived, self.news)) > self.together:
            raise TooLarge(records)
        if (people := _merged(store, derived)) > self.merged:
            raise TooManyMerged(self.news, people, self.merged)


def most_together(derived: Persons, news: Sequence[str]) -> int:
    """Of these records, how many hang together with the one that most do: all that edges and verdicts join with it or
    with what it is in touch with, as live resolution counts them."""
    size = derived.records.height
    scored, cannot = derived.scored, derived.limits.cannot
    probable = derived.model.probability(scored.weight) >= edge_floor(derived.model)
    pairs = [
        np.column_stack([scored.left[probable], scored.right[probable]]),
        np.column_stack([np.arange(size), derived.person]),
        np.empty((0, 2), np.int64) if cannot is None else cannot,
    ]
    joined = np.concatenate(pairs).astype(np.int32)
    whole = components(size, joined[:, 0], joined[:, 1])
    is_new = derived.records["record"].is_in(news).to_numpy()
    return int(_sizes(whole.astype(np.int64), derived.touching, is_new).max(initial=0))


def _sizes(
    whole: npt.NDArray[np.int64], touching: npt.NDArray[np.int64], is_new: npt.NDArray[np.bool_]
) -> npt.NDArray[np.int64]:
    """By row the records of its component and of all that it touches; 0 for rows that are not new."""
    own = np.flatnonzero(is_new)
    pairs = np.concatenate([touching, touching[:, ::-1], np.column_stack([own, own])])
    pairs = pairs[is_new[pairs[:, 0]]]
    reached = sorted_unique((pairs[:, 0] << 32) | whole[pairs[:, 1]])
    records = np.bincount(whole)[reached & 0xFFFFFFFF]
    return np.bincount(reached >> 32, weights=records, minlength=len(whole)).astype(np.int64)


def _merged(store: Store, derived: Derived) -> int:
    """How many people of the graph would be one with others."""
    stood = pl.DataFrame(
        store.read("resolve/members"), schema={"record": pl.String, "individual": pl.String}, orient="row"
    )
    now = derived.records.select("record", person=pl.Series(derived.person))
    people = now.join(stood, on="record").group_by("person").agg(pl.col("individual").n_unique())
    return int((people["individual"] - 1).sum())
