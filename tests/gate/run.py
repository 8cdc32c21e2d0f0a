"""The gate: `idgraph evaluate` on the shipped files must reach every floor. Run with `make gate`.

Prints a table and exits with 1 where something fell below its floor.
"""

import json
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
DATA = HERE.parent / "data"
FLOORS = HERE / "floors.toml"
SECONDS = 120
"""Longest that one file may take."""


@dataclass(frozen=True)
class Mark:
    """One measure of one file."""

    file: str
    measure: str
    found: float
    floor: float

    @property
    def holds(self) -> bool:
        return self.found >= self.floor


def evaluate(name: str, arguments: list[str]) -> dict[str, Any]:
    """What the command says about one file, in a process of its own."""
    command = [
        sys.executable,
        "-m",
        "app.cli",
        "evaluate",
        str(DATA / f"{name}.parquet"),
        *arguments,
        "--json",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)
    if done.returncode:
        sys.exit(f"idgraph evaluate failed on {name}:\n{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def marks(name: str, evaluation: dict[str, Any], floors: dict[str, float]) -> list[Mark]:
    """The measures that have a floor; a measure is a path such as `individuals.pairwise.f1`."""
    return [Mark(name, path, _at(evaluation, path), floor) for path, floor in floors.items()]


def _at(found: Any, path: str) -> float:
    for key in path.split("."):
        found = found[key]
    return float(found)


def table(found: list[Mark]) -> str:
    """One line for each mark."""
    lines = [f"{'file':<12}{'measure':<34}{'found':>8}{'floor':>8}"]
    lines += [
        f"{mark.file:<12}{mark.measure:<34}{mark.found:>8.4f}{mark.floor:>8.3f}  {'ok' if mark.holds else 'BELOW'}"
        for mark in found
    ]
    return "\n".join(lines)


def main() -> None:
    found: list[Mark] = []
    for name, task in tomllib.loads(FLOORS.read_text(encoding="utf-8")).items():
        found += marks(name, evaluate(name, task["arguments"]), task["floors"])
    print(table(found))
    if not all(mark.holds for mark in found):
        sys.exit("The matcher fell below a floor of tests/gate/floors.toml")


if __name__ == "__main__":
    main()
