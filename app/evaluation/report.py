"""`idgraph evaluate --report FILE`: one self-contained page. It asks no other host for anything and runs no script."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app.errors import BadInput, CannotWrite
from app.evaluation.evaluate import Evaluation
from app.evaluation.mistakes import Example
from app.matching import model_chart
from app.matching.reliability import Bin, Reliability

EXAMPLES = 5
"""Mistakes of each kind that a report shows."""
_COLUMN, _HEIGHT, _LEFT, _TOP, _FOOT = 58, 220, 44, 24, 52
_BAR = 34
_PRIVATE = 0o600


def check_free(path: Path, *, force: bool) -> None:
    """Before the work begins. Raises BadInput where the report cannot go there, or would replace a file."""
    if path.suffix.lower() not in (".html", ".htm"):
        raise BadInput(f"--report {path.name}: a report is a file named .html")
    if path.exists() and not force:
        raise BadInput(f"{path} exists already: name another file, or replace it with --force")
    if not path.parent.is_dir():
        raise BadInput(f"there is no folder {path.parent}")


def write_report(path: Path, page: str) -> None:
    """All of it or nothing, and for its owner alone: examples are personal data. Raises CannotWrite."""
    part = path.with_name(path.name + ".part")
    try:
        with os.fdopen(
            os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE), "w", encoding="utf-8"
        ) as file:
            file.write(page)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise CannotWrite(f"{path} cannot be written: {error.strerror}") from None


def html(found: Evaluation, title: str) -> str:
    """The page. Every value is escaped."""
    loader = FileSystemLoader(Path(__file__).parent)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    judged = found.judgement
    people = ("individuals hold more than one person", "wrong pairs")
    lost = ("people are in more than one individual", "lost pairs")
    agreements = [("individuals", found.individuals)]
    agreements += [("households", found.households)] if found.households else []
    return environment.get_template("report.html.j2").render(
        title=title,
        found=found,
        judged=judged,
        agreements=agreements,
        segments=[
            ("Segment (B-cubed)", "people", judged.segments),
            ("Segment of households", "homes", judged.household_segments),
        ],
        mistakes=[("Over-merges", people, judged.over_merges), ("Under-merges", lost, judged.under_merges)],
        lines=_lines,
        # Both are drawn here and escape what they hold.
        calibration=Markup(_calibration(judged.reliability)) if judged.reliability else "",  # noqa: S704
        chart=Markup(model_chart.svg(found.derived.model)),  # noqa: S704
        has_examples=bool(judged.over_merges.examples or judged.under_merges.examples),
    )


def _lines(example: Example) -> Iterator[dict[str, Any]]:
    """What speaks for and against, strongest first, with the values it comes from."""
    lines = [line.rsplit("|", 2) for line in example.evidence]
    for comparison, level, bits in sorted(lines, key=lambda line: -float(line[2])):
        one, other = example.values.get(comparison, (None, None))
        name = comparison.removeprefix("x_")
        yield {"comparison": name, "level": level, "bits": float(bits), "one": one, "other": other}


def _calibration(found: Reliability) -> str:
    """Bins side by side, of equal width: most pairs are at both ends, where the bins are narrow."""
    width, height = _LEFT + _COLUMN * len(found.bins) + 20, _TOP + _HEIGHT + _FOOT
    grid = "".join(
        f'<line x1="{_LEFT}" y1="{_y(share):.1f}" x2="{width - 10}" y2="{_y(share):.1f}" stroke="#d0d7de"/>'
        f'<text x="{_LEFT - 6}" y="{_y(share) + 4:.1f}" text-anchor="end">{share:g}</text>'
        for share in (0, 0.25, 0.5, 0.75, 1)
    )
    bars = "".join(_bar(one, _LEFT + number * _COLUMN) for number, one in enumerate(found.bins))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label="Predicted probability against the share that is true">'
        f"<style>text{{font:11px sans-serif;fill:#57606a}}</style>{grid}{bars}</svg>"
    )


def _bar(one: Bin, left: int) -> str:
    x, middle, floor = left + (_COLUMN - _BAR) / 2, left + _COLUMN / 2, _y(0)
    true, predicted = _y(one.true), _y(one.predicted)
    return (
        f'<rect x="{x}" y="{true:.1f}" width="{_BAR}" height="{floor - true:.1f}" fill="{model_chart.FOR}"/>'
        f'<line x1="{x - 5}" y1="{predicted:.1f}" x2="{x + _BAR + 5}" y2="{predicted:.1f}" '
        f'stroke="{model_chart.AGAINST}" stroke-width="3"/>'
        f'<text x="{middle}" y="{floor + 16}" text-anchor="middle">{one.low:g}-{one.high:g}</text>'
        f'<text x="{middle}" y="{floor + 32}" text-anchor="middle">{one.pairs:,}</text>'
    )


def _y(share: float) -> float:
    return _TOP + _HEIGHT * (1 - share)
