"""What `idgraph train` shows and writes: a table to judge the model by, its document, a chart."""

import io
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from app.errors import BadInput, CannotWrite
from app.evaluation.text import paragraph
from app.matching import model_chart
from app.matching.document import write_document
from app.matching.model import MatchModel
from app.resolution.report import Report
from app.sources.mapping import ColumnMapping
from app.training.model_changes import Changes

_WIDTH = 96
_CHARTS: dict[str, Callable[[MatchModel], str]] = {".svg": model_chart.svg, ".html": model_chart.html}


@dataclass(frozen=True, slots=True)
class Trained:
    """A model and how it came about. `mapping`: of the file it was learned on; `changes`: to the graph it was learned
    on; `seconds` by step."""

    model: MatchModel
    records: int
    report: Report
    seconds: Mapping[str, float]
    mapping: list[ColumnMapping] | None = None
    changes: Changes | None = None
    takes_over: bool = False

    def __str__(self) -> str:
        model, start = self.model, self.report.start
        lines = [
            f"Model {model.version}, learned on {self.records:,} records and {self.report.pairs:,} pairs of them "
            f"in {sum(self.seconds.values()):.1f} s, without labels.",
            f"Two records picked at random are one person in 1 of {1 / model.prior:,.0f} cases: "
            f"{model.prior_bits:+.1f} bits to begin with.",
        ]
        if self.mapping is not None:
            lines += paragraph("Columns", [f"{one.column} -> {one.field}" for one in self.mapping])
        if start:
            lines.append(f"Started from {start.origin}, for {', '.join(start.m) or 'nothing'}.")
            lines += [f"  not used: {reason}" for reason in start.left_out]
        if model.calibration:
            lines.append(
                f"Calibrated by {model.calibration.verdicts:,} verdicts: log-odds times {model.calibration.slope:.2f}, "
                f"{model.calibration.shift:+.1f} bits."
            )
        lines.append(table(model))
        if self.changes:
            lines.append(str(self.changes))
            lines.append(self._what_follows(self.changes.before))
        return "\n".join(lines)

    def _what_follows(self, in_force: str | None) -> str:
        if self.takes_over:
            return "The next `idgraph resolve` derives everybody with it; until then the one in force scores."
        if in_force == self.model.version:
            return "It is the model in force: nothing takes over."
        return "Dry run: the model in force stays."

    def as_json(self) -> dict[str, Any]:
        """One object: the model's figures and its table, without the term frequencies."""
        model, start = self.model, self.report.start
        return {
            "version": model.version,
            "records": self.records,
            "pairs": self.report.pairs,
            "prior": model.prior,
            "home_prior": model.home_prior,
            "calibration": model.calibration.model_dump() if model.calibration else None,
            "comparisons": model.table(),
            "start": {"origin": start.origin, "used": list(start.m), "left_out": list(start.left_out)}
            if start
            else None,
            "changes": asdict(self.changes) if self.changes else None,
            "takes_over": self.takes_over,
            "mapping": {one.column: one.field for one in self.mapping} if self.mapping is not None else None,
            "seconds": {name: round(value, 3) for name, value in self.seconds.items()},
        }


def table(model: MatchModel) -> str:
    """Comparison, level, m, u and bits of every level, for a person to read."""
    shown = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in ("comparison", "level"):
        shown.add_column(heading, no_wrap=True)
    for heading in ("m", "u", "bits"):
        shown.add_column(heading, justify="right", no_wrap=True)
    for comparison in model.comparisons:
        name = comparison.name.removeprefix("x_")
        for number, level in enumerate(comparison.levels):
            last = number == len(comparison.levels) - 1
            shown.add_row(
                "" if number else name,
                level.name,
                f"{level.m:.3g}",
                f"{level.u:.2g}",
                f"{level.bits:+.1f}",
                end_section=last,
            )
    text = io.StringIO()
    Console(file=text, width=_WIDTH, color_system=None).print(shown)
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines())


@dataclass(frozen=True, slots=True)
class Outputs:
    """Files to write; None: not asked for."""

    model: Path | None
    chart: Path | None

    @classmethod
    def of(
        cls, file: Path | None, out: Path | None, chart: Path | None, *, force: bool, dry_run: bool
    ) -> "Outputs":
        """Checked before the work begins. Raises BadInput where a file is there already, or its name is no chart's."""
        if out is None and file is not None:
            out = Path(f"{file.name.removesuffix(file.suffix)}.model.json")
        if chart is not None and chart.suffix.lower() not in _CHARTS:
            raise BadInput(f"--chart {chart.name}: a chart is a file named .svg or .html")
        if dry_run:
            return cls(None, None)
        for path in (out, chart):
            if path is not None:
                _check_free(path, force=force)
        return cls(out, chart)

    def write(self, model: MatchModel) -> dict[str, str | None]:
        """Write what was asked for and say where it is: `model` and `chart`."""
        if self.model:
            _write(self.model, write_document(model))
        if self.chart:
            _write(self.chart, _CHARTS[self.chart.suffix.lower()](model))
        return {
            "model": str(self.model) if self.model else None,
            "chart": str(self.chart) if self.chart else None,
        }


def _check_free(path: Path, *, force: bool) -> None:
    if path.is_dir():
        raise BadInput(f"{path} is a folder: name a file")
    if path.exists() and not force:
        raise BadInput(f"{path} exists already: name another file, or replace it with --force")
    if not path.parent.is_dir():
        raise BadInput(f"there is no folder {path.parent}")


def _write(path: Path, text: str) -> None:
    """All of it or nothing: an interrupted run leaves no half of a document."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise CannotWrite(f"{path} cannot be written: {error.strerror}") from None
