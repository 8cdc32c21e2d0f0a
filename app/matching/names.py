"""Where names touch other comparisons: given in the wrong order, or spelt out in an email."""

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from app.matching import similarity as s
from app.matching.comparisons import MISSING

if TYPE_CHECKING:
    from app.matching.scoring import Compared

_SWAPPED = "swapped"
_ALIKE = 0.9
"""Jaro-Winkler similarity from which names are one name misspelt."""
_SAME_LOCAL_PART, _SIMILAR = 2, 3
"""Email levels."""
_LAST_AGREEING = {"given_name": 4, "family_name": 2}
"""Last level of a name that still means agreement."""


def mark_swapped(compared: "Compared") -> None:
    """Set both names to "swapped" where one record's given name is the other's family name and the other way round."""
    numbers = {comparison.name: i for i, comparison in enumerate(compared.comparisons)}
    if not {"given_name", "family_name"} <= numbers.keys():
        return
    given, family = numbers["given_name"], numbers["family_name"]
    given_levels, family_levels = compared.comparisons[given].levels, compared.comparisons[family].levels
    levels = compared.levels
    rows = np.flatnonzero(
        (levels[:, given] == len(given_levels) - 1) & (levels[:, family] == len(family_levels) - 1)
    )
    if not len(rows):
        return
    left, right = compared.left[rows], compared.right[rows]

    def alike(a: int, b: int) -> s.Booleans:
        """Is the left row's field `a` spelt like the right row's field `b`?"""
        first, second = compared.codes[a], compared.codes[b]
        both = first.values.with_others(second.values)
        pairs = s.TextPairs(both, first.of_row[left], second.of_row[right] + len(first.values))
        return s.jaro_winkler(pairs, _ALIKE) >= _ALIKE

    crossed = alike(given, family) & alike(family, given)
    levels[rows[crossed], given] = given_levels.index(_SWAPPED)
    levels[rows[crossed], family] = family_levels.index(_SWAPPED)


def drop_spelt_names(compared: "Compared", frame: pl.DataFrame) -> None:
    """Two emails that are alike because both spell a name that agrees anyway say nothing more: no evidence.

    Otherwise `anne.martin@a.fr` and `anne.martin@b.fr` would count the name a second time.
    """
    numbers = {comparison.name: i for i, comparison in enumerate(compared.comparisons)}
    if "email" not in numbers or "mail_named" not in frame.columns:
        return
    named = frame["mail_named"].is_not_null().to_numpy()
    name_only = (frame["mail_named"] == "name").fill_null(value=False).to_numpy()
    levels = compared.levels
    email = levels[:, numbers["email"]]
    both_named = named[compared.left] & named[compared.right]
    alike = (email == _SIMILAR) & both_named
    alike |= (email == _SAME_LOCAL_PART) & both_named & name_only[compared.left]
    agrees = np.zeros(len(levels), np.bool_)
    for name in {"given_name", "family_name"} & numbers.keys():
        agrees |= (levels[:, numbers[name]] >= 0) & (levels[:, numbers[name]] <= _LAST_AGREEING[name])
    levels[alike & agrees, numbers["email"]] = MISSING
