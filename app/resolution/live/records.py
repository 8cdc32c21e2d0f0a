"""Records of the graph within a transaction: each read once, with all that anybody asks of it."""

from collections.abc import Iterable, Set
from dataclasses import dataclass, field

import polars as pl

from app.graph.store import Run
from app.matching.applying import with_columns_of
from app.matching.blocked import without_blocked
from app.matching.features import add_features
from app.matching.household_ids import part_household_ids
from app.matching.limits import Limits
from app.matching.model import MatchModel
from app.resolution import reading
from app.resolution.live.cards import Card
from app.resolution.live.values import without_known_hubs


@dataclass(slots=True)
class Records:
    """As they stood when they were first asked for: what is written afterwards is not seen.

    `cards`: what the graph finds them by. `individuals`: who they were held to be.
    """

    run: Run
    model: MatchModel
    limits: Limits
    cards: dict[str, Card] = field(default_factory=dict)
    individuals: dict[str, str] = field(default_factory=dict)
    _featured: pl.DataFrame | None = None
    _clean: pl.DataFrame | None = None
    _cleaned_of: Set[str] = frozenset()
    _asked: set[str] = field(default_factory=set)
    _columns: list[str] | None = None

    def read(self, ids: Iterable[str]) -> None:
        """Have these at hand; IDs of no record are left out."""
        new = sorted(set(ids) - self._asked)
        if not new:
            return
        self._asked.update(new)
        if self._columns is None:
            self._columns = reading.columns_of(self.run("resolve/property_keys"))
        wanted = [*self._columns, *reading.DISPLAY]
        rows = self.run("live/records", ids=new, columns=wanted, nights=reading.NIGHTS)
        for row in rows:
            self.cards[row["record"]] = Card.of(row)
            if row["individual"]:
                self.individuals[row["record"]] = row["individual"]
        frame = reading.frame_of(rows, self._columns)
        frame = reading.with_visits_of((visit for row in rows for visit in row["visits"]), frame)
        frame = without_blocked(frame, {key for row in rows for key in row["blocked"]})
        frame = part_household_ids(add_features(frame), self.model.household_columns)
        self._featured = _below(self._featured, with_columns_of(self.model, frame))

    def featured(self, ids: Iterable[str]) -> pl.DataFrame:
        """These records with features and what the model asks for, in order of their IDs; hubs are still there."""
        self.read(ids)
        return _picked(self._featured, ids)

    def clean(self, ids: Iterable[str], hubs: Set[str]) -> pl.DataFrame:
        """The same without hubs."""
        wanted = set(ids)
        self.read(wanted)
        if hubs != self._cleaned_of:
            self._clean, self._cleaned_of = None, frozenset(hubs)
        there = set() if self._clean is None else set(self._clean["record"].to_list())
        if missing := wanted - there:
            new = _picked(self._featured, missing)
            if new.height:
                self._clean = _below(self._clean, without_known_hubs(new, self.limits, hubs))
        return _picked(self._clean, wanted)


def _below(above: pl.DataFrame | None, frame: pl.DataFrame) -> pl.DataFrame:
    return frame if above is None else pl.concat([above, frame], how="diagonal_relaxed")


def _picked(frame: pl.DataFrame | None, ids: Iterable[str]) -> pl.DataFrame:
    if frame is None:
        return reading.NO_RECORDS
    wanted = set(ids)
    rows = sorted((name, row) for row, name in enumerate(frame["record"].to_list()) if name in wanted)
    return frame[[row for _, row in rows]]
