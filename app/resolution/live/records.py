"""Records of the graph within a transaction: each read once, with all that anybody asks of it."""

from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from app.fields import ATTRIBUTE_PREFIX
from app.graph.store import Row, Run
from app.matching.applying import columns_of, with_columns_of
from app.matching.blocked import without_blocked
from app.matching.features import add_features
from app.matching.household_ids import part_household_ids
from app.matching.limits import Limits
from app.matching.model import MatchModel
from app.resolution import reading
from app.resolution.live.blocks import Exceptions
from app.resolution.live.cards import Card
from app.resolution.live.values import without_known_hubs


@dataclass(slots=True)
class Records:
    """As they stood when they were first asked for: what is written afterwards is not seen.

    A search finds them as they are committed, and only what they are compared by. What a record says is the same within
    the transaction, unless that changed it, and then it was read there first. So before anything is derived of records,
    `confirm` reads those whole, and within the transaction, that were found by a search.

    `cards`: what the graph finds them by. `individuals`: who they were held to be. `visitors`: those who signed in on a
    cookie or a device; `sharers`: on one where another record did. `held`: who is held back, under which name and why.
    `marks`: how they were marked when they were first asked for: after every change otherwise. `exceptions`: what the
    graph knows of tokens.
    """

    run: Run
    model: MatchModel
    limits: Limits
    cards: dict[str, Card] = field(default_factory=dict)
    individuals: dict[str, str] = field(default_factory=dict)
    visitors: set[str] = field(default_factory=set)
    sharers: set[str] = field(default_factory=set)
    held: dict[str, tuple[str, str]] = field(default_factory=dict)
    marks: dict[str, str | None] = field(default_factory=dict)
    exceptions: Exceptions = field(init=False)
    _rows: dict[str, Row] = field(default_factory=dict)
    """Of records that no frame has yet."""
    _featured: list[pl.DataFrame] = field(default_factory=list)
    _clean: list[pl.DataFrame] = field(default_factory=list)
    """Both in pieces, as they came: most are asked for by what they came for, and so as they are."""
    _cleaned_of: Set[str] = frozenset()
    _asked: set[str] = field(default_factory=set)
    _found: set[str] = field(default_factory=set)
    """By a search, and not confirmed."""
    _columns: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.exceptions = Exceptions(self.run)
        attributes = {name for name in columns_of(self.model) if name.startswith(ATTRIBUTE_PREFIX)}
        attributes |= {ATTRIBUTE_PREFIX + name for name in self.model.household_columns}
        self._columns = reading.columns_named(attributes)

    @property
    def p(self) -> dict[str, Any]:
        """Parameters of statements that read what records say."""
        return {"columns": [*self._columns, *reading.DISPLAY]}

    def read(self, ids: Iterable[str]) -> None:
        """Have these at hand; IDs of no record are left out."""
        new = sorted(set(ids) - self._asked)
        if new:
            (found,) = self.run("live/records", ids=new, **self.p, nights=reading.NIGHTS)
            self._take(found["rows"], found["over"])
            self._know(found["rows"])
            self._asked.update(new)

    def take(self, rows: Iterable[Row], over: Iterable[Row]) -> None:
        """Have these at hand, which a search found, with the hubs that they carry; what is at hand already stays as it
        is."""
        found = [row for row in rows if row["record"] not in self._asked]
        self._take(found, over)
        ids = {row["record"] for row in found}
        self._asked |= ids
        self._found |= ids

    def confirm(self, ids: Iterable[str]) -> None:
        """Have these at hand whole, as this transaction sees them."""
        again = self._found.intersection(ids)
        if again:
            self._found -= again
            self._asked -= again
            self._featured = [*_parts(self._featured, lambda record: record not in again)]
            self._clean = [*_parts(self._clean, lambda record: record not in again)]
        self.read(ids)

    def _take(self, rows: Iterable[Row], over: Iterable[Row]) -> None:
        carried: set[str] = set()
        for row in rows:
            record = row["record"]
            self._rows[record] = row
            self.marks.setdefault(record, row["mark"])
            card = self.cards[record] = Card.of(row)
            carried |= card.carries
        self.exceptions.learn(carried, over)

    def _know(self, rows: Iterable[Row]) -> None:
        """What only those are asked of whom something is derived."""
        for row in rows:
            record = row["record"]
            if row["individual"]:
                self.individuals[record] = row["individual"]
            if row["held"]:
                self.held[record] = row["held"]["name"], row["held"]["why"]
            if row["signs_in"]:
                self.visitors.add(record)
            if any(visit["value"] for visit in row["visits"]):
                self.sharers.add(record)

    def born(self, ids: Iterable[str]) -> dict[str, str]:
        """The ULIDs that these records, which were just read, were born with."""
        return {id: self._rows[id]["born"] for id in ids if id in self._rows}

    def featured(self, ids: Iterable[str]) -> pl.DataFrame:
        """These records with features and what the model asks for, in order of their IDs; hubs are still there."""
        wanted = set(ids)
        self.read(wanted)
        if new := sorted(wanted & self._rows.keys()):
            self._featured.append(self._frame([self._rows.pop(id) for id in new]))
        return _picked(self._featured, wanted)

    def clean(self, ids: Iterable[str]) -> pl.DataFrame:
        """The same without hubs, as far as these are known."""
        wanted, hubs = set(ids), self.exceptions.hubs
        if hubs != self._cleaned_of:
            self._clean, self._cleaned_of = [], hubs
        if missing := wanted.difference(*(part["record"].to_list() for part in self._clean)):
            new = self.featured(missing)
            if new.height:
                self._clean.append(without_known_hubs(new, self.limits, hubs))
        return _picked(self._clean, wanted)

    def _frame(self, rows: list[Row]) -> pl.DataFrame:
        frame = reading.frame_of(rows, self._columns)
        frame = reading.with_visits_of((visit for row in rows for visit in row.get("visits", ())), frame)
        frame = without_blocked(frame, {key for row in rows for key in row["blocked"]})
        frame = part_household_ids(add_features(frame), self.model.household_columns)
        return with_columns_of(self.model, frame)


def _parts(frames: Iterable[pl.DataFrame], takes: Callable[[str], bool]) -> Iterator[pl.DataFrame]:
    """Of each frame the records whose IDs are taken, where there are any."""
    for frame in frames:
        rows = [row for row, record in enumerate(frame["record"].to_list()) if takes(record)]
        if rows:
            yield frame if len(rows) == frame.height else frame[rows]


def _picked(frames: Iterable[pl.DataFrame], wanted: Set[str]) -> pl.DataFrame:
    """These records in order of their IDs, as those of each frame are."""
    found = [*_parts(frames, wanted.__contains__)]
    if len(found) < 2:
        return found[0] if found else reading.NO_RECORDS
    together = pl.concat(found, how="diagonal_relaxed")
    return together[np.argsort(together["record"].to_numpy(), kind="stable")]
