"""`idgraph reviews` and `idgraph release`: what waits for a steward, and letting go what was held back."""

import json
from typing import Annotated

import typer

from app.commands.options import AsJson, DryRun
from app.commands.steward import said


def reviews(
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=1, help="How many, the most valuable first.")
    ] = 20,
    as_json: AsJson = False,
) -> None:
    """List what stewards should look at: links in doubt, hubs, and records that were held back."""
    from app.commands.noted import note_shown
    from app.graph.connect import open_store
    from app.graph.schema import apply_schema
    from app.settings import settings
    from app.stewardship.reviews import as_table
    from app.stewardship.reviews import reviews as found

    with open_store(settings()) as store:
        apply_schema(store)
        rows = found(store, "", limit)["reviews"]
        note_shown(store, "reviews listed", rows)
    typer.echo(json.dumps(rows) if as_json else as_table(rows))


def release(
    held: Annotated[str, typer.Argument(metavar="HELD", help="What `idgraph reviews` names the records by.")],
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Let records that were held back join as the scores say; what nobody releases goes on waiting."""
    from app.audit import COMMAND
    from app.stewardship.held import release as run

    with said(as_json, dry_run=dry_run) as (store, tell):
        tell(run(store, COMMAND, held, dry_run=dry_run))
