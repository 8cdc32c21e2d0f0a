"""A match model as a picture: the bits of every level, and the m and u probabilities behind them. SVG, by hand.

The same two views as Splink's match weights chart and its m and u parameters chart, side by side. The document asks no
other host for anything.
"""

from collections.abc import Iterator
from html import escape

from app.matching.model import ComparisonWeights, Level, MatchModel

FOR, AGAINST, CHANCE, GREY = "#1f6feb", "#d4650a", "#8b949e", "#d0d7de"
ROW, HEADING, GAP, TOP, BOTTOM = 17, 22, 10, 92, 26
NAMES, BITS, SHARES, VALUE, MARGIN = 220, 360, 220, 120, 20
WIDTH = NAMES + BITS + SHARES + VALUE + 3 * MARGIN
_STYLE = (
    "text{font:12px sans-serif;fill:#24292f}.t{font-size:16px;font-weight:bold}.c{font-weight:bold}"
    ".v{font-size:10px;fill:#57606a}.l{text-anchor:end}"
)


def svg(model: MatchModel) -> str:
    """The chart as an SVG document of its own."""
    parts, y = list(_head(model)), TOP
    for comparison in model.comparisons:
        parts += _comparison(comparison, y, _scale(model), _zero(model))
        y += HEADING + ROW * len(comparison.levels) + GAP
    height = y + BOTTOM
    parts.insert(0, f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>')
    parts.append(
        f'<line x1="{_zero(model):.1f}" y1="{TOP - 4}" x2="{_zero(model):.1f}" y2="{y}" stroke="{GREY}"/>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" aria-label="Match model {escape(model.version)}"><style>{_STYLE}</style>'
        f"{''.join(parts)}</svg>\n"
    )


def html(model: MatchModel) -> str:
    """The chart as a page."""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Match model {escape(model.version)}</title>'
        f"</head><body>{svg(model)}</body></html>\n"
    )


def _head(model: MatchModel) -> Iterator[str]:
    calibration = f"; calibrated by {model.calibration.verdicts:,} verdicts" if model.calibration else ""
    yield f'<text x="{MARGIN}" y="26" class="t">Match model {escape(model.version)}</text>'
    yield (
        f'<text x="{MARGIN}" y="46">Learned on {model.records:,} records. Two records picked at random are one person '
        f"in 1 of {1 / model.prior:,.0f} cases: {model.prior_bits:.1f} bits to begin with{calibration}.</text>"
    )
    shares = NAMES + BITS + 2 * MARGIN
    yield f'<text x="{NAMES + MARGIN}" y="{TOP - 14}" class="c">Bits for or against one person; rare values more</text>'
    yield f'<text x="{shares}" y="{TOP - 14}" class="c">How often: one person (m), strangers (u)</text>'


def _comparison(comparison: ComparisonWeights, top: int, scale: float, zero: float) -> Iterator[str]:
    yield f'<text x="{MARGIN}" y="{top + 14}" class="c">{escape(comparison.name.removeprefix("x_"))}</text>'
    for number, level in enumerate(comparison.levels):
        y = top + HEADING + number * ROW
        yield f"<g><title>{escape(f'{comparison.name}, {level.name}: {_numbers(level)}')}</title>"
        yield f'<text x="{NAMES}" y="{y + 11}" class="l">{escape(level.name)}</text>'
        yield _bits(level, y, scale, zero)
        yield _shares(level, y)
        yield "</g>"


def _bits(level: Level, y: int, scale: float, zero: float) -> str:
    width, positive = abs(level.bits) * scale, level.bits >= 0
    x, colour = (zero, FOR) if positive else (zero - width, AGAINST)
    label, anchor = (x + width + 4, "start") if positive else (x - 4, "end")
    return (
        f'<rect x="{x:.1f}" y="{y + 1}" width="{width:.1f}" height="{ROW - 4}" fill="{colour}"/>'
        f'<text x="{label:.1f}" y="{y + 11}" class="v" text-anchor="{anchor}">{level.bits:+.1f}</text>'
    )


def _shares(level: Level, y: int) -> str:
    x, bar = NAMES + BITS + 2 * MARGIN, (ROW - 4) / 2
    return (
        f'<rect x="{x}" y="{y + 1}" width="{level.m * SHARES:.1f}" height="{bar}" fill="{FOR}"/>'
        f'<rect x="{x}" y="{y + 1 + bar}" width="{level.u * SHARES:.1f}" height="{bar}" fill="{CHANCE}"/>'
        f'<text x="{x + max(level.m, level.u) * SHARES + 4:.1f}" y="{y + 11}" class="v">{_numbers(level)}</text>'
    )


def _numbers(level: Level) -> str:
    return f"m {level.m:.3g}, u {level.u:.2g}"


def _range(model: MatchModel) -> tuple[float, float]:
    bits = [level.bits for comparison in model.comparisons for level in comparison.levels]
    return min([0.0, *bits]), max([1.0, *bits])


def _scale(model: MatchModel) -> float:
    """Pixels a bit, with room for the numbers at both ends."""
    least, most = _range(model)
    return (BITS - 80) / (most - least)


def _zero(model: MatchModel) -> float:
    return NAMES + MARGIN + 40 - _range(model)[0] * _scale(model)
