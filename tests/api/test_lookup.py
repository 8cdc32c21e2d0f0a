"""POST /api/v1/lookup"""

import pytest
from fastapi.testclient import TestClient

from tests.api.names import DUPONTS, MARIE, PAUL

LOOKUP = "/api/v1/lookup"


@pytest.mark.parametrize(
    ("namespace", "value"),
    [
        ("email", " Marie.DUPONT@Example.fr"),
        ("Phone", "06.12.34.56.78"),
        ("phone", "+33 6 12 34 56 78"),
        ("cookie", "ck-marie"),
        ("device", "dev-pc"),
        ("shop", "1"),
        ("record", "web:7"),
    ],
)
def test_any_identifier_in_any_usual_spelling_leads_to_its_individual(
    api: TestClient, namespace: str, value: str
) -> None:
    answer = api.post(LOOKUP, json={"namespace": namespace, "value": value}).json()
    assert (answer["kind"], answer["individual"], answer["household"]) == ("known", MARIE, DUPONTS)


def test_all_records_that_carry_it(api: TestClient) -> None:
    answer = api.post(LOOKUP, json={"namespace": "phone", "value": "0612345678"}).json()
    assert (answer["records"], answer["found"]) == (["shop:1", "web:8"], 2)


@pytest.mark.parametrize(
    ("namespace", "value", "household"),
    [
        ("cookie", "ck-tablet", DUPONTS),
        ("email", "orchestre.metz@example.fr", DUPONTS),
        ("cookie", "ck-cafe", None),
    ],
)
def test_what_several_people_use_is_shared_and_nobody_s(
    api: TestClient, namespace: str, value: str, household: str | None
) -> None:
    answer = api.post(LOOKUP, json={"namespace": namespace, "value": value}).json()
    assert (answer["kind"], answer["individual"]) == ("shared", None)
    assert PAUL in answer["individuals"]
    assert answer["household"] == household


def test_a_cookie_nobody_signed_in_with_is_anonymous(api: TestClient) -> None:
    answer = api.post(LOOKUP, json={"namespace": "cookie", "value": "ck-nobody"}).json()
    assert (answer["kind"], answer["individuals"], answer["found"]) == ("anonymous", [], 0)


@pytest.mark.parametrize(
    ("namespace", "value", "status"),
    [
        ("email", "marie.curie@example.fr", 404),
        ("record", "nowhere:1", 404),
        ("email", "nobody at all", 400),
        ("phone", "0600000000", 400),
        ("address", "12 rue Oberkampf", 400),
    ],
)
def test_an_unknown_or_impossible_value_is_a_problem_that_does_not_repeat_it(
    api: TestClient, namespace: str, value: str, status: int
) -> None:
    response = api.post(LOOKUP, json={"namespace": namespace, "value": value})
    assert response.status_code == status
    assert value not in response.text
