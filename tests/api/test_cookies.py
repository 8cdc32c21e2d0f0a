"""POST /api/v1/cookies/match"""

from fastapi.testclient import TestClient

from tests.api.names import DUPONTS, MARIE, PAUL

MATCH = "/api/v1/cookies/match"


def statuses(api: TestClient, purpose: str, *cookies: str) -> dict[str, str]:
    answer = api.post(MATCH, json={"cookies": cookies, "purpose": purpose}).json()
    return {row["cookie"]: row["status"] for row in answer["cookies"]}


def test_each_cookie_has_its_status(api: TestClient) -> None:
    """For a purpose that needs no consent; what consent does to it is in test_consents.py."""
    assert statuses(api, "stewardship", "ck-marie", "ck-tablet", "ck-cafe", "ck-paul", "ck-nobody", "x9") == {
        "ck-marie": "known",
        "ck-tablet": "shared",
        "ck-cafe": "shared",
        "ck-paul": "known",
        "ck-nobody": "anonymous",
        "x9": "anonymous",
    }


def test_without_consent_every_cookie_that_is_known_is_refused(api: TestClient) -> None:
    assert statuses(api, "advertising", "ck-marie", "ck-tablet", "ck-paul", "ck-nobody", "x9") == {
        "ck-marie": "refused",
        "ck-tablet": "refused",
        "ck-paul": "refused",
        "ck-nobody": "refused",
        "x9": "anonymous",
    }


def test_answers_keep_order_and_number(api: TestClient) -> None:
    cookies = ["ck-marie", "x9", "ck-marie"]
    answer = api.post(MATCH, json={"cookies": cookies, "purpose": "advertising"}).json()
    assert [row["cookie"] for row in answer["cookies"]] == cookies


def test_probability_is_how_surely_the_signed_in_record_is_theirs(api: TestClient) -> None:
    rows = api.post(MATCH, json={"cookies": ["ck-marie", "ck-paul"], "purpose": "stewardship"}).json()[
        "cookies"
    ]
    assert rows[0] == {
        "cookie": "ck-marie",
        "status": "known",
        "consent": "not_needed",
        "individual": MARIE,
        "household": DUPONTS,
        "probability": 0.9999,
        "guess": None,
    }
    assert (rows[1]["individual"], rows[1]["probability"]) == (PAUL, 1.0)


def test_a_refused_cookie_says_nothing_else(api: TestClient) -> None:
    row = api.post(MATCH, json={"cookies": ["ck-paul"], "purpose": "advertising"}).json()["cookies"][0]
    assert [row[key] for key in ("individual", "household", "probability")] == [None, None, None]


def test_what_is_no_cookie_does_not_spoil_the_others(api: TestClient) -> None:
    found = statuses(api, "stewardship", "", "null", "00000000-0000-0000-0000-000000000000", "ck-marie")
    assert list(found.values()) == ["anonymous", "anonymous", "anonymous", "known"]


def test_a_thousand_at_once_and_no_more(api: TestClient) -> None:
    thousand = [f"cookie-{number}" for number in range(1000)]
    assert set(statuses(api, "advertising", *thousand).values()) == {"anonymous"}
    too_many = api.post(MATCH, json={"cookies": [*thousand, "one-more"], "purpose": "advertising"})
    assert too_many.status_code == 422
