"""The API over a small graph that `seed.cypher` draws. Tests here only read, so it is drawn once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.graph.store import Store
from app.main import create_app
from app.settings import Settings

LOCAL = "http://127.0.0.1"


@pytest.fixture
def seeded(graph: Store) -> Store:
    graph.run_text((Path(__file__).parent / "seed.cypher").read_text())
    graph.run_text("CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()")
    return graph


@pytest.fixture
def api(seeded: Store, settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(seeded, settings), base_url=LOCAL) as client:
        yield client
