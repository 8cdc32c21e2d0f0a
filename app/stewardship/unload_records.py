"""Which records a load that is taken back removes, restores or leaves, and the identifiers they carry then."""

from collections.abc import Collection, Iterable, Mapping
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
    """{id, former, load_id, also_in, at}: to which loads a record, or what it said before, is due now."""


@dataclass(slots=True)
class _Version:
    """What a record says or said: `former` is the ID of what it said before, None of what it says now. `loads` that are
    left of those that brought it, oldest first; `at`: since when it is so, where that is another time than before."""

    former: str | None
    hash: str
    loads: list[str]
    at: Any = None


def plan_of(
    rows: Iterable[Row], gone: Collection[str], visits: Collection[str], began: Mapping[str, Any]
) -> Plan:
    """From rows of `unload/records`. Pure.

    `gone`: the loads that are taken back. `visits`: those that were of visits: a record stays while any saw it.
    `began`: when each load did; what has no time of its own is as old as the first load that says it.
    """
    plan = Plan()
    for row in rows:
        seen_in = {one["load_id"]: one["account"] for one in row["seen_in"]}
        seen = {load: account for load, account in seen_in.items() if account and load not in gone}
        told = [
            _version(id, one, seen_in, gone, visits, began)
            for id, one in (*((one["id"], one) for one in row["former"]), (None, row))
        ]
        left = _each_once(told)
        forgotten = [one.former for one in told if one.former and one not in left]
        if not left and seen:
            left = [_Version(None, row["hash"], list(seen))]
            plan.seen.append(account_props(row["source"], seen[left[0].loads[0]]))
            plan.changed.add(row["id"])
        if not left:
            plan.removed.add(row["id"])
            continue
        if now := left[-1].former:
            plan.restored.append({"id": row["id"], "former": now})
        plan.forgotten += forgotten
        if now or forgotten or any(one.at for one in left) or not set(gone).isdisjoint(seen_in):
            plan.changed.add(row["id"])
        left[-1].former = None
        plan.assigned += [_assigned(row["id"], one) for one in left]
    return plan


def _version(
    former: str | None,
    row: Row,
    seen_in: Collection[str],
    gone: Collection[str],
    visits: Collection[str],
    began: Mapping[str, Any],
) -> _Version:
    loads = {row["load_id"], *row["also_in"]}
    if row["load_id"] in visits:
        loads.update(seen_in)
    left = sorted(loads - set(gone))
    undated = row["load_id"] in gone and row["at"] == began.get(row["load_id"])
    return _Version(former, row["hash"], left, began.get(left[0]) if undated and left else None)


def _each_once(told: Iterable[_Version]) -> list[_Version]:
    """Those that are left. Where nothing is between two that say the same, the second said nothing new."""
    left: list[_Version] = []
    for one in told:
        if one.loads and left and left[-1].hash == one.hash:
            left[-1].loads += one.loads
        elif one.loads:
            left.append(one)
    return left


def _assigned(id: str, version: _Version) -> Row:
    return {
        "id": id,
        "former": version.former,
        "load_id": version.loads[0],
        "also_in": version.loads[1:] or None,
        "at": version.at,
    }


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
