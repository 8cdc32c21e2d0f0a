"""`idgraph evaluate`: the same matching in memory, without a database, against a truth that it never sees."""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import psutil

from app.errors import BadInput
from app.evaluation.judge import Judgement, judge, numbered
from app.evaluation.text import judgement, measures, paragraph
from app.fields import DEDUPLICATED_IN
from app.matching.metrics import Agreement, agreement
from app.matching.model import MatchModel
from app.memory import give_back
from app.progress import progress
from app.resolution.derive import Derived, derive
from app.resolution.record_file import read_records
from app.sources import open_source
from app.sources.mapping import ColumnMapping
from app.sources.source_file import SourceFile
from app.standardise.record import standardise_frame, values_to_standardise


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything the command prints. `households` is None where no truth was named for them. `seconds`: by step of the
    matching, and their `total`; judging the result by the truth took `judging_seconds` more."""

    records: int
    pairs: int
    peak_memory_mb: float
    seconds: dict[str, float]
    judging_seconds: float
    individuals: Agreement
    households: Agreement | None
    judgement: Judgement
    mapping: list[ColumnMapping]
    derived: Derived

    def __str__(self) -> str:
        lines = [
            f"{self.records:,} records, {self.pairs:,} pairs compared, {self.seconds['total']:.1f} s, "
            f"peak memory {self.peak_memory_mb:,.0f} MB",
            "",
            *measures("individuals", self.individuals),
            *(measures("households", self.households) if self.households else ()),
            *judgement(self.judgement),
            "",
            *paragraph("Columns", [f"{m.column} -> {m.field}" for m in self.mapping]),
            *(str(self.derived.report.fit).splitlines() if self.derived.report.fit else ()),
            *paragraph("Seconds", [f"{step} {value:.2f}" for step, value in self.seconds.items()]),
        ]
        return "\n".join(lines)

    def as_json(self) -> dict[str, Any]:
        """The object of the contract, and beside it what `judge` found."""
        return {
            "records": self.records,
            "pairs": self.pairs,
            "peak_memory_mb": round(self.peak_memory_mb, 1),
            "seconds": {name: round(value, 3) for name, value in self.seconds.items()},
            "judging_seconds": round(self.judging_seconds, 3),
            "individuals": asdict(self.individuals),
            "households": asdict(self.households) if self.households else None,
            "hubs": len(self.derived.report.hubs),
            "model": self.derived.model.version,
            "fit": asdict(self.derived.report.fit) if self.derived.report.fit else None,
            **self.judgement.as_json(),
        }


def evaluate_file(
    path: Path,
    *,
    truth: str,
    household_truth: str | None = None,
    deduplicated_in: str | None = None,
    id_column: str | None = None,
    mapping: Mapping[str, str] | None = None,
    ignore: Sequence[str] = (),
    model: MatchModel | None = None,
    examples: int = 0,
    quiet: bool = False,
) -> Evaluation:
    """Match the records of one file and compare with its truth columns, which take no part in the matching.

    `deduplicated_in`: a column that names each record's source, where every source holds one record a person.
    `model`: weigh with it instead of learning one. `examples`: how many mistakes of each kind to show with the values
    of their records.
    """
    start = time.perf_counter()
    options = ({household_truth: "--household-truth"} if household_truth else {}) | {truth: "--truth"}
    kept = options | ({deduplicated_in: "--deduplicated-in"} if deduplicated_in else {})
    truths = list(options)
    with _peak_memory() as peak:
        source = open_source(path, dict(mapping or {}), id_column=id_column, ignore=ignore, keep=kept)
        frame = _read(source, truths, quiet=quiet)
        if deduplicated_in:
            frame = frame.rename({deduplicated_in: DEDUPLICATED_IN})
        labels = frame.select("record", *truths).sort("record")
        read = time.perf_counter()
        with progress("standardise values", values_to_standardise(frame), quiet=quiet) as advance:
            standard = standardise_frame(frame.drop("row", *truths), advance=advance).frame
        del frame
        give_back()
        standardised = time.perf_counter()
        derived = derive(standard, model=model, quiet=quiet)
    homes = labels[household_truth] if household_truth else None
    seconds = {"read": read - start, "standardise": standardised - read, **derived.report.seconds}
    seconds["total"] = sum(seconds.values())
    begun = time.perf_counter()
    with progress("judge by the truth", quiet=quiet):
        judged = judge(derived, labels[truth], homes, examples=examples)
    judging = time.perf_counter() - begun
    return Evaluation(
        records=labels.height,
        pairs=derived.report.pairs,
        peak_memory_mb=peak[0] / 2**20,
        seconds=seconds,
        judging_seconds=judging,
        individuals=_agreement(derived.person, labels[truth]),
        households=_agreement(derived.homes.home, homes) if homes is not None else None,
        judgement=judged,
        mapping=source.mapping,
        derived=derived,
    )


def _read(source: SourceFile, truths: Sequence[str], *, quiet: bool) -> pl.DataFrame:
    with progress("read records", source.expected, quiet=quiet) as advance:
        frame = read_records(source, advance)
    for column in truths:
        if frame[column].null_count() == frame.height:
            raise BadInput(
                f"{source.path.name}: the truth column {column!r} is empty, there is nothing to compare with"
            )
    return frame


def _agreement(predicted: np.typing.NDArray[np.int64], truth: pl.Series) -> Agreement:
    """Over the records whose truth is known."""
    known = truth.is_not_null().to_numpy()
    return agreement(predicted[known], numbered(truth)[known])


@contextmanager
def _peak_memory() -> Iterator[list[int]]:
    """Highest resident memory of this process, in bytes, sampled while the block runs."""
    process, peak, done = psutil.Process(), [0], threading.Event()

    def watch() -> None:
        while not done.wait(0.05):
            peak[0] = max(peak[0], process.memory_info().rss)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        peak[0] = max(peak[0], process.memory_info().rss)
        done.set()
        thread.join()
