"""`idgraph feed`: what became of people and households, and whether the feed tells all of it."""

import json
from typing import Annotated

import typer

from app.commands.options import AsJson

app = typer.Typer(help="What became of people and households, in order.", no_args_is_help=True)


@app.command("show")
def show(
    after: Annotated[
        int, typer.Option(min=0, max=2**62, metavar="N", help="Only what is numbered above this.")
    ] = 0,
    limit: Annotated[int | None, typer.Option("--limit", "-n", min=1, help="At most so many.")] = None,
    types: Annotated[
        str,
        typer.Option(metavar="WORDS", help="Only these, by commas: merged, household, individual.split..."),
    ] = "",
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Go on with what comes, until Ctrl-C.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Print the feed, oldest first; with --json one object per line."""
    from app.feed.entries import accepted
    from app.feed.watch import told
    from app.graph.connect import open_store
    from app.graph.schema import require_schema
    from app.settings import settings

    words = accepted([types])
    with open_store(settings()) as store:
        require_schema(store)
        for entry in told(store, after=after, types=words, limit=limit, follow=follow):
            typer.echo(json.dumps(entry.as_json()) if as_json else str(entry))


@app.command("verify")
def verify(
    repair: Annotated[
        bool,
        typer.Option(
            "--repair",
            help="Append what it does not tell, as after an upgrade; while nothing else is written.",
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Is the feed without a gap, and its replay the present membership? Exit code 1 where it is not."""
    from app.feed import verify as check
    from app.graph.connect import open_store
    from app.graph.schema import apply_schema, require_schema
    from app.settings import settings

    with open_store(settings()) as store:
        (apply_schema if repair else require_schema)(store)
        appended = check.repair(store) if repair else 0
        found = check.verify(store)
    if as_json:
        typer.echo(json.dumps(found.as_json() | {"appended": appended}))
    else:
        typer.echo(f"Appended {appended:,} entries.\n{found}" if repair else str(found))
    raise typer.Exit(not found.ok)
