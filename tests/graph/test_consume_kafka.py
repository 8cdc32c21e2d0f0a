"""`idgraph consume` from a real Kafka: offsets follow the graph, so a kill loses nothing and counts nothing twice."""

import json
import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest

from app.graph.store import Store
from app.settings import Settings
from tests.graph.kafka import broker, committed, fill, send
from tests.graph.test_consume import COOKIES, consumer, finished, pages, seen, until
from tests.graph.tracking import visits

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def kafka(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Iterator[str]:
    with broker(tmp_path_factory.mktemp("kafka"), settings.cache / "kafka") as address:
        yield address


def texts(items: list[dict[str, Any]]) -> list[bytes]:
    return [json.dumps(item).encode() for item in items]


def test_killed_in_the_middle_of_a_topic_nothing_is_lost_and_nothing_counts_twice(
    graph: Store, settings: Settings, kafka: str
) -> None:
    sent = pages(1_800)
    fill(kafka, "visits", [*texts(sent), b"{broken"])
    stream = f"kafka://{kafka}/visits?group=graph"
    process = consumer(settings, stream)
    until(process, lambda: seen(graph) > 300)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    there = seen(graph)
    assert 300 < there < len(sent), "it was killed in the middle"
    noted = committed(kafka, "visits", "graph")
    assert noted <= there + 1, "offsets are noted after the graph (one message is no event)"
    found = finished(consumer(settings, stream, "--no-follow"))
    assert found["messages"] == len(sent) + 1 - noted, "what was noted as done is not read again"
    assert visits(graph) == {f"cookie:{cookie}": 300 for cookie in COOKIES}
    assert committed(kafka, "visits", "graph") == len(sent) + 1


def test_it_waits_for_more_until_sigterm_and_goes_on_from_there(
    graph: Store, settings: Settings, kafka: str
) -> None:
    fill(kafka, "more", texts(pages(10)))
    stream = f"kafka://{kafka}/more"
    process = consumer(settings, stream)
    until(process, lambda: seen(graph) == 10)
    send(kafka, "more", texts(pages(20)[10:]))
    until(process, lambda: seen(graph) == 20)
    process.send_signal(signal.SIGTERM)
    assert finished(process)["events"] == 20
    assert finished(consumer(settings, stream, "--no-follow"))["messages"] == 0


def test_what_is_not_there_is_said(settings: Settings, store: Store, kafka: str) -> None:
    for address, reason, code in ((kafka, "no topic 'nothing'", 2), ("127.0.0.1:1", "does not answer", 3)):
        process = consumer(settings, f"kafka://{address}/nothing")
        _, err = process.communicate(timeout=120)
        assert (process.returncode, reason in err) == (code, True), err
