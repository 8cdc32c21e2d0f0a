"""How the commands of `idgraph privacy` name a person, and print what came of it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from app.graph.store import Store
    from app.privacy.subject import Asked

Individual = Annotated[str | None, typer.Argument(metavar="ID", help="ID of the individual.")]
Identifier = Annotated[
    tuple[str, str] | None,
    typer.Option(
        "--identifier",
        metavar="NAMESPACE VALUE",
        help="Instead of the ID: email, phone, cookie, the namespace of an external ID, or `record` and its ID.",
    ),
]


def asked_for(individual: str | None, identifier: tuple[str, str] | None) -> "Asked":
    """Whom a command is about. Raises BadInput."""
    from app.privacy.subject import Asked

    namespace, value = identifier or (None, None)
    return Asked(individual, namespace, value)


@contextmanager
def open_graph() -> "Iterator[Store]":
    """The graph; whatever was changed is sealed in the audit."""
    from app.audit import seal
    from app.graph.connect import open_store
    from app.graph.schema import apply_schema
    from app.settings import settings

    with open_store(settings()) as store:
        apply_schema(store)
        yield store
        seal(store, settings())


def tell(what: Any, as_json: bool) -> None:
    """Print something that is both a text and JSON."""
    typer.echo(json.dumps(what.as_json()) if as_json else str(what))
