"""The individuals that a change touches: which records hang together, and who is whom among them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
import polars as pl

from app.matching.applying import comparisons_in
from app.matching.copies import Copies
from app.matching.scoring import compare, weigh
from app.resolution import reading
from app.resolution.canonical import INDIVIDUAL, oldest
from app.resolution.derive import Persons, persons_among, touching_floor
from app.resolution.joined import EDGES, VERDICTS
from app.resolution.live.cards import Card
from app.resolution.live.settling import Settling
from app.resolution.live.standing import Stood

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Touched:
    """`found` are the individuals of all records in touch with what changed; None where no record is left."""

    records: list[str]
    found: Persons | None


class TooLarge(Exception):
    """More records hang together than may be joined before a steward has looked: so many."""

    def __init__(self, records: int) -> None:
        super().__init__(records)
        self.records = records


def touched_people(
    settled: Settling, stood: Stood, near: Iterable[str], also: set[str], most: int | None = None
) -> Touched:
    """`near`: records that what changed had edges or verdicts with before it changed; `also`: records of which only the
    home changed. Raises TooLarge where more than `most` records hang together."""
    changed = settled.cards.keys() - also
    seeds = changed | _in_touch(settled) | settled.shaken | (set(near) - settled.removed)
    inner = _component(stood, seeds)
    if most and len(inner) > most:
        raise TooLarge(len(inner))
    inner |= _component(stood, also - inner)
    outer = {row["id"] for row in stood.rows("live/touching", ids=inner)}
    ids = sorted(inner | _component(stood, outer - inner))
    return Touched(ids, _persons(settled, stood, ids) if ids else None)


def pairs_of_ids(found: Persons) -> list[tuple[str, str]]:
    """The touching pairs as IDs of records, the smaller first."""
    names = found.records["record"].to_list()
    return [(names[a], names[b]) for a, b in found.touching.tolist()]


def owners(records: pl.DataFrame, person: Ints) -> dict[str, str]:
    """By record ID the canonical ID of its individual."""
    first = oldest(records["born"].to_list(), person.tolist())
    return {name: INDIVIDUAL + ulid for name, ulid in zip(records["record"].to_list(), first, strict=True)}


def _component(stood: Stood, ids: Iterable[str]) -> set[str]:
    return stood.joined(ids, EDGES, *VERDICTS)


def _in_touch(settled: Settling) -> set[str]:
    """Whom the records that changed now touch, of all that are to be compared with them."""
    others = {other for found in settled.partners.values() for other in found}
    if not others:
        return set()
    records = _clean(settled, settled.partners.keys() | others)
    names = records["record"].to_list()
    row = {name: number for number, name in enumerate(names)}
    pairs = {tuple(sorted((row[a], row[b]))) for a, found in settled.partners.items() for b in found}
    left, right = (np.array(side, np.int32) for side in zip(*sorted(pairs), strict=True))
    model = settled.records.model
    compared = compare(records, comparisons_in(model, records), left, right)
    touching = model.probability(weigh(compared, model)) >= touching_floor(model)
    return {names[number] for side in (left, right) for number in side[touching].tolist()}


def _clean(settled: Settling, ids: Iterable[str]) -> pl.DataFrame:
    """Records without hubs; whether one of their values is a hub is asked first."""
    wanted = set(ids)
    settled.records.read(wanted)
    there = wanted & (settled.cards.keys() | settled.records.cards.keys())
    settled.exceptions.ask(token for id in there for token in settled.card(id).carries)
    return settled.records.clean(wanted)


def _persons(settled: Settling, stood: Stood, ids: list[str]) -> Persons:
    """Derive these records as in bulk, given what the graph knows of their blocks."""
    settled.records.confirm(ids)
    records = _clean(settled, ids)
    names = records["record"].to_list()
    cards = [settled.card(name) for name in names]
    settled.exceptions.ask(token for card in cards for token in card.keys)
    said = Counter(card.content for card in cards if card.content)
    unclear = {content for content, times in said.items() if times > 1} - {
        card.content for card in cards if card.keys
    }
    firsts = settled.firsts(unclear)
    pairs, copies = paired(cards, settled.exceptions.now.keys(), [name in firsts for name in names])
    verdicts = reading.verdicts_of(stood.rows("live/verdicts", ids=ids))
    return persons_among(records, settled.records.model, verdicts, pairs, copies)


def paired(held: Sequence[Card], over: Collection[str], first: Sequence[bool]) -> tuple[Ints, Copies]:
    """What blocks put together (`left << 32 | right`, sorted), and the copies, among records in order of their IDs.

    `held` are their cards; of equal records only the first of all has keys. `over`: tokens that join nobody. `first`:
    who is the first of all without having any, as what it says is in no block.
    """
    blocks: dict[str, list[int]] = defaultdict(list)
    contents: dict[str, list[int]] = defaultdict(list)
    for row, card in enumerate(held):
        for token in card.keys:
            if token not in over:
                blocks[token].append(row)
        if card.content:
            contents[card.content].append(row)
    pairs = {pair for rows in blocks.values() for pair in combinations(rows, 2)}
    packed = np.array(sorted((a << 32) | b for a, b in pairs), np.int64)
    every = np.arange(len(held))
    of = every.copy()
    for rows in contents.values():
        # The first of all may be elsewhere: then these are nothing to each other, as far as blocks say.
        if held[rows[0]].keys or first[rows[0]]:
            of[rows] = rows[0]
    copy = np.flatnonzero(of != every)
    return packed, Copies(np.flatnonzero(of == every), copy, of[copy])
