"""Health, metrics, description."""

import pytest
from fastapi.testclient import TestClient

from tests.api.names import MARIE


def test_alive_and_ready(api: TestClient) -> None:
    assert api.get("/healthz").json() == {"status": "ok"}
    assert api.get("/readyz").json() == {"status": "ok"}


def test_metrics_count_by_route_template(api: TestClient) -> None:
    api.get(f"/api/v1/individuals/{MARIE}")
    api.get("/no/such/page/of/marie")
    text = api.get("/metrics").text
    route = 'method="GET",route="/api/v1/individuals/{id}"'
    assert f'idgraph_http_requests_total{{{route},status="200"}}' in text
    assert f"idgraph_http_request_seconds_count{{{route}}}" in text
    assert MARIE not in text
    assert "marie" not in text


def test_every_operation_is_described_and_has_its_problems(api: TestClient) -> None:
    document = api.get("/openapi.json").json()
    operations = {
        f"{method} {path}": operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
    assert len(operations) >= 13
    for name, operation in operations.items():
        assert operation["summary"], name
        for status, response in operation["responses"].items():
            if status[0] in "45":
                assert list(response["content"]) == ["application/problem+json"], (name, status)


def test_every_request_body_has_an_example(api: TestClient) -> None:
    schemas = api.get("/openapi.json").json()["components"]["schemas"]
    assert all(schema["examples"] for name, schema in schemas.items() if name.endswith("Request"))


@pytest.mark.parametrize("path", ["/", "/docs", "/api/v1/households", "/static/console.css", "/nowhere"])
def test_every_answer_forbids_other_hosts_and_prying(api: TestClient, path: str) -> None:
    headers = api.get(path).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == ("no-cache" if path.startswith("/static/") else "no-store")
