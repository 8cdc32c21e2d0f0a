"""One real Neo4j for all measurements."""

import pytest

from app.graph import local
from app.graph.store import Store
from app.settings import Settings
from tests.benchmarks import raw
from tests.benchmarks.bulk import load_file, prepared, resolve_all
from tests.benchmarks.sizes import SIZES

_MOST_WARM = 100_000
"""Records that are read in one answer, in their order: of a million of them Neo4j's heap is full."""


@pytest.fixture(scope="session")
def server(store: Store, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a server that has compiled what it runs often: its first thousands of rows cost double."""
    size = min(SIZES[len(SIZES) // 2], _MOST_WARM)
    path, _ = prepared(settings, size, tmp_path_factory.mktemp("warm"))
    load_file(settings, path)
    resolve_all(settings)
    with raw.open_driver(settings) as driver:
        records = raw.run(driver, raw.READ_RECORDS)
        raw.run(driver, raw.WIPE)
        raw.write_records(driver, records)
    return settings


@pytest.fixture(scope="session")
def watched(server: Settings) -> list[int]:
    """The process of the local Neo4j; none where the server is elsewhere."""
    running = local.running(server) if not server.neo4j_uri else None
    return [running.pid] if running else []
