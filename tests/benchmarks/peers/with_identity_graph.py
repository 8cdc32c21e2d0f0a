"""Match one file with identity-graph, without settings, as `idgraph evaluate` does:
`python -m tests.benchmarks.peers.with_identity_graph IN.parquet OUT.json NAME`.
"""

import json
import sys
import time
from pathlib import Path

import polars as pl

from app.resolution.derive import derive
from app.sources import open_source
from app.standardise.record import standardise_frame


def labels(path: Path) -> list[int]:
    """The individual of each row of a file with a column `number`, in order of that."""
    source = open_source(path, id_column="number")
    frame = pl.concat(list(source.batches(50_000)), how="diagonal_relaxed")
    derived = derive(standardise_frame(frame.drop("row")).frame)
    numbers = derived.records["record"].cast(pl.Int64)
    return pl.DataFrame({"number": numbers, "person": derived.person}).sort("number")["person"].to_list()


def main(source: str, result: str, _name: str) -> None:
    start = time.perf_counter()
    found = labels(Path(source))
    seconds = time.perf_counter() - start
    Path(result).write_text(json.dumps({"seconds": seconds, "labels": found}), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
