"""`as_of` on individuals, households and look-ups: the story of `seed.cypher`, told by its feed."""

import pytest
from fastapi.testclient import TestClient

from tests.api.names import (
    DUPONTS,
    DUPONTS_BEFORE,
    JEAN,
    MARIE,
    MARIE_BEFORE,
    MARIE_LONG_BEFORE,
    MARTIN,
    PAUL,
)

FIRST, TWO_MARIES, ONE_BEFORE, ONE = 5, 8, 11, 15
"""Numbers of the last change of each commit."""


def individual(api: TestClient, id: str, as_of: object) -> tuple[str, list[str], str]:
    """The ID that answers, its records and its household."""
    found = api.get(f"/api/v1/individuals/{id}", params={"as_of": as_of}).json()
    return found["id"], [record["id"] for record in found["records"]], found["household"]


def test_an_individual_as_it_was(api: TestClient) -> None:
    assert individual(api, MARIE, FIRST) == (MARIE, ["shop:1"], DUPONTS)
    assert individual(api, MARIE_BEFORE, TWO_MARIES) == (MARIE_BEFORE, ["web:7"], DUPONTS_BEFORE)
    assert individual(api, MARIE_LONG_BEFORE, TWO_MARIES) == (MARIE_LONG_BEFORE, ["web:8"], DUPONTS_BEFORE)
    assert individual(api, MARIE_LONG_BEFORE, ONE_BEFORE) == (
        MARIE_BEFORE,
        ["web:7", "web:8"],
        DUPONTS_BEFORE,
    )
    assert individual(api, MARIE_LONG_BEFORE, ONE) == (MARIE, ["shop:1", "web:7", "web:8"], DUPONTS)


def test_its_golden_record_is_of_the_records_it_had(api: TestClient) -> None:
    then = api.get(f"/api/v1/individuals/{MARIE}", params={"as_of": FIRST}).json()
    assert then["as_of"]["seq"] == FIRST
    assert then["name"] == "Marie Dupont"
    assert then["gone"] == 0
    assert {value["record"] for values in then["golden"].values() for value in values} == {"shop:1"}


@pytest.mark.parametrize(
    ("as_of", "seq"),
    [
        ("1", FIRST),
        ("9", ONE_BEFORE),
        ("15", ONE),
        ("2026-01-12T12:00:00Z", FIRST),
        ("2026-03-04T11:59:59.999Z", TWO_MARIES),
        ("2026-03-04T13:00:00+01:00", ONE_BEFORE),
        ("2026-03-04T12:00:00", ONE_BEFORE),
        ("2026-03-04T12:00:30+00:00:30", ONE_BEFORE),
        ("2026-03-04 12:00", ONE_BEFORE),
        ("2026-03-05", ONE_BEFORE),
        ("2026-11-01", ONE),
    ],
)
def test_a_moment_is_a_number_or_a_time(api: TestClient, as_of: str, seq: int) -> None:
    then = api.get(f"/api/v1/individuals/{MARIE}", params={"as_of": as_of}).json()
    assert then["as_of"]["seq"] == seq


@pytest.mark.parametrize(
    "as_of",
    ["16", "99999999999999999999", "2999-01-01", "yesterday", "-1", "1.5", "٣", "0001-01-01T00:00:00+14:00"],
)
def test_what_is_no_moment(api: TestClient, as_of: str) -> None:
    answer = api.get(f"/api/v1/individuals/{MARIE}", params={"as_of": as_of})
    assert (answer.status_code, "as_of" in answer.json()["detail"]) == (400, True)


def test_a_household_is_no_individual(api: TestClient) -> None:
    """Its members are nobody's records, and how many there are is told to whoever may see them."""
    for as_of in ({}, {"as_of": FIRST}):
        assert api.get(f"/api/v1/individuals/{DUPONTS}", params=as_of).status_code == 404


def test_whoever_was_not_there_yet(api: TestClient) -> None:
    for path in (f"individuals/{MARIE_BEFORE}", f"households/{DUPONTS_BEFORE}"):
        assert api.get(f"/api/v1/{path}", params={"as_of": FIRST}).status_code == 404
    assert api.get(f"/api/v1/individuals/{MARIE}", params={"as_of": "0"}).status_code == 404
    assert api.get(f"/api/v1/individuals/{MARIE}", params={"as_of": "2020-01-01"}).status_code == 404
    assert api.get("/api/v1/individuals/ind_nobody", params={"as_of": ONE}).status_code == 404


def test_a_household_as_it_was(api: TestClient) -> None:
    def people(id: str, as_of: int) -> tuple[str, dict[str, int]]:
        found = api.get(f"/api/v1/households/{id}", params={"as_of": as_of}).json()
        assert found["size"] == len(found["members"])
        return found["id"], {member["id"]: member["records"] for member in found["members"]}

    assert people(DUPONTS, FIRST) == (DUPONTS, {MARIE: 1, PAUL: 1})
    assert people(DUPONTS_BEFORE, TWO_MARIES) == (DUPONTS_BEFORE, {MARIE_BEFORE: 1, MARIE_LONG_BEFORE: 1})
    assert people(DUPONTS_BEFORE, ONE_BEFORE) == (DUPONTS_BEFORE, {MARIE_BEFORE: 2})
    assert people(DUPONTS_BEFORE, ONE) == (DUPONTS, {MARIE: 3, PAUL: 1})
    assert people(MARTIN, ONE) == (MARTIN, {JEAN: 1})


def test_a_look_up_of_then(api: TestClient) -> None:
    def behind(namespace: str, value: str, as_of: int) -> tuple[str, list[str], list[str], str | None]:
        request = {"namespace": namespace, "value": value, "as_of": str(as_of)}
        found = api.post("/api/v1/lookup", json=request).json()
        assert found["as_of"]["seq"] == as_of
        return found["kind"], found["individuals"], found["records"], found["household"]

    email = ("email", "marie.dupont@example.fr")
    assert behind(*email, FIRST) == ("known", [MARIE], ["shop:1"], DUPONTS)
    assert behind(*email, TWO_MARIES) == ("shared", [MARIE, MARIE_BEFORE], ["shop:1", "web:7"], None)
    assert behind(*email, ONE) == ("known", [MARIE], ["shop:1", "web:7"], DUPONTS)
    assert behind("record", "web:8", TWO_MARIES) == ("known", [MARIE_LONG_BEFORE], ["web:8"], DUPONTS_BEFORE)
    assert behind("record", "web:8", ONE_BEFORE) == ("known", [MARIE_BEFORE], ["web:8"], DUPONTS_BEFORE)
    assert behind("record", "web:8", FIRST) == ("anonymous", [], [], None)
    assert behind("record", "shop:9", ONE) == ("known", [JEAN], ["shop:9"], MARTIN)


def test_now_is_as_before(api: TestClient) -> None:
    now = api.get(f"/api/v1/individuals/{MARIE}").json()
    assert "as_of" not in now
    assert len(now["links"]) == 4
    answer = api.post("/api/v1/lookup", json={"namespace": "record", "value": "web:8"}).json()
    assert answer["as_of"] is None
