"""Learning a match model without labels.

u comes from random pairs (almost all are strangers) and stays fixed; m, and how many pairs are one person or one
household, come by expectation-maximisation over the candidate pairs (Winkler 1988; Splink's scheme), with strangers
everywhere outside the candidates. Freeing u would let the algorithm explain ordinary agreement as identity in files
with few duplicates.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from app.fields import SEPARATOR
from app.matching.comparisons import Comparison
from app.matching.model import ComparisonWeights, Level, MatchModel
from app.matching.scoring import Codes, Compared, compare, encode
from app.matching.start import Start

Probabilities = npt.NDArray[np.float64]
RANDOM_PAIRS = 200_000
_FEW_RANDOM_PAIRS = 50_000
"""Enough where only the levels between equal and different are sampled: the chance of equality is counted."""
ROUNDS = 40
_LEAST = 1e-9
_LEAST_TWICE = 0.01
"""Share of records taken to stand for somebody twice where the data shows fewer: a prior of nothing never recovers."""
_LEAST_LEFT = 0.02
"""Share of the chance agreement that is never ascribed to matches."""
_PSEUDO_PAIRS = 25.0
"""Weight of the shipped m probabilities against the data, in pairs."""
RESIDUAL_STRANGERS = 0.05
"""How many strangers are expected at a value where nothing points to any."""
_COMMON = 3
"""Records that must carry a value for it to have its own frequency in the model."""
_MOST_LISTED = 5_000
"""Longest table of frequencies, the commonest values first."""

HOME_SHARE: dict[str, float] = {
    "given_name": 0.015,  # father and son of one name
    "birth_date": 0.02,  # twins
    "family_name": 0.75,
    "address": 0.9,
    "household_id": 0.95,
    "phone": 0.35,
    "email": 0.12,
    "ip": 0.8,
    "cookie": 0.2,
    "device": 0.3,
    "country": 0.9,
}
"""Share of housemates who agree on a field as if they were one person."""

_SHIPPED_M: dict[str, tuple[float, ...]] = {
    "given_name": (0.72, 0.05, 0.05, 0.03, 0.06, 0.02, 0.02, 0.05),
    "family_name": (0.80, 0.08, 0.02, 0.02, 0.02, 0.06),
    "birth_date": (0.80, 0.02, 0.03, 0.05, 0.03, 0.01, 0.02, 0.02, 0.01, 0.01),
    "email": (0.55, 0.02, 0.05, 0.05, 0.33),
    "phone": (0.60, 0.03, 0.37),
    "address": (0.25, 0.30, 0.08, 0.03, 0.01, 0.05, 0.03, 0.05, 0.05, 0.15),
    "gender": (0.98, 0.02),
    "country": (0.98, 0.02),
    "national_id": (0.93, 0.05, 0.02),
    "siret": (0.90, 0.02, 0.08),
    "external_id": (0.60, 0.40),
    "household_id": (0.93, 0.07),
    "cookie": (0.40, 0.60),
    "device": (0.50, 0.50),
    "ip": (0.40, 0.60),
}
_USUAL_M = (0.65, 0.1, 0.05, 0.2)


def shipped_m(comparison: Comparison) -> Probabilities:
    """The m probabilities to start from: sensible ones for known fields, cautious ones for any other."""
    m = np.array(
        _SHIPPED_M.get(comparison.name, _USUAL_M[: len(comparison.levels) - 1] + _USUAL_M[-1:]), np.float64
    )
    return m / m.sum()


def train(
    frame: pl.DataFrame,
    comparisons: Sequence[Comparison],
    compared: Compared,
    *,
    records: int | None = None,
    seed: int = 0,
    start: Start | None = None,
) -> MatchModel:
    """Learn from a standardised frame with features and its compared candidate pairs. Deterministic for a seed.

    `records`: how many records the frame stands for, where it leaves copies out. `start`: m probabilities and a prior
    to begin with instead of the shipped ones.
    """
    chances = _chances(frame, list(comparisons), compared.codes, seed)
    m, u, prior, home_prior = _expectation_maximisation(compared, chances, frame.height, start)
    weights = _weights(frame, comparisons, m, u, home=True)
    return MatchModel(
        records=records or frame.height, prior=prior, home_prior=home_prior, comparisons=weights
    )


def weights_from(
    frame: pl.DataFrame,
    comparisons: Sequence[Comparison],
    m: Sequence[Probabilities],
    *,
    home: bool,
    seed: int = 0,
) -> tuple[ComparisonWeights, ...]:
    """Weights with given m probabilities and u counted on the frame. `home`: whether housemates inherit agreement."""
    codes = [encode(frame[comparison.column]) for comparison in comparisons]
    u = _chances(frame, list(comparisons), codes, seed, _FEW_RANDOM_PAIRS)
    return _weights(frame, comparisons, m, u, home=home)


def _weights(
    frame: pl.DataFrame,
    comparisons: Sequence[Comparison],
    m: Sequence[Probabilities],
    u: Sequence[Probabilities],
    *,
    home: bool,
) -> tuple[ComparisonWeights, ...]:
    return tuple(
        ComparisonWeights(
            name=comparison.name,
            levels=tuple(
                Level(name=name, m=float(m_level), u=float(u_level))
                for name, m_level, u_level in zip(comparison.levels, m[i], u[i], strict=True)
            ),
            home_share=HOME_SHARE.get(comparison.name, 0.0) if home else 0.0,
            **_frequencies(frame, comparison),
        )
        for i, comparison in enumerate(comparisons)
    )


def _chances(
    frame: pl.DataFrame,
    comparisons: list[Comparison],
    codes: list[Codes],
    seed: int,
    sample_pairs: int = RANDOM_PAIRS,
) -> list[Probabilities]:
    """How often two random records reach each level of each comparison."""
    random = np.random.default_rng(seed)
    left, right = random.integers(0, frame.height, (2, sample_pairs)).astype(np.int32)
    different = left != right
    sample = compare(frame, comparisons, left[different], right[different], codes)
    result = []
    for number, comparison in enumerate(comparisons):
        levels = sample.levels[:, number]
        counts = np.bincount(levels[levels >= 0], minlength=len(comparison.levels)).astype(np.float64)
        smoothing = np.full(len(counts), 0.5 / len(counts))
        u = (counts + smoothing) / (counts + smoothing).sum()
        result.append(_with_exact_chance(u, comparison, codes[number]))
    return result


def _with_exact_chance(u: Probabilities, comparison: Comparison, codes: Codes) -> Probabilities:
    """Replace the sampled chance of equal values by the exact one: random pairs hardly ever hit a rare equality."""
    exact = np.zeros(comparison.exact_levels)
    for level, key in enumerate(comparison.keys):
        exact[level] = max(_chance_of_equality(codes, key) - exact[:level].sum(), 0)
    if exact.sum() <= 0:
        return np.maximum(u, _LEAST)
    rest = u[comparison.exact_levels :]
    rest = rest * (1 - exact.sum()) / max(rest.sum(), _LEAST)
    return np.maximum(np.concatenate([exact, rest]), _LEAST)


def _chance_of_equality(codes: Codes, key: Callable[[str], str | None]) -> float:
    """Chance that two random records that carry a value carry the same one, by `key`."""
    present = codes.of_row[codes.of_row >= 0]
    per_value = np.bincount(present, minlength=len(codes.values)).astype(np.float64)
    total = per_value.sum()
    grouped: dict[str, float] = {}
    for value, count in zip(codes.values, per_value.tolist(), strict=True):
        for part in value.split(SEPARATOR):
            if name := key(part):
                grouped[name] = grouped.get(name, 0.0) + count
    counts = np.fromiter(grouped.values(), np.float64, len(grouped))
    return float((counts * (counts - 1)).sum() / max(total * (total - 1), 1.0))


def _expectation_maximisation(
    compared: Compared, chances: list[Probabilities], records: int, begin: Start | None
) -> tuple[list[Probabilities], list[Probabilities], float, float]:
    """m, u, the prior and the household prior. `chances`: how often two random records reach each level."""
    patterns, counts = _patterns(compared.levels)
    shares = np.array([HOME_SHARE.get(c.name, 0.0) for c in compared.comparisons])
    known = begin.m if begin else {}
    start = [
        np.array(known[comparison.name]) if comparison.name in known else shipped_m(comparison)
        for comparison in compared.comparisons
    ]
    m, u = [values.copy() for values in start], chances
    everything = max(records * (records - 1) / 2, 1.0)
    prior, home = 1.0 / max(records, 2), 0.5 / max(records, 2)
    if begin and begin.prior:
        prior = min(begin.prior, 0.4)
    for _ in range(ROUNDS):
        ratios = [m_levels / u_levels for m_levels, u_levels in zip(m, u, strict=True)]
        same, together = _posteriors(patterns, ratios, shares, prior, home)
        weight, before = same * counts, prior
        u = [_without_matches(chance, m_levels, prior) for chance, m_levels in zip(chances, m, strict=True)]
        found = max(weight.sum(), _LEAST_TWICE * records)
        prior = float(np.clip(found / everything, 1e-12, 0.5))
        home = float(np.clip((together * counts).sum() / everything, 1e-12, 0.5))
        for number, values in enumerate(m):
            levels = patterns[:, number]
            seen = levels >= 0
            found = np.bincount(levels[seen], weights=weight[seen], minlength=len(values))
            smoothed = found + _PSEUDO_PAIRS * start[number]
            m[number] = np.maximum(smoothed / smoothed.sum(), 1e-6)
        if abs(prior - before) < 1e-4 * before:
            break
    return m, u, prior, home / (1 - prior)


def _without_matches(chance: Probabilities, m: Probabilities, prior: float) -> Probabilities:
    """u from what random pairs show, some of which are one person: chance = prior m + (1 - prior) u."""
    return np.clip((chance - prior * m) / (1 - prior), _LEAST_LEFT * chance, 1)


def _patterns(levels: npt.NDArray[np.int8]) -> tuple[npt.NDArray[np.int8], Probabilities]:
    """Distinct rows of levels and how many pairs have each: EM costs their number, not the pairs'."""
    frame = pl.DataFrame(levels, schema=[str(i) for i in range(levels.shape[1])])
    grouped = frame.group_by(frame.columns, maintain_order=False).len().sort(frame.columns)
    return grouped.drop("len").to_numpy().astype(np.int8), grouped["len"].to_numpy().astype(np.float64)


def _posteriors(
    patterns: npt.NDArray[np.int8],
    ratios: list[Probabilities],
    shares: Probabilities,
    prior: float,
    home: float,
) -> tuple[Probabilities, Probabilities]:
    """Probability of "same person" and of "housemates" for each pattern; `ratios` are m/u by comparison and level."""
    same = np.full(len(patterns), np.log(prior))
    together = np.full(len(patterns), np.log(home))
    for number, known in enumerate(ratios):
        ratio = np.append(known, 1.0)
        levels = patterns[:, number]
        same += np.log(ratio)[levels]
        together += np.log(shares[number] * ratio + 1 - shares[number])[levels]
    strangers = np.full(len(patterns), np.log1p(-prior - home))
    total = np.logaddexp(np.logaddexp(same, together), strangers)
    return np.exp(same - total), np.exp(together - total)


def _frequencies(frame: pl.DataFrame, comparison: Comparison) -> dict[str, Any]:
    """How often strangers carry each value: the table of the common ones, and a figure for all others."""
    if not comparison.frequency:
        return {}
    column = frame[comparison.column]
    total = max(len(column) - column.null_count(), 1)
    if comparison.identifies:
        return _strangers_per_value(frame, comparison.column, total)
    grouped: dict[str, int] = {}
    for value, count in column.drop_nulls().value_counts().iter_rows():
        for part in value.split(SEPARATOR):
            for name in {name for key in comparison.keys if (name := key(part))}:
                grouped[name] = grouped.get(name, 0) + count
    listed = sorted(
        (item for item in grouped.items() if item[1] >= _COMMON), key=lambda item: (-item[1], item[0])
    )
    least = listed[_MOST_LISTED - 1][1] if len(listed) >= _MOST_LISTED else _COMMON
    return {
        "frequencies": {name: count / total for name, count in sorted(listed[:_MOST_LISTED])},
        "rare_frequency": min(least / 2 / total, 1.0),
    }


def _strangers_per_value(frame: pl.DataFrame, column: str, total: int) -> dict[str, Any]:
    """Of an identifier every name but the first is a stranger: one person's own records do not make it common."""
    person = next(
        (name for name in ("name_sounds", "family_sound", "name_tokens") if name in frame.columns), None
    )
    least = min(RESIDUAL_STRANGERS / total, 1.0)
    if person is None:
        return {"frequencies": {}, "rare_frequency": least}
    names = (
        frame.select(pl.col(column).str.split(SEPARATOR), pl.col(person))
        .explode(column)
        .drop_nulls()
        .group_by(column)
        .agg(pl.col(person).n_unique().cast(pl.Int64))
        .filter(pl.col(person) > 1)
        .sort(-pl.col(person), column)
        .head(_MOST_LISTED)
        .sort(column)
    )
    strangers = {value: min((count - 1) / total + least, 1.0) for value, count in names.iter_rows()}
    return {"frequencies": strangers, "rare_frequency": least}
