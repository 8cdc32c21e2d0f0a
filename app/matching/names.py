"""Where names touch other comparisons: given in the wrong order, or spelt out in an email."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import polars as pl

from app.matching import similarity as s
from app.matching.comparisons import MISSING

if TYPE_CHECKING:
    from app.matching.scoring import Compared

SWAPPED = "swapped"
_GIVEN_ACROSS, _FAMILY_ACROSS = "in the family name's place", "in the given name's place"
_ALIKE = 0.9
"""Jaro-Winkler similarity from which names are one name misspelt."""
_SAME_LOCAL_PART, _SIMILAR = 2, 3
"""Email levels."""
_LAST_AGREEING = {"given_name": 4, "family_name": 2}
"""Last level of a name that still means agreement."""


def mark_swapped(compared: "Compared") -> None:
    """Where names agree across the columns, say so once.

    Both across is "swapped", at the given name. One alone is a family name, which a family shares, unless a name that
    stands alone as a family name is the other's given name. What is said elsewhere, or not known, is no evidence.
    """
    numbers = {comparison.name: i for i, comparison in enumerate(compared.comparisons)}
    if not {"given_name", "family_name"} <= numbers.keys():
        return
    given, family = numbers["given_name"], numbers["family_name"]
    given_levels, family_levels = (compared.comparisons[number].levels for number in (given, family))
    levels = compared.levels
    rows = np.flatnonzero(
        _disagrees(levels[:, given], _LAST_AGREEING["given_name"])
        & _disagrees(levels[:, family], _LAST_AGREEING["family_name"])
    )
    there, back = across(compared, given, family, rows)
    both, one, forward = rows[there & back], rows[there ^ back], there[there ^ back]
    levels[both, given], levels[both, family] = given_levels.index(SWAPPED), MISSING
    # The record whose given name is across, and the one whose family name is.
    first = np.where(forward, compared.left[one], compared.right[one])
    second = np.where(forward, compared.right[one], compared.left[one])
    lone = (compared.codes[given].of_row[second] < 0) & (compared.codes[family].of_row[first] >= 0)
    levels[one[lone], given], levels[one[lone], family] = given_levels.index(_GIVEN_ACROSS), MISSING
    levels[one[~lone], family] = family_levels.index(_FAMILY_ACROSS)
    levels[one[compared.codes[family].of_row[first] < 0], given] = MISSING


def _disagrees(levels: npt.NDArray[np.int8], last_agreeing: int) -> s.Booleans:
    return (levels < 0) | (levels > last_agreeing)


def across(
    compared: "Compared", given: int, family: int, rows: npt.NDArray[np.int64]
) -> tuple[s.Booleans, s.Booleans]:
    """For some of the pairs: is the left given name the right family name, and the other way round?"""
    first, second = compared.codes[given], compared.codes[family]
    both = first.values.with_others(second.values)

    def alike(one: npt.NDArray[np.int32], other: npt.NDArray[np.int32]) -> s.Booleans:
        a, b = first.of_row[one[rows]], second.of_row[other[rows]]
        present = np.flatnonzero((a >= 0) & (b >= 0))
        pairs = s.TextPairs(both, a[present], b[present] + len(first.values))
        result = np.zeros(len(rows), np.bool_)
        result[present] = s.jaro_winkler(pairs, _ALIKE) >= _ALIKE
        return result

    return alike(compared.left, compared.right), alike(compared.right, compared.left)


def drop_spelt_names(compared: "Compared", frame: pl.DataFrame) -> None:
    """Two emails that are alike because both spell a name that agrees anyway say nothing more: no evidence.

    Otherwise `anne.martin@a.fr` and `anne.martin@b.fr` would count the name a second time.
    """
    numbers = {comparison.name: i for i, comparison in enumerate(compared.comparisons)}
    if "email" not in numbers or "mail_named" not in frame.columns:
        return
    named = frame["mail_named"].is_not_null().to_numpy()
    name_only = frame["mail_named"].eq_missing("name").to_numpy()
    levels = compared.levels
    email = levels[:, numbers["email"]]
    both_named = named[compared.left] & named[compared.right]
    alike = (email == _SIMILAR) & both_named
    alike |= (email == _SAME_LOCAL_PART) & both_named & name_only[compared.left]
    agrees = np.zeros(len(levels), np.bool_)
    for name in {"given_name", "family_name"} & numbers.keys():
        agrees |= (levels[:, numbers[name]] >= 0) & (levels[:, numbers[name]] <= _LAST_AGREEING[name])
    levels[alike & agrees, numbers["email"]] = MISSING
