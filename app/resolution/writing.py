"""Writes the difference between what was derived and what stands in the graph, and nothing else."""

from collections import defaultdict
from collections.abc import Iterable
from functools import partial

import polars as pl

from app.graph.behind import Submit, behind
from app.graph.store import Row, Store
from app.matching.hubs import Hub
from app.progress import progress
from app.resolution.canonical import canonical_ids
from app.resolution.derive import Derived
from app.resolution.describe import describe_households, describe_individuals
from app.resolution.edges import edges, match_edges

_WAITING = 2
"""Statements whose rows are ready while those of another are being written."""

Heirs = dict[str, str]
"""The ID that each record was born with -> the ID it belongs to now."""


class Writer:
    """Kind by kind: what stands is read, compared with what should, and the rows that differ are written behind.

    What is read never depends on what still waits to be written. Afterwards `edges` says how many MATCHES there are,
    and `refused` how many of them are.
    """

    def __init__(self, store: Store, *, quiet: bool) -> None:
        self._store = store
        self._quiet = quiet
        self._changes: dict[str, int] = defaultdict(int)
        self.edges = self.refused = 0

    def write(self, derived: Derived) -> dict[str, int]:
        """Bring the graph in line with this; how many rows each statement of `cypher/resolve` was given."""
        with behind(_WAITING) as submit:
            matches = match_edges(derived)
            self.edges, self.refused = matches.height, int((~matches["accepted"]).sum())
            self._hubs(submit, derived.report.hubs)
            self._edges(submit, "matches", matches, derived.model.version)
            ids = canonical_ids(derived.records, derived.person, derived.homes.home)
            people = describe_individuals(derived.records, ids)
            born = ids["born"].to_list()
            heirs = dict(zip(born, ids["individual"].to_list(), strict=True))
            self._lifecycle(submit, "individuals", people, heirs, self._moved(ids))
            heirs = dict(zip(born, ids["household"].to_list(), strict=True))
            self._lifecycle(submit, "households", describe_households(people), heirs)
            self._homes(submit, derived)
        return dict(self._changes)

    def clear(self) -> dict[str, int]:
        """No record is left: neither is anything that was derived from one."""
        nobody = pl.DataFrame(schema={"id": pl.String})
        with behind(_WAITING) as submit:
            self._hubs(submit, [])
            self._lifecycle(submit, "individuals", nobody, {})
            self._lifecycle(submit, "households", nobody, {})
        return dict(self._changes)

    def _put(self, submit: Submit, statement: str, rows: list[Row]) -> None:
        self._changes[statement] += len(rows)
        if rows:
            submit(partial(self._write, statement, rows))

    def _write(self, statement: str, rows: list[Row]) -> None:
        with progress(f"write {statement.replace('_', ', ')}", len(rows), quiet=self._quiet) as advance:
            self._store.write_batches(f"resolve/{statement}", rows, progress=advance)

    def _hubs(self, submit: Submit, hubs: Iterable[Hub]) -> None:
        now = {row["key"] for row in self._store.stream("resolve/hubs")}
        should = {
            hub.value if hub.column == "external_id" else f"{hub.column}:{hub.value}"
            for hub in hubs
            if hub.column != "ip"  # no identifier of its own: a property of cookies
        }
        rows = [{"key": key, "hub": True} for key in sorted(should - now)]
        self._put(submit, "hubs_mark", rows + [{"key": key, "hub": None} for key in sorted(now - should)])

    def _edges(self, submit: Submit, kind: str, frame: pl.DataFrame, model: str) -> None:
        now = {(row.pop("a"), row.pop("b")): row for row in self._store.stream(f"resolve/{kind}")}
        new, changed = [], []
        for row in frame.with_columns(model=pl.lit(model)).iter_rows(named=True):
            key = (row.pop("a"), row.pop("b"))
            before = now.pop(key, None)
            if before is None:
                new.append(_edge(key, row))
            elif before != row:
                changed.append(_edge(key, row))
        self._put(submit, f"{kind}_delete", [{"a": a, "b": b} for a, b in now])
        self._put(submit, f"{kind}_change", changed)
        self._put(submit, f"{kind}_create", new)

    def _homes(self, submit: Submit, derived: Derived) -> None:
        links, model = derived.homes.links, derived.homes.model
        if links is None or model is None:
            self._edges(submit, "homes", pl.DataFrame(schema={"a": pl.String, "b": pl.String}), "")
        else:
            shared = edges(links, model, derived.records, corrected=False).drop("basis")
            self._edges(submit, "homes", shared, model.version)

    def _moved(self, ids: pl.DataFrame) -> dict[str, list[str]]:
        """The records that belong to another individual than the graph says, by the individual they belong to."""
        now = {row["record"]: row["individual"] for row in self._store.stream("resolve/members")}
        moved: dict[str, list[str]] = defaultdict(list)
        for record, individual in ids.select("record", "individual").iter_rows():
            if now.get(record) != individual:
                moved[individual].append(record)
        self._changes["members_move"] = sum(map(len, moved.values()))
        return moved

    def _lifecycle(
        self,
        submit: Submit,
        kind: str,
        should: pl.DataFrame,
        heirs: Heirs,
        moved: dict[str, list[str]] | None = None,
    ) -> None:
        """Describe the living, retire the merged with their successor, delete what has no record left."""
        moved = moved or {}
        now = {row.pop("id"): row for row in self._store.stream(f"resolve/{kind}")}
        living = {row["id"]: row for row in should.iter_rows(named=True)}
        different = [
            row | {"records": moved.get(key, [])}
            for key, row in living.items()
            if key in moved or _differs(row, now.get(key))
        ]
        self._put(submit, f"{kind}_describe", different)
        gone = {old: heirs.get(old.split("_", 1)[1]) for old in now if old not in living}
        retired = [
            {"id": old, "into": into}
            for old, into in sorted(gone.items())
            if into and now[old]["into"] != into
        ]
        self._put(submit, f"{kind}_retire", retired)
        self._put(
            submit, f"{kind}_delete", [{"id": old} for old, into in sorted(gone.items()) if into is None]
        )


def _edge(key: tuple[str, str], properties: Row) -> Row:
    return {"a": key[0], "b": key[1], "properties": properties}


def _differs(row: Row, before: Row | None) -> bool:
    return (
        before is None
        or before["into"] is not None
        or any(before.get(k) != v for k, v in row.items() if k != "id")
    )
