"""What the graph knows of tokens: who has them, which are hubs or over their cap, and what becomes of that."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from app.graph.store import Row, Run

C = TypeVar("C")
_TOGETHER = 60
"""Tokens in one query of the index: it takes no more than 1,024 words."""
_MANY = 5_000
"""From so many tokens on it is faster to read all exceptions, of which there are few, than to look up each token."""


@dataclass(slots=True)
class Exceptions:
    """Tokens that name a hub or a block over its cap, as far as they were asked for: with how many people may share the
    value, None for blocks."""

    run: Run
    now: dict[str, int | None] = field(default_factory=dict)
    before: dict[str, int | None] = field(default_factory=dict)
    _asked: set[str] = field(default_factory=set)

    def ask(self, tokens: Iterable[str]) -> None:
        """Find out about those that are not known yet."""
        new = set(tokens) - self._asked
        if new:
            self._asked |= new
            many = len(new) > _MANY
            rows = self.run("resolve/exceptions") if many else self.run("live/exceptions", tokens=sorted(new))
            found = {row["token"]: row["most"] for row in rows if row["token"] in new}
            self.now |= found
            self.before |= found

    def among(self, tokens: Iterable[str]) -> set[str]:
        """Those that are exceptions now."""
        asked = set(tokens)
        self.ask(asked)
        return asked & self.now.keys()

    def write(self, keys: Mapping[str, str]) -> None:
        """Keep what changed. `keys`: by token what a steward knows a value by, where no node is marked."""
        new = [
            {"token": token, "most": most, "key": keys.get(token)}
            for token, most in self.now.items()
            if token not in self.before
        ]
        old = [{"token": token} for token in self.before if token not in self.now]
        if new:
            self.run("live/exceptions_add", rows=sorted(new, key=lambda row: row["token"]))
        if old:
            self.run("live/exceptions_drop", rows=sorted(old, key=lambda row: row["token"]))


@dataclass(slots=True)
class Members(Generic[C]):
    """Who has which tokens, as the graph says: by ID their card, by token their IDs."""

    run: Run
    statement: str
    card_of: Callable[[Row], C]
    tokens_of: Callable[[C], Collection[str]]
    cards: dict[str, C] = field(default_factory=dict)
    ids: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _found: set[str] = field(default_factory=set)

    def find(self, tokens: Iterable[str]) -> None:
        """Look up everybody who has any of these tokens."""
        new = set(tokens) - self._found
        words = sorted(new)
        self._found |= new
        queries = [" ".join(words[start : start + _TOGETHER]) for start in range(0, len(words), _TOGETHER)]
        if queries:
            self._add(self.run(self.statement, queries=queries), new)

    def _add(self, rows: Iterable[Row], tokens: set[str]) -> None:
        for row in rows:
            card = self.cards.get(row["id"])
            if card is None:
                card = self.cards[row["id"]] = self.card_of(row)
            for token in tokens.intersection(self.tokens_of(card)):
                self.ids[token].add(row["id"])

    def of(self, token: str) -> set[str]:
        """Who is known to have it."""
        return self.ids.get(token, set())
