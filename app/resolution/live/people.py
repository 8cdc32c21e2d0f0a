"""The individuals that a change touches: which records hang together, and who is whom among them."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl

from app.graph.store import Run
from app.resolution import reading
from app.resolution.derive import Persons, persons
from app.resolution.live.settling import Settling


@dataclass(frozen=True, slots=True)
class Touched:
    """`found` are the individuals of all records in touch with what changed; None where no record is left."""

    records: list[str]
    found: Persons | None


def touched_people(settled: Settling, near: Iterable[str]) -> Touched:
    """`near`: records that what changed had edges or verdicts with before it changed."""
    run = settled.run
    alive = set(settled.cards)
    partners = _in_touch(settled)
    seeds = alive | partners | settled.shaken | (set(near) - settled.removed)
    inner = _component(run, seeds)
    outer = {row["id"] for row in run("live/touching", ids=sorted(inner))} if inner else set()
    ids = sorted(inner | (_component(run, outer - inner) if outer - inner else set()))
    if not ids:
        return Touched([], None)
    return Touched(ids, _persons(settled, ids))


def _component(run: Run, ids: Iterable[str]) -> set[str]:
    wanted = sorted(ids)
    return {row["id"] for row in run("live/component", ids=wanted)} if wanted else set()


def _in_touch(settled: Settling) -> set[str]:
    """Whom the records that changed now touch, of all that are to be compared with them."""
    others = {other for found in settled.partners.values() for other in found}
    ids = settled.partners.keys() | others
    if not others:
        return set()
    found = _persons(settled, sorted(ids))
    names = found.records["record"].to_numpy()
    return {str(name) for name in np.unique(names[found.touching]).tolist()}


def _persons(settled: Settling, ids: list[str]) -> Persons:
    """Derive these records as in bulk, given what the graph knows."""
    missing = sorted(set(ids) - settled.cards.keys() - settled.members.cards.keys())
    if missing:
        settled.members.add(settled.run("live/cards", ids=missing))
    held = [settled.cards.get(id) or settled.members.cards[id] for id in ids]
    settled.exceptions.ask(token for card in held for token in card.keys | card.carries)
    frame = settled.frames.of(ids)
    return persons(
        frame,
        model=settled.frames.model,
        verdicts=reading.some_verdicts(settled.run, ids),
        limits=settled.frames.limits,
        known=settled.known,
    )


def pairs_of_ids(found: Persons) -> list[tuple[str, str]]:
    """The touching pairs as IDs of records, the smaller first."""
    names = found.records["record"].to_list()
    return [(names[a], names[b]) for a, b in found.touching.tolist()]


def owners(records: pl.DataFrame, person: np.ndarray) -> dict[str, str]:
    """By record ID the canonical ID of its individual."""
    frame = records.select("record", "born").with_columns(person=pl.Series(person))
    ids = frame.select("record", id=pl.lit("ind_") + pl.col("born").min().over("person"))
    return dict(ids.iter_rows())
