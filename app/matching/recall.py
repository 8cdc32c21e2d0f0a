"""How many of the pairs that are one person does blocking find? Which rule found what, and an estimate without truth.

The estimate is Lincoln and Petersen's, from counting animals by catching them twice: two groups of rules that look at
different fields are two catches. If the first group finds a of the pairs, the second b and both find c of them, then
there are about a b / c pairs in all (with Chapman's correction for small numbers, 1951). Winkler used it for the
matches that blocking misses in the 2000 US census ("Approximate string comparator search strategies for very large
administrative lists", 2005). Where faults come together, so that what one group misses the other misses too, there are
more pairs than that: read the recall as "at most about".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from app.matching.blocking import BLOCK_CAP, BlockingRule, block_keys, usable_rules

Rows = npt.NDArray[np.integer]
Masks = npt.NDArray[np.int64]
Floats = npt.NDArray[np.floating]

_FIELD: dict[str, str] = {
    **dict.fromkeys(("given_name", "given_sound", "family_name", "family_sound"), "name"),
    **dict.fromkeys(("name_sounds", "name_tokens"), "name"),
    **dict.fromkeys(("year", "month", "day"), "birth_date"),
    **dict.fromkeys(("street", "postal_code", "locality"), "address"),
    **dict.fromkeys(("mailbox", "local_part", "mail_letters", "mail_domain"), "email"),
    **dict.fromkeys(("siret", "organisation"), "organisation"),
}
"""Column of a rule -> the field whose faults it suffers from; any other column is its own."""
_LEAST_CAUGHT_TWICE = 20.0
"""Pairs that both groups must find for the estimate to mean anything."""


@dataclass(frozen=True, slots=True)
class Found:
    """`masks[i]` has bit k where `rules[k]` put pair i into one block; 0: blocking missed it."""

    rules: list[BlockingRule]
    masks: Masks


@dataclass(frozen=True, slots=True)
class RecallEstimate:
    """`recall` of all rules together, from what rules on `fields` and rules on `other_fields` found."""

    recall: float
    fields: tuple[str, ...]
    other_fields: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"at most about {self.recall:.1%} (estimated without the truth: rules on {', '.join(self.fields)} against "
            f"rules on {', '.join(self.other_fields)})"
        )


def rules_that_find(
    frame: pl.DataFrame, rules: Sequence[BlockingRule], left: Rows, right: Rows, cap: int = BLOCK_CAP
) -> Found:
    """Which rules put each pair of rows of the frame that was blocked into one block of at most `cap` records."""
    usable = usable_rules(frame, rules)
    pairs = pl.DataFrame({"left": left, "right": right}, schema={"left": pl.Int64, "right": pl.Int64})
    pairs = pairs.with_row_index("pair")
    masks = np.zeros(len(left), np.int64)
    for number, rule in enumerate(usable):
        keyed = block_keys(frame, rule)
        sizes = keyed.group_by("key").len().filter(pl.col("len").is_between(2, cap))
        keyed = keyed.join(sizes, on="key", how="semi")
        together = pairs.join(keyed, left_on="left", right_on="row").join(
            keyed, left_on=["right", "key"], right_on=["row", "key"], how="semi"
        )
        masks[together["pair"].unique().to_numpy()] |= 1 << number
    return Found(usable, masks)


def estimate_recall(found: Found, probability: Floats) -> RecallEstimate | None:
    """The estimate, from pairs weighted by the probability that they are one person.

    Of all ways to part the fields in two, the one whose groups of rules find most pairs both. None where no two groups
    of rules look at different fields and find pairs enough.
    """
    masks, number = np.unique(found.masks, return_inverse=True)
    weights = np.bincount(number, weights=probability, minlength=len(masks))
    fields = [frozenset(_FIELD.get(column, column) for column in rule.columns) for rule in found.rules]
    every = sorted(frozenset().union(*fields))
    best, best_both = None, _LEAST_CAUGHT_TWICE
    for choice in range(1, 2 ** max(len(every) - 1, 0)):
        one = frozenset(field for i, field in enumerate(every) if choice >> i & 1)
        a = masks & _bits(group <= one for group in fields) != 0
        b = masks & _bits(group.isdisjoint(one) for group in fields) != 0
        both = float(weights[a & b].sum())
        if both > best_both:
            best, best_both = (one, float(weights[a].sum()), float(weights[b].sum())), both
    if best is None:
        return None
    one, first, second = best
    there = (first + 1) * (second + 1) / (best_both + 1) - 1
    caught = float(weights[masks != 0].sum())
    other = tuple(field for field in every if field not in one)
    return RecallEstimate(min(caught / there, 1.0), tuple(sorted(one)), other)


def _bits(chosen: Iterable[bool]) -> int:
    return sum(1 << number for number, yes in enumerate(chosen) if yes)
