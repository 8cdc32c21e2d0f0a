"""The files of the demo: five sources as companies keep them, their truth, a table for `idgraph evaluate`.

The truth stands in `truth.csv`, and in `person` and `household` of `evaluate.parquet`; no source has it.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from app.demo.chance import chance
from app.demo.consents import Consent, consents
from app.demo.people import TODAY
from app.demo.pools import build_pools
from app.demo.population import World, build_world
from app.demo.records import Record, RecordMaker
from app.demo.spoil import rename_second_accounts, spoil
from app.demo.tables import (
    Row,
    account_row,
    consent_rows,
    evaluation_row,
    loyalty_row,
    newsletter_row,
    truth_rows,
    visit_rows,
)
from app.demo.visits import VisitLog, log_visits
from app.demo.writers import Writer, json_lines, latin_csv, parquet, utf8_csv
from app.errors import BadInput, CannotWrite
from app.progress import Advance, progress

FEWEST_PEOPLE, MOST_PEOPLE = 50, 900_000
"""Fewer could leave a source empty; more would not fit six digits."""


@dataclass(frozen=True)
class DemoFile:
    """One file, its number of rows, and what is special about it."""

    name: str
    rows: int
    about: str


@dataclass(frozen=True)
class DemoSummary:
    """What was written. `cases`: how often each special case stands among the people."""

    folder: Path
    people: int
    households: int
    records: int
    files: list[DemoFile]
    cases: dict[str, int]

    def __str__(self) -> str:
        width = max(len(str(self.folder / file.name)) for file in self.files) + 1
        files = (
            f"  {self.folder / file.name!s:<{width}}{file.rows:>9,}  {file.about}" for file in self.files
        )
        return "\n".join(
            [
                f"{self.people:,} people in {self.households:,} households, {self.records:,} records:",
                *files,
                "Among them: " + ", ".join(f"{count:,} × {case}" for case, count in self.cases.items()),
            ]
        )


def write_demo_data(
    folder: Path, people: int = 5000, seed: int = 1, quiet: bool = False, *, today: date | None = None
) -> DemoSummary:
    """Write the demo files of `people` persons into `folder`; the same people, seed and day give the same bytes.

    Another day than the usual 2025-06-30 makes the same happen to the same people, whole weeks later or earlier.
    Raises BadInput where `people` is out of range, CannotWrite where the folder cannot be written.
    """
    if not FEWEST_PEOPLE <= people <= MOST_PEOPLE:
        raise BadInput(f"--people must be from {FEWEST_PEOPLE} to {MOST_PEOPLE:,}, not {people:,}")
    pools = build_pools(seed)
    with progress("Demo people", people, quiet=quiet) as advance:
        world = build_world(people, pools, chance(seed, "people"), advance)
    with progress("Demo records, by person", people, quiet=quiet) as advance:
        maker = RecordMaker(pools, chance(seed, "records"))
        records = _records(world, maker, chance(seed, "faults"), advance)
    with progress("Demo visits, by person", people, quiet=quiet) as advance:
        log = log_visits(world, _accounts(records), chance(seed, "visits"), advance)
    statements = _as_of(today or TODAY, records, log, consents(records, log, chance(seed, "consents")))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        written = _write(folder, records, log, statements, quiet)
    except OSError as error:
        raise CannotWrite(f"cannot write the demo files to {folder}: {error.strerror}") from error
    return DemoSummary(
        folder, people, len(world.households), len(records), written, dict(sorted(world.cases.items()))
    )


def _records(world: World, maker: RecordMaker, rng: random.Random, advance: Advance) -> list[Record]:
    """Every record with its faults, by source and number: neighbours in a file have nothing in common."""
    records: list[Record] = []
    for person, household in world.members():
        own = maker.of(person, household)
        rename_second_accounts(own, rng)
        for record in own:
            spoil(record, rng)
        records.extend(own)
        advance(1)
    return sorted(records, key=lambda record: (record.source, record.id))


def _as_of(
    today: date, records: Iterable[Record], log: VisitLog, statements: Iterable[Consent]
) -> list[Consent]:
    """Let all of it happen up to the week of `today`: what people allow ends by itself, so old files allow nothing."""
    later = timedelta(weeks=(today - TODAY).days // 7)
    for record in records:
        record.at += later
    for visit in log.visits:
        visit.at += later
    return [one._replace(at=one.at + later) for one in statements]


def _accounts(records: Iterable[Record]) -> dict[str, list[Record]]:
    by_person: dict[str, list[Record]] = {}
    for record in records:
        if record.source == "accounts":
            by_person.setdefault(record.person, []).append(record)
    return by_person


def _write(
    folder: Path, records: Sequence[Record], log: VisitLog, statements: list[Consent], quiet: bool
) -> list[DemoFile]:
    def of(source: str, form: Callable[[Record], Row]) -> Iterator[Row]:
        return (form(record) for record in records if record.source == source)

    plan: list[tuple[str, str, Writer, Iterable[Row]]] = [
        (
            "loyalty.csv",
            "shop loyalty cards; `;`, latin-1, French dates",
            latin_csv,
            of("loyalty", loyalty_row),
        ),
        ("accounts.jsonl", "web accounts; empty fields left out", json_lines, of("accounts", account_row)),
        (
            "newsletter.parquet",
            "newsletter and partners; one name column",
            parquet,
            of("newsletter", newsletter_row),
        ),
        ("visits.jsonl", "cookies, devices, IPs; accounts where signed in", json_lines, visit_rows(log)),
        ("consents.jsonl", "by contact point, purpose and channel", json_lines, consent_rows(statements)),
        ("truth.csv", "person and household of all the above", utf8_csv, truth_rows(records, log)),
        (
            "evaluate.parquet",
            "all records with truth, for `idgraph evaluate`",
            parquet,
            map(evaluation_row, records),
        ),
    ]
    written: list[DemoFile] = []
    with progress("Demo files", len(plan), quiet=quiet) as advance:
        for name, about, write, rows in plan:
            written.append(DemoFile(name, write(folder / name, rows), about))
            advance(1)
    return written
