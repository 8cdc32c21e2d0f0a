"""Writes the difference between what was derived and what stands in the graph, and nothing else."""

from collections import Counter
from collections.abc import Iterable
from functools import partial

import polars as pl

from app.graph.behind import Submit, behind
from app.graph.store import Row, Store
from app.matching.household_ids import HOUSEHOLD_ID
from app.matching.hubs import Hub
from app.progress import progress
from app.resolution import reading
from app.resolution.canonical import canonical_ids
from app.resolution.derive import Derived
from app.resolution.differences import Differences, Lives, Standing, edge_differences, lives
from app.resolution.edges import NO_EDGES, edges, match_edges

_WAITING = 2
"""Statements whose rows are ready while those of another are being written."""
_TOGETHER = 2_000
"""Rows about individuals and households in one transaction, with what the feed says of them."""


class Writer:
    """Kind by kind: what stands is read, compared with what should, and the rows that differ are written behind.

    What is read never depends on what still waits to be written. Afterwards `edges` says how many MATCHES there are,
    `refused` how many of them are, and `ids` what `canonical_ids` says.
    """

    def __init__(self, store: Store, *, quiet: bool) -> None:
        self._store = store
        self._quiet = quiet
        self._changes: Counter[str] = Counter()
        self.edges = self.refused = 0
        self.ids = pl.DataFrame()

    def write(self, derived: Derived) -> dict[str, int]:
        """Bring the graph in line with this; how many rows each statement of `cypher/resolve` was given."""
        with behind(_WAITING) as submit:
            matches = match_edges(derived)
            self.edges, self.refused = matches.height, int((~matches["accepted"]).sum())
            self._put(submit, hub_differences(derived.report.hubs, self._keys("hubs")))
            self._put(submit, edge_differences("matches", matches, derived.model.version, self._standing))
            ids = canonical_ids(derived.records, derived.person, derived.homes.home)
            self.ids = ids
            self._lives(submit, lives(derived.records, ids, self._standing))
            self._put(submit, home_differences(derived, self._standing))
        return dict(self._changes)

    def clear(self) -> dict[str, int]:
        """No record is left: neither is anything that was derived from one."""
        nothing = dict.fromkeys(("record", "born", "individual", "household"), pl.String)
        with behind(_WAITING) as submit:
            self._put(submit, hub_differences([], self._keys("hubs")))
            self._lives(submit, lives(reading.NO_RECORDS, pl.DataFrame(schema=nothing), self._standing))
        return dict(self._changes)

    def _standing(self, kind: str) -> Iterable[Row]:
        return self._store.stream(f"resolve/{kind}")

    def _keys(self, kind: str) -> set[str]:
        return {row["key"] for row in self._standing(kind)}

    def _put(self, submit: Submit, differences: Differences) -> None:
        for statement, rows in differences:
            self._changes[statement] += len(rows)
            if rows:
                submit(partial(self._write, statement, rows))

    def _write(self, statement: str, rows: list[Row]) -> None:
        with progress(f"write {statement.replace('_', ', ')}", len(rows), quiet=self._quiet) as advance:
            self._store.write_batches(f"resolve/{statement}", rows, progress=advance)

    def _lives(self, submit: Submit, found: Lives) -> None:
        self._changes += Counter(statement for statement, _, _ in found.rows)
        self._changes["members_move"] = found.moved
        if found.rows:
            submit(partial(self._write_lives, found))

    def _write_lives(self, found: Lives) -> None:
        rows = len(found.rows) + sum(map(len, found.changes))
        with progress("write individuals, households and feed", rows, quiet=self._quiet) as advance:
            for batch in found.together(_TOGETHER):
                self._store.write_together((statement, {"rows": part}) for statement, part in batch)
                advance(sum(len(part) for _, part in batch))


def hub_differences(hubs: Iterable[Hub], now: set[str]) -> Differences:
    """Which identifiers to mark as hubs, and which no longer."""
    should = {key for hub in hubs if bears_mark(key := value_key(hub.column, hub.value))}
    rows = [{"key": key, "hub": True} for key in sorted(should - now)]
    yield "hubs_mark", rows + [{"key": key, "hub": None} for key in sorted(now - should)]


OF_HOUSEHOLDS = "household id"
"""Names the values of columns that name a household. No namespace has a space."""


def value_key(column: str, value: str) -> str:
    """What names a value that people may share, as an Identifier's key does."""
    if column == "external_id":
        return value
    return f"{OF_HOUSEHOLDS if column == HOUSEHOLD_ID else column}:{value}"


def bears_mark(key: str) -> bool:
    """Whether an Identifier node with this key is marked where its value is a hub. IP addresses and households' numbers
    have none; a house that tells nobody apart is where its people live all the same, so its node says nothing else than
    before."""
    return not key.startswith(("ip:", "address:", f"{OF_HOUSEHOLDS}:"))


def home_differences(derived: Derived, standing: Standing) -> Differences:
    """For SHARES_HOME."""
    links, model = derived.homes.links, derived.homes.model
    if links is None or model is None:
        should, version = NO_EDGES, ""
    else:
        should, version = edges(links, model, derived.records, corrected=False).drop("basis"), model.version
    return edge_differences("homes", should, version, standing)
