"""The ledger: statements are added to it and never changed."""

from collections.abc import Iterable
from typing import NamedTuple

from app.graph.store import Row, Run, Store
from app.ingest.tombstones import erased


class Recorded(NamedTuple):
    """Numbers of statements: new ones, those that were there, those about somebody who was erased, left out."""

    new: int
    known: int
    suppressed: int


def record(store: Store, rows: Iterable[Row]) -> Recorded:
    """Add statements, as `statements.row_of` makes them, all or none; committed when this returns."""
    by_id = {row["props"]["id"]: row for row in rows}
    return store.transact(lambda run: _record(run, store, by_id))


def _record(run: Run, store: Store, by_id: dict[str, Row]) -> Recorded:
    # Held before tombstones are asked for: whoever is being erased just now is either still there, or has one.
    run("track/identifiers_lock", rows=sorted({row["identifier"]["key"] for row in by_id.values()}))
    gone = erased(run, store.home, {id: [row["identifier"]["key"]] for id, row in by_id.items()})
    known = {row["id"] for row in run("ingest/consents_known", ids=sorted(by_id.keys() - gone))}
    append(run, [row for id, row in by_id.items() if id not in gone])
    return Recorded(len(by_id) - len(known) - len(gone), len(known), len(gone))


def append(run: Run, rows: list[Row]) -> None:
    """Add statements within a transaction, in the order of identifiers: whoever else adds to the same ones waits."""
    if rows:
        run("ingest/consents_append", rows=sorted(rows, key=_key))


def _key(row: Row) -> tuple[str, str]:
    return row["identifier"]["key"], row["props"]["id"]
