"""`idgraph health --check` where Neo4j has Graph Data Science: individuals are held against its components."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.graph import local
from app.graph.connect import open_store
from app.graph.schema import apply_schema
from app.graph.store import Store
from app.resolution.bulk import resolve
from app.resolution.invariants import invariants
from app.resolution.snapshot import Snapshot
from app.settings import Settings
from tests.graph.evidence import add, individual, partition, population

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Eight people, resolved, on a local server with the plugin. It is downloaded the first time."""
    settings = Settings(
        NEO4J_URI=None,
        IDGRAPH_HOME=tmp_path_factory.mktemp("gds"),
        IDGRAPH_CACHE=Settings().cache,
        IDGRAPH_HEAP_MB=512,
        IDGRAPH_GDS=True,
    )
    with open_store(settings) as store:
        apply_schema(store)
        add(store, tmp_path_factory.mktemp("rows"), "crm", population(8))
        resolve(store, quiet=True)
        yield store
    local.stop(settings)


def broken(store: Store) -> dict[str, tuple[str, ...]]:
    return {item.name: item.broken for item in invariants(store) if item.broken}


def test_components_come_from_the_graph_and_are_the_individuals(town: Store) -> None:
    snapshot = Snapshot(town, quiet=True)
    assert snapshot.found_by_graph
    groups: dict[int, set[str]] = {}
    for row, component in zip(snapshot.records, snapshot.component, strict=True):
        groups.setdefault(component, set()).add(row["record"])
    assert {frozenset(group) for group in groups.values()} == partition(town)
    ours = snapshot.joined(snapshot.matches.left, snapshot.matches.right)
    assert len(set(zip(ours, snapshot.component, strict=True))) == len(set(ours))
    assert broken(town) == {}
    assert not town.run_text("CALL gds.graph.list() YIELD graphName RETURN graphName"), (
        "nothing stays in memory"
    )


def test_an_individual_that_no_accepted_edge_holds_together_is_found(town: Store, tmp_path: Path) -> None:
    town.run_text(
        "MATCH (:Customer {id: 'crm:001a'})-[m:MATCHES]-(:Customer {id: 'crm:001b'}) SET m.accepted = false"
    )
    (named,) = broken(town).values()
    assert named == (individual(town, "crm:001a"),)
