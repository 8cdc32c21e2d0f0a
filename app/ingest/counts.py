"""What came of the rows of a file."""

from collections import Counter
from dataclasses import dataclass, field

import polars as pl


@dataclass
class Counts:
    """Rows by what they did to the graph; `unusable` and `doubtful`: values by field, among the rows written."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    suppressed: int = 0
    """Rows of people who were erased, left out."""
    consents: int = 0
    """Statements from columns of rows about people that are new to the ledger; `consents_known`: that it had."""
    consents_known: int = 0
    unusable: Counter[str] = field(default_factory=Counter)
    doubtful: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Counts") -> None:
        self.new += other.new
        self.changed += other.changed
        self.unchanged += other.unchanged
        self.suppressed += other.suppressed
        self.consents += other.consents
        self.consents_known += other.consents_known
        self.unusable += other.unusable
        self.doubtful += other.doubtful


def judged(standardised: pl.DataFrame) -> Counts:
    """The verdicts on the values of a standardised frame."""
    return Counts(unusable=_fields(standardised["junk"]), doubtful=_fields(standardised["doubtful"]))


def _fields(verdicts: pl.Series) -> Counter[str]:
    return Counter(verdicts.explode().drop_nulls().to_list())
