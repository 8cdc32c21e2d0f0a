"""What went wrong: people taken for one, and people left in two, each with the reasons.

The counts and causes hold no personal data. An example shows two records of the file as they were compared.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.matching.applying import comparisons_in
from app.matching.pairs import LabelPairs, pairs_within
from app.matching.scoring import Scored, compare, score
from app.resolution.derive import EDGE_FLOOR, Derived
from app.resolution.edges import edges
from app.resolution.found import found_pairs

Ints = npt.NDArray[np.int64]
_LOOKED_AT = 50_000
"""Most pairs whose evidence is worked out again."""
_REASONS_SHOWN = 5

NOT_COMPARED = "no blocking rule found the pair, nor was it compared later"
IMPROBABLE = "compared, and the fields speak against it"
REFUSED = "probable, but the records around it speak against it"
JOINED = "joined by what the two have in common"
CARRIED = "improbable by itself, joined by the records around it"


@dataclass(frozen=True, slots=True)
class Reason:
    """A comparison's level among the pairs: the share of pairs that reach it and the bits that it gives on average."""

    comparison: str
    level: str
    share: float
    bits: float


@dataclass(frozen=True, slots=True)
class Example:
    """Two records: IDs, the values compared (`comparison: (one, other)`), evidence as `comparison|level|bits`, the
    rules that found them, the probability of the pair by itself, and why it was joined or left apart."""

    a: str
    b: str
    probability: float
    evidence: list[str]
    rules: list[str]
    reason: str
    values: dict[str, tuple[str | None, str | None]]


@dataclass(frozen=True, slots=True)
class Mistakes:
    """One kind of mistake: how many `groups` (individuals of several people, or people in several individuals), how
    many pairs of records, why, and examples, the gravest group first."""

    groups: int
    pairs: int
    causes: dict[str, int]
    reasons: list[Reason]
    examples: list[Example]


def over_merges(derived: Derived, truth: Ints, examples: int = 0) -> Mistakes:
    """Pairs of different people in one individual. `truth`: a number for each row's person, -1 unknown."""
    merged = pairs_within(np.where(truth < 0, -1, derived.person))
    wrong = _only(merged, truth[merged.left] != truth[merged.right])
    return _mistakes(derived, wrong, derived.person[wrong.left], examples, lost=False)


def under_merges(derived: Derived, truth: Ints, examples: int = 0) -> Mistakes:
    """Pairs of one person in different individuals."""
    real = pairs_within(truth)
    lost = _only(real, derived.person[real.left] != derived.person[real.right])
    return _mistakes(derived, lost, truth[lost.left], examples, lost=True)


def weights_of(derived: Derived, left: Ints, right: Ints) -> npt.NDArray[np.float32]:
    """What each pair of rows weighed when it was compared; NaN where it was not."""
    weighed = derived.weighed
    known = (weighed.left.astype(np.int64) << 32) | weighed.right
    order = np.argsort(known, kind="stable")
    packed = (left << 32) | right
    at = np.minimum(np.searchsorted(known, packed, sorter=order), max(len(known) - 1, 0))
    if not len(known):
        return np.full(len(packed), np.nan, np.float32)
    rows = order[at]
    return np.where(known[rows] == packed, weighed.weight[rows], np.nan).astype(np.float32)


def _only(pairs: LabelPairs, rows: npt.NDArray[np.bool_]) -> LabelPairs:
    whole = round(rows.mean() * pairs.whole) if len(rows) else 0
    return LabelPairs(pairs.left[rows], pairs.right[rows], whole)


def _mistakes(derived: Derived, pairs: LabelPairs, group: Ints, examples: int, *, lost: bool) -> Mistakes:
    weight = weights_of(derived, pairs.left, pairs.right)
    why = _causes(derived, weight, lost=lost)
    counted = Counter(why.tolist())
    some = np.arange(len(group))
    if len(some) > _LOOKED_AT:
        some = np.sort(np.random.default_rng(0).choice(len(group), _LOOKED_AT, replace=False))
    evidence = _evidence(derived, pairs.left[some], pairs.right[some])
    return Mistakes(
        groups=len(np.unique(group)),
        pairs=pairs.whole,
        causes={cause: round(count * pairs.whole / len(group)) for cause, count in counted.most_common()},
        reasons=_reasons(derived, evidence, against=lost),
        examples=_examples(derived, pairs, group, np.nan_to_num(weight, nan=-np.inf), why, examples),
    )


def _causes(derived: Derived, weight: npt.NDArray[np.float32], *, lost: bool) -> npt.NDArray[np.str_]:
    likely = derived.model.probability(np.nan_to_num(weight)) >= EDGE_FLOOR
    if not lost:
        return np.where(likely & ~np.isnan(weight), JOINED, CARRIED)
    return np.where(np.isnan(weight), NOT_COMPARED, np.where(likely, REFUSED, IMPROBABLE))


def _evidence(derived: Derived, left: Ints, right: Ints) -> Scored:
    records = derived.records
    pairs = left.astype(np.int32), right.astype(np.int32)
    return score(compare(records, comparisons_in(derived.model, records), *pairs), derived.model)


def _reasons(derived: Derived, evidence: Scored, *, against: bool) -> list[Reason]:
    """The levels that weigh most over all pairs together, for the match or `against` it."""
    found = []
    for column, name in enumerate(evidence.names):
        weights = derived.model.comparison(name)
        assert weights is not None
        for number, level in enumerate(weights.levels):
            rows = evidence.levels[:, column] == number
            if rows.any():
                bits = evidence.bits[rows, column].astype(np.float64).mean()
                found.append(Reason(name, level.name, float(rows.mean()), float(bits)))
    sign = -1 if against else 1
    telling = [reason for reason in found if sign * reason.bits * reason.share > 0]
    return sorted(telling, key=lambda r: -sign * r.bits * r.share)[:_REASONS_SHOWN]


def _examples(
    derived: Derived,
    pairs: LabelPairs,
    group: Ints,
    weight: npt.NDArray[np.float32],
    why: npt.NDArray[np.str_],
    wanted: int,
) -> list[Example]:
    """Of each group the pair that weighs most: it joined two people, or came nearest to joining one."""
    if not wanted or not len(group):
        return []
    _, number, counts = np.unique(group, return_inverse=True, return_counts=True)
    order = np.lexsort((pairs.right, pairs.left, -weight, number))
    first = order[np.r_[True, number[order][1:] != number[order][:-1]]]
    chosen = first[np.argsort(-counts, kind="stable")][:wanted]
    left, right = pairs.left[chosen], pairs.right[chosen]
    described = edges(_evidence(derived, left, right), derived.model, derived.records)
    found = found_pairs(derived, left, right)
    return [
        Example(
            row["a"],
            row["b"],
            row["probability"],
            row["evidence"],
            ["equal records"] if found.equal[i] else found.names(i),
            str(why[chosen[i]]),
            _values(derived, int(left[i]), int(right[i])),
        )
        for i, row in enumerate(described.iter_rows(named=True))
    ]


def _values(derived: Derived, a: int, b: int) -> dict[str, tuple[str | None, str | None]]:
    records = derived.records
    return {
        comparison.name: (one, other)
        for comparison in comparisons_in(derived.model, records)
        for one, other in [(records[comparison.column][a], records[comparison.column][b])]
        if one is not None or other is not None
    }
