"""What has to be written so that a graph, or an area of it, says what was derived: rows for `cypher/resolve`.

What stands is read kind by kind and compared with what should; only rows that differ come out.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from app.feed.changes import Change, Kind, Membership, grouped
from app.graph.store import Row
from app.resolution.canonical import HOUSEHOLD, INDIVIDUAL, successors
from app.resolution.describe import describe_households, describe_individuals

Standing = Callable[[str], Iterable[Row]]
"""What stands in the graph, or in an area of it: the name of a statement -> its rows."""
Differences = Iterator[tuple[str, list[Row]]]
"""Names of writing statements, each with its rows."""


def edge_differences(kind: str, should: pl.DataFrame, model: str, standing: Standing) -> Differences:
    """For edges with columns a, b and their properties."""
    now = {(row.pop("a"), row.pop("b")): row for row in standing(kind)}
    new, changed = [], []
    for row in should.iter_rows(named=True):
        row["model"] = model
        key = (row.pop("a"), row.pop("b"))
        before = now.pop(key, None)
        if before is None:
            new.append(_edge(key, row))
        elif before != row:
            changed.append(_edge(key, row))
    yield f"{kind}_delete", [{"a": a, "b": b} for a, b in now]
    yield f"{kind}_change", changed
    yield f"{kind}_create", new


def pair_differences(kind: str, should: Iterable[tuple[str, str]], standing: Standing) -> Differences:
    """For edges that only say that they are there."""
    wanted = set(should)
    now = {(row["a"], row["b"]) for row in standing(kind)}
    yield f"{kind}_delete", [{"a": a, "b": b} for a, b in sorted(now - wanted)]
    yield f"{kind}_create", [{"a": a, "b": b} for a, b in sorted(wanted - now)]


def _edge(key: tuple[str, str], properties: Row) -> Row:
    return {"a": key[0], "b": key[1], "properties": properties}


@dataclass(slots=True)
class Lives:
    """What becomes of individuals and households. `rows` are the statements' rows by statement, each with the one ID it
    is about; `changes` the entries of the feed, in groups that share no ID; `moved` counts records."""

    rows: list[tuple[str, str, Row]] = field(default_factory=list)
    changes: list[list[Change]] = field(default_factory=list)
    moved: int = 0

    def together(self, size: int) -> Iterator[list[tuple[str, list[Row]]]]:
        """Statements for one transaction each time, about `size` rows: a membership with its entries in the feed."""
        group_of = {
            id: number for number, group in enumerate(self.changes) for entry in group for id in entry.ids
        }
        parts: list[list[tuple[str, Row]]] = [[] for _ in self.changes]
        alone: list[list[tuple[str, Row]]] = []
        for statement, id, row in self.rows:
            if id in group_of:
                parts[group_of[id]].append((f"resolve/{statement}", row))
            else:
                alone.append([(f"resolve/{statement}", row)])
        for part, group in zip(parts, self.changes, strict=True):
            part.extend(("feed/append", entry.row()) for entry in group)
        batch: list[tuple[str, Row]] = []
        for part in (*parts, *alone):
            batch += part
            if len(batch) >= size:
                yield _by_statement(batch)
                batch = []
        if batch:
            yield _by_statement(batch)


_ORDER = (
    "resolve/individuals_describe",
    "resolve/individuals_retire",
    "resolve/individuals_delete",
    "resolve/households_describe",
    "resolve/households_retire",
    "resolve/households_delete",
    "feed/append",
)


def _by_statement(batch: Iterable[tuple[str, Row]]) -> list[tuple[str, list[Row]]]:
    rows: dict[str, list[Row]] = defaultdict(list)
    for statement, row in batch:
        rows[statement].append(row)
    return [(statement, rows[statement]) for statement in _ORDER if statement in rows]


def lives(
    records: pl.DataFrame, ids: pl.DataFrame, standing: Standing, gone: Mapping[str, str] | None = None
) -> Lives:
    """From who is whom now, as `canonical_ids` says, and who was.

    `gone`: the ULIDs that removed records were born with -> the individuals they were in.
    """
    members = {row["record"]: row["individual"] for row in standing("members")}
    individuals = {row.pop("id"): row for row in standing("individuals")}
    households = {row.pop("id"): row for row in standing("households")}
    of_record = dict(zip(ids["record"].to_list(), ids["individual"].to_list(), strict=True))
    born = dict(zip(of_record, ids["born"].to_list(), strict=True))
    before = Membership(
        {born[record]: individual for record, individual in members.items() if record in born}
        | dict(gone or {}),
        {id: row["household"] for id, row in individuals.items() if row["household"]},
        {id: row["into"] for id, row in (*individuals.items(), *households.items()) if row["into"]},
    )
    people = describe_individuals(records, ids)
    after = Membership(
        {born[record]: individual for record, individual in of_record.items()},
        dict(zip(people["id"].to_list(), people["household"].to_list(), strict=True)),
    )
    moved: dict[str, list[str]] = defaultdict(list)
    for record, individual in of_record.items():
        if members.get(record) != individual:
            moved[individual].append(record)
    result = Lives(changes=grouped(before, after), moved=sum(map(len, moved.values())))
    result.rows += _of_kind("individuals", people, individuals, _heirs(INDIVIDUAL, before, after), moved)
    result.rows += _of_kind(
        "households", describe_households(people), households, _heirs(HOUSEHOLD, before, after)
    )
    return result


def _heirs(prefix: str, before: Membership, after: Membership) -> dict[str, str | None]:
    """Of every ID out of force the one that stands for it."""
    kind: Kind = "individual" if prefix == INDIVIDUAL else "household"
    retired = {id: into for id, into in before.retired.items() if id.startswith(prefix)}
    return successors(before.records(kind), after.records(kind), retired)


def _of_kind(
    kind: str,
    should: pl.DataFrame,
    now: Mapping[str, Row],
    heirs: Mapping[str, str | None],
    moved: Mapping[str, list[str]] | None = None,
) -> Iterator[tuple[str, str, Row]]:
    """Describe the living, retire the merged with their successor, delete what has no record left."""
    moved = moved or {}
    living = {row["id"]: row for row in should.iter_rows(named=True)}
    for id, row in living.items():
        if id in moved or _differs(row, now.get(id)):
            yield f"{kind}_describe", id, row | {"records": moved.get(id, [])}
    for id in sorted(now.keys() - living.keys()):
        heir = heirs.get(id)
        if heir is None:
            yield f"{kind}_delete", id, {"id": id}
        elif heir != now[id]["into"]:
            yield f"{kind}_retire", id, {"id": id, "into": heir}


def _differs(row: Row, before: Row | None) -> bool:
    return (
        before is None
        or before["into"] is not None
        or any(before.get(k) != v for k, v in row.items() if k != "id")
    )
