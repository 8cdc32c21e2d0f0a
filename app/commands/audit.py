"""`idgraph audit`: who read or changed what, and whether that record is whole."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from app.commands.options import AsJson

app = typer.Typer(
    help="Who read or changed what, why and when; and whether that record is whole.", no_args_is_help=True
)


@app.command("verify")
def verify(
    public_key: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Public key (PEM) to trust; otherwise the one of IDGRAPH_HOME/audit."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Find any entry that was edited, deleted, moved or cut off, and say where; exit code 1 where there is one."""
    from app.audit import verify as check
    from app.graph.connect import open_store
    from app.graph.schema import require_schema
    from app.settings import settings

    with open_store(settings()) as store:
        require_schema(store)
        result = check.verify(store, settings(), public_key)
    typer.echo(json.dumps(result.as_json()) if as_json else str(result))
    raise typer.Exit(not result.ok)


@app.command("show")
def show(
    subject: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID", help="Only entries about this individual or household; may be given again."
        ),
    ] = None,
    action: Annotated[str, typer.Option(metavar="WORD", help="Only actions that contain this.")] = "",
    role: Annotated[str | None, typer.Option(help="Only what callers of this role did.")] = None,
    since: Annotated[datetime | None, typer.Option(help="Only since this time, UTC.")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="How many of the newest.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List who read or changed what, newest first; with --json one object per line."""
    from app.audit.show import as_line, shown
    from app.graph.connect import open_store
    from app.graph.schema import require_schema
    from app.settings import settings

    with open_store(settings()) as store:
        require_schema(store)
        rows = shown(store, subjects=subject, action=action, role=role, since=since, limit=limit)
    typer.echo("\n".join(json.dumps(row) if as_json else as_line(row) for row in rows))
