"""A file into the graph, as the list of its steps: read, map, standardise, upsert, report."""

import re
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from app.collector import without_collector
from app.errors import BadInput, Conflict
from app.graph.behind import behind
from app.graph.lease import lease
from app.graph.store import BATCH, Row, Store, batches
from app.ingest.bad_rows import sparing
from app.ingest.births import go_on_from_the_youngest
from app.ingest.consents import Consents
from app.ingest.counts import Counts
from app.ingest.people import People
from app.ingest.report import LoadReport
from app.ingest.ulid import ulid
from app.ingest.upsert import Upsert
from app.ingest.visits import Visits
from app.progress import progress
from app.sources import Quarantine, SourceFile
from app.sources.mapping import Kind

_MOST_REASONS = 10
_ROWS = 2 * BATCH
"""Read and standardised at once: more rows repeat more values, which are standardised once each."""
_WAITING = 2
"""Batches that are ready while another is being written."""
_KINDS: dict[Kind, type[Upsert]] = {
    "people": People,
    "visits": Visits,
    "consents": Consents,
}


@dataclass(frozen=True)
class About:
    """What the data catalogue says of a source. None leaves what it says already; `trust` goes from 0 to 1.
    `deduplicated`: it promises one record a person."""

    name: str
    owner: str | None = None
    trust: float | None = None
    licence: str | None = None
    deduplicated: bool | None = None

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}", self.name):
            raise BadInput(f"The source {self.name!r} needs a name of letters, digits, '_', '.' and '-'")
        if self.trust is not None and not 0 <= self.trust <= 1:
            raise BadInput(f"--trust {self.trust} is not between 0 and 1")


def quarantine_for(home: Path, source: str) -> Quarantine:
    """Where the bad rows of one load go: a file of its own, made with the first of them."""
    return Quarantine(home / "quarantine" / f"{source}-{ulid()}.jsonl")


def load(store: Store, file: SourceFile, about: About, *, quiet: bool = False) -> LoadReport:
    """Load an opened file. Doing it again, or after it was cut short, is harmless.

    Raises BadInput where events come as this source, UnreadableFile, CannotWrite (the quarantine file),
    GraphUnavailable, or Conflict where this source is being loaded already, somebody is being erased, or trust or a
    promise changes while everything is being resolved. Each batch is one transaction: what was loaded before an error
    stays.
    """
    start, now = time.monotonic(), datetime.now(UTC)
    with lease(store, f"load of {about.name}"), file.quarantine:
        _check_source(store, about.name)
        if store.read("ingest/erasing"):
            raise Conflict("Somebody is being erased just now: load again in a moment")
        file.quarantine.spared = sparing(store, about.name, file.mapping)
        go_on_from_the_youngest(store.read)
        load_id = ulid()
        _begin(store, about, id=load_id, kind=file.kind, at=now)
        upsert = _KINDS[file.kind](store, file, about.name, load_id, now)
        counts = _upsert(file, upsert, f"Loading {about.name}", quiet)
        read: Row = {"rows": file.read, "quarantined": file.quarantine.count}
        store.write("ingest/source_refreshed", name=about.name, at=now, **read)
        found: Row = {"new": counts.new, "changed": counts.changed, "unchanged": counts.unchanged}
        store.write("ingest/load_done", id=load_id, **read, **found)
    return _report(file, about.name, counts, start, load_id=load_id)


def _check_source(store: Store, name: str) -> None:
    """Whoever sends events as a source, be it a browser, would write over what a file says of people."""
    if store.read("ingest/source_told", name=name)[0]["told"]:
        raise _events_come(name)


def _events_come(name: str) -> BadInput:
    return BadInput(
        f"Events come as the source {name}, or a write key has this name: load the file as another one"
    )


def _begin(store: Store, about: About, **load: Any) -> None:
    """Note the load and what is said of its source. Where resolution asks for it and heard other things before, all
    records of the source wait: they are marked first, that whoever is cut short finds the difference again, and nobody
    is resolved in between."""
    said = store.one("unload/source", name=about.name) or {}
    news = [name for name, value in said.items() if getattr(about, name) not in (None, value)]
    waiting = [row["record"] for row in store.read("unload/of_source", source=about.name)] if news else []
    with lease(store, "resolve") if waiting else nullcontext():
        if waiting:  # who changes people holds this: who began before the lease was taken is done now
            store.write("live/begin")
        for ids in batches(waiting, BATCH):
            store.write("live/wait", ids=ids, mark=ulid())
        if not store.write("ingest/load_begun", about=asdict(about), **load):
            raise _events_come(about.name)


def check(file: SourceFile, source: str, *, quiet: bool = False) -> LoadReport:
    """Everything that a load does but the writing; needs no database, so what is new is not known."""
    start = time.monotonic()
    upsert = _KINDS[file.kind](None, file, source, ulid(), datetime.now(UTC))
    found = _upsert(file, upsert, f"Checking {source}", quiet)
    counts = Counts(unusable=found.unusable, doubtful=found.doubtful)
    return _report(file, source, counts, start, dry_run=True)


def _upsert(file: SourceFile, upsert: Upsert, what: str, quiet: bool) -> Counts:
    """Prepare each batch while the ones before it are being written."""
    counts = Counts()
    with (
        progress(what, file.expected, quiet=quiet) as advance,
        without_collector(),
        behind(_WAITING) as submit,
    ):
        for raw in file.batches(_ROWS):
            write = upsert.prepare(raw)
            # A bad row has to be safe in its file before the rows beside it are in the graph.
            file.quarantine.flush()
            submit(partial(_write, write, counts))
            advance(raw.height)
    return counts


def _write(write: Callable[[], Counts], counts: Counts) -> None:
    counts.add(write())


def _report(
    file: SourceFile,
    source: str,
    counts: Counts,
    start: float,
    *,
    load_id: str | None = None,
    dry_run: bool = False,
) -> LoadReport:
    quarantine = file.quarantine
    return LoadReport(
        source=source,
        kind=file.kind,
        format=file.format,
        mapping=file.mapping,
        read=file.read,
        new=counts.new,
        changed=counts.changed,
        unchanged=counts.unchanged + file.repeated,
        quarantined=quarantine.count,
        quarantine_file=quarantine.path if quarantine.count else None,
        reasons=dict(quarantine.reasons.most_common(_MOST_REASONS)),
        seconds=time.monotonic() - start,
        unusable=dict(counts.unusable.most_common()),
        doubtful=dict(counts.doubtful.most_common()),
        warnings=file.warnings,
        dry_run=dry_run,
        load_id=load_id,
        suppressed=counts.suppressed,
        consents=counts.consents,
        consents_known=counts.consents_known,
    )
