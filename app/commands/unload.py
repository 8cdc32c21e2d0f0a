"""`idgraph loads` and `idgraph unload`: what files brought, and how it is taken back."""

import json
from typing import Annotated

import typer

from app.commands.options import AsJson, DryRun
from app.commands.steward import said


def loads(
    source: Annotated[
        str | None, typer.Argument(metavar="SOURCE", help="Name of a source; without it, all of them.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the loads of files, oldest first, with the IDs by which they are taken back."""
    from app.graph.connect import open_store
    from app.graph.schema import apply_schema
    from app.settings import settings
    from app.stewardship.unload import as_table
    from app.stewardship.unload import loads as found

    with open_store(settings()) as store:
        apply_schema(store)
        rows = found(store, source)
    typer.echo(json.dumps(rows) if as_json else as_table(rows))


def unload(
    source: Annotated[
        str, typer.Argument(metavar="SOURCE", help="Name of the source in the data catalogue.")
    ],
    load: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Only this load of it, as `idgraph loads` lists it; otherwise all."),
    ] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take a source file back: records, identifiers, consents and people are then as if it had never been loaded.

    A large one goes in pieces. Cut short, the same command goes on with what is left.
    """
    from app.audit import COMMAND
    from app.stewardship.unload import unload as run

    with said(as_json, dry_run=dry_run) as (store, tell):
        tell(run(store, COMMAND, source, load, dry_run=dry_run, quiet=as_json))
