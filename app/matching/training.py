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

from app.fields import ATTRIBUTE_PREFIX, SEPARATOR
from app.matching.comparisons import Comparison
from app.matching.expectation import Beginning, Learned, Probabilities, learn
from app.matching.model import ComparisonWeights, Level, MatchModel
from app.matching.names import SWAPPED, across
from app.matching.scoring import Codes, Compared, compare
from app.matching.start import Start
from app.progress import Advance

Rows = npt.NDArray[np.int32]
RANDOM_PAIRS = 200_000
_ALL_TIMES = 3
"""A file with at most so many times as many pairs is not sampled: all its pairs are taken."""
_FEW_RANDOM_PAIRS = 50_000
"""Enough where only the levels between equal and different are sampled: the chance of equality is counted."""
_LEAST = 1e-9
_MOST_UNSEEN = 0.01
"""Chance of a level that was never seen, where the values are too few to tell."""
_SWAPPED_RECORDS = 0.02
"""Share of records with given and family name the wrong way round."""
_UNKNOWN_HOME_SHARE = 0.5
"""Share of housemates who agree on an attribute, before the data say: a household's number, a street's district."""
_MOST_DIFFERENT = {"given_name": 0.3, "birth_date": 0.15}
"""Comparison -> share of one person's pairs of records that can at most be "different"."""
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
    "phone": 0.15,
    "landline": 0.85,
    "email": 0.12,
    "external_id": 0.02,  # the other's loyalty card
    "ip": 0.8,
    "cookie": 0.2,
    "device": 0.3,
    "country": 0.9,
}
"""Share of housemates who usually agree on a field as if they were one person; training learns it from there."""

_SHIPPED_M: dict[str, tuple[float, ...]] = {
    "given_name": (0.72, 0.05, 0.05, 0.03, 0.06, 0.02, 0.02, 0.01, 0.04),
    "family_name": (0.80, 0.08, 0.02, 0.03, 0.01, 0.06),
    "birth_date": (0.79, 0.02, 0.03, 0.05, 0.03, 0.01, 0.01, 0.02, 0.02, 0.01, 0.01),
    "email": (0.55, 0.02, 0.05, 0.05, 0.33),
    "phone": (0.60, 0.03, 0.37),
    "landline": (0.70, 0.03, 0.27),
    "address": (0.25, 0.30, 0.08, 0.03, 0.01, 0.05, 0.03, 0.02, 0.04, 0.04, 0.15),
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
_USUAL_M = (0.65, 0.08, 0.05, 0.02, 0.2)


def shipped_m(comparison: Comparison) -> Probabilities:
    """The m probabilities to start from: sensible ones for known fields, cautious ones for any other."""
    m = np.array(
        _SHIPPED_M.get(comparison.name, _USUAL_M[: len(comparison.levels) - 1] + _USUAL_M[-1:]), np.float64
    )
    return m / m.sum()


def train(
    frame: pl.DataFrame,
    sample: Compared,
    compared: Compared,
    *,
    stands_for: Probabilities | None = None,
    start: Start | None = None,
    advance: Advance | None = None,
) -> MatchModel:
    """Learn from a standardised frame with features: from `random_pairs` of it, the `sample`, and candidate pairs.

    `stands_for`: how many pairs each candidate is, where equal records are many or candidates a sample. `start`: m
    probabilities and a prior to begin with instead of the shipped ones. `advance` is told of every round of ROUNDS.
    """
    comparisons = compared.comparisons
    chances = _chances(frame, sample)
    begin = _beginning(comparisons, frame.height, start)
    learned = learn(compared.levels, chances, frame.height, begin, stands_for, advance)
    _bound_swaps(comparisons, learned)
    return MatchModel(
        records=frame.height,
        prior=learned.prior,
        home_prior=learned.home_prior,
        comparisons=_weights(frame, comparisons, learned.m, learned.u, learned.homes),
    )


def _beginning(comparisons: Sequence[Comparison], records: int, start: Start | None) -> Beginning:
    known = start.m if start else {}
    return Beginning(
        m=[np.array(known[c.name]) if c.name in known else shipped_m(c) for c in comparisons],
        homes=[
            HOME_SHARE.get(c.name, _UNKNOWN_HOME_SHARE if c.name.startswith(ATTRIBUTE_PREFIX) else 0.0)
            for c in comparisons
        ],
        identifies=[c.identifies for c in comparisons],
        most_different=[_MOST_DIFFERENT.get(c.name, 1.0) for c in comparisons],
        prior=min(start.prior, 0.4) if start and start.prior else 1.0 / max(records, 2),
    )


def weights_from(
    frame: pl.DataFrame,
    comparisons: Sequence[Comparison],
    m: Sequence[Probabilities],
    advance: Advance = lambda comparisons: None,
) -> tuple[ComparisonWeights, ...]:
    """Weights with given m probabilities and u counted on the frame, where living together explains nothing.

    `advance` is told of every comparison that was counted.
    """
    pairs = random_pairs(frame.height, count=_FEW_RANDOM_PAIRS)
    sample = compare(frame, list(comparisons), *pairs)
    u = _chances(frame, sample, _FEW_RANDOM_PAIRS)
    return _weights(frame, comparisons, m, u, [0.0] * len(m), advance)


def _weights(
    frame: pl.DataFrame,
    comparisons: Sequence[Comparison],
    m: Sequence[Probabilities],
    u: Sequence[Probabilities],
    home_shares: Sequence[float],
    advance: Advance = lambda comparisons: None,
) -> tuple[ComparisonWeights, ...]:
    weights = []
    for i, comparison in enumerate(comparisons):
        levels = tuple(
            Level(name=name, m=float(m_level), u=float(u_level))
            for name, m_level, u_level in zip(comparison.levels, m[i], u[i], strict=True)
        )
        frequencies = _frequencies(frame, comparison)
        weights.append(
            ComparisonWeights(name=comparison.name, levels=levels, home_share=home_shares[i], **frequencies)
        )
        advance(1)
    return tuple(weights)


def _chances(frame: pl.DataFrame, sample: Compared, drawn: int = RANDOM_PAIRS) -> list[Probabilities]:
    """How often two random records reach each level of each comparison. `drawn`: pairs that were to be drawn."""
    result = []
    for number, (comparison, codes) in enumerate(zip(sample.comparisons, sample.codes, strict=True)):
        levels = sample.levels[:, number]
        counts = np.bincount(levels[levels >= 0], minlength=len(comparison.levels)).astype(np.float64)
        u = np.maximum(counts / max(counts.sum(), 1.0), _unseen(codes, drawn))
        u /= u.sum()
        u = _with_exact_chance(u, comparison, codes)
        result.append(_of_strangers(u, frame, comparison) if comparison.identifies else u)
    _count_swaps(sample, result)
    return result


def random_pairs(rows: int, seed: int = 0, count: int = RANDOM_PAIRS) -> tuple[Rows, Rows]:
    """So many pairs of different rows; every pair of a small file, where chance would show in the result."""
    if rows * (rows - 1) / 2 <= _ALL_TIMES * count:
        left, right = np.triu_indices(rows, 1)
    else:
        left, right = np.random.default_rng(seed).integers(0, rows, (2, count))
    different = left != right
    return left[different].astype(np.int32), right[different].astype(np.int32)


def _unseen(codes: Codes, sample_pairs: int) -> float:
    """Least chance of a level: as if it had been seen once among the pairs of different values, or those drawn.

    In a hundred records no two strangers' names may sound alike; that does not make it one in a million.
    """
    values = np.count_nonzero(np.bincount(codes.of_row[codes.of_row >= 0], minlength=1))
    return min(1 / max(min(values * (values - 1) / 2, sample_pairs), 1.0), _MOST_UNSEEN)


def _count_swaps(sample: Compared, chances: list[Probabilities]) -> None:
    """Chance that two strangers have their names the other way round: that of one name in the other's place, twice."""
    numbers = {comparison.name: i for i, comparison in enumerate(sample.comparisons)}
    if not {"given_name", "family_name"} <= numbers.keys():
        return
    given, family = numbers["given_name"], numbers["family_name"]
    there, back = across(sample, given, family, np.arange(len(sample.left)))
    known = sum(
        int(((sample.codes[given].of_row[a] >= 0) & (sample.codes[family].of_row[b] >= 0)).sum())
        for a, b in ((sample.left, sample.right), (sample.right, sample.left))
    )
    one = (there.sum() + back.sum() + 0.5) / max(known, 1)
    # A stranger of the same name, swapped as often as anybody, looks the same.
    namesakes = 2 * _SWAPPED_RECORDS * chances[given][0] * chances[family][0]
    chances[given][sample.comparisons[given].levels.index(SWAPPED)] = max(one * one, namesakes, _LEAST)


def _bound_swaps(comparisons: Sequence[Comparison], learned: Learned) -> None:
    """Names the wrong way round are worth no more than the same names the right way round: where many are swapped, as
    where whole names come in any order, namesakes are as well."""
    numbers = {comparison.name: i for i, comparison in enumerate(comparisons)}
    if not {"given_name", "family_name"} <= numbers.keys():
        return
    given, family = numbers["given_name"], numbers["family_name"]
    swapped = comparisons[given].levels.index(SWAPPED)
    lift = (learned.m[given][0] / learned.u[given][0]) * (learned.m[family][0] / learned.u[family][0])
    learned.u[given][swapped] = max(learned.u[given][swapped], learned.m[given][swapped] / lift)


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


def _of_strangers(u: Probabilities, frame: pl.DataFrame, comparison: Comparison) -> Probabilities:
    """u of an identifier, which is meant for one person: most who share a value are no strangers, so how often records
    agree says little, and how many names stand at a value says more."""
    known = _strangers_per_value(frame, comparison.column)
    carried = frame[comparison.column].drop_nulls().str.split(SEPARATOR).explode()
    per_value = carried.replace_strict(
        known["frequencies"], default=known["rare_frequency"], return_dtype=pl.Float64
    )
    u = u.copy()
    u[0] = min(u[0], max(float(per_value.mean() or 0.0), _LEAST))  # type: ignore[arg-type]
    return u


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
    chance = float((counts * (counts - 1)).sum() / max(total * (total - 1), 1.0))
    return min(chance, 1.0)  # records of many values may share several


def _frequencies(frame: pl.DataFrame, comparison: Comparison) -> dict[str, Any]:
    """How often strangers carry each value: the table of the common ones, and a figure for all others."""
    if not comparison.frequency:
        return {}
    column = frame[comparison.column]
    if comparison.identifies:
        return _strangers_per_value(frame, comparison.column)
    total = max(len(column) - column.null_count(), 1)
    grouped: dict[str, int] = {}
    for value, count in column.drop_nulls().value_counts().iter_rows():
        for part in value.split(SEPARATOR):
            for name in {name for key in comparison.named if (name := key(part))}:
                grouped[name] = grouped.get(name, 0) + count
    listed = sorted(
        (item for item in grouped.items() if item[1] >= _COMMON), key=lambda item: (-item[1], item[0])
    )
    least = listed[_MOST_LISTED - 1][1] if len(listed) >= _MOST_LISTED else _COMMON
    return {
        "frequencies": {name: count / total for name, count in sorted(listed[:_MOST_LISTED])},
        "rare_frequency": min(least / 2 / total, 1.0),
    }


def _strangers_per_value(frame: pl.DataFrame, column: str) -> dict[str, Any]:
    """Of an identifier every name but the first is a stranger: one person's own records do not make it common."""
    total = max(frame.height - frame[column].null_count(), 1)
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
