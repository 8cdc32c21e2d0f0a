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


def test_segments_sdks_keep_how_they_fare_to_themselves(api: TestClient) -> None:
    assert api.get("/v1/projects/shop/settings").json()["metrics"] == {"sampleRate": 0}
    assert api.post("/v1/m", json={"series": []}).status_code == 200


def test_rudderstack_may_send(api: TestClient) -> None:
    assert api.get("/sourceConfig/?writeKey=shop").json()["source"]["enabled"] is True
