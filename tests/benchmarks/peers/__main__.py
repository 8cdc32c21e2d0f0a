"""identity-graph, Splink and goldenmatch on the same labelled files, in one run, judged by one evaluator.

`make bench-peers` installs the two others in `.venv-peers` and runs this. Each match is a process of its own, which
gets the file without its truth and its record IDs (they give the truth away) and says which rows are one person. Files
that are not in the folder are left out.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from app.matching.metrics import agreement
from tests.benchmarks.measure import cpu_of_children, peak_memory
from tests.benchmarks.peers.chart import chart
from tests.benchmarks.report import Report

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
PEERS_PYTHON = ROOT / ".venv-peers/bin/python"
CHART = ROOT / "docs/peers.svg"
LONGEST_S = 900


@dataclass(frozen=True)
class Labelled:
    """A file, or several that are matched as one, with the columns that no matcher may see."""

    name: str
    files: tuple[str, ...]
    truth: str
    hidden: tuple[str, ...]


LABELLED = (
    Labelled("historical 50k", ("historical_figures_with_errors_50k.parquet",), "cluster", ("unique_id",)),
    Labelled("fake 1000", ("fake_1000.csv",), "cluster", ("unique_id",)),
    Labelled("febrl1", ("febrl1.csv",), "true_id", ("rec_id",)),
    Labelled("febrl2", ("febrl2.csv",), "true_id", ("rec_id",)),
    Labelled("febrl3", ("febrl3.csv",), "true_id", ("rec_id",)),
    Labelled("febrl4a+b", ("febrl4a.csv", "febrl4b.csv"), "true_id", ("rec_id",)),
)
TOOLS = {
    "identity-graph": [sys.executable, "-m", "tests.benchmarks.peers.with_identity_graph"],
    "Splink 5": [str(PEERS_PYTHON), str(HERE / "with_splink.py")],
    "goldenmatch 3.22": [str(PEERS_PYTHON), str(HERE / "with_goldenmatch.py")],
}
NOTE = (
    "identity-graph and goldenmatch without settings, Splink with those of its own examples. F1, precision and recall "
    "over pairs. Seconds: from the table in memory (identity-graph: from the file) to the clusters; Python's start "
    "left out. With start, CPU: of the whole process. MB: its highest resident memory"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data", type=Path, default=ROOT / "../shared/data", help="folder of the labelled files"
    )
    parser.add_argument("--only", help="only files whose name contains this; only printed")
    chosen = parser.parse_args()
    report = Report("peers", "Matchers side by side", NOTE)
    for labelled in LABELLED:
        paths = [chosen.data / name for name in labelled.files]
        if (chosen.only or "") in labelled.name and all(path.exists() for path in paths):
            for tool in TOOLS:
                report.add(**_row(tool, labelled, pl.concat(map(_read, paths))))
    if not report.rows:
        sys.exit(f"no labelled file in {chosen.data}: name their folder with --data")
    report.publish(keep=not chosen.only)
    if not chosen.only:
        CHART.write_text(chart(report.rows), encoding="utf-8")


def _read(path: Path) -> pl.DataFrame:
    return pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path, infer_schema=False)


def _row(tool: str, labelled: Labelled, frame: pl.DataFrame) -> dict[str, Any]:
    print(f"{labelled.name}: {tool} ...", file=sys.stderr, flush=True)
    truth = frame[labelled.truth].rank("dense").cast(pl.Int64)
    visible = frame.drop(labelled.truth, *labelled.hidden).with_row_index("number")
    start, busy = time.perf_counter(), cpu_of_children()
    answer, peak = _matched(tool, labelled.name, visible.with_columns(pl.col("number").cast(pl.Int64)))
    whole, busy = time.perf_counter() - start, cpu_of_children() - busy
    found = pl.Series(answer["labels"]).rank("dense").cast(pl.Int64)
    quality = agreement(found.to_numpy(), truth.to_numpy())
    return {
        "file": labelled.name,
        "records": frame.height,
        "matcher": tool,
        "F1": round(quality.pairwise.f1, 4),
        "precision": round(quality.pairwise.precision, 4),
        "recall": round(quality.pairwise.recall, 4),
        "B-cubed_F1": round(quality.b_cubed.f1, 4),
        "seconds": answer["seconds"],
        "with_start_s": whole,
        "cpu_s": busy,
        "MB": peak,
    }


def _matched(tool: str, name: str, frame: pl.DataFrame) -> tuple[dict[str, Any], float]:
    """What the tool's process answered, and its highest resident memory in megabytes."""
    with tempfile.TemporaryDirectory() as folder:
        source, result, log = (Path(folder) / name for name in ("in.parquet", "out.json", "log"))
        frame.write_parquet(source)
        # A home of its own, so that no tool remembers an earlier run.
        environment = os.environ | {
            "HOME": folder,
            "PYTHONPATH": str(ROOT) if tool == "identity-graph" else "",
            "GOLDENMATCH_AUTOCONFIG_MEMORY": "0",
            "GOLDENMATCH_AUTOCONFIG_DETERMINISTIC": "1",
        }
        with log.open("w") as output:
            process = subprocess.Popen(
                [*TOOLS[tool], str(source), str(result), name],
                cwd=folder, env=environment, stdout=output, stderr=output,
            )  # fmt: skip
            with process, peak_memory(process.pid) as peak:
                code = process.wait(timeout=LONGEST_S)
        if code:
            sys.exit(f"{tool} failed on {name}:\n{log.read_text()[-4000:]}")
        return json.loads(result.read_text(encoding="utf-8")), peak[process.pid]


if __name__ == "__main__":
    main()
