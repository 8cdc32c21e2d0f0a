"""Which blocking rule found which pair of records of a derivation, and how many pairs blocking may have missed."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.matching.applying import comparisons_in
from app.matching.blocking import RULES
from app.matching.copies import find_copies
from app.matching.recall import Found, Masks, RecallEstimate, Rows, estimate_recall, rules_that_find
from app.resolution.derive import EDGE_FLOOR, Derived

Booleans = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class FoundPairs:
    """`equal[i]`: the records of pair i say the same, which needs no rule. `by`: the rules that found the others."""

    equal: Booleans
    by: Found

    @property
    def any(self) -> Booleans:
        return self.equal | (self.by.masks != 0)

    def names(self, pair: int) -> list[str]:
        """Names of the rules that found this pair."""
        return [rule.name for number, rule in enumerate(self.by.rules) if self.by.masks[pair] >> number & 1]


def found_pairs(derived: Derived, left: Rows, right: Rows) -> FoundPairs:
    """Which rules found these pairs of rows of `derived.records`. Blocking sees the first of equal records only."""
    copies = find_copies(derived.records, [c.column for c in comparisons_in(derived.model, derived.records)])
    number = np.zeros(derived.records.height, np.int64)
    number[copies.first] = np.arange(len(copies.first))
    number[copies.copy] = number[copies.of]
    a, b = number[left], number[right]
    by = rules_that_find(derived.records[copies.first], RULES, a, b)
    equal = a == b
    masks: Masks = np.where(equal, 0, by.masks)
    return FoundPairs(equal, Found(by.rules, masks))


def recall_without_truth(derived: Derived) -> RecallEstimate | None:
    """What share of the pairs that are one person blocking found, from the probable pairs alone."""
    weighed = derived.weighed
    likely = derived.model.probability(weighed.weight)
    rows = likely >= EDGE_FLOOR
    found = found_pairs(derived, weighed.left[rows], weighed.right[rows])
    different = ~found.equal
    return estimate_recall(Found(found.by.rules, found.by.masks[different]), likely[rows][different])
