"""The pieces in which a large file is taken back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from app.graph.store import Row

PIECE = 500
"""Records, cookies and devices, or statements of consent in one transaction: who else changes somebody waits for it,
and more together are no faster."""


@dataclass(frozen=True, slots=True)
class Piece:
    """`rows` of `unload/records`; besides, what visits showed: keys of cookies and devices, IDs of further records."""

    rows: list[Row] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    records: set[str] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self.rows) + len(self.keys) + len(self.records)


def by_household(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """Rows of `unload/records` in lists of about so many. A household is never divided: as its members go one by one,
    its ID would pass from one to the next. Pure."""
    piece: list[Row] = []
    for row in sorted(rows, key=lambda row: (row["household"] or "", row["id"])):
        ends = piece and piece[-1]["household"]
        if len(piece) >= size and (ends is None or ends != row["household"]):
            yield piece
            piece = []
        piece.append(row)
    if piece:
        yield piece
