"""Is everything up? Asks, and starts nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx

from app.errors import IdGraphError
from app.graph.connect import open_store, server
from app.graph.schema import require_schema, schema_status
from app.graph.store import Store
from app.profiles.search import totals
from app.settings import Settings

_ANSWERS_WITHIN_S = 5.0


@dataclass(frozen=True)
class Check:
    """One thing that should be so: its name, whether it is, and the detail or the fix."""

    name: str
    ok: bool
    detail: str

    def __str__(self) -> str:
        return f"{'ok  ' if self.ok else 'FAIL'}  {self.name:<8} {self.detail}"


def health(settings: Settings) -> list[Check]:
    """Neo4j, its schema, what is in the graph, the service: in this order; what cannot be asked is left out."""
    return [*_graph(settings), _service(settings)]


def _graph(settings: Settings) -> Iterator[Check]:
    found = server(settings)
    if found is None:
        yield Check("neo4j", False, "the local Neo4j does not run: `idgraph neo4j start` or `idgraph serve`")
        return
    try:
        with open_store(settings) as store:
            yield Check("neo4j", True, found.bolt_uri)
            yield _asked("schema", lambda: _schema(store))
            yield _asked(
                "graph", lambda: ", ".join(f"{count:,} {what}" for what, count in totals(store).items())
            )
    except IdGraphError as error:
        yield Check("neo4j", False, str(error))


def _schema(store: Store) -> str:
    require_schema(store)
    return f"version {schema_status(store).version}"


def _asked(name: str, ask: Callable[[], str]) -> Check:
    try:
        return Check(name, True, ask())
    except IdGraphError as error:
        return Check(name, False, str(error))


def _service(settings: Settings) -> Check:
    url = f"http://{settings.host}:{settings.port}"
    try:
        answer = httpx.get(f"{url}/readyz", timeout=_ANSWERS_WITHIN_S)
    except httpx.HTTPError:
        return Check("service", False, f"nothing answers at {url}: `idgraph serve`")
    if answer.is_success:
        return Check("service", True, url)
    return Check("service", False, f"{url} answers with status {answer.status_code}")
