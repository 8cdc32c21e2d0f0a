"""The table itself: whole, sensible, and every route and field of the service in it."""

import tempfile
from pathlib import Path
from typing import Any, cast

import pytest
from fastapi import FastAPI
from pydantic import ValidationError

from app.access.caller import ROLES, Role
from app.access.table import Table, table
from app.api.described import fields_of_answers
from app.api.gate import routes_of
from app.fields import FIELDS
from app.graph.store import Store
from app.main import create_app
from app.settings import Settings

READERS = [role for role in ROLES if role != "tracking"]


@pytest.fixture(scope="module")
def app() -> FastAPI:
    with tempfile.TemporaryDirectory() as home:
        return create_app(cast(Store, None), Settings(IDGRAPH_HOME=Path(home)))


def test_every_route_has_an_entry_and_every_entry_a_route(app: FastAPI) -> None:
    there = {name for name, *_ in routes_of(app.routes)}
    assert not there - table().routes.keys(), "routes without an entry answer nobody: app/access/table.toml"
    assert not table().routes.keys() - there, "entries for routes that are not there"


def test_every_field_of_every_answer_has_an_entry(app: FastAPI) -> None:
    unknown: dict[str, set[str]] = {}
    for route, names in fields_of_answers(app.openapi()).items():
        readers = table().routes[route] - {"tracking", "anyone"}
        if readers and route not in table().opaque:
            assert names is not None, f"{route} leaves open what it answers: give it a response model"
            unknown[route] = set(names) - table().readings(route).keys()
    assert not {route: names for route, names in unknown.items() if names}, (
        "[answers] of app/access/table.toml"
    )


def test_every_field_of_a_person_has_a_kind() -> None:
    assert FIELDS.keys() <= table().fields.keys()


@pytest.mark.parametrize("kind", ["birth_date", "national_id"])
def test_what_is_most_personal_is_seen_in_full_by_few(kind: str) -> None:
    full = {role for role in ROLES if table().sight(role, kind) == "full"}
    assert full <= {"steward", "privacy", "admin"}
    assert all(table().sight(role, kind) == "masked" for role in {*READERS} - full)


def test_an_analyst_sees_nobody_and_reaches_nobody() -> None:
    for kind in ("name", "email", "phone", "street", "external_id", "online", "network", "national_id"):
        assert table().sight("analyst", kind) != "full"


@pytest.mark.parametrize("role", ROLES)
def test_write_keys_only_write_and_others_send_no_events(role: Role) -> None:
    for route, roles in table().routes.items():
        if role == "tracking":
            assert role not in roles or roles == {"tracking"}
        elif "tracking" in roles:
            assert not table().may_call(role, route)


@pytest.mark.parametrize("role", ROLES)
def test_what_is_not_in_the_table_is_kept_from_everybody(role: Role) -> None:
    assert not table().may_call(role, "GET /api/v1/everything")
    assert table().sight(role, "blood_group") == "none"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kinds": {}}, "no such kind"),
        ({"fields": {"email": "contact"}}, "no such kind of data: contact"),
        ({"roles": {}}, "no entry for the role"),
        ({"opaque": ["GET /nowhere"]}, "no such route"),
        ({"routes": {"GET /": ["boss"]}}, "boss"),
    ],
)
def test_a_table_with_a_mistake_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as raised:
        Table.model_validate(table().model_dump() | change)
    assert message in str(raised.value)
