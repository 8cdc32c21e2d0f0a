"""Masks, and answers as roles see them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.access.caller import ROLES, Role
from app.access.masks import masked, stand_in
from app.access.shown import Shown
from app.access.table import table

PERSON = "GET /api/v1/individuals/{id}"
json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["key", "golden", "value"]), inner)
    ),
)


def shown(role: Role, answer: Any, route: str = PERSON) -> Any:
    return Shown(table(), role, route).of(answer)


@pytest.mark.parametrize(
    ("kind", "value", "left"),
    [
        ("birth_date", "1980-05-12", "1980-**-**"),
        ("birth_date", "12/05/1980", "1980-**-**"),
        ("birth_date", "12 mai 80", "***"),
        ("birth_date", "19800512", "***"),
        ("national_id", "280057510812345", "*************45"),
        ("national_id", "1234", "***"),
        ("email", "marie.dupont@example.fr", "m***@example.fr"),
        ("email", "no address", "***"),
        ("phone", "+33612345678", "+336********"),
        ("phone", "112", "***"),
        ("name", "Marie", "***"),
    ],
)
def test_so_much_is_left(kind: str, value: str, left: str) -> None:
    assert masked(kind, value) == left


def test_a_stand_in_is_the_same_for_the_same_and_tells_nothing() -> None:
    assert stand_in("a") == stand_in("a") != stand_in("b")
    assert len(stand_in("x" * 1000)) == len(stand_in("x"))


GOLDEN = {
    "golden": {
        "given_name": [{"value": "Marie", "standard": "marie", "record": "shop:1"}],
        "birth_date": [{"value": "12/05/1980", "standard": "1980-05-12", "record": "shop:1"}],
        "x_tier": [{"value": "gold", "standard": None, "record": "shop:1"}],
    }
}


def test_the_golden_record_by_role() -> None:
    assert shown("privacy", GOLDEN) == GOLDEN
    marketing = shown("marketing", GOLDEN)["golden"]
    assert marketing["given_name"] == GOLDEN["golden"]["given_name"]
    assert marketing["birth_date"][0] == {"value": "1980-**-**", "standard": "1980-**-**", "record": "shop:1"}
    assert shown("analyst", GOLDEN)["golden"] == {"birth_date": marketing["birth_date"]}
    assert shown("tracking", GOLDEN) == {"golden": {}}


def test_records_by_role() -> None:
    record = {
        "values": {"email": ["a@x.fr", "b@x.fr"], "national_id": "280057510812345"},
        "standard": {"email": "a@x.fr|b@x.fr"},
        "attributes": {"tier": "gold", "visits": 3},
    }
    assert shown("steward", record)["values"] == {
        "email": ["a@x.fr", "b@x.fr"],
        "national_id": "*************45",
    }
    assert shown("analyst", record) == {
        "values": {"email": ["a***@x.fr", "b***@x.fr"], "national_id": "*************45"},
        "standard": {"email": "a***@x.fr"},
        "attributes": {"tier": "***", "visits": None},
    }


def test_identifiers_by_their_keys() -> None:
    device = {"key": "cookie:ck-1", "value": "ck-1", "user_agent": "Firefox", "seen_on": ["device:d-1"]}
    assert shown("cdp", device) == device
    kept = shown("analyst", device)
    assert (kept["value"], kept["user_agent"]) == ("***", "***")
    assert kept["key"].startswith("~") and kept["seen_on"][0].startswith("~")
    number = {"key": "national_id:280057510812345", "value": "280057510812345"}
    assert shown("marketing", number)["value"] == "*************45"


def test_a_drawn_graph_still_hangs_together() -> None:
    route = f"{PERSON}/graph"
    drawn = {
        "nodes": [
            {"id": "ind_1", "key": "ind_1", "name": "Marie", "kind": "Individual"},
            {"id": "record shop:1", "key": "shop:1", "name": "shop:1", "kind": "Customer"},
            {"id": "email:a@x.fr", "key": "email:a@x.fr", "name": "a@x.fr", "kind": "Email"},
        ],
        "edges": [
            {
                "id": "record shop:1 HAS_EMAIL email:a@x.fr",
                "source": "record shop:1",
                "target": "email:a@x.fr",
            }
        ],
    }
    assert shown("marketing", drawn, route) == drawn
    kept = shown("analyst", drawn, route)
    assert "Marie" not in str(kept) and "a@x.fr" not in str(kept)
    nodes, (edge,) = {node["id"] for node in kept["nodes"]}, kept["edges"]
    assert {edge["source"], edge["target"]} <= nodes and len(nodes) == 3


def test_a_field_nobody_entered_is_kept_back_and_so_is_an_email_in_an_id() -> None:
    assert shown("marketing", {"shoe_size": 41, "motto": "x", "id": "ind_1"}) == {
        "shoe_size": None,
        "motto": "***",
        "id": "ind_1",
    }
    assert shown("analyst", {"record": "web:a@x.fr"})["record"].startswith("~")
    assert shown("marketing", {"record": "web:a@x.fr"}) == {"record": "web:a@x.fr"}


@pytest.mark.parametrize("role", ROLES)
@given(answer=json)
def test_any_answer_keeps_its_shape(role: Role, answer: Any) -> None:
    kept = shown(role, answer)
    assert isinstance(kept, dict) == isinstance(answer, dict)
    if isinstance(answer, list):
        assert len(kept) == len(answer)
