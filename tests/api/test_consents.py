"""Consent, told and enforced over the API: the small graph of seed.cypher, with statements of each test's own."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.consent.remembering import forget_all
from app.graph.store import Store
from tests.api.names import DUPONTS, JEAN, MARIE, PAUL
from tests.unit.consent.test_tcf import FULL

CONSENTS = "/api/v1/consents"
MAIL = ("email", "marie.dupont@example.fr")
LONELY = ("phone", "06 12 34 56 78")
FORGET = "MATCH (k:Consent) DETACH DELETE k"


@pytest.fixture
def api(api: TestClient, seeded: Store) -> TestClient:
    """Nobody has said anything yet."""
    changed(seeded, FORGET)
    return api


def changed(store: Store, text: str, **p: Any) -> None:
    """Evidence changed past the product, which then does not know that what it remembers holds no more."""
    store.run_text(text, **p)
    forget_all(store)


def stated(
    who: tuple[str, str], status: str, purpose: str = "marketing", channel: str = "email", **more: Any
) -> dict[str, Any]:
    at = more.pop("at", datetime.now(UTC) - timedelta(days=10))
    return {
        "identifiers": [{"namespace": who[0], "value": who[1]}],
        "purpose": purpose,
        "channel": channel,
        "status": status,
        "at": at if isinstance(at, str) else at.isoformat(),
        **more,
    }


def tell(api: TestClient, *statements: dict[str, Any]) -> dict[str, Any]:
    answer = api.post(CONSENTS, json={"consents": statements})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def status(api: TestClient, id: str, purpose: str = "marketing", channel: str = "email") -> int:
    return api.get(f"/api/v1/individuals/{id}", params={"purpose": purpose, "channel": channel}).status_code


def match(api: TestClient, cookie: str, purpose: str = "advertising") -> tuple[str, str | None, str | None]:
    answer = api.post("/api/v1/cookies/match", json={"cookies": [cookie], "purpose": purpose})
    (row,) = answer.json()["cookies"]
    return row["status"], row["consent"], row["individual"]


def test_statements_are_recorded_once(api: TestClient) -> None:
    one = stated(MAIL, "granted", text_version="v7", form="checkout", request_id="r-1")
    assert tell(api, one) == {"recorded": 1, "known": 0, "suppressed": 0}
    assert tell(api, one) == {"recorded": 0, "known": 1, "suppressed": 0}
    both = one | {"identifiers": [*one["identifiers"], {"namespace": "loyalty", "value": "77"}]}
    assert tell(api, both) == {"recorded": 1, "known": 1, "suppressed": 0}


def test_one_fault_and_nothing_is_recorded(api: TestClient, seeded: Store) -> None:
    future = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    faulty = [
        stated(MAIL, "granted"),
        stated(MAIL, "granted", purpose="weather"),
        stated(MAIL, "granted", at=future),
        stated(MAIL, "granted", at=""),
        stated(("email", "secret-nonsense"), "granted"),
        {"identifiers": [{"namespace": "cookie", "value": "ck-marie"}], "tc_string": FULL[:50]},
    ]
    answer = api.post(CONSENTS, json={"consents": faulty})
    assert answer.status_code == 400
    detail = answer.json()["detail"]
    for place, said in enumerate(
        ("", "purpose: an unknown purpose", "at: a date in the future", "at: no date")
    ):
        assert not place or f"consents.{place}.{said}" in detail
    assert "consents.4.identifiers.0: not a value" in detail
    assert "consents.5.tc_string: The TC string is cut short" in detail
    assert "secret-nonsense" not in answer.text
    assert seeded.run_text("MATCH (k:Consent) RETURN count(k) AS found") == [{"found": 0}]


@pytest.mark.parametrize(
    "body", [{}, {"consents": []}, {"consents": [{"purpose": "marketing"}]}, {"consents": 7}]
)
def test_a_body_of_another_shape(api: TestClient, body: dict[str, Any]) -> None:
    assert api.post(CONSENTS, json=body).status_code == 422


def test_history_with_what_counts_now(api: TestClient) -> None:
    old, new = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 2, 5, tzinfo=UTC)
    tell(api, stated(MAIL, "granted", at=old, form="checkout"), stated(MAIL, "withdrawn", at=new))
    tell(api, stated(LONELY, "granted", channel="sms", at=old))
    found = api.get(f"/api/v1/individuals/{MARIE}/consents").json()
    lines = [(one["key"], one["status"], one["counts"], one["expires"]) for one in found["statements"]]
    assert lines == [
        ("email:marie.dupont@example.fr", "withdrawn", True, None),
        ("email:marie.dupont@example.fr", "granted", False, "2029-01-05T00:00:00Z"),
        ("phone:+33612345678", "granted", True, "2029-01-05T00:00:00Z"),
    ]
    marketing = {
        one["channel"]: (one["state"], one["because"])
        for one in found["decisions"]
        if one["purpose"] == "marketing"
    }
    withdrawn, _, texts = (one["id"] for one in found["statements"])
    assert marketing["email"] == ("withdrawn", [withdrawn])
    assert marketing["sms"] == ("granted", [texts])
    assert marketing["post"] == ("never_collected", [])
    assert marketing[None] == ("withdrawn", [withdrawn])
    assert api.get("/api/v1/individuals/ind_none/consents").status_code == 404


def test_who_was_never_asked_is_not_shown_and_not_called_a_refusal(api: TestClient) -> None:
    answer = api.get(f"/api/v1/individuals/{PAUL}", params={"purpose": "marketing"})
    assert answer.status_code == 403
    assert "never asked" in answer.json()["detail"]
    assert api.get(f"/api/v1/individuals/{PAUL}").status_code == 200  # at this machine: stewardship


def test_a_golden_record_of_what_was_granted_by_the_channels_that_were(api: TestClient) -> None:
    tell(api, stated(MAIL, "granted"))
    person = api.get(f"/api/v1/individuals/{MARIE}", params={"purpose": "marketing"}).json()
    # web:8 is joined by a phone number, which shop:1 carries too: the same identifier.
    assert [record["id"] for record in person["records"]] == ["shop:1", "web:7", "web:8"]
    assert "email" in person["golden"]
    assert {"phone", "street_address", "cookie"}.isdisjoint(person["golden"])
    assert all("phone" not in record["values"] for record in person["records"])


def test_a_refusal_anywhere_hides_the_person_everywhere(api: TestClient) -> None:
    tell(api, stated(MAIL, "granted"), stated(LONELY, "denied"))
    assert status(api, MARIE) == 403
    for part in ("graph", "devices", "history", "timeline"):
        answer = api.get(
            f"/api/v1/individuals/{MARIE}/{part}", params={"purpose": "marketing", "channel": "email"}
        )
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    found = api.post(
        "/api/v1/lookup", json={"namespace": MAIL[0], "value": MAIL[1], "purpose": "marketing"}
    ).json()
    assert (found["kind"], found["consent"], found["individuals"], found["records"]) == (
        "refused",
        "denied",
        [],
        [],
    )


def test_a_grant_does_not_travel_over_a_guess(api: TestClient, seeded: Store) -> None:
    """web:8 without the phone number is joined to Marie by likeness alone."""
    changed(
        seeded,
        "MATCH (c:Customer {id: 'web:8'})-[r:HAS_PHONE]->(x) DELETE r CREATE (y:Phone:Identifier "
        "{key: 'phone:+33199000001', value: '+33199000001'}) CREATE (c)-[:HAS_PHONE]->(y)",
    )
    try:
        tell(api, stated(MAIL, "granted"))
        person = api.get(
            f"/api/v1/individuals/{MARIE}", params={"purpose": "marketing", "channel": "email"}
        ).json()
        assert [record["id"] for record in person["records"]] == ["shop:1", "web:7"]
        other = {"namespace": "phone", "value": "0199000001", "purpose": "marketing", "channel": "email"}
        assert api.post("/api/v1/lookup", json=other).json()["kind"] == "refused"
        changed(
            seeded,
            "MATCH (a:Customer {id: 'shop:1'}), (b:Customer {id: 'web:8'}) "
            "CREATE (a)-[:MUST_LINK {by: 'x', at: datetime()}]->(b)",
        )
        person = api.get(
            f"/api/v1/individuals/{MARIE}", params={"purpose": "marketing", "channel": "email"}
        ).json()
        assert [record["id"] for record in person["records"]] == ["shop:1", "web:7", "web:8"]
        tell(api, stated(("phone", "0199000001"), "denied", channel="all"))
        assert status(api, MARIE) == 403
    finally:
        changed(seeded, "MATCH (:Customer {id: 'shop:1'})-[m:MUST_LINK]-() DELETE m")
        changed(
            seeded,
            "MATCH (y:Phone {key: 'phone:+33199000001'}) DETACH DELETE y WITH count(*) AS done "
            "MATCH (c:Customer {id: 'web:8'}), (x:Phone {key: 'phone:+33612345678'}) CREATE (c)-[:HAS_PHONE "
            "{first_seen: datetime(), last_seen: datetime(), source: 'web'}]->(x)",
        )


def test_a_minor_is_never_contactable(api: TestClient, seeded: Store) -> None:
    tell(api, stated(MAIL, "granted"))
    assert status(api, MARIE) == 200
    changed(seeded, "MATCH (c:Customer {id: 'shop:1'}) SET c.std_birth_date = '2015-01-01'")
    try:
        answer = api.get(f"/api/v1/individuals/{MARIE}", params={"purpose": "marketing", "channel": "email"})
        assert (answer.status_code, "under age" in answer.json()["detail"]) == (403, True)
    finally:
        changed(seeded, "MATCH (c:Customer {id: 'shop:1'}) SET c.std_birth_date = '1980-05-12'")


def test_who_had_processing_restricted_is_shown_for_subject_access_alone(
    api: TestClient, seeded: Store
) -> None:
    tell(
        api,
        stated(MAIL, "granted", channel="all"),
        stated(("cookie", "ck-marie"), "granted", "advertising", "web"),
    )
    changed(seeded, "MATCH (c:Customer)-[:IDENTIFIES]->({id: $p.id}) SET c.restricted = true", id=MARIE)
    try:
        for purpose in ("stewardship", "marketing"):
            assert status(api, MARIE, purpose, "") == 403
            found = api.post(
                "/api/v1/lookup", json={"namespace": "record", "value": "web:7", "purpose": purpose}
            )
            assert (found.json()["kind"], found.json()["records"]) == ("refused", [])
            assert match(api, "ck-marie", purpose)[0] == "refused"
        assert match(api, "ck-marie", "advertising") == ("refused", "restricted", None)
        home = api.get(f"/api/v1/households/{DUPONTS}").json()
        assert [member["id"] for member in home["members"]] == [PAUL]
        drawing = api.get(f"/api/v1/individuals/{PAUL}/graph").json()
        assert not {MARIE, "shop:1", "web:7", "web:8", "phone:+33612345678"} & {
            one["key"] for one in drawing["nodes"]
        }
        assert api.get("/").status_code == 200
        assert status(api, MARIE, "subject_access", "") == 200
    finally:
        changed(seeded, "MATCH (c:Customer) REMOVE c.restricted")


def test_nor_are_they_shown_as_a_near_miss_of_others(api: TestClient, seeded: Store) -> None:
    """Their name, their record's ID, which may be an email address, and what it has in common with others."""
    changed(
        seeded,
        "MATCH (a:Customer)-[:IDENTIFIES]->({id: $p.a}), (b:Customer)-[:IDENTIFIES]->({id: $p.b}) "
        "WITH a, b LIMIT 1 CREATE (a)-[:MATCHES {weight: 1.0, probability: 0.1, accepted: false, evidence: [], "
        "basis: 'a test', at: datetime()}]->(b)",
        a=PAUL,
        b=JEAN,
    )

    def told() -> str:
        return "".join(api.get(f"/api/v1/individuals/{PAUL}{part}").text for part in ("", "/graph"))

    try:
        assert JEAN in told()
        changed(seeded, "MATCH (c:Customer)-[:IDENTIFIES]->({id: $p.id}) SET c.restricted = true", id=JEAN)
        assert JEAN not in told()
        assert "Jean Martin" not in told()
    finally:
        changed(seeded, "MATCH (c:Customer) REMOVE c.restricted")
        changed(seeded, "MATCH ()-[m:MATCHES {basis: 'a test'}]->() DELETE m")


def test_what_is_nobody_s_yet_is_listed_to_nobody_who_needs_consent(api: TestClient, seeded: Store) -> None:
    """A record that waits to be resolved: nobody is known to have agreed for it."""
    changed(
        seeded,
        "CREATE (:Customer {id: 'shop:waits', born: '01KWAITS', source: 'shop'})"
        "-[:HAS_PHONE]->(:Phone:Identifier {key: 'phone:+33611111112', value: '+33611111112'})",
    )
    try:
        for purpose, records in (("stewardship", ["shop:waits"]), ("marketing", [])):
            asked = {"namespace": "phone", "value": "0611111112", "purpose": purpose}
            assert api.post("/api/v1/lookup", json=asked).json()["records"] == records
    finally:
        changed(seeded, "MATCH (n) WHERE n.id = 'shop:waits' OR n.key = 'phone:+33611111112' DETACH DELETE n")


def test_who_refused_disappears_from_the_household_and_the_others_stay(api: TestClient) -> None:
    paul = ("cookie", "ck-paul")
    tell(api, stated(MAIL, "granted", channel="all"), stated(paul, "granted", channel="all"))
    asked = {"purpose": "marketing"}
    home = api.get(f"/api/v1/households/{DUPONTS}", params=asked).json()
    assert [member["id"] for member in home["members"]] == [MARIE, PAUL]
    tell(api, stated(paul, "withdrawn", channel="web", at=datetime.now(UTC)))
    home = api.get(f"/api/v1/households/{DUPONTS}", params=asked).json()
    assert [member["id"] for member in home["members"]] == [MARIE]
    assert (home["size"], home["totals"]["members"], home["totals"]["records"]) == (1, 1, 3)
    assert PAUL not in str(home)
    rows = api.get("/api/v1/households", params=asked).json()["households"]
    assert [(row["id"], row["members"], row["size"]) for row in rows] == [(DUPONTS, [MARIE], 1)]
    tell(api, stated(MAIL, "denied", channel="all", at=datetime.now(UTC)))
    assert api.get(f"/api/v1/households/{DUPONTS}", params=asked).status_code == 403
    assert api.get("/api/v1/households", params=asked).json()["households"] == []


def test_a_cookie_without_consent_is_refused_and_a_withdrawal_counts_at_once(api: TestClient) -> None:
    cookie = ("cookie", "ck-marie")
    assert match(api, "ck-marie") == ("refused", "never_collected", None)
    assert match(api, "never-seen") == ("anonymous", None, None)
    tell(api, stated(cookie, "granted", "advertising", "web"))
    assert match(api, "ck-marie") == ("known", "granted", MARIE)
    assert match(api, "ck-marie", "analytics") == ("refused", "never_collected", None)
    start = time.monotonic()
    tell(api, stated(cookie, "withdrawn", "advertising", "web", at=datetime.now(UTC)))
    assert match(api, "ck-marie") == ("refused", "withdrawn", None)
    assert time.monotonic() - start < 30  # a second on an idle machine: nothing is kept from before


def test_a_person_who_refused_is_refused_on_every_cookie(api: TestClient) -> None:
    tell(api, stated(("cookie", "ck-marie"), "granted", "advertising", "web"))
    tell(api, stated(("cookie", "ck-tablet"), "granted", "advertising", "web"))
    assert match(api, "ck-tablet")[0] == "shared"
    tell(api, stated(MAIL, "denied", "advertising", "web"))
    assert match(api, "ck-marie") == ("refused", "denied", None)
    assert match(api, "ck-tablet") == ("refused", "denied", None)


def test_an_expired_choice_is_none(api: TestClient) -> None:
    tell(api, stated(("cookie", "ck-marie"), "granted", "advertising", "web", at="2025-01-01"))
    assert match(api, "ck-marie") == ("refused", "expired", None)


def test_an_expired_choice_is_not_renewed_by_one_made_on_another_browser(
    api: TestClient, seeded: Store
) -> None:
    """Marie signs in on two browsers. What she allows on the one reaches the other only until that was asked, too."""
    changed(
        seeded,
        """MATCH (c:Customer {id: 'web:7'}), (i:Individual {id: $p.marie})
        MERGE (x:Cookie:Identifier {key: 'cookie:ck-phone', value: 'ck-phone'})
        MERGE (c)-[:USES_COOKIE]->(x) MERGE (x)-[:IDENTIFIES]->(i)""",
        marie=MARIE,
    )
    here, there = ("cookie", "ck-marie"), ("cookie", "ck-phone")
    tell(api, stated(there, "granted", "advertising", "web"))
    assert match(api, "ck-marie") == ("known", "granted", MARIE)
    tell(api, stated(here, "granted", "advertising", "web", at="2025-01-01"))
    assert match(api, "ck-marie") == ("refused", "expired", None)
    assert match(api, "ck-phone") == ("known", "granted", MARIE)
    asked = {"namespace": "cookie", "value": "ck-marie", "purpose": "advertising", "channel": "web"}
    assert MARIE not in api.post("/api/v1/lookup", json=asked).text
    tell(api, stated(here, "granted", "advertising", "web"))
    assert match(api, "ck-marie") == ("known", "granted", MARIE)
    changed(seeded, "MATCH (x:Cookie {value: 'ck-phone'}) DETACH DELETE x")


def test_exempt_audience_cookies_are_never_brought_together_with_a_person(api: TestClient) -> None:
    tell(api, stated(("cookie", "ck-marie"), "granted", "analytics", "web"))
    assert match(api, "ck-marie", "audience_measurement") == ("refused", "exempt", None)
    answer = api.get(f"/api/v1/individuals/{MARIE}", params={"purpose": "audience_measurement"})
    assert answer.status_code == 403


def test_a_tc_string(api: TestClient) -> None:
    one = {"identifiers": [{"namespace": "cookie", "value": "ck-marie"}], "tc_string": FULL}
    assert tell(api, one)["recorded"] == 3
    assert match(api, "ck-marie") == ("refused", "denied", None)
    both = one | {"purpose": "advertising"}
    answer = api.post(CONSENTS, json={"consents": [both]})
    assert (answer.status_code, "leave out purpose" in answer.json()["detail"]) == (400, True)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"purpose": "weather"}, "purpose: an unknown one; there are: marketing"),
        ({"purpose": "marketing", "channel": "fax"}, "channel: marketing has no such channel"),
        ({"channel": "email"}, "channel: stewardship has no such channel; it has: none"),
    ],
)
def test_a_purpose_or_channel_that_there_is_not(api: TestClient, asked: dict[str, str], said: str) -> None:
    answer = api.get(f"/api/v1/individuals/{MARIE}", params=asked)
    assert answer.status_code == 400
    assert said in answer.json()["detail"]


def test_tracking_calls_state_consent(api: TestClient, seeded: Store) -> None:
    def seen(preferences: dict[str, bool], message: str, **headers: str) -> None:
        event = {
            "anonymousId": "ck-new",
            "event": "x",
            "messageId": message,
            "writeKey": "site",
            "context": {"consent": {"categoryPreferences": preferences}},
        }
        assert api.post("/v1/track", json=event, headers=headers).json() == {"success": True}

    seen({"Advertising": True, "Functional": True}, "m1")
    assert match(api, "ck-new") == ("anonymous", "granted", None)
    seen({}, "m2", **{"Sec-GPC": "1"})
    assert match(api, "ck-new") == ("refused", "denied", None)
    seeded.run_text(
        "MATCH (n) WHERE (n:Cookie AND n.value = 'ck-new') OR (n:Source AND n.name = 'site') DETACH DELETE n"
    )
