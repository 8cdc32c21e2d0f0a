"""`idgraph analyst-copy`: a second graph for analysts, read-only and pseudonymised."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.options import AsJson
from app.errors import BadInput

if TYPE_CHECKING:
    from app.privacy.analyst_copy import Copied


def analyst_copy(
    action: Annotated[
        str,
        typer.Argument(
            metavar="[build|start|stop|status|remove]",
            help="`build` makes it anew from the graph as it is now, and starts it.",
        ),
    ] = "build",
    as_json: AsJson = False,
) -> None:
    """A second local Neo4j for analysts: read-only, with keyed hashes for contact points and without names."""
    from app.graph import local
    from app.privacy import analyst_copy as copy
    from app.settings import settings

    its = copy.settings_of_copy(settings())
    if action == "build":
        copied = _build()
        typer.echo(json.dumps(copied.as_json()) if as_json else str(copied))
        return
    if action == "start":
        copy.require(settings())
        local.start(its)
    elif action == "stop":
        local.stop(its)
    elif action == "remove":
        copy.remove(settings().home)
    elif action != "status":
        raise BadInput(f"analyst-copy {action}: choose one of build, start, stop, status, remove")
    server = local.running(its)
    if as_json:
        typer.echo(json.dumps({"running": server is not None, **(server.as_dict() if server else {})}))
    else:
        typer.echo(copy.shown(server) if server else "The analysts' copy does not run")


def _build() -> "Copied":
    from app.audit import COMMAND, record_now, seal
    from app.graph.connect import open_store
    from app.graph.schema import apply_schema
    from app.privacy.analyst_copy import build
    from app.settings import settings

    with open_store(settings()) as store:
        apply_schema(store)
        record_now(store, COMMAND, "analyst copy")
        seal(store, settings())
        return build(store, settings())
