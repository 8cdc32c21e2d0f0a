"""Taking a source file back: afterwards records, identifiers, consents and what follows are as if it had never come.

Every record and statement knows the loads that brought it, and a record keeps what it said before each load that
changed it. What another load brought as well, stays; what a load had changed, comes back. A record keeps its birth, and
with it the ID that may be its individual's, as long as any load has it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.audit import Who, record_change
from app.errors import NotFound
from app.graph.lease import lease
from app.graph.store import Row, Run, Store
from app.resolution.live import rederive
from app.stewardship.outcome import Outcome
from app.stewardship.unload_online import take_back_visits
from app.stewardship.unload_records import Plan, carry_anew, plan_of

_ABOUT = ("owner", "trust", "licence", "deduplicated")


@dataclass(slots=True)
class _Done:
    """What was taken back, counted."""

    counts: dict[str, int] = field(default_factory=dict)
    verdicts: int = 0


def loads(store: Store, source: str | None = None) -> list[Row]:
    """The loads of files, oldest first; times in ISO 8601. `done_at` is missing where one was cut short."""
    rows = store.read("unload/loads", source=source)
    return [
        {name: value.iso_format() if hasattr(value, "iso_format") else value for name, value in row.items()}
        for row in rows
    ]


def as_table(rows: Iterable[Row]) -> str:
    """Loads for a person to read."""
    lines = [_line(row) for row in rows]
    return "\n".join(lines) or "No file was loaded yet"


def _line(row: Row) -> str:
    head = f"{row['id']}  {row['source']:<16} {row['kind']:<8} {row['at'][:19]}"
    if not row["done_at"]:
        return f"{head}  cut short, or still running"
    counts = ", ".join(f"{name} {row[name]:,}" for name in ("new", "changed", "unchanged", "quarantined"))
    return f"{head}  {row['rows']:,} rows: {counts}"


def unload(store: Store, who: Who, source: str, load: str | None = None, *, dry_run: bool = False) -> Outcome:
    """Take back one load of a source, or all. Raises NotFound, and Conflict while the source is being loaded."""
    done = _Done()
    with lease(store, f"load of {source}"):
        effects = rederive(store, lambda run: _unload(run, who, source, load, done), dry_run=dry_run)
    what = f"load {load} of {source}" if load else f"{source}, all of it,"
    notes = (f"{done.verdicts:,} verdicts of stewards are about records that go, and go with them",)
    return Outcome(
        f"{what} is taken back", effects, dry_run, evidence=done.counts, notes=notes if done.verdicts else ()
    )


def _unload(run: Run, who: Who, source: str, load: str | None, done: _Done) -> set[str]:
    known = run("unload/loads", source=source)
    gone = _asked(known, source, load)
    visits = {row["id"] for row in known if row["kind"] == "visits"}
    rows = run("unload/records", source=source, loads=sorted(gone))
    plan = plan_of(rows, gone, visits)
    seen = run("unload/seen", loads=sorted(gone & visits)) if gone & visits else []
    online = {row["key"] for row in seen if row["key"]}
    changed = plan.changed | {row["record"] for row in seen if row["record"]} - plan.removed
    touched = plan.removed | changed
    keys = online | _keys(run("unload/keys", ids=sorted(plan.removed | changed)))
    with take_back_visits(run, keys, gone):
        _take_back_records(run, plan)
        run("unload/sightings_remove", loads=sorted(gone & visits))
        carry_anew(run, changed, visits)
    consents = _take_back_consents(run, source, gone, done)
    touched |= _records(run("unload/users", keys=sorted(online)))
    (tidied,) = run("unload/identifiers_tidy", keys=sorted(keys | consents))
    if _catalogue(run, source, known, gone):
        touched |= _records(run("unload/of_source", source=source))
    run("unload/loads_remove", loads=sorted(gone))
    done.verdicts = sum(row["verdicts"] for row in rows if row["id"] in plan.removed)
    done.counts |= {
        "records_removed": len(plan.removed),
        "records_restored": len(plan.restored),
        "identifiers_removed": tidied["removed"],
        "cookies_and_devices_changed": len(online),
    }
    record_change(run, who, "file unloaded", [f"load_{one}" for one in gone], records=len(plan.removed))
    return touched


def _asked(known: Sequence[Row], source: str, load: str | None) -> set[str]:
    if not known:
        raise NotFound(f"No file was loaded as {source}; `idgraph loads` lists what there is")
    ids = {row["id"] for row in known}
    if load is not None and load not in ids:
        raise NotFound(f"{source} has no such load; `idgraph loads {source}` lists what there is")
    return ids if load is None else {load}


def _take_back_records(run: Run, plan: Plan) -> None:
    run("unload/records_restore", rows=plan.restored)
    run("unload/former_remove", ids=plan.forgotten)
    run("unload/records_assign", rows=plan.assigned)
    run("unload/records_remove", ids=sorted(plan.removed))


def _take_back_consents(run: Run, source: str, gone: Collection[str], done: _Done) -> set[str]:
    """Keys of the identifiers that statements were about which are gone."""
    removed, assigned = [], []
    for row in run("unload/consents", source=source, loads=sorted(gone)):
        left = sorted({row["load_id"], *row["also_in"]} - set(gone))
        if left:
            assigned.append({"id": row["id"], "load_id": left[0], "also_in": left[1:] or None})
        else:
            removed.append(row["id"])
    run("unload/consents_assign", rows=assigned)
    done.counts["consents_removed"] = len(removed)
    return _keys(run("unload/consents_remove", ids=removed))


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


def _records(rows: Iterable[Row]) -> set[str]:
    return {row["record"] for row in rows}


def _keys(rows: Iterable[Row]) -> set[str]:
    return {row["key"] for row in rows}
