"""Events as they arrive, 32 of them outstanding, beside a bare driver that writes one node a transaction."""

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.graph.connect import open_store
from app.ingest.tracker import Tracker
from app.settings import Settings
from app.sources.tracking import Event, Sender, events_of
from tests.benchmarks import raw
from tests.benchmarks.bulk import load_file, prepared, resolve_all
from tests.benchmarks.measure import Latency, latency, paced
from tests.benchmarks.report import Report
from tests.benchmarks.sizes import SIZES

pytestmark = pytest.mark.benchmark

OUTSTANDING = 32
VISITS, PEOPLE = 1_600, 160
BARE = 300
LIVE = (
    "events through the queue of one process, each answered once it is committed and resolved; beside them the driver "
    "alone, one bare node a transaction, one after the other. visit: a page seen on a cookie; signed in: by somebody \
known; told again: an identify that says nothing new; new person: one that the graph has to look for and resolve"
)
PACED = (
    "an event at each beat, whether or not those before are answered (open loop): time from the beat to the answer, "
    "without the first second. Visits have a lane of their own: they do not wait until new people are resolved"
)
RATES, SECONDS = (200, 400), 6
NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)


def test_events_as_they_arrive(server: Settings, tmp_path: Path) -> None:
    report = Report("live", "Events, live", LIVE)
    for size in SIZES:
        path, _ = prepared(server, size, tmp_path)
        load_file(server, path)
        resolve_all(server)
        bare = _bare(server)
        with open_store(server) as store:
            tracker = Tracker(store, tmp_path, 100_000)
            for kind, events in _kinds().items():
                found = _sent(tracker, events)
                report.add(
                    records=size,
                    event=kind,
                    p50_ms=found.p50_ms,
                    p95_ms=found.p95_ms,
                    per_s=found.per_second,
                    bare_per_s=bare.per_second,
                    of_bare=found.per_second / bare.per_second,
                )
            tracker.close()
    report.publish()


def test_events_at_a_steady_rate(server: Settings, tmp_path: Path) -> None:
    report = Report("paced", "Events at a steady rate", PACED)
    for size in SIZES:
        path, _ = prepared(server, size, tmp_path)
        load_file(server, path)
        resolve_all(server)
        with open_store(server) as store:
            tracker = Tracker(store, tmp_path, 100_000)
            for per_second, one_in in product(RATES, (0, 50)):
                events = _mixed(per_second * SECONDS, one_in)
                for kind, times in _paced(tracker, events, per_second).items():
                    report.add(
                        records=size,
                        events_per_s=per_second,
                        of_them_new_people=len(events) // one_in if one_in else 0,
                        event=kind,
                        p50_ms=times.p50_ms,
                        p95_ms=times.p95_ms,
                        p99_ms=times.p99_ms,
                    )
            tracker.close()
    report.publish()


def _paced(tracker: Tracker, events: Sequence[Event], per_second: int) -> dict[str, Latency]:
    took = paced(lambda event: tracker.accept("live", [event], []), events, per_second)
    found: dict[str, Latency] = {}
    for event, seconds in list(zip(events, took, strict=True))[per_second:]:
        found.setdefault("new person" if event.record else "visit", Latency(1)).seconds.append(seconds)
    return found


def _mixed(size: int, one_in: int) -> list[Event]:
    """Visits on some cookies, and now and then somebody new."""
    cookies = [str(uuid4()) for _ in range(200)]
    return [
        _identify(f"mixed{uuid4()}", size + n)
        if one_in and n % one_in == one_in - 1
        else _page(n, anonymousId=cookies[n % len(cookies)])
        for n in range(size)
    ]


def _bare(server: Settings) -> Latency:
    with raw.open_driver(server) as driver:
        lock = threading.Lock()

        def ask(number: int) -> None:
            with lock, driver.session() as session:
                session.execute_write(lambda tx: tx.run("CREATE (:Bare {id: $id})", id=number).consume())

        return latency(lambda: ask, range(BARE), 1)


def _sent(tracker: Tracker, events: Sequence[Event]) -> Latency:
    def client() -> Callable[[Event], object]:
        return lambda event: [done.result() for done in tracker.accept("live", [event], [])]

    return latency(client, events, OUTSTANDING)


def _kinds() -> dict[str, list[Event]]:
    cookies = [str(uuid4()) for _ in range(200)]
    known = [_identify(f"known{number}", number) for number in range(PEOPLE)]
    visits = [_page(n, anonymousId=cookies[n % len(cookies)]) for n in range(VISITS)]
    return {
        "visit": visits,
        "new person": known,
        "told again": [_identify(f"known{number}", number) for number in range(PEOPLE)],
        "signed in": [
            _page(n, userId=f"known{n % PEOPLE}", anonymousId=cookies[n % 7]) for n in range(PEOPLE * 2)
        ],
    }


def _identify(user: str, number: int) -> Event:
    given, family = f"Prénom{UUID(int=number).hex[-3:]}", f"Nom{UUID(int=number * 7919).hex[-4:]}"
    traits = {"firstName": given, "lastName": family, "email": f"{given}.{family}@orange.fr".lower()}
    return _event(number, type="identify", userId=user, traits=traits)


def _page(number: int, **who: str) -> Event:
    return _event(number, type="page", properties={"path": f"/p/{number % 9}"}, **who)


def _event(number: int, **content: Any) -> Event:
    at = (NOW + timedelta(seconds=number)).isoformat()
    message = {"messageId": str(uuid4()), "timestamp": at, **content}
    (event,), bad = events_of({"batch": [message]}, "batch", Sender("live", datetime.now(UTC)))
    assert not bad
    return event
