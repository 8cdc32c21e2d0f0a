"""What is due by one retention rule, and how it goes: one class for each kind of thing that a rule can be about."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from app.audit import Who, record_change
from app.audit.prune import prune
from app.errors import CannotWrite
from app.graph.store import Row, Run, Store, batches
from app.ingest.ulid import ulid_at
from app.privacy.former import former_with, without
from app.privacy.holdings import identifiers_of
from app.privacy.removal import lock, remove
from app.privacy.rules import Rule
from app.resolution.live import rederive
from app.settings import Settings

_TOGETHER = 200
_ASKED_TOGETHER = 2_000
_FORMER_TOGETHER = 50_000
"""Cookies or devices for which all former records are looked through once."""


@dataclass
class Due:
    """What was found: how many, by source where there are any, and when the oldest was last of use.

    `people`: individuals it is about. `held`: as old, but kept, for the person had processing restricted.
    """

    due: int = 0
    people: int = 0
    held: int = 0
    by_source: Counter[str] = field(default_factory=Counter)
    oldest: datetime | None = None

    def note(self, at: datetime | None, source: str | None = None) -> None:
        self.due += 1
        if source:
            self.by_source[source] += 1
        if at and (self.oldest is None or at < self.oldest):
            self.oldest = at


@dataclass(frozen=True)
class Place:
    """Where things are kept, and who removes them."""

    store: Store
    settings: Settings
    who: Who


class Kind(Protocol):
    """Of one rule: what is due, then to be removed in steps, each of which says how many went."""

    def look(self) -> Due: ...

    def remove(self) -> Iterator[int]: ...


@dataclass
class Records:
    """Source records of people who have not acted for long."""

    place: Place
    rule: Rule
    before: datetime
    sources: Sequence[str]
    _ids: list[str] = field(default_factory=list)

    def look(self) -> Due:
        due, people = Due(), set()
        self._ids = []
        store = self.place.store
        found = store.stream("privacy/retention_candidates", sources=list(self.sources), before=self.before)
        for batch in batches(found, _ASKED_TOGETHER):
            for row in self._due(store.read, [row["id"] for row in batch]):
                if row["restricted"]:
                    due.held += 1
                    continue
                self._ids.append(row["id"])
                people.add(row["individual"])
                due.note(row["last"].to_native(), row["source"])
        due.people = len(people)
        return due

    def remove(self) -> Iterator[int]:
        for start in range(0, len(self._ids), _TOGETHER):
            gone: list[str] = []
            rederive(self.place.store, self._change(self._ids[start : start + _TOGETHER], gone))
            yield len(gone)

    def _due(self, run: Run, ids: list[str]) -> list[Row]:
        return run("privacy/retention_records", ids=ids, before=self.before)

    def _change(self, ids: list[str], gone: list[str]) -> Callable[[Run], list[str]]:
        def change(run: Run) -> list[str]:
            """Look again once they are held: a person may have acted meanwhile."""
            lock(run, ids, [])
            rows = [row for row in self._due(run, ids) if not row["restricted"]]
            gone[:] = [row["id"] for row in rows]
            own, _ = identifiers_of(run, gone)
            lock(run, [], [one["key"] for one in own])
            removed = remove(run, gone, own)
            _note(run, self.place.who, self.rule, rows, removed.identifiers)
            return [*gone, *removed.moved]

        return change


@dataclass
class Online:
    """Cookies or devices, and their values on the records that carry them."""

    place: Place
    rule: Rule
    before: datetime
    _found: list[Row] = field(default_factory=list)

    def look(self) -> Due:
        due = Due()
        name = "privacy/retention_cookies" if self.rule.what == "cookies" else "privacy/retention_devices"
        self._found = []
        for row in self.place.store.stream(name, since=self.rule.since, before=self.before):
            if row["restricted"]:
                due.held += 1
                continue
            self._found.append(row)
            due.note(row["at"].to_native())
        return due

    def remove(self) -> Iterator[int]:
        # First, as nothing is due that is gone already; who comes back meanwhile loses no more than a former version.
        for batch in batches(self._found, _FORMER_TOGETHER):
            former = former_with(self.place.store.read, [row["key"] for row in batch])
            self.place.store.write("privacy/former_forget", rows=former.without_browsers)
        for batch in batches(self._found, _TOGETHER):
            gone: list[Row] = []
            rederive(self.place.store, self._change(batch, gone))
            yield len(gone)

    def _change(self, found: list[Row], gone: list[Row]) -> Callable[[Run], list[str]]:
        def change(run: Run) -> list[str]:
            """Look again once they are held: somebody may have come back meanwhile, or signed in there."""
            keys = self._due(run, sorted(row["key"] for row in found))
            gone[:] = [row for row in found if row["key"] in keys]
            carriers = run("privacy/online_carriers", keys=keys)
            ids = [row["id"] for row in carriers]
            lock(run, ids, [])
            forgotten = frozenset(keys)
            rows = [{"id": row["id"], "said": without(row["said"], forgotten)} for row in carriers]
            run("privacy/online_forget", rows=rows)
            removed = remove(run, [], gone)
            _note(run, self.place.who, self.rule, [], len(keys))
            return [*ids, *removed.moved]

        return change

    def _due(self, run: Run, keys: list[str]) -> list[str]:
        rows = run("privacy/retention_online", keys=keys, since=self.rule.since, before=self.before)
        return [row["key"] for row in rows]


@dataclass
class FormerRecords:
    """What records said before loads of long ago."""

    place: Place
    rule: Rule
    before: datetime
    _ids: list[str] = field(default_factory=list)

    def look(self) -> Due:
        due = Due()
        self._ids = []
        for row in self.place.store.stream("privacy/retention_former", before=ulid_at(self.before)):
            if row["restricted"]:
                due.held += 1
                continue
            self._ids.append(row["id"])
            due.note(None, row["source"])
        return due

    def remove(self) -> Iterator[int]:
        for batch in batches(({"id": id} for id in self._ids), _ASKED_TOGETHER):
            self.place.store.write("unload/former_remove", ids=[row["id"] for row in batch])
            yield len(batch)


@dataclass
class Messages:
    """Events of the tracking API that are remembered to count once."""

    place: Place
    rule: Rule
    before: datetime

    def look(self) -> Due:
        (row,) = self.place.store.read("privacy/retention_messages", before=self._day)
        oldest = datetime.fromordinal(row["oldest"]).replace(tzinfo=UTC) if row["oldest"] else None
        return Due(due=row["due"], oldest=oldest)

    def remove(self) -> Iterator[int]:
        while forgotten := self.place.store.write(
            "track/messages_forget", before=self._day, most=_ASKED_TOGETHER
        ):
            if not forgotten[0]["forgotten"]:
                return
            yield forgotten[0]["forgotten"]

    @property
    def _day(self) -> int:
        return self.before.toordinal()


@dataclass
class QuarantineFiles:
    """Files of bad rows, as old as the time in their names says."""

    place: Place
    rule: Rule
    before: datetime
    fits: Callable[[str], bool]
    _paths: list[Path] = field(default_factory=list)

    def look(self) -> Due:
        due, before = Due(), ulid_at(self.before)
        self._paths = []
        for path in sorted((self.place.settings.home / "quarantine").glob("*.jsonl")):
            source, _, made = path.stem.rpartition("-")
            if made < before and self.fits(source):
                self._paths.append(path)
                due.note(None, source)
        return due

    def remove(self) -> Iterator[int]:
        for path in self._paths:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise CannotWrite(f"The file {path} cannot be removed: {error.strerror}") from None
            yield 1


@dataclass
class AuditEntries:
    """The oldest part of the audit's chain; what stays can still be verified."""

    place: Place
    rule: Rule
    before: datetime

    def look(self) -> Due:
        return Due(due=self._prune(dry_run=True))

    def remove(self) -> Iterator[int]:
        yield self._prune(dry_run=False)

    def _prune(self, *, dry_run: bool) -> int:
        place = self.place
        return prune(place.store, place.settings, place.who, self.before, dry_run=dry_run).entries


def _note(run: Run, who: Who, rule: Rule, rows: list[Row], identifiers: int) -> None:
    subjects = {f"rec_{row['born']}" for row in rows} | {
        row["individual"] for row in rows if row["individual"]
    }
    record_change(
        run,
        who,
        "retention applied",
        sorted(subjects),
        rule=rule.name,
        records=len(rows),
        identifiers=identifiers,
    )
