"""Cards: what the graph finds a record by, as tokens. The same for bulk and live, whoever stands beside the record."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

import polars as pl

from app.graph.store import Row
from app.matching.applying import comparisons_in
from app.matching.blocking import RULES
from app.matching.hubs import called
from app.matching.limits import Limits
from app.matching.model import MatchModel
from app.matching.tokens import Hashes, Tokens, as_numbers, content_tokens, tokens
from app.resolution.live.values import carrier_tokens

Words = frozenset[str]


@dataclass(frozen=True, slots=True)
class Card:
    """`keys`: the blocks it is in; none where it only says what an earlier record says. `content`: all that it says, as
    one token. `carries`: its values that may be hubs. `called`: what it counts as where people are counted.
    `waits`: the record says something else since, and others may have been derived by that."""

    keys: Words = frozenset()
    content: str | None = None
    carries: Words = frozenset()
    called: str | None = None
    waits: bool = field(default=False, compare=False)

    @classmethod
    def of(cls, row: Row) -> "Card":
        """From the properties of a record, and whether it waits."""
        return cls(_words(row["keys"]), row["content"], _words(row["carries"]), row["called"], row["waits"])

    @property
    def tokens(self) -> tuple[str, ...]:
        """All of them, whatever they say."""
        return (*self.keys, *self.carries, *((self.content,) if self.content else ()))

    @property
    def by_property(self) -> dict[str, Words]:
        """The same by the property that they stand in."""
        content = frozenset([self.content]) if self.content else frozenset()
        return {"keys": self.keys, "content": content, "carries": self.carries}

    def says(self, before: "Card") -> bool:
        """Whether only values that may be hubs tell it from what it was: it is to be compared with the same records,
        then, and was, unless it waited."""
        same = (self.keys, self.content, self.called) == (before.keys, before.content, before.called)
        return same and not before.waits

    def row(self, id: str) -> Row:
        """Its properties, as they are stored."""
        keys, carries = (" ".join(sorted(words)) or None for words in (self.keys, self.carries))
        return {"id": id, "keys": keys, "content": self.content, "carries": carries, "called": self.called}

    def without_keys(self) -> "Card":
        return replace(self, keys=frozenset())


def cards(
    featured: pl.DataFrame, records: pl.DataFrame, model: MatchModel, limits: Limits
) -> dict[str, Card]:
    """By record ID, as if nobody said the same. `featured` still has its hubs, `records` no longer; one row each."""
    size = records.height
    columns = [comparison.column for comparison in comparisons_in(model, records)]
    texts = (
        tokens(records, RULES).texts(size),
        content_tokens(records, columns).texts(size),
        carrier_tokens(featured, limits).texts(size),
        called(records).to_list(),
    )
    return {
        id: Card(_words(keys), content or None, _words(carries), name)
        for id, keys, content, carries, name in zip(records["record"].to_list(), *texts, strict=True)
    }


def words_of(numbers: Collection[int]) -> list[str]:
    """Tokens as words."""
    frame = pl.Series(list(numbers), dtype=pl.UInt64).to_numpy()
    rows = pl.int_range(len(frame), eager=True).to_numpy()
    return Tokens(rows, frame).texts(len(frame))


def numbers_of(words: Iterable[str]) -> Hashes:
    """Tokens as numbers."""
    return as_numbers(sorted(words))


def _words(text: str | None) -> Words:
    return frozenset(text.split()) if text else frozenset()
