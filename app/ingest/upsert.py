"""What the three kinds of rows have in common on their way into the graph."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import polars as pl

from app.graph.store import Row, Store
from app.ingest.counts import Counts
from app.ingest.times import moments
from app.ingest.tombstones import erased
from app.sources import SourceFile

T = TypeVar("T")
REMEMBERED = 10
"""Later loads that a record or statement remembers to have been in, each time it was as before."""


@dataclass(frozen=True)
class Upsert(ABC):
    """Brings the rows of one load into the graph, batch by batch. Without a store it does all but that."""

    store: Store | None
    file: SourceFile
    source: str
    load_id: str
    now: datetime

    @abstractmethod
    def prepare(self, raw: pl.DataFrame) -> Callable[[], Counts]:
        """Do what needs no batch before this one to be in the graph; what is returned does the rest.

        Batches are prepared in the order of the file, and written one at a time in that order.
        """

    def read(self, name: str, **p: Any) -> list[Row]:
        """Rows of a statement; none where there is no store."""
        return self.store.read(name, **p) if self.store else []

    def without_erased(self, rows: list[T], names: Callable[[T], Iterable[str]], counts: Counts) -> list[T]:
        """The rows none of whose names has a tombstone; the others count as suppressed."""
        if not self.store or not rows:
            return rows
        named = {str(index): list(names(row)) for index, row in enumerate(rows)}
        gone = erased(self.read, self.store.home, named)
        counts.suppressed += len(gone)
        return [row for index, row in enumerate(rows) if str(index) not in gone] if gone else rows

    def write(self, statements: Iterable[tuple[str, Row]]) -> None:
        """Run those statements that have rows, in one transaction."""
        filled = [(name, p) for name, p in statements if p["rows"]]
        if self.store and filled:
            self.store.write_together(filled)

    def state(self, rows: Mapping[str, Row]) -> tuple[int, int]:
        """Append consent statements, by ID, to the ledger: how many are new, and how many it had already."""
        known = {row["id"] for row in self.read("ingest/consents_known", ids=list(rows))} if rows else set()
        new = [row for key, row in rows.items() if key not in known]
        for row in new:
            row["props"]["load_id"] = self.load_id
        self.write(
            [
                ("ingest/consents_append", {"rows": new}),
                ("ingest/consents_confirm", self.brought(sorted(known))),
            ]
        )
        return len(new), len(known)

    def brought(self, ids: Iterable[str]) -> Row:
        """What the statements take that note what this load has found as it was."""
        return {"rows": list(ids), "load": self.load_id, "most": REMEMBERED}

    def seen(self, raw: pl.DataFrame) -> list[datetime]:
        """When each row was last changed, or happened."""
        return moments(raw["updated_at"] if "updated_at" in raw.columns else [None] * raw.height, self.now)
