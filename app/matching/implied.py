"""Where one agreement brings another with it, which is then no evidence of its own."""

from typing import TYPE_CHECKING

from app.matching.comparisons import MISSING

if TYPE_CHECKING:
    from app.matching.scoring import Compared

_BRINGS = (("cookie", "device"),)
"""Comparison -> what agrees wherever its values are shared: a cookie stays on the device that it was set on."""


def drop_implied(compared: "Compared") -> None:
    """Two records of one cookie are of one device: that counts once."""
    numbers = {comparison.name: i for i, comparison in enumerate(compared.comparisons)}
    for one, other in _BRINGS:
        if {one, other} <= numbers.keys():
            brought = (compared.levels[:, numbers[one]] == 0) & (compared.levels[:, numbers[other]] == 0)
            compared.levels[brought, numbers[other]] = MISSING
