"""Appending to the chain: its end is locked, so that several processes write one chain without gaps."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.audit.entry import SAID, Detail, Entry, Who, digest, entry, microseconds
from app.graph.store import Row, Run, Store
from app.ingest.ulid import ulid

PAGE = 50
"""Entries that are found together, by the subjects of all of them, which stand at the last."""
PAGED_AT = 1_000
"""Entries without a page that are brought into pages: each transaction that changes a full-text index costs the server
25 milliseconds. Until then they are looked through."""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain: the number and hash of its last entry. A graph begun anew has another `chain`."""

    chain: str
    seq: int
    hash: str


def record_change(
    run: Run,
    who: Who,
    action: str,
    subjects: Iterable[str] = (),
    purpose: str | None = None,
    **details: Detail,
) -> int:
    """Note a change in the transaction that makes it; call it last there. The number of the entry.

    Records that the transaction has already removed are given as "rec_<born>": their births cannot be found any more.
    """
    return append(run, [entry(who, action, subjects, purpose, details)]).seq


def record_now(
    store: Store,
    who: Who,
    action: str,
    subjects: Iterable[str] = (),
    purpose: str | None = None,
    **details: Detail,
) -> int:
    """Note something in a transaction of its own: when this returns, it is committed. The number of the entry."""
    said = entry(who, action, subjects, purpose, details)
    return store.transact(lambda run: append(run, [said])).seq


def append(run: Run, entries: Sequence[Entry]) -> Head:
    """Write entries in the order given; the new end of the chain, which stays locked until the transaction ends."""
    births = _births(run, entries)
    (start,) = run("audit/head_lock", id=ulid())
    seq, last = int(start["seq"]), str(start["hash"])
    rows: list[Row] = []
    for one in (part for whole in entries for part in whole.parts()):
        subjects = list(one.without_record_ids(births))
        said = [one.role, one.caller, one.action, subjects, one.purpose, list(one.details)]
        seq, previous = seq + 1, last
        last = digest(start["chain"], seq, previous, microseconds(one.at), said)
        # As text: the driver takes longer to pack a time than everything else of an entry.
        row = {"seq": seq, "at": one.at.isoformat(), "previous": previous, "hash": last}
        rows.append({**row, **dict(zip(SAID, said, strict=True))})
    run("audit/append", rows=rows, seq=seq, hash=last)
    if seq - start["paged"] >= PAGED_AT:
        run("audit/pages", after=start["paged"], until=seq // PAGE * PAGE, page=PAGE)
    return Head(start["chain"], seq, last)


def head(store: Store) -> Head | None:
    """The end of the chain; None where nothing was ever noted."""
    row = store.one("audit/head")
    return Head(row["chain"], row["seq"], row["hash"]) if row else None


def _births(run: Run, entries: Sequence[Entry]) -> dict[str, str]:
    records = sorted({record for one in entries for record in one.records})
    return {row["id"]: row["born"] for row in run("audit/births", ids=records)} if records else {}
