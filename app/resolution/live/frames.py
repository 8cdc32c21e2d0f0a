"""Records of the graph as frames: read once a transaction, blocked values left out, features and hubs as in bulk."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import polars as pl

from app.graph.store import Run
from app.matching.applying import with_columns_of
from app.matching.blocked import without_blocked
from app.matching.features import add_features
from app.matching.household_ids import part_household_ids
from app.matching.hubs import without_hubs
from app.matching.limits import Limits
from app.matching.model import MatchModel
from app.resolution import reading
from app.resolution.known import Known, known_hubs


@dataclass(slots=True)
class Frames:
    """Reads records as they stand in this transaction."""

    run: Run
    model: MatchModel
    limits: Limits
    _read: pl.DataFrame | None = None
    _known: set[str] = field(default_factory=set)
    _blocked: set[str] = field(default_factory=set)

    def of(self, ids: Iterable[str]) -> pl.DataFrame:
        """The standardised frame of these records, in the order of their IDs; IDs of no record are left out."""
        wanted = set(ids)
        new = sorted(wanted - self._known)
        if new:
            self._known.update(new)
            self._blocked |= {row["key"] for row in self.run("live/blocked", ids=new)}
            frame = self.without_blocked(reading.some_records(self.run, new))
            self._read = (
                frame if self._read is None else pl.concat([self._read, frame], how="diagonal_relaxed")
            )
        if self._read is None:
            return reading.NO_RECORDS
        return self._read.filter(pl.col("record").is_in(sorted(wanted))).sort("record")

    def featured(self, ids: Iterable[str]) -> pl.DataFrame:
        """With features and what the model asks for; hubs are still there."""
        frame = part_household_ids(add_features(self.of(ids)), self.model.household_columns)
        return with_columns_of(self.model, frame)

    def without_blocked(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Without the values of these records that stewards blocked."""
        return without_blocked(frame, self._blocked) if self._blocked else frame

    def without_hubs(self, featured: pl.DataFrame, known: Known) -> pl.DataFrame:
        """Without what is no evidence."""
        return without_hubs(featured, known_hubs(featured, self.limits, known.hubs))
