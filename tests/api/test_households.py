"""GET /api/v1/households and GET /api/v1/households/{id}"""

from fastapi.testclient import TestClient

from tests.api.names import DUPONTS, DUPONTS_BEFORE, MARIE, MARTIN, PAUL

HOUSEHOLDS = "/api/v1/households"


def test_who_lives_together_where_and_why(api: TestClient) -> None:
    home = api.get(f"{HOUSEHOLDS}/{DUPONTS}").json()
    assert (home["name"], home["size"]) == ("Dupont", 2)
    assert [(member["id"], member["records"]) for member in home["members"]] == [(MARIE, 3), (PAUL, 1)]
    assert [sorted(address["members"]) for address in home["addresses"]] == [[MARIE, PAUL]]
    assert [device["key"] for device in home["devices"]] == ["cookie:ck-tablet"]
    why = home["why"][0]
    assert {why["individual_a"], why["individual_b"]} == {MARIE, PAUL}
    assert sum(line["bits"] for line in why["evidence"]) == why["weight"]


def test_roll_up_counts_each_thing_once_and_no_hub(api: TestClient) -> None:
    assert api.get(f"{HOUSEHOLDS}/{DUPONTS}").json()["totals"] == {
        "members": 2,
        "records": 4,
        "sources": 2,
        "emails": 1,
        "phones": 1,
        "cookies": 4,
        "devices": 1,
    }


def test_a_retired_id_answers_with_its_successor(api: TestClient) -> None:
    answer = api.get(f"{HOUSEHOLDS}/{DUPONTS_BEFORE}")
    assert answer.json()["id"] == DUPONTS
    assert answer.headers["content-location"] == f"{HOUSEHOLDS}/{DUPONTS}"


def test_someone_alone_is_a_household(api: TestClient) -> None:
    home = api.get(f"{HOUSEHOLDS}/{MARTIN}").json()
    assert (home["size"], home["why"], home["devices"], home["addresses"]) == (1, [], [], [])


def test_no_such_household(api: TestClient) -> None:
    assert api.get(f"{HOUSEHOLDS}/hh_nobody").status_code == 404


def test_pages_follow_each_other_without_the_retired(api: TestClient) -> None:
    seen, cursor = [], ""
    while cursor is not None:
        page = api.get(HOUSEHOLDS, params={"limit": 1, "cursor": cursor}).json()
        seen += [row["id"] for row in page["households"]]
        cursor = page["next"]
    assert seen == [DUPONTS, MARTIN]


def test_a_cursor_from_elsewhere_is_refused(api: TestClient) -> None:
    for cursor in ("not base64!", "w6k", "é"):
        assert api.get(HOUSEHOLDS, params={"cursor": cursor}).status_code == 400
