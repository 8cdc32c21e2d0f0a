"""What a browser's public write key tells of people never joins anybody, whatever comes before or after it."""

import itertools
from typing import Any

from app.access.caller import LOCAL
from app.audit import COMMAND
from app.consent.view import view_of
from app.graph.store import Row, Store
from app.ingest.track_events import sighted
from app.ingest.tracking import Tracking
from app.profiles.cookies import match
from app.profiles.lookup import lookup
from app.resolution.bulk import resolve
from app.resolution.invariants import invariants
from app.sources.tracking import Sender, events_of
from app.stewardship.blocks import block, unblock
from tests.graph.contents import everything, evidence
from tests.graph.test_conformance import LABELS, TYPES, by_kind, faults
from tests.graph.tracking import NOW, PHONE, TABLET, identify, page, track

STEWARD = view_of(LOCAL)
MARIE = {
    "firstName": "Marie",
    "lastName": "Dupont",
    "email": "marie.dupont@example.fr",
    "phone": "0612345678",
}
KNOWN = identify("m1", "known", 8, **MARIE) | {"anonymousId": TABLET}


def claim(store: Store, *items: dict[str, Any]) -> None:
    """One transaction of events that a public key sent."""
    found, bad = events_of({"batch": list(items)}, "batch", Sender("site", NOW, claims=True))
    assert not bad
    Tracking(store).write(sighted(found))


def found_by(store: Store, namespace: str, value: str) -> dict[str, Any]:
    return lookup(store, namespace, value, view_of(LOCAL))


def person_of(store: Store, record: str) -> str:
    return str(lookup(store, "record", record, STEWARD)["individual"])


def rows_of(store: Store, of: str, kind: str) -> list[Row]:
    """What there is on one kind of node or relationship."""
    return by_kind(store.run_text(f"CALL db.schema.{of}Properties()"), of)[kind]


def test_a_claim_of_somebodys_email_and_cookie_joins_nobody_in_any_order(graph: Store) -> None:
    attack = identify("evil", "claim", 9, **MARIE) | {"anonymousId": TABLET}
    for order in itertools.permutations(("known", "claim")):
        graph.run_text("MATCH (n) WHERE NOT n:Schema DETACH DELETE n")
        for step in order:
            track(graph, KNOWN, source="app") if step == "known" else claim(graph, attack)
        resolve(graph, quiet=True)
        victim = person_of(graph, "app:m1")
        assert person_of(graph, "site:evil") != victim
        found = lookup(graph, "email", MARIE["email"], STEWARD)
        assert (found["kind"], found["individual"], found["records"]) == ("known", victim, ["app:m1"])
        assert match(graph, [TABLET], STEWARD)[0]["individual"] == victim
        assert not [check for check in invariants(graph, quiet=True) if check.broken]


def test_a_claim_stays_as_delivered_and_points_at_what_it_claims(graph: Store) -> None:
    claim(graph, identify("u1", "m1", 9, **MARIE) | {"anonymousId": PHONE}, page(PHONE, "m2", 10))
    (row,) = graph.run_text(
        "MATCH (c:Customer {id: 'site:u1'})-[r]->(i:Identifier) "
        "RETURN properties(c) AS record, collect(DISTINCT type(r)) AS types, collect(i.key) AS keys"
    )
    assert row["record"]["claimed"] and row["record"]["email"] == ["marie.dupont@example.fr"]
    assert not [name for name in row["record"] if name.startswith("std_")]
    assert row["types"] == ["CLAIMS"]
    assert set(row["keys"]) == {
        "account:u1",
        "email:marie.dupont@example.fr",
        "phone:+33612345678",
        f"cookie:{PHONE}",
    }
    assert lookup(graph, "email", MARIE["email"], STEWARD)["kind"] == "anonymous"
    assert not faults([LABELS["Customer"]], rows_of(graph, "nodeType", ":`Customer`"))
    assert not faults([TYPES["CLAIMS"]], rows_of(graph, "relType", ":`CLAIMS`"))


def test_a_claim_told_anew_points_at_what_it_says_now(graph: Store) -> None:
    claim(graph, identify("u1", "m1", 9, email="a@example.fr") | {"anonymousId": PHONE})
    claim(graph, identify("u1", "m2", 10, email="b@example.fr") | {"anonymousId": TABLET})
    claim(graph, identify("u1", "m3", 11, email="b@example.fr") | {"anonymousId": TABLET})
    rows = graph.run_text(
        "MATCH (:Customer {id: 'site:u1'})-[r:CLAIMS]->(i) RETURN i.key AS key ORDER BY key"
    )
    assert [row["key"] for row in rows] == [
        "account:u1",
        f"cookie:{PHONE}",
        f"cookie:{TABLET}",
        "email:b@example.fr",
    ]
    assert not graph.run_text("MATCH (i:Email {value: 'a@example.fr'}) RETURN i")


def test_a_block_that_is_undone_leaves_what_was_claimed(graph: Store) -> None:
    claim(graph, identify("u1", "m1", 9, email="a@example.fr") | {"anonymousId": PHONE})
    before = evidence(everything(graph))
    block(graph, COMMAND, "email", "a@example.fr")
    unblock(graph, COMMAND, "email", "a@example.fr")
    assert evidence(everything(graph)) == before
