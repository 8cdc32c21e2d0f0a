"""The people under one roof, what they share, and why they are held to live together.

Where one reads for a purpose that needs consent, whoever did not give it is not among them; the others stay.
"""

from collections.abc import Mapping
from typing import Any

from app.consent.evidence import Permit, evidence, may_show
from app.consent.view import View
from app.errors import Forbidden, NotFound
from app.graph.store import Row, Store
from app.profiles.names import seen_home_name, seen_name
from app.profiles.record import shown_link

_COUNTED = ("emails", "phones", "cookies", "devices")


def household(store: Store, id: str, view: View) -> Row:
    """{id, name, size, since, members, addresses, devices, why, totals}; of the successor, for a retired ID.

    Raises NotFound; Forbidden where nobody of the household may be seen.
    """
    row = store.one("read/household", id=id, **view.p)
    if row is None:
        raise NotFound("No household has this ID")
    permits = {member["id"]: view.of(member["said"]) for member in row["members"]}
    members = [member for member in row["members"] if permits[member["id"]].answer.allowed]
    if not members and row["members"]:
        raise Forbidden(f"Nobody of this household is to be shown for {view.purpose}")
    records = [one for one in row["records"] if permits[one["individual"]].shows(one["record"])]
    devices = _devices(row, view)
    return {
        "id": row["id"],
        "name": seen_home_name(row["name"], row["members"], permits),
        "size": len(members),
        "since": min((member["since"] for member in members), default=None),
        "members": [_member(member, records, permits[member["id"]]) for member in members],
        "addresses": _addresses(row["lives"], permits),
        "devices": devices,
        "why": [shown_link(link) for link in row["why"] if _both(link, permits)],
        "totals": _totals(row["reach"], permits, {one["key"] for one in devices})
        | {
            "members": len(members),
            "records": len(records),
            "sources": len({one["source"] for one in records}),
        },
    }


def households(store: Store, *, after: str, limit: int, view: View) -> tuple[list[Row], str | None]:
    """A page of households by ID, those after `after`; and the ID to go on from, None on the last page.

    A page holds fewer than `limit` where nobody of a household may be seen.
    """
    rows = store.read("read/households", after=after, limit=limit + 1, **view.p)
    last = rows[limit - 1]["id"] if len(rows) > limit else None
    shown = []
    for row in rows[:limit]:
        permits = {member["id"]: view.of(member["said"]) for member in row["members"]}
        members = [id for id, permit in permits.items() if permit.answer.allowed]
        if members or not row["members"]:
            name = seen_home_name(row["name"], row["members"], permits)
            shown.append({"id": row["id"], "name": name, "size": len(members), "members": members})
    return shown, last


def _member(member: Row, records: list[Row], permit: Permit) -> Row:
    own = sum(one["individual"] == member["id"] for one in records)
    name = seen_name(member, permit)
    return {"id": member["id"], "name": name, "records": own, "since": member["since"]}


def _addresses(lives: list[Row], permits: Mapping[str, Permit]) -> list[Row]:
    """Each address with who lives there; the one most members share comes first."""
    found: dict[str, Row] = {}
    for one in lives:
        permit = permits[one["individual"]]
        hub_or_shown = permit.shows(one["key"]) or (one["hub"] and permit.answer.allowed)
        if not hub_or_shown or "street" in permit.hidden:
            continue
        fresh: Row = {name: one[name] for name in ("key", "value", "hub")}
        address = found.setdefault(one["key"], fresh | {"units": [], "members": [], "last_seen": ""})
        for name, value in (("units", one["unit"]), ("members", one["individual"])):
            if value is not None and value not in address[name]:
                address[name].append(value)
        address["last_seen"] = max(address["last_seen"], one["last_seen"] or "")
    by_key = sorted(found.values(), key=lambda one: str(one["key"]))
    newest = sorted(by_key, key=lambda one: str(one["last_seen"]), reverse=True)
    return sorted(newest, key=lambda one: -len(one["members"]))


def _devices(row: Row, view: View) -> list[Row]:
    """Those that several members sign in on: a grant must have been given on them."""
    people = (member["said"] for member in row["members"])
    known = evidence(people, ((one["key"], one["statements"]) for one in row["devices"]))
    return [
        {name: value for name, value in one.items() if name != "statements"}
        for one in row["devices"]
        if may_show(known, one["key"], view.asked)
    ]


def _both(link: Row, permits: Mapping[str, Permit]) -> bool:
    return all(
        link[f"individual_{end}"] in permits and permits[link[f"individual_{end}"]].shows(link[end])
        for end in "ab"
    )


def _totals(reach: list[Row], permits: Mapping[str, Permit], devices: set[str]) -> dict[str, Any]:
    """How many of each kind there are, each counted once."""
    seen = {
        (one["kind"], one["key"])
        for one in reach
        if (
            permits[one["individual"]].shows_contact(one["key"])
            if one["individual"]
            else one["key"] in devices
        )
    }
    return {kind: sum(of == kind for of, _ in seen) for kind in _COUNTED}
