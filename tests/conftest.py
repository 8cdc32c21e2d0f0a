"""The real Neo4j of the tests: NEO4J_TEST_URI, else a container where Docker answers, else the local one.

The tests of one run share one server and run in one process (`-n` would need a server per worker: too heavy).
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack

import hypothesis
import pytest

from app.graph.connect import open_store
from app.graph.store import Store
from app.settings import Settings

IMAGE = "neo4j:5.26-community"

hypothesis.settings.register_profile("ours", print_blob=True, deadline=None)
hypothesis.settings.load_profile("ours")
"""A failure prints what reproduces it, and a busy machine is none."""


def _container(stack: ExitStack) -> tuple[str, str] | None:
    """Bolt address and password of a fresh container; None where no Docker engine answers."""
    import docker
    from docker.errors import DockerException
    from testcontainers.community.neo4j import Neo4jContainer

    try:
        client = docker.from_env()
        stack.callback(client.close)
        client.ping()
    except DockerException:
        return None
    container = stack.enter_context(Neo4jContainer(IMAGE, password="only-for-tests"))
    return container.get_connection_url(), "only-for-tests"


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Settings that lead to an empty Neo4j, with a home of its own; the cache of downloads is the user's."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        pytest.fail("tests on Neo4j share one server: run them without -n", pytrace=False)
    given = Settings()
    home = tmp_path_factory.mktemp("home")
    common = {"IDGRAPH_HOME": home, "IDGRAPH_CACHE": given.cache}
    with ExitStack() as stack:
        if given.neo4j_test_uri:
            password = given.neo4j_password or ""
            yield Settings(NEO4J_URI=given.neo4j_test_uri, NEO4J_PASSWORD=password, **common)
        elif found := _container(stack):
            yield Settings(NEO4J_URI=found[0], NEO4J_PASSWORD=found[1], NEO4J_USER="neo4j", **common)
        else:
            yield Settings(NEO4J_URI=None, NEO4J_USER="neo4j", NEO4J_DATABASE=None, **common)


@pytest.fixture(scope="session")
def store(settings: Settings) -> Iterator[Store]:
    """One Store for the whole run, with the schema applied. Never a database that holds something else."""
    with open_store(settings) as opened:
        rows = opened.run_text("MATCH (n) WHERE NOT n:Schema RETURN 1 AS found LIMIT 1")
        if rows:
            pytest.exit("the database of NEO4J_TEST_URI is not empty: the tests would wipe it", returncode=4)
        _apply_schema(opened)
        yield opened
        if settings.neo4j_uri:  # yours: left as empty as it was found
            _empty(opened)


@pytest.fixture
def graph(store: Store) -> Store:
    """The Store, its graph empty, its schema in place."""
    _empty(store)
    return store


def _empty(store: Store) -> None:
    store.run_text("MATCH (n) WHERE NOT n:Schema CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS")


def _apply_schema(store: Store) -> None:
    from app.graph.schema import apply_schema

    apply_schema(store)
