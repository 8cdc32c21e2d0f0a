"""What a purpose does not allow is in no answer: names, contact points and records of who did not agree."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.access import keys
from app.access.caller import LOCAL as LOCAL_PERSON
from app.access.table import table
from app.consent.remembering import remember
from app.consent.view import view_of
from app.graph.store import Store
from app.profiles.audience import Audience
from tests.api.names import DUPONTS, MARIE, PAUL
from tests.api.test_consents import FORGET, MAIL, changed, stated, tell

PHONE = ("phone", "06 12 34 56 78")
MARKETING = {"purpose": "marketing"}
MARRIED = "Chevalier"
"""A name that only records know which no grant reaches."""


@pytest.fixture
def api(api: TestClient, seeded: Store) -> TestClient:
    """Nobody has said anything yet."""
    changed(seeded, FORGET)
    return api


@pytest.fixture
def married(seeded: Store) -> Iterator[Store]:
    """Paul, and a record that is Marie's by likeness alone, have another name, and so has the household."""
    changed(
        seeded,
        """MATCH (i:Individual {id: $p.marie}), (p:Individual {id: $p.paul}), (h:Household {id: $p.home})
        CREATE (:Customer {id: 'web:9', source: 'web', source_id: '9', born: '01JA0000000000000000000099',
            given_name: 'Marie', family_name: $p.name, seen_at: datetime()})-[:IDENTIFIES]->(i)
        SET i.name = 'Marie ' + $p.name, p.name = 'Paul ' + $p.name, h.name = $p.name""",
        **{"marie": MARIE, "paul": PAUL, "home": DUPONTS, "name": MARRIED},
    )
    yield seeded
    changed(
        seeded,
        """MATCH (c:Customer {id: 'web:9'}) DETACH DELETE c WITH count(*) AS done
        MATCH (i:Individual {id: $p.marie}), (p:Individual {id: $p.paul}), (h:Household {id: $p.home})
        SET i.name = 'Marie Dupont', p.name = 'Paul Dupont', h.name = 'Dupont'""",
        **{"marie": MARIE, "paul": PAUL, "home": DUPONTS},
    )


def test_people_and_households_are_called_by_what_may_be_seen_of_them(
    api: TestClient, married: Store
) -> None:
    tell(api, stated(MAIL, "granted"))
    person, home = f"/api/v1/individuals/{MARIE}", f"/api/v1/households/{DUPONTS}"
    pages = [
        person,
        f"{person}/graph",
        home,
        "/api/v1/households",
        f"/individuals/{MARIE}",
        f"/households/{DUPONTS}",
    ]
    for page in [*pages, "/"]:
        answer = api.get(page, params=MARKETING)
        assert answer.status_code == 200 and MARRIED not in answer.text, page
    assert MARRIED in api.get(person).text and MARRIED in api.get(home).text
    found = api.post("/search", params=MARKETING, data={"q": MARRIED})
    assert found.status_code == 200 and f"{MARRIED}</b>" not in found.text
    shown = api.get(home, params=MARKETING).json()
    assert (shown["name"], [one["name"] for one in shown["members"]]) == ("Dupont", ["Marie Dupont"])


def test_so_are_the_members_of_an_audience(api: TestClient, married: Store) -> None:
    tell(api, stated(MAIL, "granted"))
    for _ in range(2):
        (member,) = Audience(married, view_of(LOCAL_PERSON, "marketing", "email"))
        assert (member.individual, member.name) == (MARIE, "Marie Dupont")
        remember(married, [MARIE, PAUL], [])


def test_a_browser_that_several_use_reaches_nobody_where_one_refused(api: TestClient, seeded: Store) -> None:
    def reached() -> tuple[list[str], str, list[str]]:
        """What the audience has of Marie, and what a look-up of the tablet says."""
        asked = {"namespace": "cookie", "value": "ck-tablet", "purpose": "advertising", "channel": "web"}
        told = api.post("/api/v1/lookup", json=asked).json()
        view = view_of(LOCAL_PERSON, "advertising", "web")
        (contacts,) = (one.contacts for one in Audience(seeded, view) if one.individual == MARIE)
        return contacts, told["kind"], told["individuals"]

    granted = [
        stated(("cookie", cookie), "granted", "advertising", "web") for cookie in ("ck-marie", "ck-tablet")
    ]
    tell(api, *granted)
    assert reached() == (["ck-marie", "ck-tablet"], "known", [MARIE])
    tell(api, stated(("cookie", "ck-paul"), "denied", "advertising", "web"))
    for _ in range(2):
        assert reached() == (["ck-marie"], "refused", [])
        remember(seeded, [MARIE, PAUL], ["cookie:ck-tablet"])


def test_contact_points_are_shown_for_channels_that_were_granted(api: TestClient) -> None:
    tell(api, stated(PHONE, "granted", channel="sms"))
    for part in ("", "/graph", "/timeline", "/devices", "/consents"):
        text = api.get(f"/api/v1/individuals/{MARIE}{part}", params=MARKETING).text
        assert "marie.dupont@" not in text.lower() and "ck-marie" not in text, part
    assert "+33612345678" in api.get(f"/api/v1/individuals/{MARIE}/graph", params=MARKETING).text
    tell(api, stated(MAIL, "granted"), stated(("cookie", "ck-marie"), "granted", channel="web"))
    assert "marie.dupont@" in api.get(f"/api/v1/individuals/{MARIE}/graph", params=MARKETING).text
    assert "ck-marie" in api.get(f"/api/v1/individuals/{MARIE}/devices", params=MARKETING).text


def test_who_refused_keeps_their_identifiers_and_proofs_to_themselves(api: TestClient) -> None:
    tell(api, stated(MAIL, "denied", form="checkout"), stated(PHONE, "granted", "personalisation", "sms"))
    page = f"/api/v1/individuals/{MARIE}/consents"
    told = api.get(page, params=MARKETING).json()
    assert {(one["key"], one["form"]) for one in told["statements"]} == {
        ("email:***", None),
        ("phone:***", None),
    }
    assert {one["state"] for one in told["decisions"] if one["purpose"] == "marketing"} >= {"denied"}
    everything = api.get(page).json()["statements"]
    assert {(one["key"], one["form"]) for one in everything} == {
        (f"email:{MAIL[1]}", "checkout"),
        ("phone:+33612345678", None),
    }


def test_a_key_is_told_of_the_purposes_that_it_is_for(api: TestClient, seeded: Store) -> None:
    tell(api, stated(MAIL, "denied"), stated(MAIL, "granted", "personalisation"))
    known = bearer(seeded, "cdp", "personalisation")
    told = api.get(f"/api/v1/individuals/{MARIE}/consents", headers=known).json()
    named = {one["purpose"] for part in ("decisions", "statements") for one in told[part]}
    assert named == {"personalisation"}


def test_the_feed_names_records_of_those_who_agreed(api: TestClient) -> None:
    def named(**params: str) -> set[str]:
        changes = api.get("/api/v1/changes", params={"limit": "100", **params}).json()["changes"]
        return {record for change in changes for record in change["records"].values()}

    assert {"shop:1", "web:7", "web:8", "shop:2"} <= named()
    assert named(**MARKETING) == set()
    tell(api, stated(MAIL, "granted"))
    assert named(**MARKETING) == {"shop:1", "web:7", "web:8"}


def test_whose_processing_is_restricted_is_explained_to_nobody(api: TestClient, seeded: Store) -> None:
    asked = {"a": "shop:1", "b": "web:7"}
    assert api.post("/api/v1/why", json=asked).status_code == 200
    changed(seeded, "MATCH (c:Customer {id: 'web:8'}) SET c.restricted = true")
    try:
        assert api.post("/api/v1/why", json=asked).status_code == 403
        told = api.get(f"/api/v1/individuals/{MARIE}/consents").json()
        assert {one["state"] for one in told["decisions"]} == {"restricted"}
        changes = api.get("/api/v1/changes", params={"limit": 100}).json()["changes"]
        assert not {"shop:1", "web:7", "web:8"} & {
            record for change in changes for record in change["records"].values()
        }
    finally:
        changed(seeded, "MATCH (c:Customer {id: 'web:8'}) REMOVE c.restricted")


@pytest.mark.parametrize("route", sorted(table().purposes))
def test_a_key_for_other_purposes_opens_no_route_that_serves_one(
    api: TestClient, seeded: Store, route: str
) -> None:
    method, _, path = route.partition(" ")
    role = "privacy" if table().purposes[route] == "subject_access" else "steward"
    for purpose in ("marketing", table().purposes[route]):
        answer = api.request(method, path, headers=bearer(seeded, role, purpose))
        assert (answer.status_code == 403) == (purpose == "marketing" or role not in table().routes[route])


def test_whatever_tells_of_people_takes_a_purpose_or_serves_one() -> None:
    """Every route of the API that is in the table stands in one of these lists."""
    chosen = {
        *(
            f"GET /api/v1/individuals/{{id}}{part}"
            for part in ("", "/graph", "/devices", "/history", "/timeline")
        ),
        *("GET /api/v1/individuals/{id}/consents", "GET /api/v1/changes"),
        *("GET /api/v1/households", "GET /api/v1/households/{id}"),
        *("POST /api/v1/lookup", "POST /api/v1/cookies/match"),
    }
    writes = {"POST /api/v1/consents"}
    theirs = {route for route in table().routes if "/api/v1/" in route and "webhooks" not in route}
    assert theirs == chosen | writes | {route for route in table().purposes if "/api/v1/" in route}


def bearer(store: Store, role: str, purpose: str) -> dict[str, Any]:
    _, secret = keys.create(store, keys.asked(role, f"for-{role}", [purpose]))
    return {"Authorization": f"Bearer {secret}"}
