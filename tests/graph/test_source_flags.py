"""How far a source is trusted, and whether it promises one record a person, holds of what it brought before, too."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from app.errors import Conflict, GraphUnavailable
from app.graph.lease import lease
from app.graph.store import Row, Run, Store
from app.ingest.load import About, load
from app.resolution.bulk import resolve
from app.resolution.invariants import invariants
from app.resolution.live import rederive
from app.resolution.up_to_date import bring_up_to_date
from app.sources import open_source
from tests.graph.contents import everything
from tests.graph.evidence import add, partition
from tests.graph.test_interrupted import BLOCKED

MARIE = {"first_name": "Marie", "last_name": "Petit", "birth_date": "1980-05-12", "email": "marie@orange.fr"}
TWICE = [{"id": "1"} | MARIE, {"id": "2"} | MARIE]
Say = Callable[..., None]


@pytest.fixture
def say(graph: Store, tmp_path: Path) -> Say:
    """Loads the file of `crm` again with something said of it. Its records are one person, who is in the shop, too."""
    add(graph, tmp_path, "crm", TWICE)
    add(graph, tmp_path, "shop", [MARIE | {"id": "1", "last_name": "Pettit"}])
    resolve(graph, quiet=True)
    assert partition(graph) == {frozenset({"crm:1", "crm:2", "shop:1"})}

    def again(store: Store = graph, **said: Any) -> None:
        load(
            store, open_source(tmp_path / "crm0.jsonl", {"id": "record_id"}), About("crm", **said), quiet=True
        )

    return again


def resolved(store: Store, waited: int) -> None:
    """By an ordinary resolve, and as everything is resolved anew."""
    assert bring_up_to_date(store, quiet=True).came == waited
    assert not [one for one in invariants(store) if one.broken]
    stood = everything(store)
    bring_up_to_date(store, full=True, quiet=True)
    assert everything(store) == stood


def apart(store: Store) -> bool:
    return not any({"crm:1", "crm:2"} <= members for members in partition(store))


def test_a_promise_holds_of_records_that_were_there(graph: Store, say: Say) -> None:
    say(deduplicated=True)
    resolved(graph, 2)
    assert apart(graph)
    say(deduplicated=True, owner="B")
    say()
    resolved(graph, 0)
    say(deduplicated=False)
    resolved(graph, 2)
    assert not apart(graph)


def test_so_does_trust(graph: Store, say: Say) -> None:
    named = "MATCH (:Customer {id: 'shop:1'})-[:IDENTIFIES]->(i) RETURN i.name AS name"
    say(trust=0.1)
    resolved(graph, 2)
    assert graph.run_text(named) == [{"name": "Marie Pettit"}]
    say(trust=0.9)
    resolved(graph, 2)
    assert graph.run_text(named) == [{"name": "Marie Petit"}]


class Lost(Store):
    """Lost before the catalogue is written."""

    def write(self, name: str, /, **p: Any) -> list[Row]:
        if name == "ingest/load_begun":
            raise GraphUnavailable("lost by the test")
        return super().write(name, **p)


def test_cut_short_it_goes_on_with_the_next_load(graph: Store, say: Say) -> None:
    with pytest.raises(GraphUnavailable):
        say(Lost(graph._driver, graph.database), deduplicated=True)
    resolved(graph, 2)
    assert not apart(graph)
    say(deduplicated=True)
    resolved(graph, 2)
    assert apart(graph)


def test_while_everything_is_resolved_it_has_to_be_said_later(graph: Store, say: Say) -> None:
    stood = everything(graph)
    with (
        lease(graph, "resolve"),
        ThreadPoolExecutor(1) as pool,
        pytest.raises(Conflict, match="resolve is running"),
    ):
        pool.submit(say, deduplicated=True).result()
    assert everything(graph) == stood


class Slow(Store):
    """Between the marks and the catalogue somebody else may go on."""

    def __init__(self, store: Store) -> None:
        super().__init__(store._driver, store.database)
        self.marked, self.go = Event(), Event()

    def write(self, name: str, /, **p: Any) -> list[Row]:
        if name == "ingest/load_begun":
            self.marked.set()
            assert self.go.wait(60)
        return super().write(name, **p)


def test_who_is_being_resolved_as_it_is_said_is_resolved_by_it_afterwards(graph: Store, say: Say) -> None:
    """Their transaction began before: it must not read them between their mark and what is said now."""
    store = Slow(graph)
    with ThreadPoolExecutor(1) as pool:

        def change(_: Run) -> list[str]:
            said = pool.submit(say, store, deduplicated=True)
            while not (store.marked.is_set() or graph.run_text(BLOCKED)):
                assert not said.done()
            return ["crm:1"]

        try:
            assert rederive(graph, change).waiting == 0
        finally:
            store.go.set()
    resolved(graph, 2)
    assert apart(graph)
