"""How time and memory grow with the number of records: `make bench-scale`, or
`python -m tests.benchmarks.scale --sizes 10000,100000`.

People in households (`population`) from a Parquet file to individuals and households, without settings and without a
database, each size in a fresh process; then the table goes to `bench-results/scale.json` and `.md`.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from app.matching.metrics import agreement
from app.resolution.components import components
from app.resolution.derive import EDGE_FLOOR, Derived, derive
from app.sources import open_source
from app.standardise.record import standardise_frame
from tests.benchmarks.measure import cpu_of_children, in_own_process
from tests.benchmarks.population import write_population
from tests.benchmarks.report import Report

TRUTH = ("person", "household")
SIZES = "10000,100000,1000000"
NOTE = (
    "From a Parquet file of people in households, one to five records each, to individuals and households. Read: with "
    "standardising; match: everything after. Largest component: records joined by edges before clustering parts them. "
    "F1 over pairs. CPU, MB: processor time and highest resident memory of the process"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default=SIZES, help="numbers of records, separated by commas")
    report = Report("scale", "Growth", NOTE)
    with tempfile.TemporaryDirectory() as folder:
        for size in sorted(int(size) for size in parser.parse_args().sizes.split(",")):
            print(f"{size:,} records ...", file=sys.stderr, flush=True)
            path = Path(folder) / f"{size}.parquet"
            write_population(path, size)
            busy = cpu_of_children()
            measured = in_own_process(matched, path)
            report.add(**measured.value, cpu_s=cpu_of_children() - busy, MB=measured.peak_mb)
    report.publish()


def matched(path: Path) -> dict[str, Any]:
    """One row of the table, without the memory."""
    start = time.perf_counter()
    frame, truth = _standardised(path)
    read = time.perf_counter()
    derived = derive(frame)
    done = time.perf_counter()
    person, household = (truth[name].to_numpy() for name in TRUTH)
    return {
        "records": frame.height,
        "people": truth["person"].n_unique(),
        "pairs": derived.report.pairs,
        "pairs_a_record": derived.report.pairs / frame.height,
        "read_s": read - start,
        "match_s": done - read,
        "total_s": done - start,
        "records_per_s": frame.height / (done - start),
        "ms_a_record": 1000 * (done - start) / frame.height,
        "largest_component": _largest(derived),
        "F1": round(agreement(derived.person, person).pairwise.f1, 4),
        "households_F1": round(agreement(derived.homes.home, household).pairwise.f1, 4),
    }


def _standardised(path: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The records as matching takes them, and their truth in order of record ID."""
    source = open_source(path, id_column="id", keep=TRUTH)
    pieces, truth = [], []
    for batch in source.batches(50_000):
        pieces.append(standardise_frame(batch.drop("row", *TRUTH)).frame)
        truth.append(batch.select("record", *(pl.col(name).cast(pl.Int64) for name in TRUTH)))
    return pl.concat(pieces), pl.concat(truth).sort("record")


def _largest(derived: Derived) -> int:
    weighed = derived.weighed
    edge = derived.model.probability(weighed.weight) >= EDGE_FLOOR
    whole = components(derived.records.height, weighed.left[edge], weighed.right[edge])
    return int(np.bincount(whole).max())


if __name__ == "__main__":
    main()
