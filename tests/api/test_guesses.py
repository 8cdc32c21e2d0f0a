"""A guess about an anonymous cookie is shown as a guess, and only where those it points at do not mind."""

import pytest
from fastapi.testclient import TestClient

from app.consent.remembering import forget_all
from app.graph.store import Store
from tests.api.names import DUPONTS, MARIE, PAUL
from tests.api.test_cookies import MATCH, statuses

GUESSES = """
MATCH (own:Cookie {key: 'cookie:ck-marie'}), (h:Household {id: $p.household})
CREATE (x:Cookie:Identifier {key: 'cookie:ck-guess', value: 'ck-guess', user_agent: 'safari/ios',
    first_seen: datetime('2026-03-01T20:00:00Z'), last_seen: datetime('2026-03-04T20:00:00Z')}),
  (y:Cookie:Identifier {key: 'cookie:ck-at-home', value: 'ck-at-home',
    first_seen: datetime('2026-03-01T20:00:00Z'), last_seen: datetime('2026-03-04T20:00:00Z')})
WITH *, {basis: 'visits', model: 'online-1',
  evidence: ['network|same, used by few, by night|9.1', 'hours|alike|1.2']} AS why
CREATE (x)-[m:MATCHES {weight: 10.3, probability: 0.71, accepted: false, reason: 'suggestion', at: datetime()}]->(own)
SET m += why
CREATE (x)-[g:MEMBER_OF {weight: 11.0, probability: 0.93, since: datetime()}]->(h) SET g += why
CREATE (y)-[k:MEMBER_OF {weight: 11.0, probability: 0.91, since: datetime()}]->(h) SET k += why
"""


@pytest.fixture(scope="module", autouse=True)
def guessed(seeded: Store) -> None:
    seeded.run_text(GUESSES, household=DUPONTS)


def answer(api: TestClient, cookie: str, purpose: str = "stewardship") -> dict[str, object]:
    row: dict[str, object] = api.post(MATCH, json={"cookies": [cookie], "purpose": purpose}).json()[
        "cookies"
    ][0]
    return row


def test_a_guess_is_anonymous_and_says_how_likely_and_why(api: TestClient) -> None:
    row = answer(api, "ck-guess")
    assert [row[name] for name in ("status", "individual", "household", "probability")] == [
        "anonymous",
        None,
        None,
        None,
    ]
    assert row["guess"] == {
        "individual": MARIE,
        "probability": 0.71,
        "household": DUPONTS,
        "household_probability": 0.93,
        "basis": "visits",
        "evidence": [
            {"comparison": "network", "level": "same, used by few, by night", "bits": 9.1},
            {"comparison": "hours", "level": "alike", "bits": 1.2},
        ],
    }


def test_a_household_alone_can_be_guessed(api: TestClient) -> None:
    guess = answer(api, "ck-at-home")["guess"]
    assert isinstance(guess, dict)
    assert (guess["individual"], guess["household"], guess["household_probability"]) == (None, DUPONTS, 0.91)


def test_a_guess_needs_the_consent_of_the_cookie_and_of_the_one_it_points_at(
    api: TestClient, seeded: Store
) -> None:
    """Paul, who lives there too, refused advertising; nobody was asked about personalisation."""

    def grant(purpose: str, key: str) -> None:
        seeded.run_text(
            "MATCH (x:Identifier {key: $p.key}) CREATE (x)-[:HAS_CONSENT]->(:Consent {id: 'g ' + $p.purpose + $p.key, "
            "purpose: $p.purpose, channel: 'web', status: 'granted', source: 'web', lawful_basis: 'consent', "
            "at: datetime() - duration('P1D')})",
            purpose=purpose,
            key=key,
        )
        forget_all(seeded)  # said past the product

    assert statuses(api, "personalisation", "ck-guess") == {"ck-guess": "refused"}
    for purpose in ("personalisation", "advertising"):
        grant(purpose, "cookie:ck-guess")
        assert answer(api, "ck-guess", purpose)["guess"] is None
        grant(purpose, "cookie:ck-marie")
    assert answer(api, "ck-guess", "personalisation")["guess"]["individual"] == MARIE  # type: ignore[index]
    assert answer(api, "ck-guess", "advertising")["guess"] is None
    seeded.run_text("MATCH (k:Consent) WHERE k.id STARTS WITH 'g ' DETACH DELETE k")
    forget_all(seeded)


def test_devices_show_nothing_that_is_or_may_be_of_somebody_who_refused(
    api: TestClient, seeded: Store
) -> None:
    """Paul refused advertising. The one may be his browser as well as Marie's, who agreed; the other is of both."""
    seeded.run_text(
        "UNWIND ['cookie:ck-guess', 'cookie:ck-marie', 'cookie:ck-tablet'] AS key MATCH (x:Identifier {key: key}) "
        "UNWIND ['personalisation', 'advertising'] AS purpose "
        "CREATE (x)-[:HAS_CONSENT]->(:Consent {id: 'd ' + purpose + key, purpose: purpose, channel: 'web', "
        "status: 'granted', source: 'web', lawful_basis: 'consent', at: datetime() - duration('P1D')})"
    )
    forget_all(seeded)
    try:
        for purpose, theirs in (("personalisation", {"ck-tablet", "ck-guess"}), ("advertising", set())):
            asked = api.get(f"/api/v1/individuals/{MARIE}/devices", params={"purpose": purpose})
            shown = {row["value"] for row in asked.json()["devices"]}
            assert shown - {"dev-pc"} == {"ck-marie"} | theirs
            refused = {name for name, status in statuses(api, purpose, *shown).items() if status == "refused"}
            assert refused <= {"dev-pc"}
    finally:
        seeded.run_text("MATCH (k:Consent) WHERE k.id STARTS WITH 'd ' DETACH DELETE k")
        forget_all(seeded)


def test_devices_show_guesses_last_and_marked(api: TestClient) -> None:
    for person, whose in ((MARIE, "guess"), (PAUL, "household guess")):
        devices = api.get(f"/api/v1/individuals/{person}/devices").json()["devices"]
        by_key = {row["key"]: row for row in devices}
        assert by_key["cookie:ck-guess"]["whose"] == whose
        assert by_key["cookie:ck-at-home"]["whose"] == "household guess"
        assert by_key["cookie:ck-at-home"]["guess"]["probability"] == 0.91
        assert {row["key"] for row in devices[-2:]} == {"cookie:ck-guess", "cookie:ck-at-home"}
        assert all(row["guess"] is None for row in devices[:-2])


def test_a_look_up_and_the_household_know_nothing_of_guesses(api: TestClient) -> None:
    found = api.post("/api/v1/lookup", json={"namespace": "cookie", "value": "ck-guess"}).json()
    assert (found["kind"], found["individuals"], found["household"]) == ("anonymous", [], None)
    home = api.get(f"/api/v1/households/{DUPONTS}").json()
    assert "cookie:ck-guess" not in {device["key"] for device in home["devices"]}


def test_the_console_marks_guesses(api: TestClient) -> None:
    page = api.get(f"/individuals/{MARIE}").text
    assert "household guess" in page
    assert "71 %" in page


def test_nor_is_a_household_named_of_which_somebody_refused(api: TestClient, seeded: Store) -> None:
    """Where the cookie is only likely to be a person's, and not guessed to be of their household itself."""
    seeded.run_text(
        "MATCH (own:Cookie {key: 'cookie:ck-marie'}) "
        "CREATE (x:Cookie:Identifier {key: 'cookie:ck-likely', value: 'ck-likely'})"
        "-[:MATCHES {probability: 0.4, accepted: false, basis: 'visits', evidence: []}]->(own) "
        "WITH own, x UNWIND [own, x] AS one "
        "CREATE (one)-[:HAS_CONSENT]->(:Consent {id: 'l ' + one.key, purpose: 'advertising', channel: 'web', "
        "status: 'granted', source: 'web', lawful_basis: 'consent', at: datetime() - duration('P1D')})"
    )
    forget_all(seeded)
    try:
        assert answer(api, "ck-likely")["guess"]["household"] == DUPONTS  # type: ignore[index]
        assert answer(api, "ck-likely", "advertising")["guess"] is None
    finally:
        seeded.run_text("MATCH (n) WHERE n.key = 'cookie:ck-likely' OR n.id STARTS WITH 'l ' DETACH DELETE n")
        forget_all(seeded)
