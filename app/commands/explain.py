"""`idgraph explain`: why two records or individuals are, or are not, one person."""

import json
from typing import Annotated

import typer

from app.commands.options import AsJson


def explain(
    a: Annotated[str, typer.Argument(metavar="A", help="ID of a record, or of an individual.")],
    b: Annotated[str, typer.Argument(metavar="B", help="ID of another.")],
    changes: Annotated[
        bool,
        typer.Option("--changes/--no-changes", help="Work out what single change would part or join them."),
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Why two records or individuals are one person, or are not, or live together: every comparison and its bits."""
    from app.commands.noted import note_shown
    from app.graph.connect import open_store
    from app.graph.schema import require_schema
    from app.settings import settings
    from app.stewardship.why import why
    from app.stewardship.why_text import as_text

    with open_store(settings()) as store:
        require_schema(store)
        found = why(store, a, b, changes=changes)
        note_shown(store, "explained", found)
    typer.echo(json.dumps(found) if as_json else as_text(found))
