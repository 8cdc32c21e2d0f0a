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
from app.matching.metrics import Agreement, agreement
from app.progress import progress
from app.resolution.derive import Derived, derive
from app.sources import open_source
from app.standardise.record import standardise_frame

_BATCH = 50_000


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything the command prints. `individuals` and `households` are None where no truth was named for them."""

    records: int
    pairs: int
    peak_memory_mb: float
    seconds: dict[str, float]
    individuals: Agreement | None
    households: Agreement | None
    mapping: list[Any]
    derived: Derived

    def __str__(self) -> str:
        lines = [
            f"{self.records:,} records, {self.pairs:,} pairs compared, peak memory {self.peak_memory_mb:,.0f} MB",
            "",
        ]
        lines += [f"  {m.column} -> {m.field} ({m.why})" for m in self.mapping]
        for name, found in (("individuals", self.individuals), ("households", self.households)):
            for measure, q in (("pairwise", found.pairwise), ("B-cubed", found.b_cubed)) if found else ():
                lines.append(
                    f"{name:<12} {measure:<9} precision {q.precision:.4f}  recall {q.recall:.4f}  F1 {q.f1:.4f}"
                )
        lines += ["", "blocking rule".ljust(44) + "pairs".rjust(10) + "alone".rjust(10) + "skipped".rjust(10)]
        lines += [
            f"{rule.rule:<44}{rule.pairs:>10,}{rule.alone:>10,}{rule.skipped_records:>10,}"
            for rule in self.derived.report.rules
        ]
        lines += ["", "  ".join(f"{step} {value:.2f} s" for step, value in self.seconds.items())]
        return "\n".join(lines)

    def as_json(self) -> dict[str, Any]:
        """The object of the contract, and under `rules` what each blocking rule found."""
        return {
            "records": self.records,
            "pairs": self.pairs,
            "peak_memory_mb": round(self.peak_memory_mb, 1),
            "seconds": {name: round(value, 3) for name, value in self.seconds.items()},
            "individuals": asdict(self.individuals) if self.individuals else None,
            "households": asdict(self.households) if self.households else None,
            "rules": [asdict(rule) for rule in self.derived.report.rules],
            "hubs": len(self.derived.report.hubs),
        }


def evaluate_file(
    path: Path,
    *,
    truth: str,
    household_truth: str | None = None,
    id_column: str | None = None,
    mapping: Mapping[str, str] | None = None,
    ignore: Sequence[str] = (),
    quiet: bool = False,
) -> Evaluation:
    """Match the records of one file and compare with its truth columns, which take no part in the matching."""
    start = time.perf_counter()
    truths = [column for column in (truth, household_truth) if column]
    with _peak_memory() as peak, progress("evaluate: records", quiet=quiet) as advance:
        source = open_source(path, dict(mapping or {}), id_column=id_column, ignore=ignore, keep=truths)
        raw = []
        for batch in source.batches(_BATCH):
            raw.append(batch)
            advance(batch.height)
        if not raw:
            raise BadInput(f"{path.name} has no usable record")
        frame = pl.concat(raw, how="diagonal_relaxed")
        for column in truths:
            if frame[column].null_count() == frame.height:
                raise BadInput(
                    f"{path.name}: the truth column {column!r} is empty, there is nothing to compare with"
                )
        read = time.perf_counter()
        standard = standardise_frame(frame.drop("row", *truths)).frame
        standardised = time.perf_counter()
        derived = derive(standard, quiet=quiet)
    labels = frame.select("record", *truths).sort("record")
    seconds = {"read": read - start, "standardise": standardised - read, **derived.report.seconds}
    seconds["total"] = sum(seconds.values())
    return Evaluation(
        records=frame.height,
        pairs=derived.report.pairs,
        peak_memory_mb=peak[0] / 2**20,
        seconds=seconds,
        individuals=_agreement(derived.person, labels[truth]),
        households=_agreement(derived.homes.home, labels[household_truth]) if household_truth else None,
        mapping=source.mapping,
        derived=derived,
    )


def _agreement(predicted: np.typing.NDArray[np.int64], truth: pl.Series) -> Agreement:
    """Over the records whose truth is known."""
    known = truth.is_not_null().to_numpy()
    return agreement(predicted[known], truth.drop_nulls().rank("dense").cast(pl.Int64).to_numpy())


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
