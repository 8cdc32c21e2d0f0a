"""A change of evidence, and what follows from it, in one transaction.

Reads as the list of its steps: change the evidence, work out what the touched records are found by, find all that hang
together with them, derive those as in bulk, then write what differs, with its entries in the feed. The result is that
of deriving the whole graph.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from app.errors import Conflict, IdGraphError, Outdated
from app.graph.queries import subqueries
from app.graph.store import Row, Run, Store
from app.ingest.ulid import ulid
from app.matching.model import MatchModel
from app.resolution import reading
from app.resolution.canonical import HOUSEHOLD, INDIVIDUAL, canonical_ids
from app.resolution.differences import Differences, Lives, Standing, edge_differences, lives, pair_differences
from app.resolution.edges import NO_EDGES, edges, match_edges
from app.resolution.in_force import Models
from app.resolution.limits import limits_in_force
from app.resolution.live.cards import Card
from app.resolution.live.effects import Change, Effects
from app.resolution.live.homes import HomesOf, TouchedHomes
from app.resolution.live.people import TooLarge, Touched, owners, pairs_of_ids, touched_people
from app.resolution.live.records import Records
from app.resolution.live.settling import Settling
from app.resolution.live.standing import Stood

_RESOLVING = "Everything is being resolved, and nobody can be removed meanwhile: try again when it is done"
_CUT_SHORT = (
    "A resolve was cut short, and nobody can be removed before it is done: run `idgraph resolve` first"
)
_OTHER_LIMITS = (
    "Everything was resolved by other limits than this process knows, and nobody can be removed by it: start it anew, "
    "with the same IDGRAPH_LIMITS, or run `idgraph resolve` where these are to hold"
)


class _Undone(IdGraphError):
    """Carries what a dry run found out of its transaction, which it rolls back."""

    def __init__(self, effects: Effects) -> None:
        super().__init__("dry run")
        self.effects = effects


def rederive(store: Store, change: Change, *, dry_run: bool = False, merged: int | None = None) -> Effects:
    """Change evidence and bring individuals and households in line with it, all in one transaction.

    `dry_run` undoes everything at the end, so what it says is what would happen. Records wait, with `Effects.waiting`,
    where the graph was never resolved or a resolve of all of it is running: they are resolved after that. Records that
    are removed cannot wait, as whoever is derived of them would come back: Conflict there. `merged`: see `within`.
    """

    def work(run: Run) -> Effects:
        effects = within(store, run, change, merged=merged)
        if dry_run:
            raise _Undone(effects)
        return effects

    try:
        return resolved_apart(store, store.transact(work), merged)
    except _Undone as undone:
        return undone.effects


def resolved_apart(store: Store, effects: Effects, merged: int | None) -> Effects:
    """Once it is committed what `within` did: resolve by halves what it left. Whoever hangs together with too many
    waits alone in the end: what came with it is none the worse. Both halves are of one batch."""
    if merged is None:
        return effects
    middle = len(effects.apart) // 2
    done = replace(effects, apart=[])
    for ids in (effects.apart[:middle], effects.apart[middle:]) if middle else ():
        so_far = merged + done.merged
        done = done.and_then(rederive(store, lambda run, ids=ids: ids, merged=so_far))  # type: ignore[misc]
    return done


def within(store: Store, run: Run, change: Change, *, merged: int | None = None) -> Effects:
    """The same in a transaction of somebody else's, to be followed by `resolved_apart`. Nobody has looked at what
    arrives by itself: with `merged`, how many people its batch has merged so far, is put aside for a steward what would
    join more than the limits allow."""
    (state,) = run("live/begin")
    touched = sorted(set(change(run)))
    if not touched:
        return Effects()
    model = _model(store, run, state)
    if model is None:
        mark = ulid() if merged is not None else f"decided {ulid()}"
        (found,) = run("live/wait", ids=touched, mark=mark)
        if found["waiting"] < len(touched) and (state["resolving"] or state["people"]):
            otherwise = _OTHER_LIMITS if state["ready"] else _CUT_SHORT
            raise Conflict(_RESOLVING if state["resolving"] else otherwise)
        return Effects(records=len(touched), waiting=found["waiting"])
    # Another session sees what is committed: how things stood before this transaction. It searches, too: a full-text
    # search misses nodes in a transaction that deleted a relationship with the same internal ID (Neo4j 5.26).
    before = {row["id"]: row for row in store.read_newest("live/before", ids=touched)}
    records = Records(run, model, limits_in_force())
    records.read(touched)
    also = _alone_with(run, records, before, touched)
    records.read(also)
    return _Rederiving(run, store.read_newest, records, before, touched, also, merged).all()


def _alone_with(run: Run, records: Records, before: Mapping[str, Row], touched: list[str]) -> set[str]:
    """What somebody signed in on is evidence only where another record did: who was, or is, alone with a touched record
    on a cookie or device is touched as well."""
    were = {other for row in before.values() for other in row["alone_with"]}
    (now,) = run("live/alone_with", ids=touched) if records.sharers else ({"ids": ()},)
    return were.union(now["ids"]) - {*touched}


def _model(store: Store, run: Run, state: Row) -> MatchModel | None:
    """The model to score with; None where the records have to wait."""
    limits = limits_in_force().version
    if state["resolving"]:
        return None
    # By limits of its own it would part and join others than those stand that a resolve with newer ones wrote.
    if not state["ready"] or state["limits"] not in (None, limits):
        if state["records"]:
            return None
        run("live/ready", ready=True, limits=limits)
    return Models.of(store).in_force(run, state["model"])


class _WithHeld(Exception):
    """Someone would be derived anew who is held back: what they say now is not what they were left as."""

    def __init__(self, held: str, why: str) -> None:
        super().__init__(held)
        self.held, self.why = held, why


@dataclass(slots=True)
class _Rederiving:
    run: Run
    search: Run
    records: Records
    before: dict[str, Row]
    touched: list[str]
    also: set[str]
    """Records of which nothing changed but whether they share what they signed in on."""
    merged: int | None
    """By the batch so far; None where a steward decided."""
    stood: Stood = field(init=False)

    def __post_init__(self) -> None:
        came = set(self.touched) - self.before.keys()
        born = self.records.born(came).values()
        ids = (f"{kind}{ulid}" for kind in (INDIVIDUAL, HOUSEHOLD) for ulid in born)
        self.stood = Stood(self.run, frozenset([*came, *ids]))

    def all(self) -> Effects:
        """Every step; what changed."""
        try:
            return self._all()
        except (TooLarge, _WithHeld) as found:
            if len(self.touched) > 1:
                return self._apart()
            if isinstance(found, _WithHeld):
                return self._held(found.why, found.held)
            most = self.records.limits.held_back.component
            return self._held(
                f"{found.records:,} records hang together, and at most {most:,} may be joined at once"
            )

    def _apart(self) -> Effects:
        """Each half of the group has to see what came of the other, and searches see what is committed."""
        self.run("live/wait", ids=self.touched, mark=ulid())
        return Effects(apart=self.touched)

    def _all(self) -> Effects:
        most = self.records.limits.held_back
        settled = self._settled()
        near = {other for row in self.before.values() for other in row["near"]}
        limit = None if self.merged is None else most.component
        people = touched_people(settled, self.stood, near, self.also, limit)
        homes = self._homes(settled, people)
        if self.merged is not None:
            self._none_is_held({*people.records, *homes.owner}.difference(self.touched))
        found = self._lives(homes)
        entries = [entry.row() for group in found.changes for entry in group]
        effects = Effects(records=len(self.touched), changes=entries)
        if self.merged is not None and self.merged + effects.merged > most.merged_people:
            return self._held(
                f"{effects.merged + len(effects.joined):,} people would become {len(effects.joined):,}, "
                f"and at most {most.merged_people:,} may be merged at once"
                + (f", of whom {self.merged:,} were just before" if self.merged else "")
            )
        self._write(settled, people, homes, found)
        return effects

    def _none_is_held(self, derived: set[str]) -> None:
        """Who hangs together with somebody who is held back waits with them: one review, let go together."""
        for record in sorted(derived & self.records.held.keys()):
            raise _WithHeld(*self.records.held[record])

    def _held(self, why: str, held: str | None = None) -> Effects:
        self.run("live/hold", ids=self.touched, mark=ulid(), held=held, why=why)
        return Effects(records=len(self.touched), held=why)

    def _settled(self) -> Settling:
        old = {id: Card.of(row) for id, row in self.before.items()}
        cards = {id: old.get(id, Card()) for id in self.touched}
        cards |= {id: self.records.cards[id] for id in self.also}
        removed = set(self.touched) - self.records.cards.keys()
        settled = Settling(self.run, self.search, self.records, cards, removed)
        settled.settle()
        return settled

    def _homes(self, settled: Settling, people: Touched) -> TouchedHomes:
        owner = owners(people.found.records, people.found.person) if people.found else {}
        stood = {record: held for record in owner if (held := self.records.individuals.get(record))}
        moved = {record for record, individual in owner.items() if stood.get(record) != individual}
        changed = moved | settled.cards.keys()
        gone = {row["individual"] for row in self.before.values() if row["individual"]}
        old = {stood[record] for record in changed if record in stood} | gone
        new = {owner[record] for record in changed if record in owner}
        # Whoever gave records away, or got some, has others that stay: they changed as well.
        new |= {individual for record, individual in owner.items() if stood.get(record) in old}
        old |= {individual for record, individual in stood.items() if owner.get(record) in new}
        return HomesOf(self.stood, settled, owner, old, new).find()

    def _lives(self, homes: TouchedHomes) -> Lives:
        records = homes.records
        if records.height:
            owners = [homes.owner[record] for record in records["record"].to_list()]
            number = {owner: place for place, owner in enumerate(dict.fromkeys(owners))}
            person = np.array([number[owner] for owner in owners], np.int64)
            ids = canonical_ids(records, person, homes.homes.home)
        else:
            text = dict.fromkeys(("record", "born", "individual", "household"), pl.String)
            records, ids = reading.NO_RECORDS, pl.DataFrame(schema=text)
        gone = {
            row["born"]: row["individual"]
            for id, row in self.before.items()
            if id not in self.records.cards and row["individual"]
        }
        return lives(records, ids, self._standing(homes, ids), gone)

    def _standing(self, homes: TouchedHomes, ids: pl.DataFrame) -> Standing:
        held = self.records.individuals
        members = [
            {"record": record, "individual": held[record]} for record in ids["record"] if record in held
        ]
        stood = {row["individual"] for row in members} | homes.individuals | set(ids["individual"])
        known = {row["id"]: row for row in homes.stood}
        known |= {
            row["id"]: row for row in self.stood.rows("live/individuals", individuals=stood - known.keys())
        }
        individuals = list(known.values())
        houses = {row["household"] for row in individuals if row["household"]} | set(ids["household"])
        told = {
            "members": members,
            "individuals": [
                {key: row[key] for key in ("id", "name", "size", "household", "into")} for row in individuals
            ],
            "households": self.stood.rows("live/households", households=houses),
        }
        return lambda kind: told[kind]

    def _write(self, settled: Settling, people: Touched, homes: TouchedHomes, found: Lives) -> None:
        """Everything that differs, in one statement; only cookies and devices come after it."""
        rows: dict[str, list[Row]] = defaultdict(list)
        rows["hubs_mark"] = [
            {"key": key, "hub": hub or None} for key, hub in sorted(settled.hub_marks().items())
        ]
        if people.found:
            standing = self._among(ids=people.records)
            edges_of_people = match_edges(people.found)
            rows.update(edge_differences("matches", edges_of_people, self.records.model.version, standing))
            rows.update(pair_differences("touches", pairs_of_ids(people.found), standing))
        rows.update(self._home_edges(homes))
        for batch in found.together(len(found.rows) + 1_000_000):
            rows.update((statement.split("/")[1], part) for statement, part in batch)
        marks = self.records.marks
        rows["settle"] = [card.row(id) | {"mark": marks[id]} for id, card in sorted(settled.cards.items())]
        rows["people_settle"] = [card.row(id) for id, card in sorted(homes.cards.items())]
        rows.update(settled.exceptions.differences(settled.keys()))
        self._hold_members(homes, found)
        words = subqueries("live/write")
        assert rows.keys() <= words.keys(), rows.keys() - words.keys()
        self.run("live/write", **{word: {"rows": rows[word]} for word in words})
        self._attach_online(homes)

    def _hold_members(self, homes: TouchedHomes, found: Lives) -> None:
        """Of several records of one individual the newest telling holds. Whoever tells again what a record says, later,
        asks only whether it is the newest of its individual (`track/quick`): while this was derived, it was. Whoever
        signs in on what nobody else does asks only whose record it is: until this is committed, nobody may."""
        described = {id for _, id, row in found.rows if "size" in row}
        moved = self._moved(homes)
        changed = described | {
            homes.owner[record] for record in moved.union(self.touched) if record in homes.owner
        }
        told = dict(homes.records[["record", "seen_at"]].iter_rows())
        members: dict[str, list[Row]] = defaultdict(list)
        for record, individual in sorted(homes.owner.items()):
            members[individual].append({"id": record, "at": told[record]})
        rows = [
            row for id in sorted(changed) for row in members[id] if len(members[id]) > 1 or row["id"] in moved
        ]
        if rows and self.run("live/told_meanwhile", rows=sorted(rows, key=lambda row: row["id"])):
            raise Outdated("a record was told something while it was resolved")

    def _moved(self, homes: TouchedHomes) -> set[str]:
        """Records that were somebody else's."""
        stood = self.records.individuals
        return {record for record, owner in homes.owner.items() if stood.get(record, owner) != owner}

    def _home_edges(self, homes: TouchedHomes) -> Differences:
        """SHARES_HOME between records, NEAR between individuals."""
        links, model = homes.homes.links, homes.homes.model
        if links is None or model is None:
            should, version = NO_EDGES, ""
        else:
            should, version = edges(links, model, homes.records, corrected=False).drop("basis"), model.version
        yield from edge_differences("homes", should, version, self._among(ids=homes.owner))
        yield from pair_differences(
            "near", near_individuals(homes), self._among(individuals=homes.individuals)
        )

    def _attach_online(self, homes: TouchedHomes) -> None:
        """Cookies and devices that these people signed in on belong to their one individual or household; those that a
        record is gone from, to whoever is left. What nobody signed in on is guessed by the next `resolve`."""
        visitors = sorted((homes.owner.keys() & self.records.visitors) | self._moved(homes))
        left = sorted({key for row in self.before.values() for key in row["online"]})
        rows = []
        for row in self.run("live/online", ids=visitors, keys=left) if visitors or left else ():
            one = row["people"][0] if len(row["people"]) == 1 else None
            home = row["households"][0] if one is None and len(row["households"]) == 1 else None
            if row["guessed"] or (one, home) != (row["individual"], row["household"]):
                users = sorted(row["people"] + row["households"])
                rows.append(
                    {"key": row["key"], "users": users, "individual": one, "household": home, "guess": None}
                )
        if rows:
            self.run("resolve/online_attach", rows=rows)

    def _among(self, **area: Iterable[str]) -> Standing:
        return lambda kind: self.stood.rows(f"live/{kind}", **area)


def near_individuals(homes: TouchedHomes) -> list[tuple[str, str]]:
    """The pairs of individuals that probably share a home, the smaller ID first."""
    records = homes.records["record"].to_list() if homes.records.height else []
    names = [homes.owner[records[row]] for row in homes.homes.people["person"].to_list()] if records else []
    pairs = ((names[a], names[b]) for a, b in homes.homes.near.tolist())
    return [(min(pair), max(pair)) for pair in pairs]
