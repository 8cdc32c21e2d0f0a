"""One person, as the resolved graph has them, and as much of them as may be seen for the purpose one reads for.

A retired ID answers with its successor everywhere here. Where a purpose needs consent, only records and identifiers
count that the consent covers; Forbidden is raised where there is none.
"""

from collections.abc import Mapping
from typing import Any

from app.consent.evidence import Permit, evidence, may_show, restricted_in
from app.consent.view import View
from app.errors import NotFound
from app.graph.store import Row, Store
from app.profiles.golden import golden, golden_name
from app.profiles.names import seen_home_name, seen_name
from app.profiles.record import shown_link, shown_record

GRAPH_NODES = 250
"""The most nodes a drawing gets; more than that no one can read."""


def individual(store: Store, id: str, view: View) -> Row:
    """{id, name, household, since, golden, records, links}; `links`: every weighed pair with one of the records."""
    row, permit = _one(store, view, "read/individual", id=id)
    records = [
        {field: value for field, value in record.items() if field.removeprefix("std_") not in permit.hidden}
        for record in row["records"]
        if permit.shows(record["id"])
    ]
    covered = permit.shown is None
    return {
        **row,
        "name": row["name"] if covered else golden_name(records),
        "golden": golden(records),
        "records": [shown_record(customer) for customer in records],
        "links": [
            shown_link(link)
            for link in row["links"]
            if covered or (permit.shows(link["a"]) and permit.shows(link["b"]))
        ],
    }


def graph(store: Store, id: str, view: View) -> Row:
    """{centre, nodes, edges, truncated}: the household around a person, ready to be drawn."""
    row = _found(store.one("read/individual_graph", id=id, limit=GRAPH_NODES, **view.p))
    people = {person["id"]: person for person in row.pop("people")}
    view.require(people[row["centre"]]["said"])
    _keep_permitted(row, people, view)
    return {**row, "edges": [shown_link(edge) for edge in row["edges"]]}


def _keep_permitted(row: Row, people: Mapping[str, Row], view: View) -> None:
    """Leave in a drawing those who may be seen, and what they have; the household stays, named after them."""
    permits = {person: view.of(one["said"]) for person, one in people.items()}
    if all(permit.answer.allowed and permit.shown is None for permit in permits.values()):
        return
    hidden = set().union(*(restricted_in(one["said"]) for one in people.values()))

    def seen(node: Row) -> bool:
        if node["kind"] == "Individual" and node["key"] in permits:
            return permits[node["key"]].answer.allowed
        if node["kind"] in ("Individual", "Household"):
            return True
        if node["kind"] == "Customer":
            return node["key"] not in hidden and any(permit.shows(node["key"]) for permit in permits.values())
        return any(permit.shows_contact(node["key"]) for permit in permits.values())

    def named(node: Row) -> Row:
        if node["kind"] == "Individual" and node["key"] in permits:
            return node | {"name": seen_name(people[node["key"]], permits[node["key"]])}
        if node["kind"] == "Household":
            return node | {"name": seen_home_name(node["name"], [*people.values()], permits)}
        return node

    row["nodes"] = [named(node) for node in row["nodes"] if seen(node)]
    left = {node["id"] for node in row["nodes"]}
    row["edges"] = [edge for edge in row["edges"] if {edge["source"], edge["target"]} <= left]
    joined = {edge[end] for edge in row["edges"] for end in ("source", "target")}
    row["nodes"] = [node for node in row["nodes"] if node["id"] in joined or node["id"] == row["centre"]]


def devices(store: Store, id: str, view: View) -> Row:
    """{id, household, devices}: the cross-device view. `whose` says how far each cookie or device points.

    Guesses are marked as such and come with their probability and evidence: nobody signed in there. A grant never
    travels to them, or to what others use as well: they are shown where it was given on them, and none of those refused
    who sign in there as well, or who live with the person whose a guess says it may be.
    """
    row, _ = _one(store, view, "read/individual_devices", id=id)
    refused = {one["id"] for one in row.pop("people") if view.answer(one).refused}
    known = evidence([row["said"]], ((one["key"], one["statements"]) for one in row["devices"]))
    shown = [
        {name: value for name, value in one.items() if name not in ("statements", "others")}
        | {"guess": one["guess"] and shown_link(one["guess"])}
        for one in row["devices"]
        if refused.isdisjoint(one["others"]) and may_show(known, one["key"], view.asked)
    ]
    return {**row, "devices": shown}


def history(store: Store, id: str, view: View) -> Row:
    """{id, since, records, retired}: which records joined when, and which IDs were merged into this one."""
    row, permit = _one(store, view, "read/individual_history", id=id)
    return {**row, "records": [record for record in row["records"] if permit.shows(record["id"])]}


def timeline(store: Store, id: str, view: View) -> Row:
    """{id, acts}: everything about the person that has a date, newest first."""
    row, permit = _one(store, view, "read/individual_timeline", id=id)
    return {**row, "acts": [act for act in row["acts"] if _told(act, permit)]}


def _told(act: Row, permit: Permit) -> bool:
    if act["act"] == "record seen":
        return permit.shows(act["what"])
    return act["act"] == "individual merged" or permit.shows_contact(act["what"])


def _one(store: Store, view: View, name: str, **p: Any) -> tuple[Row, Permit]:
    row = _found(store.one(name, **p, **view.p))
    return row, view.require(row["said"])


def _found(row: Row | None) -> Row:
    if row is None:
        raise NotFound("No individual has this ID")
    return row
