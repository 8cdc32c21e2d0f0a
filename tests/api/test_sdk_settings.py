"""What tracking SDKs ask before they send."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.graph.store import Store
from app.main import create_app
from app.settings import Settings
from tests.api.conftest import LOCAL


@pytest.mark.parametrize(
    ("settings_of", "protocol", "host"),
    [
        ({}, "http", "127.0.0.1"),
        ({"behind_tls": True}, "https", "127.0.0.1"),
        ({"public_url": "http://identity.example.org:8000"}, "http", "identity.example.org:8000"),
        (
            {"behind_tls": True, "public_url": "https://identity.example.org/"},
            "https",
            "identity.example.org",
        ),
    ],
)
def test_segments_sdks_are_sent_to_the_address_that_browsers_know(
    seeded: Store, settings: Settings, settings_of: dict[str, Any], protocol: str, host: str
) -> None:
    with TestClient(create_app(seeded, settings.model_copy(update=settings_of)), base_url=LOCAL) as client:
        answer = client.get("/v1/projects/shop/settings").json()
    own = {"apiKey": "shop", "apiHost": f"{host}/v1", "protocol": protocol}
    assert answer["integrations"] == {"Segment.io": own}


def test_customer_ios_sdks_find_the_destination_that_they_look_for_and_no_other(api: TestClient) -> None:
    asked = "/customerio/v1/projects/shop/settings"
    answer = api.get(asked, headers={"origin": "https://shop.example"})
    own = {"apiKey": "shop", "apiHost": "127.0.0.1/v1", "protocol": "http"}
    assert answer.json()["integrations"] == {"Customer.io Data Pipelines": own}
    assert answer.headers["access-control-allow-origin"] == "*"


def test_segments_sdks_keep_how_they_fare_to_themselves(api: TestClient) -> None:
    assert api.get("/v1/projects/shop/settings").json()["metrics"] == {"sampleRate": 0}
    assert api.post("/v1/m", json={"series": []}).status_code == 200


def test_segments_sdk_for_react_native_sends_whatever_was_consented_to(api: TestClient) -> None:
    """Its plug-in for consent drops what a source has no category for, unless the source says that it takes that."""
    settings = api.get("/v1/projects/shop/settings").json()["consentSettings"]
    assert settings == {"allCategories": [], "hasUnmappedDestinations": True}


@pytest.mark.parametrize("asked", ["/sourceConfig/?p=npm&writeKey=shop", "/sourceConfig?p=android&v=1.28.0"])
def test_rudderstacks_sdks_may_send(api: TestClient, asked: str) -> None:
    """Those for browsers give the key in the address, those for apps as user name only; none follows a redirect."""
    answer = api.get(asked, auth=("shop", "") if "android" in asked else None, follow_redirects=False)
    source = answer.json()["source"]
    assert (source["writeKey"], source["enabled"], source["destinations"]) == ("shop", True, [])
    assert {type(source[name]) for name in ("id", "name", "workspaceId", "updatedAt")} == {str}
    collected = source["config"]["statsCollection"]
    assert collected == {"errors": {"enabled": False}, "metrics": {"enabled": False}}
