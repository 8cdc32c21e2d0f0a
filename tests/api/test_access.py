"""Who may call what, and what they see of it: the table, cell by cell, through the whole service."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.access.caller import ROLES, Role
from app.access.masks import masked
from app.access.table import table
from app.fields import MULTIPLE
from app.graph.store import Store
from app.main import create_app
from app.settings import Settings
from tests.api.canary import ATTRIBUTE, CANARY, HOUSEHOLD, OTHER, PERSON, REASON, RECORD, plant
from tests.api.conftest import LOCAL

READERS = [role for role in ROLES if role != "tracking"]
ROUTES = sorted(route for route, roles in table().routes.items() if not roles & {"anyone", "tracking"})
PURPOSE = {"purpose": "personalisation"}
FOR = "purpose=personalisation"
"""What the canary agreed to, by all channels: what is kept back is kept from the role."""
ABOUT_THE_CANARY = [
    *(
        ("GET", f"/api/v1/individuals/{PERSON}{part}?{FOR}", None)
        for part in ("", "/graph", "/devices", "/history", "/timeline")
    ),
    ("GET", f"/api/v1/households/{HOUSEHOLD}?{FOR}", None),
    ("GET", f"/api/v1/households?{FOR}", None),
    ("POST", "/api/v1/lookup", {"namespace": "email", "value": CANARY["email"]} | PURPOSE),
    ("POST", "/api/v1/lookup", {"namespace": "record", "value": RECORD} | PURPOSE),
    ("POST", "/api/v1/why", {"a": RECORD, "b": OTHER}),
    ("GET", f"/individuals/{PERSON}", None),
    ("GET", f"/households/{HOUSEHOLD}", None),
    ("GET", "/", None),
]
"""Cookies look like that in what was asked, too: those who may ask about a cookie see it."""


@pytest.fixture(scope="module")
def app(seeded: Store, settings: Settings) -> Iterator[TestClient]:
    plant(seeded)
    with TestClient(create_app(seeded, settings), base_url=LOCAL, follow_redirects=False) as client:
        yield client


def call(app: TestClient, secret: str, method: str, path: str, body: Any = None) -> Any:
    return app.request(method, path, json=body, headers={"Authorization": f"Bearer {secret}"})


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("route", ROUTES)
def test_a_role_may_call_a_route_or_not(
    app: TestClient, secrets: dict[str, str], route: str, role: Role
) -> None:
    method, _, path = route.partition(" ")
    status = call(app, secrets[role], method, path.replace("{", "").replace("}", "")).status_code
    if role in table().routes[route]:
        assert status not in (401, 403)
    else:
        assert status == 403


@pytest.mark.parametrize("role", READERS)
@pytest.mark.parametrize("field", CANARY)
def test_a_role_sees_so_much_of_a_field(
    app: TestClient, secrets: dict[str, str], role: Role, field: str
) -> None:
    found = call(app, secrets[role], "GET", f"/api/v1/individuals/{PERSON}?{FOR}")
    assert found.status_code == 200, found.text
    answer, sight = found.json(), table().sight(role, table().fields[field])
    values = answer["records"][0]["values"]
    if sight == "none":
        assert field not in values and field not in answer["golden"]
        return
    shown = CANARY[field] if sight == "full" else masked(table().fields[field], CANARY[field])
    assert values[field] == ([shown] if field in MULTIPLE else shown)
    assert (sight == "full") == (shown == CANARY[field])


@pytest.mark.parametrize("role", READERS)
def test_no_answer_holds_what_a_role_may_not_see(
    app: TestClient, secrets: dict[str, str], role: Role
) -> None:
    kept = {CANARY[field] for field, kind in table().fields.items() if field in CANARY and _kept(role, kind)}
    kept |= {CANARY[field].lower() for field in CANARY if CANARY[field] in kept}
    kept |= {ATTRIBUTE} if _kept(role, "attribute") else set()
    kept |= {REASON} if _kept(role, "note") else set()
    for method, path, body in ABOUT_THE_CANARY:
        answer = call(app, secrets[role], method, path, body)
        if answer.status_code == 200:
            found = [value for value in kept if value in answer.text or value in _plain(answer)]
            assert not found, f"{role} sees {found} of {method} {path}"


def test_the_canary_would_be_found(app: TestClient, secrets: dict[str, str]) -> None:
    answers = "".join(
        call(app, secrets["admin"], method, path, body).text for method, path, body in ABOUT_THE_CANARY
    )
    assert not [value for value in [*CANARY.values(), ATTRIBUTE, REASON] if value not in answers]


def _kept(role: Role, kind: str) -> bool:
    return table().sight(role, kind) != "full"


def _plain(answer: Any) -> str:
    """JSON without its escapes."""
    return json.dumps(answer.json(), ensure_ascii=False) if "json" in answer.headers["content-type"] else ""


def test_who_sits_at_this_machine_needs_no_key_but_a_bad_one_is_refused(app: TestClient) -> None:
    assert app.get(f"/api/v1/individuals/{PERSON}").json()["golden"]["birth_date"][0]["value"] == "1987-06-25"
    for bad in ("Bearer idg_" + "x" * 43, "Bearer no-key", "Bearer", "Basic YTpi", "idg_" + "x" * 43, ""):
        answer = app.get("/api/v1/households", headers={"Authorization": bad})
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer"), bad
    two = [("Authorization", "Bearer a"), ("Authorization", "Bearer b")]
    assert app.get("/api/v1/households", headers=two).status_code == 400


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"])
def test_what_somebody_else_passed_on_needs_a_key(
    app: TestClient, secrets: dict[str, str], header: str
) -> None:
    assert app.get("/api/v1/households", headers={header: "127.0.0.1"}).status_code == 401
    known = {header: "127.0.0.1", "Authorization": f"Bearer {secrets['cdp']}"}
    assert app.get("/api/v1/households", headers=known).status_code == 200


@pytest.mark.parametrize(
    "settings_of",
    [
        {"require_keys": True},
        {"behind_tls": True},
        {"host": "0.0.0.0", "behind_tls": True},
    ],
)
def test_where_others_may_ask_everybody_needs_a_key(
    seeded: Store, settings: Settings, secrets: dict[str, str], settings_of: dict[str, Any]
) -> None:
    strict = settings.model_copy(update=settings_of)
    with TestClient(create_app(seeded, strict), base_url=LOCAL) as client:
        for route in ROUTES:
            method, _, path = route.partition(" ")
            assert client.request(method, path).status_code == 401, route
        assert client.get("/healthz").status_code == 200
        assert (
            client.post("/v1/track", auth=("shop", ""), json={"userId": "u", "event": "e"}).status_code == 401
        )
        assert call(client, secrets["cdp"], "GET", "/api/v1/households").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/households?cursor=idg_" + "a" * 43,
        "/api/v1/households?cursor=idg%5F" + "a" * 43,
        "/api/v1/households?cursor=idg%255F" + "a" * 43,
        "/healthz?next=%69dg%5Fa" + "a" * 42,
        "/api/v1/households?api_key=secret",
        "/api/v1/households?access_token=x",
        "/api/v1/households?KEY=x",
        "/api/v1/individuals/idg_" + "a" * 43,
        "/v1/projects/idw_" + "a" * 43 + "/settings",
        "/sourceConfig?writeKey=idw_" + "a" * 43,
        "/v1/track?writeKey=idw_" + "a" * 43,
        "/healthz?token=x",
        "/nowhere?token=eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.x",
    ],
)
def test_a_key_in_an_address_is_refused(app: TestClient, address: str) -> None:
    answer = app.request("POST" if address.startswith("/v1/track") else "GET", address)
    assert answer.status_code == 400
    assert "address" in answer.json()["detail"] and "idg_a" not in answer.text


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}],
)
def test_a_page_of_another_site_cannot_act_for_who_sits_here(
    app: TestClient, secrets: dict[str, str], headers: dict[str, str]
) -> None:
    body = {"namespace": "email", "value": CANARY["email"]}
    assert app.post("/api/v1/lookup", json=body, headers=headers).status_code == 403
    known = headers | {"Authorization": f"Bearer {secrets['cdp']}"}
    assert app.post("/api/v1/lookup", json=body, headers=known).status_code == 200
    assert app.post("/api/v1/lookup", json=body, headers={"Origin": LOCAL}).status_code == 200


def test_a_route_that_went_around_the_gate_answers_nobody(seeded: Store, settings: Settings) -> None:
    app = create_app(seeded, settings)

    @app.get("/api/v1/forgotten")
    def forgotten() -> str:
        return "everything"

    with TestClient(app, base_url=LOCAL) as client:
        assert client.get("/api/v1/forgotten").status_code == 403
