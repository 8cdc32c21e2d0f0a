"""Which records a load that is taken back removes, restores or leaves, and the identifiers they carry then."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from app.graph.store import Row, Run
from app.ingest.identifiers import ONLINE, identifiers_of
from app.ingest.sightings import account_props

_TYPES = {"Cookie": "USES_COOKIE", "Device": "USES_DEVICE", "ExternalId": "HAS_ID"}


@dataclass(slots=True)
class Plan:
    """What becomes of the records that the loads had a part in."""

    removed: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    """Restored ones, and those that carry identifiers for another span of time now."""
    restored: list[Row] = field(default_factory=list)
    """{id, former}"""
    seen: list[Row] = field(default_factory=list)
    """Of records that only visits tell of now, what they say: see `account_props`."""
    forgotten: list[str] = field(default_factory=list)
    """IDs of former records that no load is left of."""
    assigned: list[Row] = field(default_factory=list)
    """{id, former, load_id, also_in}: to which loads a record, or what it said before, is due now."""


def plan_of(rows: Iterable[Row], gone: Collection[str], visits: Collection[str]) -> Plan:
    """From rows {id, source, load_id, also_in, seen_in: [{load_id, account}], former: [{id, load_id, also_in}]}, both
    lists with the oldest first. Pure.

    `gone`: the loads that are taken back. `visits`: those that were of visits: a record stays while any saw it.
    """
    plan = Plan()
    for row in rows:
        seen_in = {one["load_id"]: one["account"] for one in row["seen_in"]}
        seen = {load: account for load, account in seen_in.items() if account and load not in gone}
        now = _left(row, seen_in, gone, visits)
        former = [(one["id"], _left(one, seen_in, gone, visits)) for one in row["former"]]
        kept = [(id, loads) for id, loads in former if loads]
        forgotten = [id for id, loads in former if not loads]
        if not now and kept:
            restored, now = kept.pop()
            plan.restored.append({"id": row["id"], "former": restored})
            plan.changed.add(row["id"])
        elif not now and seen:
            now = list(seen)
            plan.seen.append(account_props(row["source"], seen[now[0]]))
            plan.changed.add(row["id"])
        if not now:
            plan.removed.add(row["id"])
            continue
        plan.forgotten += forgotten
        if forgotten or not set(gone).isdisjoint(seen_in):
            plan.changed.add(row["id"])
        for id, loads in [(None, now), *kept]:
            plan.assigned.append(
                {"id": row["id"], "former": id, "load_id": loads[0], "also_in": loads[1:] or None}
            )
    return plan


def _left(row: Row, seen_in: Collection[str], gone: Collection[str], visits: Collection[str]) -> list[str]:
    """The loads that are left of those that brought this, oldest first."""
    loads = {row["load_id"], *row["also_in"]}
    if row["load_id"] in visits:
        loads.update(seen_in)
    return sorted(loads - set(gone))


def carry_anew(run: Run, records: Collection[str], visits: Collection[str]) -> None:
    """Let records carry what they say now and what visits that are left showed, since when and until when."""
    rows = [_carried(row, visits) for row in run("unload/versions", ids=sorted(records))]
    run("unload/links", rows=rows)


def _carried(row: Row, visits: Collection[str]) -> Row:
    links: dict[str, Row] = {}
    told = [version for version in (*row["former"], row["now"]) if version["load_id"] not in visits]
    for version in told:
        links = _told(version, links)
    for one in row["seen"]:
        link = links.setdefault(
            one["key"],
            {**{name: one[name] for name in ("key", "label", "first", "last")}, "type": _TYPES[one["label"]]},
        )
        link["first"], link["last"] = min(link["first"], one["first"]), max(link["last"], one["last"])
    filed = None if row["now"]["load_id"] in visits else _filed(row["now"])
    heard = [at for at in (filed, *(one["last"] for one in row["seen"])) if at]
    seen_at = max(heard, default=None)
    return {
        "id": row["id"],
        "seen_at": seen_at,
        "filed_at": filed if filed != seen_at else None,
        "keys": list(links),
        "links": [_whole(one) for one in links.values()],
    }


def _filed(version: Row) -> Any:
    """When a file says that this was so: visits may have seen the record later."""
    return version.get("filed_at") or version["seen_at"]


def _told(version: Row, before: dict[str, Row]) -> dict[str, Row]:
    """The identifiers of what a record said, over the time that it was said without a break, as loading has it."""
    standard: dict[str, Any] = {
        name.removeprefix("std_"): value for name, value in version.items() if name.startswith("std_")
    }
    at = _filed(version)
    links: dict[str, Row] = {}
    for one in identifiers_of(standard):
        known = before.get(one.key, {"first": at, "last": at})
        links[one.key] = {
            "key": one.key,
            "label": one.label,
            "type": one.type,
            "value": one.value,
            "unit": standard.get("unit") if one.label == "Address" else None,
            "first": min(known["first"], at),
            "last": max(known["last"], at),
        }
    return links


def _whole(link: Row) -> Row:
    """With what the identifier's node starts with, where it is gone."""
    node: Row = {"value": link.get("value", link["key"].partition(":")[2])}
    if link["label"] in ONLINE:
        node |= {"first_seen": link["first"], "last_seen": link["last"]}
    return {"unit": None, **link, "node": node}
