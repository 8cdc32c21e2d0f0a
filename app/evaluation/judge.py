"""A derivation beside the truth: everything that `idgraph evaluate` says beyond precision and recall."""

from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from app.evaluation.mistakes import Mistakes, over_merges, under_merges, weights_of
from app.evaluation.segments import Segment, household_segments, person_segments
from app.matching.blocking import RuleReport
from app.matching.pairs import pairs_within
from app.matching.power import tells_people_apart
from app.matching.recall import RecallEstimate
from app.matching.reliability import Reliability, reliability
from app.resolution.derive import EDGE_FLOOR, Derived
from app.resolution.found import FoundPairs, found_pairs, recall_without_truth

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class RuleRecall:
    """What one blocking rule did. `true`: share of the true pairs that it found, `true_alone`: that only it found."""

    report: RuleReport
    true: float
    true_alone: float


@dataclass(frozen=True, slots=True)
class TruePairs:
    """How far the pairs of records of one person came: shares of `pairs`. `sampled`: told from a sample of them."""

    pairs: int
    sampled: bool
    blocked: float
    compared: float
    probable: float
    together: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """`rules` in order of what they alone found. `recall_estimate`: what blocking's recall would be without a truth."""

    true_pairs: TruePairs
    rules: list[RuleRecall]
    recall_estimate: RecallEstimate | None
    tells_people_apart: bool
    reliability: Reliability | None
    segments: list[Segment]
    household_segments: list[Segment]
    over_merges: Mistakes
    under_merges: Mistakes

    def as_json(self) -> dict[str, Any]:
        found = asdict(self)
        found["rules"] = [
            asdict(rule.report) | {"true": rule.true, "true_alone": rule.true_alone} for rule in self.rules
        ]
        return found


def judge(
    derived: Derived, truth: pl.Series, household_truth: pl.Series | None = None, *, examples: int = 0
) -> Judgement:
    """Judge with the true person (and household) of each record, null where unknown, in the order of the records."""
    person = numbered(truth)
    real = pairs_within(person)
    found = found_pairs(derived, real.left, real.right)
    homes = [] if household_truth is None else household_segments(
        derived.records, derived.homes.home, household_truth, truth
    )  # fmt: skip
    return Judgement(
        true_pairs=replace(
            _true_pairs(derived, real.left, real.right, found), pairs=real.whole, sampled=real.share < 1
        ),
        rules=_rules(derived.report.rules, found),
        recall_estimate=recall_without_truth(derived),
        tells_people_apart=tells_people_apart(derived.model),
        reliability=_reliability(derived, person),
        segments=person_segments(derived.records, derived.person, truth),
        household_segments=homes,
        over_merges=over_merges(derived, person, examples),
        under_merges=under_merges(derived, person, examples),
    )


def numbered(truth: pl.Series) -> Ints:
    """A number for each distinct label, -1 where there is none."""
    return truth.rank("dense").cast(pl.Int64).fill_null(-1).to_numpy()


def _true_pairs(derived: Derived, left: Ints, right: Ints, found: FoundPairs) -> TruePairs:
    weight = weights_of(derived, left, right)
    compared = ~np.isnan(weight)
    likely = compared & (derived.model.probability(np.nan_to_num(weight)) >= EDGE_FLOOR)
    together = derived.person[left] == derived.person[right]
    shares = (float(rows.mean()) if len(rows) else 1.0 for rows in (found.any, compared, likely, together))
    return TruePairs(len(left), False, *shares)


def _rules(reports: list[RuleReport], found: FoundPairs) -> list[RuleRecall]:
    true, alone = {}, {}
    pairs = max(len(found.by.masks), 1)
    for number, rule in enumerate(found.by.rules):
        true[rule.name] = int((found.by.masks >> number & 1).sum()) / pairs
        alone[rule.name] = int((found.by.masks == 1 << number).sum()) / pairs
    rules = [
        RuleRecall(report, true.get(report.rule, 0.0), alone.get(report.rule, 0.0)) for report in reports
    ]
    return sorted(rules, key=lambda rule: (-rule.true_alone, -rule.true))


def _reliability(derived: Derived, person: Ints) -> Reliability | None:
    """Over all compared pairs whose truth is known; None where there are none."""
    weighed = derived.weighed
    a, b = person[weighed.left], person[weighed.right]
    known = (a >= 0) & (b >= 0)
    if not known.any():
        return None
    return reliability(derived.model.probability(weighed.weight)[known], (a == b)[known])
