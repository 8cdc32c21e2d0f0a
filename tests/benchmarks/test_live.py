"""A graph that is in use: events as they arrive and questions over HTTP, beside the bare driver in the same run.

One graph of each size serves all of these, as a million records take a while to load and resolve.
"""

import random
import statistics
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count, cycle, product
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from app.garbage import spare_what_is_loaded
from app.graph.connect import open_store
from app.ingest.tracker import Tracker
from app.settings import Settings
from app.sources.tracking import Event
from tests.benchmarks import acts, askers, meanwhile, raw
from tests.benchmarks.bulk import load_file, prepared, resolve_all
from tests.benchmarks.measure import Latency, in_own_process, in_turns, latency, outstanding, paced
from tests.benchmarks.messages import Round, as_event, identify, mixed, page, sent_alone
from tests.benchmarks.people import Questions
from tests.benchmarks.report import Report
from tests.benchmarks.sizes import SIZES

pytestmark = pytest.mark.benchmark

OUTSTANDING = 32
BARE = 300
MEANWHILE_FROM = 10_000_000
"""The number of the first newcomer who is nobody of another benchmark."""
ROUNDS = 3
"""A server that has just started compiles what it runs: the first thousands of events cost double, bare ones too."""
LIVE = (
    "events through the queue of one process, each answered once it is committed and resolved; before and after each "
    "kind the driver alone, one bare node a transaction, one after the other. visit: a page seen on a cookie; new "
    "person: one that the graph has to look for and resolve, with a name as people there have; told again: an identify "
    "that says nothing new; signs in: somebody known, on a browser for the first time; known visit: there again; "
    "shared browsers: 160 people taking turns on seven; traffic: of a hundred events 60 visits, 33 known visits, "
    "four told again, two sign-ins and a new person. Each round has people of its own; the server has written "
    "no event before the first"
)
HTTP = (
    "the same events over HTTP, one in each request, by 32 clients that keep their connection and wait for each "
    "answer; clients, service and database share the cores"
)
OVER_HTTP = ("visit", "told again", "known visit", "traffic")
PACED = (
    "an event at each beat, whether or not those before are answered (open loop): time from the beat to the answer, "
    "without the first second. Visits have a lane of their own: they do not wait until new people are resolved"
)
RATES, SECONDS = (200, 400), 6
REQUESTS = 400
MATCHES = 10
MANY_CLIENTS = 8
LEAST_SHARE_OF_BOLT = 0.1
ACTS = (
    "what stewards and privacy officers do, over HTTP, to people whom nobody did anything to before, and a file taken "
    "back by the code; bare: one bare node in a transaction, by the driver alone"
)
MEANWHILE = (
    "clients of the service, each of which waits for its answer and asks again at its pace, while something else is at "
    "work: a look-up ten times, a visit fifty times and somebody new twice a second"
)
TIMES = 12
"""Of which the first plans its statements, and does not count."""
MOST_GROWTH = 10
"""From the smallest graph to the largest, of each act: what walks over everybody grows as the graph does."""
LOOKUPS = (
    "beside HTTP: the same statement over Bolt by the driver alone, in the client's process. They take turns, with a "
    "quarter of the questions each time"
)


@dataclass(frozen=True)
class Graph:
    """A graph of so many records, loaded and resolved; what may be asked of it."""

    server: Settings
    size: int
    questions: Questions
    folder: Path


@pytest.fixture(scope="module", params=SIZES)
def graph(
    request: pytest.FixtureRequest, server: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Graph:
    folder = tmp_path_factory.mktemp("live")
    path, questions = prepared(server, request.param, folder)
    load_file(server, path)
    resolve_all(server)
    return Graph(server, request.param, questions, folder)


def _report(name: str, title: str, note: str) -> Iterator[Report]:
    """A table with rows from every size, shown at the end."""
    report = Report(name, title, note)
    yield report
    if report.rows:
        report.publish()


@pytest.fixture(scope="module")
def live() -> Iterator[Report]:
    yield from _report("live", "Events, live", LIVE)


@pytest.fixture(scope="module")
def over_http() -> Iterator[Report]:
    yield from _report("live_http", "Events over HTTP", HTTP)


@pytest.fixture(scope="module")
def steady() -> Iterator[Report]:
    yield from _report("paced", "Events at a steady rate", PACED)


@pytest.fixture(scope="module")
def answers() -> Iterator[Report]:
    yield from _report("lookups", "Look-ups", LOOKUPS)


@pytest.fixture(scope="module")
def done() -> Iterator[Report]:
    yield from _report("acts", "Acts of stewards and privacy officers", ACTS)


@pytest.fixture(scope="module")
def beside() -> Iterator[Report]:
    yield from _report("meanwhile", "Meanwhile", MEANWHILE)


def test_look_ups(graph: Graph, answers: Report) -> None:
    emails = [{"namespace": "email", "value": email} for email in spread(graph.questions.emails, REQUESTS)]
    unknown = [f"unseen-{number:012x}" for number in range(1000 - len(graph.questions.cookies))]
    cookies = [{"cookies": graph.questions.cookies + unknown, "purpose": askers.PURPOSE}] * MATCHES
    kinds: list[tuple[str, str, list[Any], str, Callable[[Any], dict[str, Any]]]] = [
        ("lookup", "/api/v1/lookup", emails, "read/lookup", askers.lookup_parameters),
        ("1,000 cookies", "/api/v1/cookies/match", cookies, "read/cookies_match", askers.cookie_parameters),
    ]
    with askers.service(graph.server) as address, raw.open_driver(graph.server) as driver:
        for what, path, asked, name, parameters in kinds:
            for clients in (1, MANY_CLIENTS):
                repeated = asked * (4 if clients > 1 else 1)
                bare = askers.over_bolt(driver, name, parameters)
                http, bolt = in_turns((askers.over_http(address, path), bare), repeated, clients)
                answers.add(
                    records=graph.size,
                    question=what,
                    clients=clients,
                    HTTP_p50_ms=http.p50_ms,
                    HTTP_p95_ms=http.p95_ms,
                    HTTP_per_s=http.per_second,
                    Bolt_p50_ms=bolt.p50_ms,
                    Bolt_p95_ms=bolt.p95_ms,
                    Bolt_per_s=bolt.per_second,
                    of_Bolt=http.per_second / bolt.per_second,
                )
    assert min(row["of_Bolt"] for row in answers.rows) >= LEAST_SHARE_OF_BOLT


def spread(values: Sequence[str], number: int) -> Sequence[str]:
    """So many from the whole file: neighbours there are neighbours on the disk, and found with one another."""
    return random.Random(number).sample(values, number)


@pytest.fixture
def few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes begun from here work as `idgraph serve` does, see `for_few_rows`."""
    monkeypatch.setenv("POLARS_MAX_THREADS", "1")


def test_events_as_they_arrive(graph: Graph, live: Report, few_rows: None) -> None:
    for row in in_own_process(rounds, graph.server, graph.folder).value:
        live.add(records=graph.size, **row)


def _beside(found: Latency, bare: Sequence[Latency]) -> dict[str, float]:
    """How fast events were, beside the bare driver before and after."""
    per_second = statistics.mean(one.per_second for one in bare[-2:])
    return {
        "p50_ms": found.p50_ms,
        "p95_ms": found.p95_ms,
        "per_s": found.per_second,
        "bare_per_s": per_second,
        "of_bare": found.per_second / per_second,
    }


@contextmanager
def tracking(server: Settings, folder: Path) -> Iterator[Tracker]:
    """What takes events in, in a process that is as `idgraph serve`."""
    with open_store(server) as store:
        spare_what_is_loaded()
        tracker = Tracker(store, folder, 100_000)
        yield tracker
        tracker.close()


def rounds(server: Settings, folder: Path) -> list[dict[str, Any]]:
    """Of each kind of event in each round, how fast they were."""
    rows = []
    with tracking(server, folder) as tracker:
        for number in range(ROUNDS):
            bare = [_bare(server)]
            for kind, messages in Round(number).kinds().items():
                found = _sent(tracker, [*map(as_event, messages)])
                bare.append(_bare(server))
                rows.append({"round": number + 1, "event": kind, **_beside(found, bare)})
    return rows


def test_events_over_http(graph: Graph, over_http: Report) -> None:
    with askers.service(graph.server) as address:
        for number in range(ROUNDS, 2 * ROUNDS):  # people of their own
            bare = [_bare(graph.server)]
            for kind, messages in Round(number).kinds().items():
                asked = [*map(sent_alone, messages)]
                found = latency(askers.over_http(address, "/v1/batch"), asked, OUTSTANDING)
                bare.append(_bare(graph.server))
                if kind in OVER_HTTP:
                    over_http.add(
                        records=graph.size, round=number - ROUNDS + 1, event=kind, **_beside(found, bare)
                    )


def test_events_at_a_steady_rate(graph: Graph, steady: Report, few_rows: None) -> None:
    for row in in_own_process(paces, graph.server, graph.folder).value:
        steady.add(records=graph.size, **row)


def paces(server: Settings, folder: Path) -> list[dict[str, Any]]:
    """Of each kind of event at each rate, how long they took."""
    rows = []
    with tracking(server, folder) as tracker:
        for per_second, one_in in product(RATES, (0, 50)):
            events = [*map(as_event, mixed(per_second * SECONDS, one_in))]
            for kind, times in _paced(tracker, events, per_second).items():
                rows.append(
                    {
                        "events_per_s": per_second,
                        "of_them_new_people": len(events) // one_in if one_in else 0,
                        "event": kind,
                        "p50_ms": times.p50_ms,
                        "p95_ms": times.p95_ms,
                        "p99_ms": times.p99_ms,
                    }
                )
    return rows


def _paced(tracker: Tracker, events: Sequence[Event], per_second: int) -> dict[str, Latency]:
    took = paced(lambda event: tracker.accept("live", [event]), events, per_second)
    found: dict[str, Latency] = {}
    for event, seconds in list(zip(events, took, strict=True))[per_second:]:
        found.setdefault("new person" if event.record else "visit", Latency(1)).seconds.append(seconds)
    return found


def test_acts(graph: Graph, done: Report, few_rows: None) -> None:
    with askers.service(graph.server) as address:
        took = acts.of_people(address, spread(graph.questions.emails, 2 * TIMES))
    took |= in_own_process(acts.of_a_file, graph.server, graph.folder, TIMES).value
    bare = _bare(graph.server).p50_ms
    for what, seconds in took.items():
        ms = statistics.median(seconds[1:]) * 1000
        done.add(records=graph.size, act=what, p50_ms=ms, worst_ms=max(seconds[1:]) * 1000, of_bare=ms / bare)
    least = {row["act"]: row["of_bare"] for row in reversed(done.rows)}
    assert all(row["of_bare"] < MOST_GROWTH * least[row["act"]] for row in done.rows)


def test_what_clients_see_meanwhile(graph: Graph, beside: Report) -> None:
    with askers.service(graph.server) as address:
        new = (sent_alone(identify(f"meanwhile{uuid4()}", MEANWHILE_FROM + n)) for n in count())
        visits = (sent_alone(page(n, anonymousId=str(uuid4()))) for n in count())
        emails = ({"namespace": "email", "value": email} for email in cycle(graph.questions.emails))
        clients = {
            "look-up": meanwhile.Client(askers.over_http(address, "/api/v1/lookup"), emails, 10),
            "visit": meanwhile.Client(askers.over_http(address, "/v1/batch"), visits, 50),
            "new person": meanwhile.Client(askers.over_http(address, "/v1/batch"), new, 2),
        }
        for what, work in meanwhile.works(graph.server, graph.folder).items():
            for event, found in meanwhile.asked_while(work, clients).items():
                beside.add(
                    records=graph.size,
                    meanwhile=what,
                    asked=event,
                    times=len(found.seconds),
                    p50_ms=found.p50_ms,
                    p95_ms=found.p95_ms,
                    worst_ms=max(found.seconds) * 1000,
                )


def _bare(server: Settings) -> Latency:
    with raw.open_driver(server) as driver:
        lock = threading.Lock()

        def ask(number: int) -> None:
            with lock, driver.session() as session:
                session.execute_write(lambda tx: tx.run("CREATE (:Bare {id: $id})", id=number).consume())

        return latency(lambda: ask, range(BARE), 1)


def _sent(tracker: Tracker, events: Sequence[Event]) -> Latency:
    outstanding(lambda event: tracker.accept("live", [event]), events[:OUTSTANDING], OUTSTANDING)
    rest = events[OUTSTANDING:]
    return outstanding(lambda event: tracker.accept("live", [event]), rest, OUTSTANDING)
