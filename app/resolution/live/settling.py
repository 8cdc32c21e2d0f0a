"""What a change does to cards: hubs that come and go, copies whose first is another one now, blocks over their cap.

Each of these may change other records' cards in turn, so it goes round until nothing changes. What comes out does not
hang on the order of arrival: it is what counting over all records gives.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field

from app.graph.store import Run
from app.matching.blocking import BLOCK_CAP
from app.matching.hubs import most_people
from app.resolution.live.blocks import Exceptions, Members, enough
from app.resolution.live.cards import Card, cards
from app.resolution.live.records import Records
from app.resolution.live.values import named_values
from app.resolution.writing import bears_mark, value_key

_NO_CARD = Card()


@dataclass(slots=True)
class Settling:
    """`search`: runs the statements that look tokens up. `before`: by ID the cards of the records that were touched, as
    they stand in the graph; of those removed as well.

    After `settle`: `cards` of all records whose card had to be worked out anew; `partners`, whom to compare those with
    whose card is another one now; `shaken`, records that lost a block in common with another.
    """

    run: Run
    search: Run
    records: Records
    before: dict[str, Card]
    removed: set[str]
    cards: dict[str, Card] = field(default_factory=dict)
    partners: dict[str, set[str]] = field(default_factory=dict)
    shaken: set[str] = field(default_factory=set)
    exceptions: Exceptions = field(init=False)
    members: Members[Card] = field(init=False)
    _values: dict[str, tuple[str, str]] = field(default_factory=dict)
    _mine: dict[str, set[str]] = field(default_factory=dict)
    """By token the records whose card was worked out anew and has it."""

    def __post_init__(self) -> None:
        self.exceptions = self.records.exceptions
        self.members = Members(
            self.search,
            "live/candidates",
            self.exceptions,
            # The transaction may have removed whom a search still finds.
            lambda row: self.records.cards.get(row["record"]) or Card.of(row),
            lambda card: card.tokens,
            id="record",
            p=self.records.p,
            take=self.records.take,
        )

    def settle(self) -> None:
        """Work out everything; the graph is only read."""
        while True:
            self._work_out()
            hubs = self.exceptions.hubs
            more = self._hubs() | self._firsts()
            if not more and self.exceptions.hubs == hubs:
                break
            for id in more:
                self.before[id] = self.members.cards[id]
        self.cards = {id: self._stands(id) for id in self.cards}
        self._mine = _by_token(self.cards)
        self._pair_up()
        self._cross_caps()

    def card(self, id: str) -> Card:
        """What a record that was read is found by after the change."""
        return self.cards.get(id) or self.records.cards[id]

    def hub_marks(self) -> dict[str, bool]:
        """By key of an Identifier whether it is a hub: of those that the records carry, whose nodes may be new, and of
        those that were one, who carried them may be gone."""
        now, keys = self.exceptions.now.keys(), self.keys()
        asked = (self.exceptions.before.keys() - now) | (now & self._values.keys())
        return {keys[token]: token in now for token in asked if token in keys and bears_mark(keys[token])}

    def keys(self) -> dict[str, str]:
        """By token what names the value of every hub, and of those that were one."""
        hubs = self.exceptions.now.keys() | self.exceptions.before.keys()
        named = {token: value_key(*self._values[token]) for token in hubs & self._values.keys()}
        return self.exceptions.keys | named

    def _work_out(self) -> None:
        """The cards of all that are touched, given the hubs known so far; and who has the tokens on them.

        To a record that says what it said, nobody else matters but its copies: it may be the first of them now.
        """
        alive = self.before.keys() - self.removed
        self.records.confirm(alive)
        featured = self.records.featured(alive)
        self._values = named_values(featured, self.records.limits)
        while True:
            hubs = self.exceptions.hubs
            if featured.height:
                clean = self.records.clean(alive)
                self.cards = cards(featured, clean, self.records.model, self.records.limits)
                self._mine = _by_token(self.cards)
            contents = {
                card.content for card in (*self.before.values(), *self.cards.values()) if card.content
            }
            # What is new is looked up at once: mostly no value of it is a hub.
            wanted = self._wanted(_news(self.before[id], card) for id, card in self.cards.items())
            wanted["content"] |= contents
            self.members.find(wanted, ask=self._values.keys())
            if self.exceptions.hubs == hubs:
                break
        asked: set[str] = set()
        new: list[Card] = []
        for id, old in self.before.items():
            card = self.cards.get(id, _NO_CARD)
            if self._stands(id).says(old):
                asked |= old.carries ^ card.carries
                new.append(Card(carries=card.carries - old.carries))
            else:
                asked.update(old.tokens, card.tokens)
                new.append(card)
        self.exceptions.ask(asked)
        # Who shares what a record no longer says matters only where too many did, and is found out there.
        self.members.find(self._wanted(new))

    def _wanted(self, cards: Iterable[Card]) -> dict[str, set[str]]:
        """The tokens of cards that are worth looking up, by property."""
        found: dict[str, set[str]] = {name: set() for name in _NO_CARD.by_property}
        for card in cards:
            for name, tokens in card.by_property.items():
                found[name] |= tokens.difference(self.exceptions.now)
        return found

    def _stands(self, id: str) -> Card:
        """What a touched record is found by after the change: of copies only the first by its blocks."""
        card = self.cards.get(id, _NO_CARD)
        return card.without_keys() if card.content and id != self.first(card.content) else card

    def _has(self, token: str) -> set[str]:
        """Who has a token after the change, as far as was looked up."""
        # `difference` looks each of these up; `- before.keys()` would go through all that were touched, each time.
        return self.members.of(token).difference(self.before) | self._mine.get(token, set())

    def _hubs(self) -> set[str]:
        """Values that cross their limit, either way. Whoever carries one has to be worked out anew."""
        more: set[str] = set()
        for token in sorted({token for card in self.cards.values() for token in card.carries}):
            if token not in self.exceptions.now:
                most = most_people(*self._values[token], self.records.limits)
                carriers = self._has(token)
                if self._people(carriers) > most:
                    self.exceptions.now[token] = most
                    more |= carriers
        for token in sorted(self._fewer()):
            allowed = self.exceptions.now[token]
            self.members.find(_NO_CARD.by_property | {"carries": {token}}, over=True)
            carriers = self._has(token)
            if allowed is not None and not (carriers and self._people(carriers) > allowed):
                del self.exceptions.now[token]
                more |= carriers
        return more - self.before.keys()

    def _fewer(self) -> set[str]:
        """Hubs that lost a carrier, or one who is called otherwise now, and may be none without: one that this change
        made as well, where somebody held back carries it, who counts by the name on their card until they are read."""
        lost: set[str] = set()
        for id, old in self.before.items():
            new = self.cards.get(id, _NO_CARD)
            lost |= old.carries if old.called != new.called else old.carries - new.carries
        lost &= self.exceptions.now.keys()
        return lost - self._crowded(lost)

    def _crowded(self, hubs: Set[str]) -> set[str]:
        """Those that too many share even without who is touched: there may be thousands, and nobody reads them."""
        if not hubs:
            return set()
        allowed = {token: self.exceptions.now[token] or 0 for token in hubs}
        names: dict[str, set[str | None]] = defaultdict(set)
        most = max(allowed.values()) + 2  # one of them may be no name
        for row in self.search("live/called", tokens=sorted(hubs), ids=sorted(self.before), most=most):
            names[row["token"]].add(row["name"])
        return {token for token, found in names.items() if len(found - {None}) > allowed[token]}

    def _people(self, carriers: Iterable[str]) -> int:
        held = (self.cards.get(id) or self.members.cards[id] for id in carriers)
        return len({card.called for card in held if card.called})

    def first(self, content: str) -> str | None:
        """Of all records that say the same the first, which stands for them in blocks."""
        return min(self._has(content), default=None)

    def firsts(self, contents: Set[str]) -> set[str | None]:
        """Of all records that say these things the first of each."""
        self.members.find(_NO_CARD.by_property | {"content": contents})
        return {self.first(content) for content in contents}

    def _firsts(self) -> set[str]:
        """Records that were the first to say what they say, and are not, or the other way round."""
        more: set[str] = set()
        contents = {card.content for card in (*self.before.values(), *self.cards.values()) if card.content}
        for content in contents:
            first = self.first(content)
            others = self.members.of(content).difference(self.before)
            more |= {id for id in others if (id == first) != bool(self.members.cards[id].keys)}
        return more

    def _pair_up(self) -> None:
        """With whom each record is to be compared: all of its blocks; of copies the first with each other."""
        for id, card in self.cards.items():
            if card.says(self.before[id]):
                continue
            tokens = card.keys.difference(self.exceptions.now)
            found = {other for token in tokens for other in self._has(token)}
            if card.content:
                first = self.first(card.content)
                found |= self._has(card.content) if id == first else {first} if first else set()
            self.partners[id] = found - {id}

    def _cross_caps(self) -> None:
        gained, lost = _differences(self.before, self.cards)
        for token in sorted(gained - self.exceptions.now.keys()):
            members = self._has(token)
            if len(members) > BLOCK_CAP:
                self.exceptions.now[token] = None
                self.shaken |= {row["id"] for row in self.run("live/pairs_among", ids=sorted(members))}
        over = self.exceptions.before.keys() & self.exceptions.now.keys()
        shrunk = {token for token in lost & over if self.exceptions.now[token] is None}
        look = enough(shrunk, (card.keys for card in self.before.values()), BLOCK_CAP)
        for row in self.search("live/over", blocks=look) if look else ():
            members = (set(row["ids"]) - self.before.keys()) | self._mine.get(row["token"], set())
            if len(members) <= BLOCK_CAP:
                del self.exceptions.now[row["token"]]
                for id in members:
                    self.partners[id] = self.partners.get(id, set()) | (members - {id})


def _news(old: Card, card: Card) -> Card:
    """What is looked up in any case: all that a new record has, and values that another one did not carry."""
    return card if old == _NO_CARD else Card(carries=card.carries - old.carries)


def _by_token(held: Mapping[str, Card]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for id, card in held.items():
        for token in card.tokens:
            found[token].add(id)
    return found


def _differences(before: Mapping[str, Card], after: Mapping[str, Card]) -> tuple[set[str], set[str]]:
    """Block tokens that some record came to, and that some record left."""
    gained: set[str] = set()
    lost: set[str] = set()
    for id in before.keys() | after.keys():
        old, new = before.get(id, _NO_CARD).keys, after.get(id, _NO_CARD).keys
        gained |= new - old
        lost |= old - new
    return gained, lost
