"""The comparison stage beside bare rapidfuzz, and how the whole derivation grows. In memory, without a database."""

import time
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from app.demo.files import write_demo_data
from app.matching.attributes import comparisons_for
from app.matching.blocking import candidate_pairs
from app.matching.features import add_features
from app.matching.hubs import drop_hubs
from app.matching.scoring import compare, encode
from app.resolution.derive import derive
from app.sources import open_source
from app.standardise.record import standardise_frame
from tests.benchmarks.measure import in_own_process
from tests.benchmarks.people import write_people
from tests.benchmarks.report import Report
from tests.benchmarks.sizes import DERIVE_SIZES, SIZES

pytestmark = pytest.mark.benchmark

RECORDS_A_PERSON = 2.15
LEAST_SHARE_OF_RAPIDFUZZ = 0.02
"""A comparison tells eight levels apart, with sounds, nicknames and several values; Jaro-Winkler is one number."""
MOST_GROWTH = 3.0

COMPARE = (
    "compare: every comparison of every candidate pair, once; beside it one Jaro-Winkler (cpdist, all cores) of the \
same pairs of texts, comparison by comparison"
)
DERIVE = "derive: from standardised records in memory to individuals and households"


def test_compare(tmp_path: Path) -> None:
    report = Report("compare", "Comparison stage", COMPARE)
    files = [("demo", _demo(tmp_path, size)) for size in SIZES]
    synthetic = tmp_path / "people.csv"
    write_people(synthetic, SIZES[-1])
    for data, path in [*files, ("three identifiers", synthetic)]:
        report.add(data=data, **in_own_process(_compared, path).value)
    report.publish()
    assert min(row["of_rapidfuzz"] for row in report.rows) >= LEAST_SHARE_OF_RAPIDFUZZ


def test_derive(tmp_path: Path) -> None:
    report = Report("derive", "Derivation in memory", DERIVE)
    for size in DERIVE_SIZES:
        measured = in_own_process(_derived, _demo(tmp_path, size))
        report.add(**measured.value, MB=measured.peak_mb)
    report.publish()
    assert report.rows[-1]["ms_a_record"] <= MOST_GROWTH * report.rows[0]["ms_a_record"]


def _demo(folder: Path, records: int) -> Path:
    """All demo records of about so many, in one file."""
    place = folder / f"demo{records}"
    if not place.exists():
        write_demo_data(place, round(records / RECORDS_A_PERSON), seed=1, quiet=True)
    return place / "evaluate.parquet"


def _standardised(path: Path) -> pl.DataFrame:
    truth = ["person", "household"] if path.suffix == ".parquet" else []
    source = open_source(path, ignore=truth)
    raw = pl.concat(list(source.batches(50_000)), how="diagonal_relaxed")
    return standardise_frame(raw.drop("row")).frame


def _compared(path: Path) -> dict[str, Any]:
    records, _ = drop_hubs(add_features(_standardised(path).sort("record")))
    candidates, comparisons = candidate_pairs(records), comparisons_for(records)
    start = time.perf_counter()
    compare(records, comparisons, candidates.left, candidates.right)
    seconds = time.perf_counter() - start
    texts, bare = 0, 0.0
    for comparison in comparisons:
        codes = encode(records[comparison.column])
        a, b = codes.of_row[candidates.left], codes.of_row[candidates.right]
        known = (a >= 0) & (b >= 0)
        left, right = ([codes.values[i] for i in side[known].tolist()] for side in (a, b))
        start = time.perf_counter()
        process.cpdist(left, right, scorer=JaroWinkler.normalized_similarity, dtype=np.float32, workers=-1)
        bare += time.perf_counter() - start
        texts += len(left)
    return {
        "records": records.height,
        "pairs": len(candidates),
        "comparisons": len(comparisons),
        "seconds": seconds,
        "pairs_per_s": len(candidates) / seconds,
        "texts_per_s": texts / seconds,
        "rapidfuzz_texts_per_s": texts / bare,
        "of_rapidfuzz": bare / seconds,
    }


def _derived(path: Path) -> dict[str, Any]:
    frame = _standardised(path)
    start = time.perf_counter()
    found = derive(frame)
    seconds = time.perf_counter() - start
    steps = found.report.seconds
    slowest = max(steps, key=lambda step: steps[step])
    return {
        "records": frame.height,
        "pairs": found.report.pairs,
        "seconds": seconds,
        "ms_a_record": 1000 * seconds / frame.height,
        "pairs_a_record": found.report.pairs / frame.height,
        "slowest_step": f"{slowest} {steps[slowest]:.1f} s",
    }
