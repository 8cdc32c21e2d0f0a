"""The table of the peers as a picture: one panel a measure, one group of bars a file. SVG, written by hand."""

from collections.abc import Sequence
from html import escape
from typing import Any

PANELS = (
    ("F1", "F1 over pairs", 2),
    ("B-cubed_F1", "B-cubed F1", 2),
    ("seconds", "Seconds", 1),
    ("MB", "Peak memory, MB", 0),
)
"""Column, heading, decimals."""
COLOURS = ("#1f6feb", "#e08a00", "#7d8590")
BAR, GAP, PANEL, LEFT, VALUE, TOP = 9, 10, 440, 96, 52, 64


def chart(rows: Sequence[dict[str, Any]]) -> str:
    """An SVG document. `rows` have the columns file, matcher and those of PANELS."""
    files, matchers = (list(dict.fromkeys(str(row[key]) for row in rows)) for key in ("file", "matcher"))
    height = TOP + len(files) * (BAR * len(matchers) + GAP)
    parts = [_legend(matchers)]
    for number, (column, heading, decimals) in enumerate(PANELS):
        x, y = number % 2 * PANEL, number // 2 * height + 24
        bars = _panel(rows, files, matchers, column, decimals)
        parts.append(
            f'<g transform="translate({x},{y})"><text x="{LEFT}" y="38" class="h">{escape(heading)}</text>{bars}</g>'
        )
    width, whole = 2 * PANEL, 2 * height + 32
    style = "text{font:12px sans-serif;fill:#24292f}.h{font-weight:bold}.v{font-size:10px}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {whole}" width="{width}" height="{whole}" '
        f'role="img" aria-label="Matchers side by side"><style>{style}</style>'
        f'<rect width="100%" height="100%" fill="#fff"/>{"".join(parts)}</svg>\n'
    )


def _legend(matchers: Sequence[str]) -> str:
    return "".join(
        f'<rect x="{LEFT + 150 * i}" y="14" width="12" height="12" fill="{COLOURS[i]}"/>'
        f'<text x="{LEFT + 18 + 150 * i}" y="24">{escape(name)}</text>'
        for i, name in enumerate(matchers)
    )


def _panel(
    rows: Sequence[dict[str, Any]], files: Sequence[str], matchers: Sequence[str], column: str, decimals: int
) -> str:
    values = {(row["file"], row["matcher"]): float(row[column]) for row in rows}
    most = max(1.0 if column in ("F1", "B-cubed_F1") else 0.0, *values.values())
    scale = (PANEL - LEFT - VALUE - 10) / most
    drawn = []
    for group, file in enumerate(files):
        top = 50 + group * (BAR * len(matchers) + GAP)
        middle = top + BAR * len(matchers) / 2 + 4
        drawn.append(f'<text x="{LEFT - 8}" y="{middle:.0f}" text-anchor="end">{escape(file)}</text>')
        for number, matcher in enumerate(matchers):
            value, y = values[file, matcher], top + BAR * number
            width = value * scale
            drawn.append(
                f'<rect x="{LEFT}" y="{y}" width="{width:.1f}" height="{BAR - 1}" fill="{COLOURS[number]}"/>'
                f'<text x="{LEFT + width + 4:.1f}" y="{y + BAR - 1}" class="v">{value:,.{decimals}f}</text>'
            )
    return "".join(drawn)
