"""Match one file with goldenmatch 3.22, without settings. Runs alone in the peers' environment:
`python with_goldenmatch.py IN.parquet OUT.json NAME`.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

import goldenmatch
import pyarrow.parquet as pq


def labels(table: Any) -> list[str]:
    """The cluster of each row of an Arrow table; its column `number` is none of the data."""
    result = goldenmatch.dedupe_df(table.drop_columns(["number"]))
    found = [f"alone {row}" for row in range(table.num_rows)]
    for cluster, facts in result.clusters.items():
        for row in facts["members"]:
            found[row] = str(cluster)
    return found


def main(source: str, result: str, _name: str) -> None:
    table = pq.read_table(source)
    start = time.perf_counter()
    found = labels(table)
    seconds = time.perf_counter() - start
    Path(result).write_text(json.dumps({"seconds": seconds, "labels": found}), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
