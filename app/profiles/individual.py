"""One person, as the resolved graph has them. A retired ID answers with its successor everywhere here."""

from typing import Any

from app.errors import NotFound
from app.graph.store import Row, Store
from app.profiles.golden import golden
from app.profiles.record import shown_link, shown_record

GRAPH_NODES = 250
"""The most nodes a drawing gets; more than that no one can read."""


def individual(store: Store, id: str) -> Row:
    """{id, name, household, since, golden, records, links}; `links`: every weighed pair with one of the records."""
    row = _one(store, "read/individual", id=id)
    return {
        **row,
        "golden": golden(row["records"]),
        "records": [shown_record(customer) for customer in row["records"]],
        "links": [shown_link(link) for link in row["links"]],
    }


def graph(store: Store, id: str) -> Row:
    """{centre, nodes, edges, truncated}: the household around a person, ready to be drawn."""
    row = _one(store, "read/individual_graph", id=id, limit=GRAPH_NODES)
    return {**row, "edges": [shown_link(edge) for edge in row["edges"]]}


def devices(store: Store, id: str) -> Row:
    """{id, household, devices}: the cross-device view. `whose` says how far each cookie or device points.

    Guesses are marked as such and come with their probability and evidence: nobody signed in there.
    """
    row = _one(store, "read/individual_devices", id=id)
    shown = ({**one, "guess": one["guess"] and shown_link(one["guess"])} for one in row["devices"])
    return {**row, "devices": list(shown)}


def history(store: Store, id: str) -> Row:
    """{id, since, records, retired}: which records joined when, and which IDs were merged into this one."""
    return _one(store, "read/individual_history", id=id)


def timeline(store: Store, id: str) -> Row:
    """{id, acts}: everything about the person that has a date, newest first."""
    return _one(store, "read/individual_timeline", id=id)


def _one(store: Store, name: str, **p: Any) -> Row:
    row = store.one(name, **p)
    if row is None:
        raise NotFound("No individual has this ID")
    return row
