"""A graph as `idgraph demo` makes it, small."""

from pathlib import Path

import pytest

from app.demo.files import write_demo_data
from app.graph.store import Store
from app.ingest.load import About, load
from app.resolution.bulk import resolve
from app.sources import open_source

SOURCES = ("loyalty.csv", "accounts.jsonl", "newsletter.parquet", "visits.jsonl", "consents.jsonl")
OWNER = "the fixture demo_graph"
"""Stands on the last source loaded: where it is found, the graph is whole and nothing has wiped it since."""


@pytest.fixture(scope="module")
def demo_graph(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Three hundred made-up people, loaded and resolved. For tests that only read."""
    if store.run_text("MATCH (s:Source {owner: $p.owner}) RETURN s", owner=OWNER):
        return store
    store.run_text("MATCH (n) WHERE NOT n:Schema CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS")
    folder = tmp_path_factory.mktemp("demo")
    write_demo_data(folder, people=300, seed=7, quiet=True)
    for name in SOURCES:
        load(store, open_source(folder / name), About(Path(name).stem), quiet=True)
    resolve(store, quiet=True)
    store.write("ingest/source", name="consents", owner=OWNER, trust=None, licence=None)
    return store
