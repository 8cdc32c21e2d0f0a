"""Events under trouble: several processes at once, and a Neo4j that is killed in the middle of the load."""

import multiprocessing
import os
import random
import signal
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

import httpx
import psutil
import pytest

from app.graph import connect, local
from app.graph.schema import apply_schema
from app.graph.store import Store
from app.ingest.tracking import Tracking
from app.settings import Settings
from tests.api.tracking import served
from tests.graph.contents import between_runs, everything, links
from tests.graph.contents import evidence as told
from tests.graph.test_interrupted import impatient
from tests.graph.tracking import at, events, identify, page, track, visits, write

COOKIES = [f"5f2d0c1e-8f6b-4c86-9d0a-6d1a6e0c1b{number:02}" for number in range(6)]
GROUP = 7


def busy_hour() -> list[dict[str, object]]:
    """People who share browsers, emails and a device, and keep changing their minds."""
    chance = random.Random(5)
    sent: list[dict[str, object]] = []
    for number in range(240):
        cookie, user = chance.choice(COOKIES), f"u{chance.randrange(8)}"
        device = {"context": {"device": {"id": f"device-{chance.randrange(3)}"}, "ip": "81.2.3.4"}}
        if chance.random() < 0.4:
            email = f"{chance.choice('abcd')}@example.fr"
            # At a time of its own: of one moment the order of the request counts, and each process has another one.
            told = identify(user, f"m{number}", 0, email=email) | {"anonymousId": cookie}
            sent.append(told | {"timestamp": at(chance.randrange(12), number % 60)})
        else:
            sent.append(page(cookie, f"m{number}", chance.randrange(12), **device))
    return sent


def send_all(settings: Settings, seed: int, start: "multiprocessing.synchronize.Barrier") -> None:
    """A process of its own that brings the whole hour, in an order and in groups of its own."""
    sent = busy_hour()
    random.Random(seed).shuffle(sent)
    with connect.open_store(settings) as store:
        writer = Tracking(store)
        start.wait(120)
        for start_at in range(0, len(sent), GROUP):
            write(writer, events(*sent[start_at : start_at + GROUP]))


def test_two_processes_that_bring_the_same_events_count_each_once(graph: Store, settings: Settings) -> None:
    track(graph, *busy_hour())
    alone = evidence(graph)
    graph.run_text("MATCH (n) WHERE NOT n:Schema DETACH DELETE n")
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(2)
    processes = [context.Process(target=send_all, args=(settings, seed, start)) for seed in (1, 2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(300)
    assert [process.exitcode for process in processes] == [0, 0]
    assert evidence(graph) == alone


def evidence(store: Store) -> object:
    """What does not depend on the order of arrival, with all the counts."""
    nodes, relationships = told(between_runs(everything(store)))
    records = {key: node for key, node in nodes.items() if "Customer" in node[0]}
    counted = {
        key: value
        for key, value in relationships.items()
        if key[1] in ("USES_COOKIE", "USES_DEVICE", "SEEN_ON", "HAS_ID")
    }
    return records, sorted(relationships), counted, visits(store), set(nodes)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """A data folder of its own, for a server that is killed with 9."""
    folder = tmp_path_factory.mktemp("lost")
    settings = Settings(
        NEO4J_URI=None, IDGRAPH_HOME=folder, IDGRAPH_CACHE=Settings().cache, IDGRAPH_HEAP_MB=256
    )
    yield settings
    local.stop(settings)


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_and_nothing_counts_twice(home: Settings) -> None:
    sent = [page(COOKIES[number % 6], f"m{number}", number % 12) for number in range(120)]
    with connect.open_store(home) as store:
        apply_schema(store)
        with impatient(home) as hasty, served(hasty, home) as address:
            first = _send(address, sent, lose=home)
    assert 20 <= len(first) < len(sent), (
        "some were acknowledged before the server was lost, and some were not"
    )
    with connect.open_store(home) as store:
        there = {row["id"] for row in store.run_text("MATCH (m:Message) RETURN m.id AS id")}
        assert {event.message for event in events(*first)} <= there
        with served(store, home) as address:
            assert len(_send(address, sent)) == len(sent)
        assert visits(store) == {f"cookie:{cookie}": 20 for cookie in COOKIES}
        assert not links(store)


def _send(
    address: str, sent: list[dict[str, object]], lose: Settings | None = None
) -> list[dict[str, object]]:
    """Those acknowledged. Where the server is to be lost, it is killed after the twentieth."""
    acknowledged = []
    with (
        httpx.Client(base_url=address, auth=("web", ""), timeout=120) as client,
        ThreadPoolExecutor(8) as threads,
    ):
        waiting = {threads.submit(client.post, "/v1/page", json=item): item for item in sent}
        while waiting:
            for done in wait(waiting, return_when=FIRST_COMPLETED).done:
                item, answer = waiting.pop(done), done.result()
                assert answer.status_code in (200, 503)
                if answer.status_code == 200:
                    acknowledged.append(item)
            if lose and len(acknowledged) >= 20:
                _kill(lose)
                lose = None
    return acknowledged


def _kill(home: Settings) -> None:
    server = local.running(home)
    assert server is not None
    for pid in (server.supervisor, server.pid):
        process = psutil.Process(pid)
        os.kill(pid, signal.SIGKILL)
        process.wait(60)
