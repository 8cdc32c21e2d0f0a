"""GET /api/v1/individuals/{id} and its parts"""

import pytest
from fastapi.testclient import TestClient

from tests.api.names import DUPONTS, JEAN, MARIE, MARIE_BEFORE, MARIE_LONG_BEFORE, PAUL

INDIVIDUALS = "/api/v1/individuals"
PARTS = ["", "/graph", "/devices", "/history", "/timeline"]


def test_golden_record_names_the_source_of_each_value(api: TestClient) -> None:
    person = api.get(f"{INDIVIDUALS}/{MARIE}").json()
    golden = person["golden"]
    assert (person["name"], person["household"]) == ("Marie Dupont", DUPONTS)
    assert golden["family_name"] == [
        {
            "value": "DUPONT",
            "standard": "dupont",
            "record": "shop:1",
            "source": "shop",
            "quality": "valid",
            "seen_at": "2026-01-10T10:00:00Z",
        }
    ]
    assert [(value["value"], value["record"]) for value in golden["email"]] == [
        ("marie.dupont@example.fr", "shop:1"),
        ("orchestre.metz@example.fr", "web:7"),
    ]


def test_records_come_as_delivered_with_what_is_junk_in_them(api: TestClient) -> None:
    records = {record["id"]: record for record in api.get(f"{INDIVIDUALS}/{MARIE}").json()["records"]}
    assert set(records) == {"shop:1", "web:7", "web:8"}
    assert records["shop:1"]["values"]["phone"] == ["06 12 34 56 78"]
    assert records["shop:1"]["standard"]["phone"] == "+33612345678"
    assert records["shop:1"]["attributes"] == {"tier": "gold"}
    assert (records["web:7"]["values"]["birth_date"], records["web:7"]["junk"]) == (
        "01/01/1900",
        ["birth_date"],
    )


def test_links_show_bits_that_sum_to_their_weight(api: TestClient) -> None:
    links = api.get(f"{INDIVIDUALS}/{MARIE}").json()["links"]
    assert {(link["a"], link["b"], link["accepted"]) for link in links} == {
        ("shop:1", "web:7", True),
        ("shop:1", "web:8", True),
        ("web:7", "web:8", True),
        ("shop:1", "shop:2", False),
    }
    for link in links:
        assert sum(line["bits"] for line in link["evidence"]) == pytest.approx(link["weight"])
    refused = next(link for link in links if not link["accepted"])
    assert (refused["individual_a"], refused["individual_b"], refused["reason"]) == (
        MARIE,
        PAUL,
        "given names differ",
    )


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("retired", [MARIE_BEFORE, MARIE_LONG_BEFORE])
def test_a_retired_id_answers_with_its_successor(api: TestClient, retired: str, part: str) -> None:
    answer = api.get(f"{INDIVIDUALS}/{retired}{part}")
    assert answer.json() == api.get(f"{INDIVIDUALS}/{MARIE}{part}").json()
    if not part:
        assert answer.headers["content-location"] == f"{INDIVIDUALS}/{MARIE}"


@pytest.mark.parametrize("part", PARTS)
def test_someone_with_next_to_nothing_has_every_part(api: TestClient, part: str) -> None:
    assert api.get(f"{INDIVIDUALS}/{JEAN}{part}").status_code == 200


@pytest.mark.parametrize("part", PARTS)
def test_no_such_individual(api: TestClient, part: str) -> None:
    assert api.get(f"{INDIVIDUALS}/ind_nobody{part}").status_code == 404


def test_devices_say_whose_they_are(api: TestClient) -> None:
    def whose(id: str) -> dict[str, str]:
        devices = api.get(f"{INDIVIDUALS}/{id}/devices").json()["devices"]
        return {device["key"]: device["whose"] for device in devices}

    assert whose(MARIE) == {"cookie:ck-tablet": "household", "cookie:ck-marie": "own", "device:dev-pc": "own"}
    assert whose(PAUL) == {
        "cookie:ck-tablet": "household",
        "cookie:ck-cafe": "shared",
        "cookie:ck-paul": "own",
    }
    assert whose(JEAN) == {"cookie:ck-cafe": "shared"}


def test_a_cookie_names_the_devices_it_was_seen_on(api: TestClient) -> None:
    devices = api.get(f"{INDIVIDUALS}/{MARIE}/devices").json()["devices"]
    own = next(device for device in devices if device["key"] == "cookie:ck-marie")
    assert (own["seen_on"], own["records"]) == (["device:dev-pc"], ["web:7"])


def test_graph_holds_the_household_and_near_misses(api: TestClient) -> None:
    graph = api.get(f"{INDIVIDUALS}/{MARIE}/graph").json()
    nodes = {node["id"] for node in graph["nodes"]}
    edges = {(edge["source"], edge["kind"], edge["target"]): edge for edge in graph["edges"]}
    keys = {node["key"] for node in graph["nodes"]}
    assert {MARIE, PAUL, DUPONTS, "shop:1", "shop:2", "cookie:ck-tablet", "phone:+33612345678"} <= keys
    assert len(nodes) == len(graph["nodes"])
    assert graph["centre"] == MARIE
    assert not graph["truncated"]
    assert all(edge["source"] in nodes and edge["target"] in nodes for edge in graph["edges"])
    assert edges["record shop:1", "MATCHES", "record shop:2"]["accepted"] is False
    assert edges["record shop:1", "SHARES_HOME", "record shop:2"]["weight"] == 14.0
    assert (MARIE, "MEMBER_OF", DUPONTS) in edges


def test_history_lists_joins_and_mergers(api: TestClient) -> None:
    history = api.get(f"{INDIVIDUALS}/{MARIE}/history").json()
    assert history["since"] == "2026-01-10T12:00:00Z"
    assert [record["id"] for record in history["records"]] == ["shop:1", "web:7", "web:8"]
    assert [(old["id"], old["into"]) for old in history["retired"]] == [
        (MARIE_BEFORE, MARIE),
        (MARIE_LONG_BEFORE, MARIE_BEFORE),
    ]


def test_timeline_is_newest_first_and_leaves_out_what_a_hub_said(api: TestClient) -> None:
    acts = api.get(f"{INDIVIDUALS}/{MARIE}/timeline").json()["acts"]
    assert [act["at"] for act in acts] == sorted((act["at"] for act in acts), reverse=True)
    done = {(act["act"], act["what"]) for act in acts}
    assert {
        ("record seen", "web:7"),
        ("cookie first seen", "cookie:ck-marie"),
        ("consent denied", "email:marie.dupont@example.fr"),
        ("individual merged", MARIE_BEFORE),
    } <= done
    assert not [what for _, what in done if "orchestre" in what]
