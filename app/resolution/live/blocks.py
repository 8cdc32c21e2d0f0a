"""What the graph knows of tokens: who has them, which are hubs or over their cap, and what becomes of that."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from app.graph.store import Row, Run

C = TypeVar("C")
_MANY = 5_000
"""From so many tokens on it is faster to read all exceptions, of which there are few, than to look up each token."""


@dataclass(slots=True)
class Exceptions:
    """Tokens that name a hub or a block over its cap, as far as they were asked for: with how many people may share the
    value, None for blocks. `keys`: what the graph names the values by."""

    run: Run
    now: dict[str, int | None] = field(default_factory=dict)
    before: dict[str, int | None] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    keys: dict[str, str] = field(default_factory=dict)

    @property
    def hubs(self) -> frozenset[str]:
        """Those that name a value which joins nobody."""
        return frozenset(token for token, most in self.now.items() if most is not None)

    def ask(self, tokens: Iterable[str]) -> None:
        """Find out about those that are not known yet."""
        new = set(tokens) - self.asked
        if new:
            many = len(new) > _MANY
            rows = self.run("resolve/exceptions") if many else self.run("live/exceptions", tokens=sorted(new))
            self.learn(new, rows)

    def learn(self, tokens: Iterable[str], rows: Iterable[Row]) -> None:
        """`rows` name all exceptions among these tokens, and maybe others."""
        new = set(tokens) - self.asked
        self.asked |= new
        for row in rows:
            if row["token"] in new:
                self.now[row["token"]] = self.before[row["token"]] = row["most"]
                if row["key"]:
                    self.keys[row["token"]] = row["key"]

    def among(self, tokens: Iterable[str]) -> set[str]:
        """Those that are exceptions now."""
        asked = set(tokens)
        self.ask(asked)
        return asked & self.now.keys()

    def differences(self, keys: Mapping[str, str]) -> Iterator[tuple[str, list[Row]]]:
        """What changed, as rows for statements. `keys`: by token what names the value."""
        new = {token: most for token, most in self.now.items() if token not in self.before}
        old = self.before.keys() - self.now.keys()
        yield (
            "exceptions_add",
            [{"token": token, "most": new[token], "key": keys.get(token)} for token in sorted(new)],
        )
        yield "exceptions_drop", [{"token": token} for token in sorted(old)]


def enough(tokens: Iterable[str], known: Iterable[Collection[str]], cap: int) -> list[Row]:
    """{token, most}: of how many in each block it is seen whether more than `cap` are in it beside those of which
    everything is `known`, by their tokens."""
    leave = dict.fromkeys(tokens, 0)
    for words in known:
        for token in leave.keys() & set(words):
            leave[token] += 1
    return [{"token": token, "most": cap + left + 1} for token, left in sorted(leave.items())]


@dataclass(slots=True)
class Members(Generic[C]):
    """Who has which tokens, as the graph says: by ID their card, by token their IDs.

    `statement` is run by `run`, and what it returns told to `take` first; `id` is the column of their IDs.
    """

    run: Run
    statement: str
    exceptions: Exceptions
    card_of: Callable[[Row], C]
    tokens_of: Callable[[C], Collection[str]]
    id: str = "id"
    p: Mapping[str, object] = field(default_factory=dict)
    take: Callable[[list[Row], list[Row]], None] = lambda rows, over: None
    cards: dict[str, C] = field(default_factory=dict)
    ids: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _found: set[str] = field(default_factory=set)

    def find(self, wanted: Mapping[str, Set[str]], *, ask: Iterable[str] = (), over: bool = False) -> None:
        """Look up everybody who has any of these tokens, by the property that they stand in; who has one that names an
        exception only if `over`. Of `ask` only whether they do is found out, too."""
        tokens = {name: sorted(words - self._found) for name, words in wanted.items()}
        new, asked = set().union(*tokens.values()), set(ask) - self.exceptions.asked
        if not new:
            self.exceptions.ask(asked)
            return
        (found,) = self.run(self.statement, **tokens, ask=sorted(asked), over=over, **self.p)
        self.exceptions.learn(new | asked, found["over"])
        self._found |= new if over else new - self.exceptions.before.keys()
        self.take(found["rows"], found["over"])
        for row in found["rows"]:
            card = self.cards.get(row[self.id])
            if card is None:
                card = self.cards[row[self.id]] = self.card_of(row)
            for token in new.intersection(self.tokens_of(card)):
                self.ids[token].add(row[self.id])

    def of(self, token: str) -> set[str]:
        """Who is known to have it."""
        return self.ids.get(token, set())
