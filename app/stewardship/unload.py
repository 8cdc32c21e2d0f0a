"""Taking a source file back: afterwards records, identifiers, consents and what follows are as if it had never come.

Every record and statement knows the loads that brought it, and a record keeps what it said before each load that
changed it. What another load brought as well, stays; what a load had changed, comes back. A record keeps its birth, and
with it the ID that may be its individual's, as long as any load has it.

A large file is taken back in pieces. Each is a transaction that leaves the graph as deriving all of it would; where one
is cut short, the same again goes on with what is left, as the loads themselves go last.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from app.audit import Who, record_change
from app.errors import Conflict, NotFound
from app.feed.entries import last
from app.feed.net import net_changes
from app.graph.lease import lease
from app.graph.store import Row, Run, Store, batches, retold
from app.progress import progress
from app.resolution.live import Effects, rederive
from app.stewardship.outcome import Outcome
from app.stewardship.unload_evidence import (
    Loads,
    Taken,
    everything,
    forget_loads,
    take_back,
    take_back_statements,
    tidied,
)
from app.stewardship.unload_pieces import PIECE, Piece, by_household


def loads(store: Store, source: str | None = None) -> list[Row]:
    """The loads of files, oldest first; times in ISO 8601. `done_at` is missing where one was cut short."""
    rows = store.read("unload/loads", source=source)
    return [
        {name: value.iso_format() if hasattr(value, "iso_format") else value for name, value in row.items()}
        for row in rows
    ]


def as_table(rows: Iterable[Row]) -> str:
    """Loads for a person to read."""
    lines = [_line(row) for row in rows]
    return "\n".join(lines) or "No file was loaded yet"


def _line(row: Row) -> str:
    head = f"{row['id']}  {row['source']:<16} {row['kind']:<8} {row['at'][:19]}"
    if not row["done_at"]:
        return f"{head}  cut short, or still running"
    counts = ", ".join(f"{name} {row[name]:,}" for name in ("new", "changed", "unchanged", "quarantined"))
    return f"{head}  {row['rows']:,} rows: {counts}"


def unload(
    store: Store, who: Who, source: str, load: str | None = None, *, dry_run: bool = False, quiet: bool = True
) -> Outcome:
    """Take back one load of a source, or all. What a dry run says is done in one transaction, and undone.

    Raises NotFound, and Conflict while the source is being loaded, somebody erased, or everything resolved.
    """
    with lease(store, f"load of {source}"):
        if store.read("ingest/erasing"):  # who is erased, or kept too long, goes out of what was read
            raise Conflict("Somebody is being erased just now: try again in a moment")
        work = _Unload(store, who, _asked(store, source, load), dry_run=dry_run)
        effects = work.at_once() if dry_run else work.in_pieces(quiet=quiet)
    what = f"load {load} of {source}" if load else f"{source}, all of it,"
    verdicts = len(work.taken.verdicts)
    notes = (f"{verdicts:,} verdicts of stewards are about records that go, and go with them",)
    return Outcome(
        f"{what} is taken back",
        effects,
        dry_run,
        evidence=dict(work.taken.counts),
        notes=notes if verdicts else (),
    )


def _asked(store: Store, source: str, load: str | None) -> Loads:
    known = retold(store.read("unload/loads", source=source))
    if not known:
        raise NotFound(f"No file was loaded as {source}; `idgraph loads` lists what there is")
    ids = {row["id"] for row in known}
    if load is not None and load not in ids:
        raise NotFound(f"{source} has no such load; `idgraph loads {source}` lists what there is")
    return Loads(source, known, ids if load is None else {load})


@dataclass(slots=True)
class _Unload:
    """`taken`: what was taken back so far."""

    store: Store
    who: Who
    loads: Loads
    dry_run: bool = False
    taken: Taken = field(default_factory=Taken)

    def at_once(self) -> Effects:
        """All that is left, and the loads with it."""
        return self._commit(self._rest)

    def in_pieces(self, *, quiet: bool) -> Effects:
        """The same in as many transactions as it needs; what all of them did together."""
        found = everything(self.store.read, self.loads)
        said = self.store.read("unload/consents", **self.loads.p)
        if (total := len(found) + len(said)) <= PIECE:
            return self.at_once()
        since, done = last(self.store), Effects()
        with progress(f"Taking back {self.loads.source}", total, quiet=quiet) as advance:
            for piece in self._pieces(found):
                done = done.and_then(self._commit(partial(self._piece, piece, found.keys)))
                advance(len(piece))
            for rows in batches(said, PIECE):
                self._commit(partial(self._statements, rows))
                advance(len(rows))
            for keys in batches(sorted(found.keys), PIECE):  # a device stays while any cookie was seen on it
                self._commit(partial(self._tidy, keys))
            done = done.and_then(self.at_once())
        changes = [change.row() for change in net_changes(self.store, done.changes, since)]
        return replace(done, records=len(self.taken.touched), changes=changes)

    def _pieces(self, found: Piece) -> Iterable[Piece]:
        """Records first; what is left then of the cookies and devices goes by itself."""
        yield from (Piece(rows=rows) for rows in by_household(found.rows, PIECE))
        yield from (Piece(keys=set(keys)) for keys in batches(sorted(found.keys - self.taken.online), PIECE))
        yield from (Piece(records=set(records)) for records in batches(sorted(found.records), PIECE))

    def _piece(self, piece: Piece, seen: set[str], run: Run) -> Taken:
        return take_back(run, self.loads, piece, seen - self.taken.online)

    def _statements(self, rows: Sequence[Row], run: Run) -> Taken:
        return take_back_statements(run, self.loads, rows)

    def _tidy(self, keys: Sequence[str], run: Run) -> Taken:
        return Taken(counts=Counter(identifiers_removed=tidied(run, keys)))

    def _rest(self, run: Run) -> Taken:
        found = everything(run, self.loads)
        taken = take_back(run, self.loads, found, found.keys)
        taken.add(take_back_statements(run, self.loads, run("unload/consents", **self.loads.p)))
        taken.add(forget_loads(run, self.loads))
        return taken

    def _commit(self, take: Callable[[Run], Taken]) -> Effects:
        """One transaction; `taken` has it when it is done, as it may begin anew."""
        taken = Taken()

        def change(run: Run) -> set[str]:
            nonlocal taken
            taken = take(lambda name, /, **p: retold(run(name, **p)))
            subjects = [f"load_{one}" for one in self.loads.gone]
            record_change(run, self.who, "file unloaded", subjects, records=taken.counts["records_removed"])
            return taken.touched

        effects = rederive(self.store, change, dry_run=self.dry_run)
        self.taken.add(taken)
        return effects
