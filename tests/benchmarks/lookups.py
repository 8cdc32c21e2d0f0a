"""Clients of the HTTP service and of the bare driver, that ask the same questions."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any

from neo4j import Driver

from app.graph.queries import statement
from app.profiles.lookup import MOST_RECORDS
from app.settings import Settings

PURPOSE = "stewardship"
OPEN = {"purpose": PURPOSE, "asks": False, "hides": True}
"""Without consent; what consent costs on top, test_consent.py measures."""


@contextmanager
def service(settings: Settings) -> Iterator[str]:
    """`idgraph serve` as a process of its own; its `host:port`."""
    password = settings.neo4j_password.get_secret_value() if settings.neo4j_password else ""
    graph = {"NEO4J_URI": settings.neo4j_uri, "NEO4J_PASSWORD": password} if settings.neo4j_uri else {}
    environment = os.environ | graph | {"IDGRAPH_HOME": str(settings.home), "IDGRAPH_PORT": "0"}
    command = [sys.executable, "-m", "app.cli", "serve"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        found = next(filter(None, (re.search(r"http://([\d.:]+)", line) for line in process.stderr)))
        log = process.stderr
        drain = subprocess.Popen(["cat"], stdin=log, stdout=subprocess.DEVNULL)
        try:
            yield found[1]
        finally:
            process.terminate()
            drain.wait()


def over_http(address: str, path: str) -> Callable[[], Callable[[Any], object]]:
    """A client that keeps its connection and posts each question as JSON."""

    def client() -> Callable[[Any], object]:
        connection = HTTPConnection(address, timeout=60)

        def ask(question: Any) -> object:
            connection.request("POST", path, json.dumps(question), {"Content-Type": "application/json"})
            response = connection.getresponse()
            body = response.read()
            assert response.status == 200, body
            return body

        return ask

    return client


def over_bolt(
    driver: Driver, name: str, parameters: Callable[[Any], dict[str, Any]]
) -> Callable[[], Callable[[Any], object]]:
    """A client that runs the statement behind the answer and nothing else; `parameters` of each question."""
    text = statement(name)

    def client() -> Callable[[Any], object]:
        def ask(question: Any) -> object:
            p = parameters(question)
            with driver.session() as session:
                return session.execute_read(lambda tx: [dict(record) for record in tx.run(text, p=p)])

        return ask

    return client


def lookup_parameters(question: dict[str, str]) -> dict[str, Any]:
    """The question's identifier stands in its standard form already."""
    return {"key": f"{question['namespace']}:{question['value']}", "limit": MOST_RECORDS, **OPEN}


def cookie_parameters(question: dict[str, Any]) -> dict[str, Any]:
    return {"keys": sorted(f"cookie:{cookie}" for cookie in question["cookies"]), **OPEN}
