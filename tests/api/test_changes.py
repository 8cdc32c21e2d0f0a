"""GET /api/v1/changes: the feed of `seed.cypher`, and waiting for what comes."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient

from app.feed.changes import Change
from app.feed.entries import append
from app.feed.replay import Replay
from app.graph.store import Store
from app.main import create_app
from app.settings import Settings
from tests.api.conftest import LOCAL
from tests.api.names import DUPONTS, JEAN, MARIE, MARIE_BEFORE, MARIE_LONG_BEFORE, MARTIN, PAUL

CHANGES = "/api/v1/changes"
EVERYBODY = 15


def test_pages_follow_each_other_from_the_beginning(api: TestClient) -> None:
    seen, after = [], 0
    while after < EVERYBODY:
        page = api.get(CHANGES, params={"after": after, "limit": 4}).json()
        seen += [change["seq"] for change in page["changes"]]
        assert (page["next"], page["last"]) == (seen[-1], EVERYBODY)
        after = page["next"]
    assert seen == list(range(1, EVERYBODY + 1))


def test_a_change_names_members_by_birth_and_the_records_that_there_are(api: TestClient) -> None:
    merged = api.get(CHANGES, params={"after": 11, "limit": 1}).json()["changes"][0]
    assert merged.pop("at").startswith("2026-03-05T12:00:00")
    assert merged == {
        "seq": 12,
        "type": "merged",
        "kind": "individual",
        "id": MARIE,
        "household": DUPONTS,
        "joined": ["01JA0000000000000000000007", "01JA0000000000000000000008"],
        "left": [],
        "came_from": [MARIE_BEFORE],
        "went_to": [],
        "records": {"01JA0000000000000000000007": "web:7", "01JA0000000000000000000008": "web:8"},
    }


def test_replaying_the_answers_gives_the_present_people(api: TestClient) -> None:
    replay, names = Replay(), {}
    for told in api.get(CHANGES, params={"limit": 1000}).json()["changes"]:
        names |= told.pop("records")
        lists = {name: tuple(told[name]) for name in ("joined", "left", "came_from", "went_to")}
        replay.take([Change(told["type"], told["kind"], told["id"], told["household"], **lists)])
    members: dict[str, set[str]] = {MARIE: set(), PAUL: set(), JEAN: set()}
    for born, individual in replay.pairs("individual"):
        members[individual].add(names[born])
    for individual, records in members.items():
        present = api.get(f"/api/v1/individuals/{individual}").json()
        assert {record["id"] for record in present["records"]} == records
        assert present["household"] == replay.homes[individual]
    assert replay.retired[MARIE_LONG_BEFORE] == MARIE_BEFORE
    assert replay.retired[MARIE_BEFORE] == MARIE
    assert replay.pairs("household") == {(MARIE, DUPONTS), (PAUL, DUPONTS), (JEAN, MARTIN)}


def test_types_are_chosen_by_words(api: TestClient) -> None:
    def seqs(**params: object) -> list[int]:
        return [change["seq"] for change in api.get(CHANGES, params=params).json()["changes"]]

    assert seqs(types="merged") == [9, 12, 14]
    assert seqs(types="household.merged,individual.retired") == [10, 13, 14]
    assert seqs(types=["merged", "retired"], after=12) == [13, 14, 15]
    assert seqs(types="erased") == []
    answer = api.get(CHANGES, params={"types": "deleted"})
    assert answer.status_code == 400
    assert "created, merged" in answer.json()["detail"]


def test_nobody_waits_for_what_is_there_or_after_an_end_that_never_was(api: TestClient) -> None:
    start = time.monotonic()
    assert len(api.get(CHANGES, params={"after": 14, "wait": 30}).json()["changes"]) == 1
    beyond = api.get(CHANGES, params={"after": 999, "wait": 30}).json()
    assert beyond == {"changes": [], "next": 999, "last": EVERYBODY}
    assert time.monotonic() - start < 15


@pytest.mark.parametrize(
    "params", [{"after": -1}, {"after": "x"}, {"limit": 0}, {"limit": 1001}, {"wait": 31}]
)
def test_what_cannot_be_asked(api: TestClient, params: dict[str, object]) -> None:
    assert api.get(CHANGES, params=params).status_code == 422


class Counted(Store):
    """A store that counts how often the end of the feed is looked at."""

    looked = 0

    def one(self, name: str, /, **p: object) -> dict[str, object] | None:
        type(self).looked += name == "feed/last"
        return super().one(name, **p)


@pytest.fixture
def live(graph: Store, settings: Settings) -> Iterator[tuple[TestClient, Store]]:
    """The API on an empty graph, which it counts its looks at."""
    counted = Counted(graph._driver, graph.database)
    with TestClient(create_app(counted, settings), base_url=LOCAL) as client:
        yield client, graph


def test_all_who_wait_are_answered_by_a_few_looks(live: tuple[TestClient, Store]) -> None:
    api, store = live
    Counted.looked = 0
    start = time.monotonic()
    with ThreadPoolExecutor(20) as clients:
        answers = [clients.submit(api.get, CHANGES, params={"wait": 20}) for _ in range(20)]
        told = Change("created", "individual", "ind_01", "hh_01", ("01",))
        threading.Timer(1.0, lambda: store.transact(lambda run: append(run, [told]))).start()
        found = [answer.result().json() for answer in answers]
    took = time.monotonic() - start
    assert [page["changes"][0]["id"] for page in found] == ["ind_01"] * 20
    assert took < 15
    assert Counted.looked <= 5 * took + 20


def test_waiting_ends_with_the_time(live: tuple[TestClient, Store]) -> None:
    start = time.monotonic()
    assert live[0].get(CHANGES, params={"wait": 0.5}).json() == {"changes": [], "next": 0, "last": 0}
    assert time.monotonic() - start >= 0.5


def test_waiting_for_one_type_passes_over_the_others(live: tuple[TestClient, Store]) -> None:
    api, store = live
    created = Change("created", "individual", "ind_01", "hh_01", ("01",))
    erased = Change("erased", "individual", "ind_01", left=("01",))
    with ThreadPoolExecutor(1) as client:
        answer = client.submit(api.get, CHANGES, params={"wait": 20, "types": "erased"})
        for change in (created, erased):
            store.transact(lambda run, change=change: append(run, [change]))
        assert [change["seq"] for change in answer.result().json()["changes"]] == [2]
