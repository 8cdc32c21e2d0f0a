"""Appending to the chain: its end is locked, so that several processes write one chain without gaps."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.audit.entry import MOST_SUBJECTS, SAID, Detail, Entry, Who, digest, entry, microseconds
from app.graph.store import Row, Run, Store
from app.ingest.ulid import ulid

PAGE = 50
"""Entries that are found together: each in the index for itself, they cost the server as much as the look-ups that they
tell of. With at most `MOST_SUBJECTS` subjects, or one entry."""


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
    run("audit/append", rows=[row for page in _pages(rows) for row in page], seq=seq, hash=last)
    return Head(start["chain"], seq, last)


def head(store: Store) -> Head | None:
    """The end of the chain; None where nothing was ever noted."""
    row = store.one("audit/head")
    return Head(row["chain"], row["seq"], row["hash"]) if row else None


def _pages(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Rows side by side; the last one of each page gets whom any of them is `about`, and the number `about_after` which
    they come."""
    page: list[Row] = []
    about: set[str] = set()
    for row in rows:
        if page and (len(page) == PAGE or len(about.union(row["subjects"])) > MOST_SUBJECTS):
            yield _closed(page, about)
            page, about = [], set()
        page.append(row)
        about.update(row["subjects"])
    if page:
        yield _closed(page, about)


def _closed(page: list[Row], about: set[str]) -> list[Row]:
    if about:
        page[-1] |= {"about": sorted(about), "about_after": page[0]["seq"] - 1}
    return page


def _births(run: Run, entries: Sequence[Entry]) -> dict[str, str]:
    records = sorted({record for one in entries for record in one.records})
    return {row["id"]: row["born"] for row in run("audit/births", ids=records)} if records else {}
