"""Real SDKs, unchanged, and requests as others were seen to send them."""

import base64
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from rudderstack.analytics.client import Client as RudderClient
from segment.analytics.client import Client

from app.graph.store import Store
from app.main import create_app
from app.settings import Settings
from tests.api.conftest import LOCAL
from tests.api.tracking import record, served
from tests.graph.tracking import visits

ANONYMOUS = "5f2d0c1e-8f6b-4c86-9d0a-6d1a6e0c1b11"


@pytest.fixture
def address(graph: Store, settings: Settings, tmp_path: Path) -> Iterator[str]:
    with served(graph, settings.model_copy(update={"home": tmp_path})) as address:
        yield address


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_segment_for_python(address: str, graph: Store, packed: bool) -> None:
    failures: list[Exception] = []
    client = Client(
        "shop", host=address, gzip=packed, on_error=lambda error, batch: failures.append(error), max_retries=1
    )
    traits = {"firstName": "Marie", "lastName": "Dupont", "email": "marie.dupont@example.fr"}
    context = {"device": {"id": "B5372DB0-C21E-11E4"}, "ip": "81.2.3.4"}
    client.identify("u1", traits, anonymous_id=ANONYMOUS)
    client.track("u1", "Order Completed", {"total": 39.9}, anonymous_id=ANONYMOUS, context=context)
    client.page("u1", "Shop", "Robes", {"path": "/femme/robes"}, anonymous_id=ANONYMOUS)
    client.screen("u1", "App", "Cart", anonymous_id=ANONYMOUS)
    client.group("u1", "g1", {"name": "Acme SAS"})
    client.alias("u0", "u1")
    client.shutdown()
    assert not failures
    found = record(graph, "shop:u1")
    assert (found["given_name"], found["family_name"], found["organisation"]) == (
        "Marie",
        "Dupont",
        "Acme SAS",
    )
    assert found["keys"] == {
        *("account:u0", "account:u1", "email:marie.dupont@example.fr"),
        *(f"cookie:{ANONYMOUS}", "device:B5372DB0-C21E-11E4"),
    }
    assert visits(graph) == {f"cookie:{ANONYMOUS}": 4, "device:B5372DB0-C21E-11E4": 1}


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_rudderstack_for_python(address: str, graph: Store, packed: bool) -> None:
    failures: list[Exception] = []
    client = RudderClient(
        "shop", host=address, gzip=packed, on_error=lambda error, batch: failures.append(error), max_retries=1
    )
    traits = {"firstName": "Marie", "email": "marie.dupont@example.fr"}
    client.identify("u1", traits, anonymous_id=ANONYMOUS)
    client.page("u1", "Shop", "Robes", {"path": "/femme/robes"}, anonymous_id=ANONYMOUS)
    client.group("u1", "g1", {"name": "Acme SAS"})
    client.alias("u0", "u1")
    client.shutdown()
    assert not failures
    found = record(graph, "shop:u1")
    assert (found["given_name"], found["organisation"]) == ("Marie", "Acme SAS")
    assert found["keys"] == {
        *("account:u0", "account:u1", "email:marie.dupont@example.fr"),
        f"cookie:{ANONYMOUS}",
    }
    assert visits(graph) == {f"cookie:{ANONYMOUS}": 2}


def seen(name: str, **item: Any) -> dict[str, Any]:
    """An item as RudderStack's SDKs write it."""
    return {
        "messageId": f"m-{name}",
        "context": {"library": {"name": f"rudder-analytics-{name}", "version": "2"}},
        "channel": "server",
        "integrations": {"All": True},
        "anonymousId": None,
        **item,
    }


def test_requests_of_rudder_for_python(address: str, graph: Store) -> None:
    """No write key in the body, the traits of an identify in its context only."""
    item = seen("python", type="identify", userId="u1", timestamp="2026-03-14T09:26:53.123456+00:00")
    item["context"]["traits"] = {"email": "marie@example.fr"}
    body = {"batch": [item], "sentAt": "2026-03-14T09:26:54.000000+00:00"}
    headers = {"content-type": "application/json", "user-agent": "analytics-python/2.1.4"}
    response = httpx.post(f"{address}/v1/batch", auth=("shop", ""), json=body, headers=headers, timeout=60)
    assert (response.status_code, response.json()) == (200, {"success": True})
    assert record(graph, "shop:u1")["email"] == ["marie@example.fr"]


def test_requests_of_rudder_for_node(address: str, graph: Store) -> None:
    """Gzip that calls itself a form, and another name for the time."""
    when = "2026-03-14T09:26:53.123Z"
    item = seen("node", type="track", event="x", userId="u1", anonymousId=ANONYMOUS, originalTimestamp=when)
    headers = {"content-type": "application/x-www-form-urlencoded", "content-encoding": "gzip"}
    body = gzip.compress(json.dumps({"batch": [item], "sentAt": when}).encode())
    response = httpx.post(f"{address}/v1/batch", auth=("shop", ""), content=body, headers=headers, timeout=60)
    assert response.json() == {"success": True}
    assert visits(graph) == {f"cookie:{ANONYMOUS}": 1}


def test_requests_of_rudder_in_the_browser(address: str, graph: Store) -> None:
    """An empty user ID where nobody signed in, and the write key in the address of a beacon."""
    item = seen(
        "js", type="page", userId="", anonymousId=ANONYMOUS, properties={"path": "/", "url": "http://x/"}
    )
    item["context"]["userAgent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:136.0) Gecko/20100101 Firefox/136.0"
    body = json.dumps({"batch": [item]})
    response = httpx.post(
        f"{address}/beacon/v1/batch?writeKey=shop",
        content=body,
        headers={"content-type": "text/plain"},
        timeout=60,
    )
    assert response.json() == {"success": True}
    (row,) = graph.run_text("MATCH (c:Cookie) RETURN c.user_agent AS agent")
    assert row["agent"] == "firefox/linux"


@pytest.mark.parametrize(("policy", "kept"), [(None, True), ("keep", True), ("stripLastOctet", False)])
def test_requests_of_jitsu(
    graph: Store, settings: Settings, tmp_path: Path, policy: str | None, kept: bool
) -> None:
    """Paths of its own, the key masked in the body, and pages that want no addresses kept."""
    body = {"anonymousId": ANONYMOUS, "userId": "u1", "writeKey": "shop:***"}
    headers = {"x-write-key": "shop:x"} | ({"x-ip-policy": policy} if policy else {})
    browser = headers | {
        "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:136.0) Gecko/20100101 Firefox/136.0"
    }
    app = create_app(graph, settings.model_copy(update={"home": tmp_path}))
    with TestClient(app, base_url=LOCAL, client=("81.2.3.4", 50_000)) as client:
        for kind in ("page", "track", "identify", "group"):
            for path, own in ((f"/api/s/{kind}", browser), (f"/api/s/s2s/{kind}", headers)):
                assert client.post(path, json=body, headers=own).json() == {"success": True}
    assert visits(graph) == {f"cookie:{ANONYMOUS}": 8}
    (row,) = graph.run_text("MATCH (c:Cookie) RETURN c.ips AS addresses")
    assert (row["addresses"] == ["81.2.3.4"]) is kept
    assert kept or not row["addresses"]


def test_requests_of_june(address: str, graph: Store) -> None:
    """Under a path of its own: batches of servers, where no colon follows the key, and single calls or
    batches of browsers."""
    key = base64.b64encode(b"shop").decode()
    batch = {"batch": [{"type": "identify", "userId": "u1", "traits": {"email": "marie@example.fr"}}]}
    sent = httpx.post(
        f"{address}/sdk/batch", headers={"authorization": f"Basic {key}"}, json=batch, timeout=60
    )
    assert (sent.status_code, sent.json()) == (200, {"success": True})
    page = {"type": "page", "userId": "u1", "anonymousId": ANONYMOUS, "writeKey": "shop"}
    for path, body in (("page", page), ("b", {"batch": [page], "writeKey": "shop"})):
        sent = httpx.post(
            f"{address}/sdk/{path}", headers={"origin": "https://shop.example"}, json=body, timeout=60
        )
        assert (sent.json(), sent.headers["access-control-allow-origin"]) == ({"success": True}, "*")
    assert record(graph, "shop:u1")["keys"] == {
        *("account:u1", "email:marie@example.fr", f"cookie:{ANONYMOUS}")
    }


def test_requests_of_dittofeed(address: str, graph: Store) -> None:
    """A path of its own, a key with its scheme before it, and neither a time nor where it comes from."""
    batch = [
        {"messageId": "7d0f", "type": "identify", "userId": "u1", "traits": {"email": "marie@example.fr"}},
        {"messageId": "7d10", "type": "page", "userId": "u1", "anonymousId": ANONYMOUS, "name": "Robes"},
    ]
    headers = {"authorization": "Basic c2hvcDo=", "origin": "https://shop.example"}
    sent = httpx.post(f"{address}/api/public/apps/batch", headers=headers, json={"batch": batch}, timeout=60)
    assert (sent.json(), sent.headers["access-control-allow-origin"]) == ({"success": True}, "*")
    assert record(graph, "shop:u1")["keys"] == {
        *("account:u1", "email:marie@example.fr", f"cookie:{ANONYMOUS}")
    }
