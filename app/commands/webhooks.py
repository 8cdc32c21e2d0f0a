"""`idgraph webhooks`: who is told of changes."""

import json
from typing import Annotated

import typer

from app.commands.options import AsJson

app = typer.Typer(
    help="Endpoints that are told of changes, signed by Standard Webhooks.", no_args_is_help=True
)
Id = Annotated[str, typer.Argument(metavar="ID", help="Of the webhook, as `idgraph webhooks list` shows it.")]


@app.command("add")
def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="https; http only on this machine.")],
    types: Annotated[
        str,
        typer.Option(metavar="WORDS", help="Only these, by commas: merged, household, individual.split..."),
    ] = "",
    after: Annotated[
        int | None,
        typer.Option(min=0, max=2**62, metavar="N", help="Tell it of all that is numbered above this, too."),
    ] = None,
    private: Annotated[
        bool, typer.Option("--private", help="It may have an address that is not public.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Tell an endpoint of changes from now on, and print the secret that verifies its messages, this once."""
    from app.audit import COMMAND
    from app.feed.webhooks import add as register
    from app.graph.connect import open_store
    from app.graph.schema import apply_schema
    from app.settings import settings

    with open_store(settings()) as store:
        apply_schema(store)
        here = settings().on_loopback
        hook = register(store, COMMAND, url, [types], after=after, private=private, here=here)
    if as_json:
        typer.echo(json.dumps(hook.as_json() | {"secret": hook.secret}))
    else:
        typer.echo(f"{hook.id}\nSecret, shown this once: {hook.secret}\n`idgraph serve` delivers.")


@app.command("list")
def list_all(as_json: AsJson = False) -> None:
    """List the endpoints, how far each has been told, and what fails; with --json one object per line."""
    from app.feed.webhooks import webhooks
    from app.graph.connect import open_store
    from app.graph.schema import require_schema
    from app.settings import settings

    with open_store(settings()) as store:
        require_schema(store)
        found = webhooks(store)
    if not found and not as_json:
        typer.echo("No webhook: `idgraph webhooks add URL`")
    for hook in found:
        typer.echo(json.dumps(hook.as_json()) if as_json else str(hook))


@app.command("remove")
def remove(id: Id) -> None:
    """Tell an endpoint nothing any more, and forget what it never received."""
    from app.audit import COMMAND
    from app.feed.webhooks import remove as forget
    from app.graph.connect import open_store
    from app.graph.schema import require_schema
    from app.settings import settings

    with open_store(settings()) as store:
        require_schema(store)
        forget(store, COMMAND, id)
    typer.echo("Removed")


@app.command("test")
def test(id: Id, as_json: AsJson = False) -> None:
    """Send a message that tells of nothing, once; exit code 1 where it is not received."""
    from app.feed.webhooks import ping
    from app.graph.connect import open_store
    from app.graph.schema import require_schema
    from app.settings import settings

    with open_store(settings()) as store:
        require_schema(store)
        tried = ping(store, id)
    if as_json:
        told = {"delivered": tried.delivered, "reason": tried.reason, "seconds": tried.seconds}
        typer.echo(json.dumps(told))
    else:
        typer.echo(f"{'Received' if tried.delivered else 'Failed'}: {tried.reason}, {tried.seconds:.3f} s")
    raise typer.Exit(not tried.delivered)


@app.command("dead-letters")
def dead_letters(id: Id, as_json: AsJson = False) -> None:
    """List the changes that an endpoint never received, oldest first; with --json one object per line."""
    from app.feed import dead_letters
    from app.graph.connect import open_store
    from app.graph.schema import require_schema
    from app.settings import settings

    with open_store(settings()) as store:
        require_schema(store)
        rows = dead_letters.dead_letters(store, id)
    for row in rows:
        line = "{id}  {at}  {type:<20}  tried {tries} times, last: {reason}".format(**row)
        typer.echo(json.dumps(row) if as_json else line)
    if not rows and not as_json:
        typer.echo("It received everything")


@app.command("replay")
def replay(id: Id, as_json: AsJson = False) -> None:
    """Send the dead letters of an endpoint once more, until one fails again; then the exit code is 1."""
    from app.feed import dead_letters
    from app.graph.connect import open_store
    from app.graph.schema import require_schema
    from app.settings import settings

    with open_store(settings()) as store:
        require_schema(store)
        done = dead_letters.replay(store, id)
    if as_json:
        typer.echo(json.dumps(done.as_json()))
    else:
        why = f"; the last attempt: {done.reason}" if done.reason else ""
        typer.echo(f"{done.delivered} received, {done.left} left{why}")
    raise typer.Exit(done.reason is not None)
