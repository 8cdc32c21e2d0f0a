"""The tables: printed for people, written to `bench-results/` for programs."""

import json
import os
import platform
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

FOLDER = Path(__file__).parents[2] / "bench-results"


@dataclass
class Report:
    """Rows of one table, all with the same columns. `note` says what is measured beside what."""

    name: str
    title: str
    note: str
    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(self, **row: Any) -> None:
        """Add a row; `records_per_s` becomes the heading "records per s"."""
        self.rows.append(row)

    def publish(self, *, keep: bool = True) -> None:
        """Print the table and, to `keep` it, write `bench-results/<name>.json` and `.md`."""
        table = Table(title=self.title, caption=self.note, title_justify="left", caption_justify="left")
        for column in self.rows[0]:
            table.add_column(column.replace("_", " "), justify="right")
        for row in self.rows:
            table.add_row(*map(shown, row.values()))
        width = None if os.isatty(1) else 150
        Console(width=width).print(table)
        if not keep:
            return
        FOLDER.mkdir(exist_ok=True)
        document = {"title": self.title, "note": self.note, "machine": machine(), "rows": self.rows}
        (FOLDER / f"{self.name}.json").write_text(json.dumps(document, indent=1), encoding="utf-8")
        (FOLDER / f"{self.name}.md").write_text(self.markdown(), encoding="utf-8")

    def markdown(self) -> str:
        """The table as docs/benchmarks.md has it."""
        columns = list(self.rows[0])
        lines = [[column.replace("_", " ") for column in columns], ["--:"] * len(columns)]
        lines += [[shown(value) for value in row.values()] for row in self.rows]
        return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def shown(value: Any) -> str:
    """Three significant digits are enough for a measured value, four for a share."""
    if not isinstance(value, float):
        return f"{value:,}" if isinstance(value, int) else str(value)
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.{3 if abs(value) >= 1 else 4}g}"


def machine() -> dict[str, Any]:
    """Where and when it was measured, and how busy the machine was with other things."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "load_average": [round(load, 2) for load in os.getloadavg()],
    }
