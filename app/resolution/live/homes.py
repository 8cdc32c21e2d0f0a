"""The households that a change touches: who lives near whom has changed with, and who lives with whom among them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from app.graph.store import Row
from app.matching.model import MatchModel
from app.matching.tokens import Hashes
from app.resolution.households import BLOCK_CAP, Homes, building_tokens, home_tokens, share_homes
from app.resolution.inhabitants import inhabitants
from app.resolution.live.blocks import Exceptions, Members, enough
from app.resolution.live.cards import Words, numbers_of
from app.resolution.live.settling import Settling
from app.resolution.live.standing import Stood


@dataclass(frozen=True, slots=True)
class PersonCard:
    """What an individual is found by: the blocks of people it is in, and the house it lives in."""

    keys: Words = frozenset()
    building: str | None = None

    @classmethod
    def of(cls, row: Row) -> "PersonCard":
        return cls(frozenset((row["keys"] or "").split()), row.get("building"))

    def row(self, id: str) -> Row:
        return {"id": id, "keys": " ".join(sorted(self.keys)) or None, "building": self.building}


def person_cards(people: pl.DataFrame, ids: list[str]) -> dict[str, PersonCard]:
    """Of one row per individual (`inhabitants`), in the order of their IDs."""
    keys, buildings = (found.texts(people.height) for found in (home_tokens(people), building_tokens(people)))
    return {
        id: PersonCard(frozenset(words.split()), building or None)
        for id, words, building in zip(ids, keys, buildings, strict=True)
    }


@dataclass(frozen=True, slots=True)
class TouchedHomes:
    """`records` of everybody who lives near somebody who changed, with features and visits, in the order of their IDs;
    `owner` by record ID; `homes` of them; `individuals`: all that stood or stand for them; `cards` of who changed, and
    what the graph says of these (`stood`)."""

    records: pl.DataFrame
    owner: dict[str, str]
    homes: Homes
    individuals: set[str]
    cards: dict[str, PersonCard]
    stood: list[Row]


@dataclass(slots=True)
class HomesOf:
    """Finds them. `owner`: by record ID the individual of all records that were derived anew; `old`: individuals that
    changed or are no longer, as they stand in the graph; `new`: those that are there now instead."""

    stood: Stood
    settled: Settling
    owner: dict[str, str]
    old: set[str]
    new: set[str]
    exceptions: Exceptions = field(init=False)
    members: Members[PersonCard] = field(init=False)
    cards: dict[str, PersonCard] = field(default_factory=dict)
    before: dict[str, PersonCard] = field(default_factory=dict)
    _mine: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _people: pl.DataFrame | None = None
    """The inhabitants of `new`."""

    def __post_init__(self) -> None:
        self.exceptions = self.settled.exceptions
        self.members = Members(
            self.settled.search, "live/people_found", self.exceptions, PersonCard.of, lambda card: card.keys
        )

    def find(self) -> TouchedHomes:
        """All of it; the graph is only read."""
        touched = self.old | self.new
        stood = self.stood.rows("live/individuals", individuals=touched)
        self.before = {row["id"]: PersonCard.of(row) for row in stood if row["id"] in touched}
        mine = sorted(record for record, owner in self.owner.items() if owner in self.new)
        if mine:
            frame = self._frame(mine)
            people = self._people = inhabitants(frame, _labels(frame, self.owner))
            self.cards = person_cards(people, self._names(frame, people, self.owner))
            for id, card in self.cards.items():
                for token in card.keys:
                    self._mine[token].add(id)
        partners = self._partners()
        crossing = self._cross_caps()
        individuals = self._near(self.old | partners | crossing) | self.old | self.new
        owner = self._owners(individuals)
        frame, homes = self._homes(owner)
        return TouchedHomes(frame, owner, homes, individuals, self.cards, stood)

    def _frame(self, ids: Iterable[str]) -> pl.DataFrame:
        wanted = set(ids)
        self.settled.records.confirm(wanted)
        self.exceptions.ask(token for id in wanted for token in self.settled.card(id).carries)
        return self.settled.records.clean(wanted)

    def _names(self, frame: pl.DataFrame, people: pl.DataFrame, owner: dict[str, str]) -> list[str]:
        """The individual of every row of `people`."""
        records = frame["record"].to_list()
        return [owner[records[row]] for row in people["person"].to_list()]

    def _partners(self) -> set[str]:
        """Individuals that those who changed, or whose neighbours left, probably share a home with, as far as that can
        be said of them alone."""
        asking = self.cards | self._left_behind()
        tokens = {token for card in (*asking.values(), *self.before.values()) for token in card.keys}
        self.members.find({"keys": tokens - self.exceptions.now.keys()})
        over = self.exceptions.among(tokens)
        ours = {token for card in asking.values() for token in card.keys} - over
        others = {id for token in ours for id in self.members.of(token)} - self.old - self.new
        owner = self._owners(others | asking.keys())
        if not others or not owner:
            return set()
        frame = self._frame(owner)
        homes = share_homes(frame, _labels(frame, owner), self._model(), self._crowded(tokens))
        names = self._names(frame, homes.people, owner)
        return {names[row] for row in np.unique(homes.near).tolist()} - self.new

    def _left_behind(self) -> dict[str, PersonCard]:
        """Who lives in a building that somebody left, or where somebody has one surname less. The fewer strangers live
        there, the more an address like it says, and whose that is has nothing in common with who left."""
        left = {
            card.building
            for id, card in self.before.items()
            if card.building and (card.building != self._lives_in(id) or card.keys - self._stands(id))
        }
        there = (
            {row["id"] for row in self.stood.rows("live/inhabitants", buildings=left)} - self.old - self.new
        )
        rows = self.stood.rows("live/people_cards", individuals=there)
        return {row["id"]: PersonCard.of(row) for row in rows}

    def _lives_in(self, id: str) -> str | None:
        return self.cards[id].building if id in self.cards else None

    def _cross_caps(self) -> set[str]:
        """Everybody in a block of people that went over its cap, or is under it again."""
        found: set[str] = set()
        gained = {t for id, card in self.cards.items() for t in card.keys - self._stood(id)}
        lost = {t for id, card in self.before.items() for t in card.keys - self._stands(id)}
        for token in sorted(gained - self.exceptions.now.keys()):
            members = self._has(token, self.members.of(token))
            if len(members) > BLOCK_CAP:
                self.exceptions.now[token] = None
                found |= members
        shrunk = lost & self.exceptions.before.keys() & self.exceptions.now.keys()
        look = enough(shrunk, (card.keys for card in self.before.values()), BLOCK_CAP)
        for row in self.settled.search("live/people_over", blocks=look) if look else ():
            members = self._has(row["token"], set(row["ids"]))
            if len(members) <= BLOCK_CAP:
                del self.exceptions.now[row["token"]]
                found |= members
        return found - self.new

    def _stood(self, id: str) -> Words:
        return self.before[id].keys if id in self.before else frozenset()

    def _stands(self, id: str) -> Words:
        return self.cards[id].keys if id in self.cards else frozenset()

    def _has(self, token: str, stored: set[str]) -> set[str]:
        others = stored - self.old - self.new
        return others | self._mine.get(token, set())

    def _near(self, individuals: set[str]) -> set[str]:
        """All who live in one building or household with these, or probably do, over any number of steps."""
        buildings = {card.building for card in self.cards.values() if card.building}
        inhabitants_there = self.stood.rows("live/inhabitants", buildings=buildings)
        found: set[str] = set()
        edge = individuals | {row["id"] for row in inhabitants_there}
        while edge:
            found |= edge
            edge = {row["id"] for row in self.stood.rows("live/neighbours", individuals=edge)} - found
        return found

    def _owners(self, individuals: set[str]) -> dict[str, str]:
        """The records of these individuals, as they are derived now."""
        rows = self.stood.rows("live/records_of", individuals=individuals)
        stored = {row["record"]: row["individual"] for row in rows if row["record"] not in self.owner}
        return stored | {record: owner for record, owner in self.owner.items() if owner in individuals}

    def _homes(self, owner: dict[str, str]) -> tuple[pl.DataFrame, Homes]:
        frame = self._frame(owner)
        person = _labels(frame, owner)
        if not frame.height:
            return frame, Homes(person, None, None, frame, np.empty((0, 2), np.int64))
        rows = self.stood.rows("live/people_cards", individuals=set(owner.values()) - self.cards.keys())
        tokens = {t for card in self.cards.values() for t in card.keys}
        for row in rows:
            keys = PersonCard.of(row).keys
            self.exceptions.learn(keys, row["over"])
            tokens |= keys
        people = self._people if set(owner.values()) == self.new else None
        return frame, share_homes(frame, person, self._model(), self._crowded(tokens), people)

    def _crowded(self, tokens: Iterable[str]) -> Hashes:
        return numbers_of(self.exceptions.among(tokens))

    def _model(self) -> MatchModel | None:
        return self.settled.records.model.homes


def _labels(frame: pl.DataFrame, owner: dict[str, str]) -> np.ndarray:
    """For every row the first row of its individual."""
    first: dict[str, int] = {}
    rows = [first.setdefault(owner[record], row) for row, record in enumerate(frame["record"].to_list())]
    return np.array(rows, np.int64)
