"""Clients of the HTTP service and of the bare driver, that ask the same questions."""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from neo4j import Driver

from app.graph.queries import statement
from app.profiles.lookup import MOST_RECORDS
from app.settings import Settings

PURPOSE = "stewardship"
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
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
    """A client that keeps its connection and posts each question as JSON. It shares the cores with who answers, so it
    does no more than it must: `http.client` takes a fifth of a millisecond for each answer."""
    host, port = address.split(":")
    head = f"POST {path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: "

    def client() -> Callable[[Any], object]:
        connection = socket.create_connection((host, int(port)), timeout=60)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        def ask(question: Any) -> object:
            body = json.dumps(question)
            connection.sendall(f"{head}{len(body)}\r\n\r\n{body}".encode("ascii"))
            answer = connection.recv(65_536)
            assert answer.startswith(b"HTTP/1.1 200 "), answer
            while (size := _size(answer)) is None or len(answer) < size:
                answer += connection.recv(65_536)
            return answer

        return ask

    return client


def _size(answer: bytes) -> int | None:
    """Bytes of an answer with its head, of which this is the beginning; None where that does not say yet."""
    end, length = answer.find(b"\r\n\r\n"), _LENGTH.search(answer)
    return end + 4 + int(length[1]) if end >= 0 and length else None


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
