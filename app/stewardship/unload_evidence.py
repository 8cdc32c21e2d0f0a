"""What loads brought is taken out of the graph, within a transaction: records, visits, statements, the loads."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.graph.store import Row, Run
from app.stewardship.unload_online import take_back_visits
from app.stewardship.unload_pieces import Piece
from app.stewardship.unload_records import Plan, carry_anew, plan_of

_ABOUT = ("owner", "trust", "licence", "deduplicated")


@dataclass(frozen=True, slots=True)
class Loads:
    """The loads that go, by ID, of those `known` of a source, oldest first."""

    source: str
    known: list[Row]
    gone: set[str]

    @property
    def visits(self) -> set[str]:
        """Those of all that are known that were of visits."""
        return {row["id"] for row in self.known if row["kind"] == "visits"}

    @property
    def began(self) -> dict[str, Any]:
        """When each of all that are known did, by ID."""
        return {row["id"]: row["at"] for row in self.known}

    @property
    def p(self) -> Row:
        """As the statements of `cypher/unload` take them."""
        return {"source": self.source, "loads": sorted(self.gone)}


@dataclass(slots=True)
class Taken:
    """What was taken back: the records it touched, the cookies and devices that were seen less, by key, the verdicts
    that went, of which one may be about two of the records, and what a person is told of it, counted."""

    touched: set[str] = field(default_factory=set)
    online: set[str] = field(default_factory=set)
    verdicts: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Taken") -> None:
        self.touched |= other.touched
        self.online |= other.online
        self.verdicts |= other.verdicts
        self.counts.update(other.counts)


def everything(run: Run, loads: Loads) -> Piece:
    """All records, cookies and devices that the loads had a part in."""
    records = run("unload/records", **loads.p)
    known = {row["id"] for row in records}
    visits = sorted(loads.gone & loads.visits)
    seen = run("unload/seen", loads=visits) if visits else []
    others = {row["record"] for row in seen if row["record"]} - known
    return Piece(records, {row["key"] for row in seen if row["key"]}, others)


def take_back(run: Run, loads: Loads, piece: Piece, seen: Collection[str]) -> Taken:
    """Take back some records, and what visits said of some cookies, devices and records.

    `seen`: keys of all cookies and devices that the loads brought something to. Those that records carry go with them.
    """
    plan = plan_of(piece.rows, loads.gone, loads.visits, loads.began)
    changed = plan.changed | piece.records
    carried = _keys(run("unload/keys", ids=sorted(plan.removed | changed)))
    online = piece.keys | carried.intersection(seen)
    with take_back_visits(run, online | carried, loads.gone):
        _take_back_records(run, plan)
        run("unload/sightings_take", loads=sorted(loads.gone), keys=sorted(online), ids=sorted(changed))
        carry_anew(run, changed, loads.visits)
    users = {row["record"] for row in run("unload/users", keys=sorted(online))}
    counts = Counter(
        records_removed=len(plan.removed),
        records_restored=len(plan.restored) + len(plan.seen),
        identifiers_removed=tidied(run, online | carried),
        cookies_and_devices_changed=len(online),
    )
    verdicts = {verdict for row in piece.rows if row["id"] in plan.removed for verdict in row["verdicts"]}
    return Taken(plan.removed | changed | users, online, verdicts, counts)


def take_back_statements(run: Run, loads: Loads, rows: Iterable[Row]) -> Taken:
    """Take back statements of consent, as `unload/consents` tells them. Nobody is another person by it."""
    removed, assigned, about = [], [], set()
    for row in rows:
        left = sorted({row["load_id"], *row["also_in"]} - loads.gone)
        if left:
            assigned.append({"id": row["id"], "load_id": left[0], "also_in": left[1:] or None})
        else:
            removed.append(row["id"])
            about.update(row["keys"])
    run("unload/consents_assign", rows=assigned)
    with take_back_visits(run, about, ()):
        keys = _keys(run("unload/consents_remove", ids=removed))
    return Taken(counts=Counter(consents_removed=len(removed), identifiers_removed=tidied(run, keys)))


def tidied(run: Run, keys: Collection[str]) -> int:
    """How many of these identifiers mean nothing any more, and are gone."""
    return int(run("unload/identifiers_tidy", keys=sorted(keys))[0]["removed"])


def forget_loads(run: Run, loads: Loads) -> Taken:
    """Take the loads themselves back, when all is that they brought, with what they said of their source."""
    run("unload/sightings_remove", loads=sorted(loads.gone))
    touched = set()
    if _catalogue(run, loads.source, loads.known, loads.gone):
        touched = {row["record"] for row in run("unload/of_source", source=loads.source)}
    run("unload/loads_remove", loads=sorted(loads.gone))
    return Taken(touched)


def _take_back_records(run: Run, plan: Plan) -> None:
    run("unload/records_restore", rows=plan.restored)
    run("unload/records_seen", rows=plan.seen)
    run("unload/former_remove", ids=plan.forgotten)
    run("unload/records_assign", rows=plan.assigned)
    run("unload/records_remove", ids=sorted(plan.removed))


def _catalogue(run: Run, source: str, known: Iterable[Row], gone: Collection[str]) -> bool:
    """Bring the source's entry in line with the loads that are left; whether what resolution asks of it changed."""
    left = [row for row in known if row["id"] not in gone]
    if not left:
        run("unload/source_remove", name=source)
    said = {name: _last(row[name] for row in left) for name in _ABOUT}
    whole = [row for row in left if row["done_at"]]
    read: dict[str, Any] = {name: whole[-1][name] if whole else None for name in ("rows", "quarantined")}
    refreshed: datetime | None = whole[-1]["at"] if whole else None
    (before,) = run("unload/source", name=source) or [{"trust": None, "deduplicated": None}]
    run("unload/source_set", name=source, props={**said, **read, "refreshed_at": refreshed})
    return bool(left) and any(before[name] != said[name] for name in ("trust", "deduplicated"))


def _last(values: Iterable[Any]) -> Any:
    """What was said last: what is not said again stays."""
    return next((value for value in reversed(list(values)) if value is not None), None)


def _keys(rows: Iterable[Row]) -> set[str]:
    return {row["key"] for row in rows}
