"""Names given in the wrong order: looked for only where given and family name both disagree as they stand."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from app.matching import similarity as s

if TYPE_CHECKING:
    from app.matching.scoring import Compared

_SWAPPED = "swapped"


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

    def texts(number: int, at: npt.NDArray[np.int32]) -> list[str]:
        codes = compared.codes[number]
        return [codes.values[code] for code in codes.of_row[at].tolist()]

    crossed = s.best_of(s.jaro_winkler, texts(given, left), texts(family, right)) >= 0.9
    crossed &= s.best_of(s.jaro_winkler, texts(family, left), texts(given, right)) >= 0.9
    levels[rows[crossed], given] = given_levels.index(_SWAPPED)
    levels[rows[crossed], family] = family_levels.index(_SWAPPED)
