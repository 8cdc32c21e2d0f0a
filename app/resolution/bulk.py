"""`idgraph resolve`: derive individuals and households from all the evidence, and write what differs to the graph.

Reads as the list of its steps. Every step compares what should be with what is and writes the difference, so running it
again changes nothing, and running it after an interruption finishes what was begun.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from app.graph.lease import lease
from app.graph.store import Row, Store
from app.matching.applying import Fit
from app.matching.hubs import Hub
from app.matching.model import MatchModel
from app.progress import progress
from app.resolution import reading
from app.resolution.canonical import canonical_ids
from app.resolution.derive import Derived, derive
from app.resolution.describe import describe_households, describe_individuals
from app.resolution.edges import edges, match_edges
from app.resolution.in_force import model_for, put_in_force


@dataclass(slots=True)
class Resolved:
    """What a run found and what it changed in the graph."""

    records: int = 0
    individuals: int = 0
    households: int = 0
    pairs: int = 0
    edges: int = 0
    refused: int = 0
    hubs: int = 0
    skipped: int = 0
    """Records in blocks too large to compare, counted once for each blocking rule."""
    model: str = ""
    trained: bool = False
    fit: Fit | None = None
    """How a model that was not learned on these records fits them."""
    changes: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def __str__(self) -> str:
        model = f"model {self.model}" + (", learned on these records" if self.trained else ", in force")
        changes = (
            ", ".join(f"{name.replace('_', ' ')} {n:,}" for name, n in self.changes.items() if n) or "nothing"
        )
        steps = ", ".join(f"{name} {value:.1f} s" for name, value in self.seconds.items() if name != "total")
        return (
            f"{self.records:,} records are {self.individuals:,} individuals in {self.households:,} households.\n"
            f"{self.pairs:,} pairs compared, {self.edges:,} edges, {self.refused:,} of them refused, "
            f"{self.hubs:,} hubs left out; {model}.\n"
            f"Blocks over the cap, with {self.skipped:,} records, were skipped (`idgraph evaluate` tells which).\n"
            f"{_misfit(self.fit)}Changed: {changes}.\n"
            f"{self.seconds.get('total', 0):.1f} s: {steps}."
        )


def _misfit(fit: Fit | None) -> str:
    """What a person should know of a model that does not know all these records say."""
    return f"{fit}\n" if fit and not fit.perfect else ""


def resolve(
    store: Store, *, full: bool = False, model: MatchModel | None = None, quiet: bool = False
) -> Resolved:
    """Bring the graph's individuals and households in line with its evidence.

    `full` learns the match model anew even where the one in force would do; `model` puts this one in force. Raises
    Conflict where another resolve runs.
    """
    with lease(store, "resolve"):
        start = time.perf_counter()
        records = reading.records(store, quiet=quiet)
        read = time.perf_counter() - start
        if not records.height:
            nothing = Resolved()
            Writer(store, nothing, quiet=quiet).clear()
            return nothing
        used = model if model or full else model_for(store, records.height)
        derived = derive(records, model=used, verdicts=reading.verdicts(store), quiet=quiet)
        if used is None or model:
            put_in_force(store, derived.model, chosen=model is not None)
        result = _summary(derived, trained=used is None)
        result.seconds["read"] = read
        start = time.perf_counter()
        Writer(store, result, quiet=quiet).write(derived)
        result.seconds["write"] = time.perf_counter() - start
        result.seconds["total"] = sum(result.seconds.values())
        return result


def _summary(derived: Derived, *, trained: bool) -> Resolved:
    return Resolved(
        records=derived.records.height,
        individuals=len(set(derived.person.tolist())),
        households=len(set(derived.homes.home.tolist())),
        pairs=derived.report.pairs,
        hubs=len(derived.report.hubs),
        skipped=derived.report.skipped,
        model=derived.model.version,
        trained=trained,
        fit=derived.report.fit,
        seconds=dict(derived.report.seconds),
    )


class Writer:
    """Writes the differences between what was derived and what stands in the graph, kind by kind."""

    def __init__(self, store: Store, result: Resolved, *, quiet: bool) -> None:
        self._store = store
        self._result = result
        self._quiet = quiet

    def write(self, derived: Derived) -> None:
        ids = canonical_ids(derived.records, derived.person, derived.homes.home)
        people = describe_individuals(derived.records, ids)
        matches = match_edges(derived)
        self._result.edges, self._result.refused = matches.height, int((~matches["accepted"]).sum())
        self._hubs(derived.report.hubs)
        self._edges("matches", matches, derived.model.version)
        self._members(ids)
        self._lifecycle("individuals", people, ids, "individual")
        self._lifecycle("households", describe_households(people), ids, "household")
        self._homes(derived)
        self._online()

    def clear(self) -> None:
        """No record is left: neither is anything that was derived from one."""
        nothing = pl.DataFrame(schema=dict.fromkeys(("id", "born", "individual", "household"), pl.String))
        self._hubs([])
        self._lifecycle("individuals", nothing, nothing, "individual")
        self._lifecycle("households", nothing, nothing, "household")

    def _write(self, statement: str, rows: list[Row]) -> None:
        self._result.changes[statement] = self._result.changes.get(statement, 0) + len(rows)
        if rows:
            with progress(f"write {statement.replace('_', ', ')}", len(rows), quiet=self._quiet) as advance:
                self._store.write_batches(f"resolve/{statement}", rows, progress=advance)

    def _hubs(self, hubs: Iterable[Hub]) -> None:
        now = {row["key"] for row in self._store.stream("resolve/hubs")}
        should = {
            hub.value if hub.column == "external_id" else f"{hub.column}:{hub.value}"
            for hub in hubs
            if hub.column != "ip"  # no identifier of its own: a property of cookies
        }
        rows = [{"key": key, "hub": True} for key in sorted(should - now)]
        self._write("hubs_mark", rows + [{"key": key, "hub": None} for key in sorted(now - should)])

    def _edges(self, kind: str, frame: pl.DataFrame, model: str) -> None:
        now = {(row.pop("a"), row.pop("b")): row for row in self._store.stream(f"resolve/{kind}")}
        new, changed = [], []
        for row in frame.with_columns(model=pl.lit(model)).iter_rows(named=True):
            key = (row.pop("a"), row.pop("b"))
            before = now.pop(key, None)
            if before is None:
                new.append(_edge(key, row))
            elif before != row:
                changed.append(_edge(key, row))
        self._write(f"{kind}_delete", [{"a": a, "b": b} for a, b in now])
        self._write(f"{kind}_change", changed)
        self._write(f"{kind}_create", new)

    def _homes(self, derived: Derived) -> None:
        links, model = derived.homes.links, derived.homes.model
        if links is None or model is None:
            self._edges("homes", pl.DataFrame(schema={"a": pl.String, "b": pl.String}), "")
        else:
            shared = edges(links, model, derived.records, corrected=False).drop("basis")
            self._edges("homes", shared, model.version)

    def _members(self, ids: pl.DataFrame) -> None:
        now = {row["record"]: row["individual"] for row in self._store.stream("resolve/members")}
        moved = (
            {"record": record, "individual": individual}
            for record, individual in ids.select("record", "individual")
            .sort("individual", "record")
            .iter_rows()
            if now.get(record) != individual
        )
        self._write("members_move", list(moved))

    def _lifecycle(self, kind: str, should: pl.DataFrame, ids: pl.DataFrame, column: str) -> None:
        """Describe the living, retire the merged with their successor, delete what has no record left."""
        now = {row.pop("id"): row for row in self._store.stream(f"resolve/{kind}")}
        living = {row["id"]: row for row in should.iter_rows(named=True)}
        self._write(f"{kind}_describe", [row for row in living.values() if _differs(row, now.get(row["id"]))])
        born = dict(ids.select(pl.col("born"), pl.col(column)).iter_rows())
        gone = {old: born.get(old.split("_", 1)[1]) for old in now if old not in living}
        retired = [
            {"id": old, "into": into}
            for old, into in sorted(gone.items())
            if into and now[old]["into"] != into
        ]
        self._write(f"{kind}_retire", retired)
        self._write(f"{kind}_delete", [{"id": old} for old, into in sorted(gone.items()) if into is None])

    def _online(self) -> None:
        self._write("online_attach", list(_attachments(self._store.stream("resolve/online"))))


def _edge(key: tuple[str, str], properties: Row) -> Row:
    return {"a": key[0], "b": key[1], "properties": properties}


def _differs(row: Row, before: Row | None) -> bool:
    return (
        before is None
        or before["into"] is not None
        or any(before.get(k) != v for k, v in row.items() if k != "id")
    )


def _attachments(rows: Iterable[Row]) -> Iterable[dict[str, Any]]:
    """A cookie or device belongs to the one person who signed in on it, or to the household all of them share."""
    for row in rows:
        individual = row["individuals"][0] if len(row["individuals"]) == 1 else None
        household = (
            row["households"][0] if len(row["individuals"]) > 1 and len(row["households"]) == 1 else None
        )
        if (individual, household) != (row["individual"], row["household"]):
            yield {"key": row["key"], "individual": individual, "household": household}
