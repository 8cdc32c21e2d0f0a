"""A stream while Neo4j comes and goes."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from threading import Event as Flag
from typing import Any, cast

import pytest

from app.errors import GraphUnavailable
from app.ingest import consume
from app.ingest.consume import Consumer
from app.ingest.tracker import Tracker
from app.sources.streams import Group
from app.sources.streams.message import Message
from app.sources.tracking import BadEvent


class Failing:
    """Takes everything; what is bad it is asked for twice, for at first the graph does not say who was erased."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def accept(self, source: str, events: Sequence[Any]) -> list[Future[None]]:
        done: Future[None] = Future()
        done.set_result(None)
        self.said.append("accept")
        return [done]

    def put_aside(self, source: str, bad: Sequence[BadEvent]) -> None:
        self.said.append("put aside")
        if self.said.count("put aside") == 1:
            raise GraphUnavailable("Neo4j does not answer")


class Once:
    """One message without anybody in it, from a stream that waits for more."""

    endless = True

    def __init__(self, said: list[str]) -> None:
        self._said = said

    def groups(self, stop: Flag) -> Iterator[Group]:
        yield Group([Message("1", 1, b'{"type": "track"}')], lambda: self._said.append("committed"))


def test_a_stream_is_told_once_what_is_bad_is_in_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consume, "_FIRST_WAIT_S", 0.01)
    tracker = Failing()
    consumer = Consumer(cast(Tracker, tracker), "web", Flag(), lambda text: None)
    consumer.run(Once(tracker.said), lambda messages: None)
    assert tracker.said == ["accept", "put aside", "accept", "put aside", "committed"]
    assert consumer.result.quarantined == 1
