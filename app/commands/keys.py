"""`idgraph keys`: who may ask, made and withdrawn."""

import json
from typing import Annotated

import typer

from app.commands.options import AsJson

app = typer.Typer(help="Keys of services: what they may do is their role's.", no_args_is_help=True)


@app.command("create")
def create(
    role: Annotated[
        str,
        typer.Option(help="marketing, cdp, analyst, steward, privacy, admin; tracking gives a write key."),
    ],
    purpose: Annotated[
        list[str] | None,
        typer.Option(help="What it may read for, as consent statements name it; without: all its role may."),
    ] = None,
    expires: Annotated[
        int | None,
        typer.Option(metavar="DAYS", help="Until it expires: 365; write keys do not unless told so."),
    ] = None,
    name: Annotated[
        str, typer.Option(help="What it is for; of a write key, the source that its events become.")
    ] = "",
    public: Annotated[
        bool,
        typer.Option(
            "--public", help="A write key for browsers and apps: what it tells of people is a claim."
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make a key and print it, this once: only a hash is kept."""
    from app.access import keys
    from app.consent.rules import rules_in_force
    from app.errors import BadInput
    from app.graph.connect import open_store
    from app.graph.schema import apply_schema
    from app.settings import settings

    asked = keys.asked(role, name, purpose or (), expires, public=public)
    known = rules_in_force().purposes
    if unknown := [one for one in asked.purposes if one not in known]:
        raise BadInput(f"--purpose: {unknown[0]} is none of the consent rules, which have {', '.join(known)}")
    with open_store(settings()) as store:
        apply_schema(store)
        key, secret = keys.create(store, asked)
    if as_json:
        typer.echo(json.dumps({"key": secret, **key.as_json()}))
    else:
        typer.echo(f"{key}\nShown this once; keep it where secrets are kept:", err=True)
        typer.echo(secret)


@app.command("list")
def show(as_json: AsJson = False) -> None:
    """All keys there ever were, without their secrets."""
    from app.access import keys
    from app.graph.connect import open_store
    from app.settings import settings

    with open_store(settings()) as store:
        found = keys.keys(store)
    if as_json:
        typer.echo(json.dumps([key.as_json() for key in found]))
    else:
        typer.echo("\n".join(map(str, found)) or "No key yet: `idgraph keys create --role ROLE` makes one")


@app.command("revoke")
def revoke(
    key: Annotated[str, typer.Argument(metavar="ID", help="As `idgraph keys list` shows it: key_...")],
    as_json: AsJson = False,
) -> None:
    """Let a key open nothing any more, within a second."""
    from app.access import keys
    from app.graph.connect import open_store
    from app.settings import settings

    with open_store(settings()) as store:
        revoked = keys.revoke(store, key)
    typer.echo(json.dumps(revoked.as_json()) if as_json else str(revoked))
