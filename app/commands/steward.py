"""What the commands of stewards have in common: an open graph, and an outcome to tell."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from app.graph.store import Store
    from app.stewardship.outcome import Outcome


@contextmanager
def said(as_json: bool, *, dry_run: bool) -> "Iterator[tuple[Store, Callable[[Outcome], None]]]":
    """The graph, and what prints an outcome. Whatever was changed is sealed in the audit."""
    from app.audit import seal
    from app.graph.connect import open_store
    from app.graph.schema import apply_schema
    from app.settings import settings

    with open_store(settings()) as store:
        apply_schema(store)
        yield (
            store,
            lambda outcome: typer.echo(
                json.dumps(outcome.as_json()) if as_json else f"{outcome}{_undo(outcome)}"
            ),
        )
        if not dry_run:
            seal(store, settings())


def _undo(outcome: "Outcome") -> str:
    if outcome.dry_run or not outcome.action:
        return ""
    return f"\nTo withdraw it: idgraph unmerge --undo {outcome.action}"
