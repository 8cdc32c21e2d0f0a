"""A graph as `idgraph demo` makes it, small; and a house's own limits."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.demo.files import write_demo_data
from app.demo.show import SOURCES
from app.graph.store import Store
from app.ingest.load import load
from app.matching.limits import Limits
from app.resolution.bulk import resolve
from app.settings import settings as in_force
from app.sources import open_source
from tests.graph.held import limited

OWNER = "the fixture demo_graph"
"""Stands on the last source loaded: where it is found, the graph is whole and nothing has wiped it since."""


@pytest.fixture(scope="module")
def demo_graph(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Three hundred made-up people, loaded and resolved. For tests that only read."""
    if store.run_text("MATCH (s:Source {owner: $p.owner}) RETURN s", owner=OWNER):
        return store
    store.run_text("MATCH (n) WHERE NOT n:Schema CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS")
    folder = tmp_path_factory.mktemp("demo")
    write_demo_data(folder, people=300, seed=7, quiet=True, today=datetime.now(UTC).date())
    for file, about in SOURCES.values():
        load(store, open_source(folder / file), about, quiet=True)
    resolve(store, quiet=True)
    store.run_text("MATCH (s:Source {name: 'consents'}) SET s.owner = $p.owner", owner=OWNER)
    return store


@pytest.fixture
def limits(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A limits document of the house is in force: the text that the test is given."""
    path = tmp_path / "limits.toml"
    path.write_text(request.param, encoding="utf-8")
    monkeypatch.setenv("IDGRAPH_LIMITS", str(path))
    in_force.cache_clear()
    yield
    in_force.cache_clear()


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> Limits:
    """Two people may be merged at once."""
    return limited(monkeypatch, merged_people=2)
