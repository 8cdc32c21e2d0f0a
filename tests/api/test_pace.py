"""How often one key may ask, and who is told when one reads unusually many people."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.access import door
from app.access.caller import Caller
from app.access.pace import Pace, Watch
from app.access.table import Limit, Table, table
from app.api import gate
from app.errors import Busy
from app.graph.store import Store
from app.main import create_app
from app.settings import Settings
from tests.api.conftest import LOCAL
from tests.api.names import MARIE, PAUL

CDP, OTHER = Caller("key_1", "cdp"), Caller("key_2", "cdp")


def slow(requests: int = 3) -> Table:
    """The table, but everybody may ask three times a minute and read one person an hour."""
    limit = Limit(requests=requests, people=1)
    return table().model_copy(update={"limits": dict.fromkeys(table().limits, limit)})


@pytest.fixture
def unopened(seeded: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    for module in (door, gate):
        monkeypatch.setattr(module, "table", slow)
    return TestClient(create_app(seeded, settings), base_url=LOCAL)


@pytest.fixture
def client(unopened: TestClient) -> Iterator[TestClient]:
    with unopened:
        yield unopened


def test_each_caller_has_its_own_pace() -> None:
    pace = Pace(slow())
    for _ in range(3):
        pace.take(CDP)
    with pytest.raises(Busy, match="3 times a minute") as busy:
        pace.take(CDP)
    assert 1 <= busy.value.wait_s <= 60
    pace.take(OTHER)


def test_a_large_limit_is_counted_in_parts_and_never_exceeded() -> None:
    pace, taken = Pace(slow(5_999)), 0
    with pytest.raises(Busy, match="5,999 times a minute"):
        while True:
            pace.take(CDP)
            taken += 1
    assert 5_990 <= taken <= 5_999
    pace.take(OTHER)


def test_reading_many_people_is_told_once_an_hour() -> None:
    watch = Watch(slow())
    one, two, three = (f"...ind_{number:026}...".encode() for number in (1, 2, 3))
    assert [watch.reads(CDP, answer) for answer in (b"nobody", one, one, two, three)] == [
        None,
        None,
        None,
        2,
        None,
    ]
    assert watch.reads(OTHER, one) is None


def test_too_often_is_429_with_the_time_to_wait(client: TestClient, secrets: dict[str, str]) -> None:
    known = {"Authorization": f"Bearer {secrets['marketing']}"}
    statuses = [client.get("/api/v1/households", headers=known).status_code for _ in range(3)]
    late = client.get("/api/v1/households", headers=known)
    assert (statuses, late.status_code, late.json()["code"]) == ([200] * 3, 429, "too_many_requests")
    assert 1 <= int(late.headers["retry-after"]) <= 60
    assert (
        client.get("/api/v1/households", headers={"Authorization": f"Bearer {secrets['cdp']}"}).status_code
        == 200
    )
    assert client.get("/api/v1/households").status_code == 200, "who sits here is not counted"


def test_write_keys_have_a_pace_as_well(client: TestClient, secrets: dict[str, str]) -> None:
    event: dict[str, Any] = {"json": {"userId": "u1", "event": "e"}, "auth": (secrets["tracking"], "")}
    event["headers"] = {"Origin": "https://shop.example"}
    # A machine that takes a minute for a few requests is allowed more of them.
    answers = [client.post("/v1/track", **event) for _ in range(12)]
    statuses = [answer.status_code for answer in answers]
    assert statuses[:3] == [200] * 3
    assert statuses.count(429) >= 1
    late = answers[statuses.index(429)]
    assert int(late.headers["retry-after"]) >= 1
    assert late.headers["access-control-expose-headers"] == "Retry-After", (
        "or no browser lets its page read it"
    )


def test_the_log_and_a_metric_tell_of_it_without_naming_anybody(
    capsys: pytest.CaptureFixture[str], unopened: TestClient, secrets: dict[str, str]
) -> None:
    known = {"Authorization": f"Bearer {secrets['steward']}"}
    with unopened as client:  # here, so that its log goes where `capsys` reads
        for person in (MARIE, PAUL):
            assert client.get(f"/api/v1/individuals/{person}", headers=known).status_code == 200
        metrics = client.get("/metrics").text
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    (told,) = [line for line in lines if line["event"] == "unusual_reading"]
    assert told["caller"].startswith("key_") and told["people"] > 1
    assert MARIE not in str(lines)
    assert 'idgraph_unusual_reading_total{role="steward"} 1.0' in metrics
