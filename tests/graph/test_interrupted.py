"""Resolving while something goes wrong: cut short anywhere, two at once, the server killed in the middle."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import pytest
from neo4j import GraphDatabase

from app.errors import Conflict, GraphUnavailable
from app.graph import connect, local
from app.graph.lease import lease
from app.graph.schema import apply_schema
from app.graph.store import Row, Store
from app.health import Check, resolved
from app.ingest import load as loading
from app.ingest.tracking import Tracking
from app.resolution import bulk, reading
from app.resolution.bulk import resolve
from app.resolution.derive import derive
from app.resolution.live import ready
from app.resolution.live.waiting import resolve_waiting
from app.settings import Settings
from tests.graph.evidence import add, derived, forget, partition, population, remove
from tests.graph.rebuilt import assert_as_rebuilt
from tests.graph.tracking import identify, track

SMALL_BATCH = 10
BLOCKED = "SHOW TRANSACTIONS YIELD status WHERE status STARTS WITH 'Blocked' RETURN status"
PAIR: list[Row] = [
    {
        "id": "a",
        "first_name": "Marie",
        "last_name": "Lefort",
        "email": "m.l@example.org",
        "device_id": "phone-01",
    },
    {"id": "b", "first_name": "Marie", "last_name": "Petit", "phone": "0698765432", "device_id": "phone-02"},
    {
        "id": "c",
        "first_name": "Luc",
        "last_name": "Renaud",
        "email": "luc@example.org",
        "device_id": "phone-01",
    },
]
BRIDGE = PAIR[1] | {"id": "bridge", "maiden_name": "Lefort", "email": "m.l@example.org"}


class Watched(Store):
    """The same server in small batches; `before` is called before each write of results, with how many there were."""

    def __init__(self, store: Store, before: Callable[[int], None]) -> None:
        super().__init__(store._driver, store.database)
        self._before = before
        self._made: list[str] = []
        """Shared by all copies of it."""

    @property
    def writes(self) -> int:
        return len(self._made)

    def write(self, name: str, /, **p: Any) -> list[Row]:
        if "lock_" not in name:
            self._before(self.writes)
            self._made.append(name)
        return super().write(name, **p)

    def write_together(self, statements: Any) -> None:
        self._before(self.writes)
        self._made.append("together")
        super().write_together(statements)

    def write_batches(self, name: str, rows: Any, *, size: int = SMALL_BATCH, **p: Any) -> int:
        return super().write_batches(name, rows, size=min(size, SMALL_BATCH), **p)


def watched(store: Store) -> int:
    """A whole resolve; how many writes it took."""
    whole = Watched(store, lambda _: None)
    resolve(whole, quiet=True)
    return whole.writes


def cut(store: Store, after: int) -> None:
    """A resolve that loses the server after so many writes."""

    def lose(writes: int) -> None:
        if writes == after:
            raise GraphUnavailable("lost by the test")

    with pytest.raises(GraphUnavailable, match="lost by the test"):
        resolve(Watched(store, lose), quiet=True)


class TestCutShort:
    def test_anywhere_on_the_way_to_a_first_result(self, graph: Store, tmp_path: Path) -> None:
        add(graph, tmp_path, "crm", population(50))
        add(graph, tmp_path, "web", PAIR)
        writes = watched(graph)
        whole = derived(graph)
        assert writes > 15
        for after in range(writes):
            forget(graph)
            cut(graph, after)
            resolve(graph, quiet=True)
            assert derived(graph) == whole, f"cut after {after} writes"

    def test_anywhere_on_the_way_to_a_merge_and_back(self, graph: Store, tmp_path: Path) -> None:
        add(graph, tmp_path, "crm", population(12))
        add(graph, tmp_path, "web", PAIR)
        resolve(graph, quiet=True)
        apart = partition(graph)
        add(graph, tmp_path, "app", [BRIDGE])
        writes = [watched(graph)]
        merged = derived(graph)
        assert partition(graph) != apart
        remove(graph, "app:bridge")
        writes.append(watched(graph))
        split = derived(graph)
        assert partition(graph) == apart
        assert min(writes) > 3
        for after in range(max(writes)):
            add(graph, tmp_path, "app", [BRIDGE])
            _cut_and_finish(graph, after, writes[0])
            assert derived(graph) == merged, f"merging, cut after {after} writes"
            remove(graph, "app:bridge")
            _cut_and_finish(graph, after, writes[1])
            assert derived(graph) == split, f"splitting, cut after {after} writes"

    def test_again_and_again(self, graph: Store, tmp_path: Path) -> None:
        add(graph, tmp_path, "crm", population(50))
        watched(graph)
        whole = derived(graph)
        forget(graph)
        for _ in range(4):
            cut(graph, 3)
        resolve(graph, quiet=True)
        assert derived(graph) == whole

    def test_while_the_index_of_what_records_are_found_by_is_gone(
        self, graph: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Before anybody was resolved it is built once all is written, and by whoever finishes what was cut short."""
        add(graph, tmp_path, "crm", population(12))
        with monkeypatch.context() as changed:
            changed.setattr(ready, "_MANY", 0)
            writes = watched(graph)
        whole = derived(graph)
        without = 0
        for after in range(writes):
            forget(graph)
            with monkeypatch.context() as changed:
                changed.setattr(ready, "_MANY", 0)
                cut(graph, after)
            without += "found_by" not in indexes(graph)
            resolve(graph, quiet=True)
            assert derived(graph) == whole, f"cut after {after} writes"
            assert "found_by" in indexes(graph)
        assert without
        add(graph, tmp_path, "shop", population(12)[:1])
        assert not resolve_waiting(graph).waiting
        assert frozenset({"crm:000a", "crm:000b", "shop:000a"}) in partition(graph)

    def test_it_is_said_until_it_is_finished(self, graph: Store, tmp_path: Path) -> None:
        assert resolved(graph).ok
        add(graph, tmp_path, "crm", population(12))
        assert not resolved(graph).ok
        resolve(graph, quiet=True)
        assert resolved(graph) == Check("resolved", True, "as it arrives")
        add(graph, tmp_path, "web", PAIR)
        assert resolved(graph) == Check("resolved", True, "3 records wait: `idgraph resolve`")
        cut(graph, 2)
        assert not resolved(graph).ok
        assert "cut short; 3 records wait" in resolved(graph).detail
        resolve(graph, quiet=True)
        assert resolved(graph).detail == "as it arrives"


def indexes(store: Store) -> set[str]:
    return {index["name"] for index in store.read("schema/indexes")}


def _cut_and_finish(store: Store, after: int, writes: int) -> None:
    if after < writes:
        cut(store, after)
    resolve(store, quiet=True)


class TestTwoAtOnce:
    def test_the_second_is_refused_while_the_first_is_at_work(self, graph: Store, tmp_path: Path) -> None:
        add(graph, tmp_path, "crm", population(6))
        at_work, go_on = threading.Event(), threading.Event()

        def wait(_: int) -> None:
            at_work.set()
            assert go_on.wait(60)

        with ThreadPoolExecutor(1) as other:
            first = other.submit(resolve, Watched(graph, wait), quiet=True)
            assert at_work.wait(60)
            with pytest.raises(Conflict, match=r"another resolve is running .* try again"):
                resolve(graph, quiet=True)
            assert partition(graph) == set()
            go_on.set()
            assert first.result().individuals == 6
        assert resolve(graph, quiet=True).individuals == 6

    def test_of_many_at_once_at_least_one_works_and_the_result_is_right(
        self, graph: Store, tmp_path: Path
    ) -> None:
        add(graph, tmp_path, "crm", population(6))
        start = threading.Barrier(4)

        def run(_: int) -> bool:
            start.wait()
            try:
                resolve(graph, quiet=True)
            except Conflict:
                return False
            return True

        with ThreadPoolExecutor(4) as pool:
            assert any(pool.map(run, range(4)))
        once = derived(graph)
        assert len(partition(graph)) == 6
        forget(graph)
        resolve(graph, quiet=True)
        assert derived(graph) == once

    def test_a_lease_ends_when_its_owner_died(self, graph: Store, tmp_path: Path) -> None:
        add(graph, tmp_path, "crm", population(6))
        graph.run_text(
            "CREATE (:Lock {name: 'resolve', owner: 'gone:1:1', until: datetime() + duration('PT1M')})"
        )
        with pytest.raises(Conflict, match="gone:1:1"):
            resolve(graph, quiet=True)
        graph.run_text("MATCH (l:Lock {name: 'resolve'}) SET l.until = datetime() - duration('PT1S')")
        assert resolve(graph, quiet=True).individuals == 6

    def test_a_lease_is_given_back_after_an_error(self, graph: Store) -> None:
        with pytest.raises(ZeroDivisionError), lease(graph, "resolve"):
            raise ZeroDivisionError
        with ThreadPoolExecutor(1) as other:
            assert other.submit(resolve, graph, quiet=True).result().records == 0

    def test_one_whose_lease_ended_while_it_derived_writes_nothing(
        self, graph: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As on a machine that slept: events were resolved meanwhile, and it knows nothing of them."""
        add(graph, tmp_path, "crm", population(6))
        resolve(graph, quiet=True)

        def sleeps(*args: Any, **options: Any) -> Any:
            graph.run_text("MATCH (l:Lock {name: 'resolve'}) SET l.until = datetime() - duration('PT1S')")
            track(graph, identify("new", "m1", 9, email="new@example.org", lastName="Nouvel"))
            return derive(*args, **options)

        monkeypatch.setattr(bulk, "derive", sleeps)
        with pytest.raises(Conflict, match="stood still"):
            resolve(graph, quiet=True)
        monkeypatch.undo()
        assert_as_rebuilt(graph)

    def test_one_that_was_overtaken_writes_nothing_more(self, graph: Store, tmp_path: Path) -> None:
        """Wherever that was. Another one resolved everything, and somebody came since, of whom it knows nothing."""
        add(graph, tmp_path, "crm", population(6))
        writes = watched(graph)
        for after in range(1, writes):
            forget(graph)
            graph.run_text(
                "MATCH (n:Message|Customer) WHERE NOT coalesce(n.source, '') = 'crm' DETACH DELETE n"
            )
            with pytest.raises(Conflict, match="stood still"):
                resolve(Watched(graph, partial(_overtake, graph, after)), quiet=True)
            assert "web:new" in {record for records in partition(graph) for record in records}
            assert_as_rebuilt(graph)


def _overtake(graph: Store, after: int, writes: int) -> None:
    """As while a machine sleeps: before it writes for the time after so many."""
    if writes == after:
        graph.run_text("MATCH (l:Lock {name: 'resolve'}) SET l.until = datetime() - duration('PT1S')")
        with ThreadPoolExecutor(1) as other:
            other.submit(resolve, graph, quiet=True).result()
        track(graph, identify("new", "m1", 9, email="new@example.org", lastName="Nouvel"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """A data folder of its own, for a server that is killed with 9."""
    cache = Settings().cache
    folder = tmp_path_factory.mktemp("lost")
    settings = Settings(NEO4J_URI=None, IDGRAPH_HOME=folder, IDGRAPH_CACHE=cache, IDGRAPH_HEAP_MB=256)
    yield settings
    local.stop(settings)


def test_loading_and_resolving_go_on_after_the_server_was_killed(
    home: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "_ROWS", SMALL_BATCH)
    rows = population(21)
    with connect.open_store(home) as store:
        apply_schema(store)
        with impatient(home) as hasty, pytest.raises(GraphUnavailable, match="Neo4j"):
            add(Killing(hasty, home, "together", 2), tmp_path, "crm", rows)
    with connect.open_store(home) as store:
        there = store.run_text("MATCH (c:Customer) RETURN count(c) AS n")[0]["n"]
        assert there == SMALL_BATCH, "a batch is in the graph as a whole or not at all"
        add(store, tmp_path, "crm", rows)
        with impatient(home) as hasty, pytest.raises(GraphUnavailable, match="Neo4j"):
            resolve(Killing(hasty, home, "together", 1), quiet=True)
    with connect.open_store(home) as store:
        resolve(store, quiet=True)
        assert partition(store) == {frozenset({f"crm:{n:03}a", f"crm:{n:03}b"}) for n in range(21)}
        found = derived(store)
        forget(store)
        resolve(store, quiet=True)
        assert derived(store) == found


def impatient(home: Settings) -> Store:
    """A Store that does not wait half a minute for a server that is gone."""
    server = local.running(home)
    assert server is not None
    password = server.password_file.read_text().strip()
    driver = GraphDatabase.driver(server.bolt_uri, auth=(server.user, password), max_transaction_retry_time=1)
    return Store(driver)


class Killing(Store):
    """Kills its server with 9 before the n-th write of one kind."""

    def __init__(self, store: Store, home: Settings, name: str, number: int) -> None:
        super().__init__(store._driver)
        self._home, self._name, self._number = home, name, number

    def write(self, name: str, /, **p: Any) -> list[Row]:
        self._count(name)
        return super().write(name, **p)

    def write_together(self, statements: Any) -> None:
        self._count("together")
        super().write_together(statements)

    def _count(self, name: str) -> None:
        self._number -= name == self._name
        server = local.running(self._home) if self._number == 0 else None
        if server:
            self._number = -1
            killed = [psutil.Process(pid) for pid in (server.supervisor, server.pid)]
            for process in killed:
                os.kill(process.pid, signal.SIGKILL)
            psutil.wait_procs(killed, timeout=60)


def test_who_was_coming_as_everything_began_to_be_resolved_is_there_after_it(
    graph: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their transaction began before the lease was taken, and is committed after: it must not be read in between."""
    add(graph, tmp_path, "crm", population(20))
    resolve(graph, quiet=True)
    coming, go_on, read = threading.Event(), threading.Event(), threading.Event()
    write, records = Tracking._write, reading.records

    def slow(*args: Any) -> set[str]:
        touched = write(*args)
        coming.set()
        assert go_on.wait(60)
        return touched

    def reads(*args: Any, **options: Any) -> Any:
        read.set()
        return records(*args, **options)

    monkeypatch.setattr(Tracking, "_write", slow)
    monkeypatch.setattr(reading, "records", reads)
    with ThreadPoolExecutor() as pool:
        came = pool.submit(track, graph, identify("new", "m1", 9, email="new@example.org", lastName="Nouvel"))
        assert coming.wait(60)
        done = pool.submit(resolve, graph, quiet=True)
        while not (read.is_set() or graph.run_text(BLOCKED)):
            assert not done.done()
        go_on.set()
        came.result()
        done.result()
    assert graph.run_text("MATCH (c:Customer {source_id: 'new'})-[:IDENTIFIES]->(i) RETURN i.name AS name")
    assert_as_rebuilt(graph)
