"""The API over the small graph that `seed.cypher` draws, once a module: these tests only read."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.access import keys
from app.access.caller import ROLES
from app.graph.store import Store
from app.main import create_app
from app.settings import Settings

LOCAL = "http://127.0.0.1"
WIPE = "MATCH (n) WHERE NOT n:Schema CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS"


@pytest.fixture(scope="module")
def seeded(store: Store) -> Store:
    store.run_text(WIPE)
    store.run_text((Path(__file__).parent / "seed.cypher").read_text())
    return store


@pytest.fixture(scope="module")
def api(seeded: Store, settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(seeded, settings), base_url=LOCAL) as client:
        yield client


@pytest.fixture(scope="module")
def secrets(seeded: Store) -> dict[str, str]:
    """Role -> the secret of a key with it."""
    return {role: keys.create(seeded, keys.asked(role, f"tests-{role}"))[1] for role in ROLES}
