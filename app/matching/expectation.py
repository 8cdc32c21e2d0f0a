"""Expectation-maximisation: m, the prior, and what housemates share, from the levels of compared pairs.

Three classes explain a pair: one person, two housemates, two strangers. Winkler (1988), "Using the EM algorithm for
weight computation in the Fellegi-Sunter model", with the class of housemates added (see the model). Two things keep the
class "one person" from becoming "one household", which often has more pairs: one person seldom has two given names or
two dates of birth, and housemates who share other fields are explained by a share that is learned as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from app.progress import Advance

Probabilities = npt.NDArray[np.float64]
ROUNDS = 40
_AT_ONCE = 1 << 21
"""Pairs that are counted together: bounds the memory."""
_LEAST_TWICE = 0.01
"""Share of records taken to stand for somebody twice where the data shows fewer: a prior of nothing never recovers."""
_MOST_RECORDS = 25.0
"""Records of one person, on average, from which on it is no person that was found."""
_SHARED_BY_CROWD = 0.3
"""Share of the pairs of a crowd that agree in an identifier, from which on the crowd may be a person after all."""
_USUALLY_TWICE = 0.1
"""Other records of one person, on average, where the data do not tell."""
_LEAST_LEFT = 0.02
"""Share of the chance agreement that is never ascribed to matches."""
_PSEUDO_PAIRS = 25.0
"""Weight of the m probabilities to begin with against the data, in pairs."""
_PSEUDO_HOMES = 100.0
"""Weight of the usual shares of housemates against the data, in pairs of housemates."""
_MOST_SHARED = 0.99


@dataclass(frozen=True, slots=True)
class Beginning:
    """What is believed before the data: by comparison the `m` of its levels, the share `homes` of housemates who agree
    as if they were one person, and the largest m of its last level, "different". `prior`: see the model. `identifies`:
    which comparisons are of identifiers."""

    m: Sequence[Probabilities]
    homes: Sequence[float]
    most_different: Sequence[float]
    prior: float
    identifies: Sequence[bool] = ()


@dataclass(frozen=True, slots=True)
class Learned:
    """What the data say. `m`, `u`: by comparison and level; `homes`: by comparison; priors as in the model."""

    m: list[Probabilities]
    u: list[Probabilities]
    homes: list[float]
    prior: float
    home_prior: float


def learn(
    levels: npt.NDArray[np.int8],
    chances: Sequence[Probabilities],
    records: int,
    begin: Beginning,
    stands_for: Probabilities | None = None,
    advance: Advance | None = None,
) -> Learned:
    """`levels`: (pairs, comparisons) of the candidates among so many records, -1 where missing. `chances`: how often
    two random records reach each level. `stands_for`: how many pairs each pair is, where equal records are many.
    `advance` is told of every round of ROUNDS, and of those that were not needed.

    Where the class of one person would give everybody a crowd of records, the fields do not tell people apart: what
    they share by nature (a name that comes with one town) looks like identity. Then nothing is learned, unless the
    crowd shares an identifier.
    """
    learned = _learn(levels, chances, records, begin, stands_for, advance or (lambda rounds: None))
    if learned.prior * records <= _MOST_RECORDS or _share_identifier(levels, learned, begin):
        return learned
    usual = min(_USUALLY_TWICE / records, 0.5)
    return Learned(
        [m.copy() for m in begin.m], list(chances), list(begin.homes), usual, 0.5 / max(records, 2)
    )


def _share_identifier(levels: npt.NDArray[np.int8], learned: Learned, begin: Beginning) -> bool:
    return any(
        identifies
        and learned.m[i][0] >= _SHARED_BY_CROWD
        and np.count_nonzero(levels[:, i] == 0) > _PSEUDO_PAIRS
        for i, identifies in enumerate(begin.identifies)
    )


def _learn(
    levels: npt.NDArray[np.int8],
    chances: Sequence[Probabilities],
    records: int,
    begin: Beginning,
    stands_for: Probabilities | None,
    advance: Advance,
) -> Learned:
    patterns, counts = _patterns(levels, stands_for)
    m, homes = [values.copy() for values in begin.m], list(begin.homes)
    u = list(chances)
    everything = max(records * (records - 1) / 2, 1.0)
    prior, home = begin.prior, 0.5 / max(records, 2)
    for number_of_round in range(ROUNDS):
        ratios = [m_levels / u_levels for m_levels, u_levels in zip(m, u, strict=True)]
        same, together = (
            share * counts for share in _posteriors(patterns, ratios, np.array(homes), prior, home)
        )
        before = prior
        u = [
            _of_strangers(chance, m_levels, prior + home * share)
            for chance, m_levels, share in zip(chances, m, homes, strict=True)
        ]
        prior = float(np.clip(max(same.sum(), _LEAST_TWICE * records) / everything, 1e-12, 0.5))
        home = float(np.clip(together.sum() / everything, 1e-12, 0.5))
        for number, usual in enumerate(begin.m):
            seen = patterns[:, number] >= 0
            level = patterns[seen, number]
            found = np.bincount(level, weights=same[seen], minlength=len(usual)) + _PSEUDO_PAIRS * usual
            m[number] = _mostly_alike(np.maximum(found / found.sum(), 1e-6), begin.most_different[number])
            homes[number] = _shared(begin.homes[number], homes[number], ratios[number][level], together[seen])
        advance(1)
        if abs(prior - before) < 1e-4 * before:
            advance(ROUNDS - number_of_round - 1)
            break
    return Learned(m, u, homes, prior, home / (1 - prior))


def _mostly_alike(m: Probabilities, most_different: float) -> Probabilities:
    if m[-1] <= most_different:
        return m
    return np.append(m[:-1] * (1 - most_different) / m[:-1].sum(), most_different)


def _shared(usual: float, now: float, ratio: Probabilities, together: Probabilities) -> float:
    """Share of housemates who agree as one person would. `ratio`: m/u of the level of each pattern, `together` how many
    pairs of housemates it stands for."""
    if not usual:
        return 0.0
    as_one = now * ratio / (now * ratio + 1 - now)
    found = float((together * as_one).sum()) + _PSEUDO_HOMES * usual
    return min(found / (float(together.sum()) + _PSEUDO_HOMES), _MOST_SHARED)


def _of_strangers(chance: Probabilities, m: Probabilities, as_one: float) -> Probabilities:
    """u from what random pairs show. `as_one`: share of them that agree as one person would, because they are one or
    live together: chance = as_one m + (1 - as_one) u."""
    return np.clip((chance - as_one * m) / (1 - as_one), _LEAST_LEFT * chance, 1)


def _patterns(
    levels: npt.NDArray[np.int8], stands_for: Probabilities | None
) -> tuple[npt.NDArray[np.int8], Probabilities]:
    """Distinct rows of levels and how many pairs have each: EM costs their number, not the pairs'."""
    names = [str(number) for number in range(levels.shape[1])]
    found = [pl.DataFrame(schema=dict.fromkeys(names, pl.Int8) | {"pairs": pl.Float64})]
    for start in range(0, len(levels), _AT_ONCE):
        rows = slice(start, start + _AT_ONCE)
        piece = pl.DataFrame({name: levels[rows, number] for number, name in enumerate(names)})
        piece = piece.with_columns(pairs=pl.lit(1.0) if stands_for is None else pl.Series(stands_for[rows]))
        found.append(piece.group_by(names).agg(pl.col("pairs").sum()))
    grouped = pl.concat(found).group_by(names).agg(pl.col("pairs").sum()).sort(names)
    return grouped.drop("pairs").to_numpy().astype(np.int8), grouped["pairs"].to_numpy()


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
