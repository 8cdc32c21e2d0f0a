"""`idgraph audience`: who may be reached, for what and how."""

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.options import AsJson
from app.errors import CannotWrite

if TYPE_CHECKING:
    from app.profiles.audience import Member


def audience(
    purpose: Annotated[str, typer.Argument(help="What for, as the consent rules name it.")],
    channel: Annotated[str, typer.Argument(help="email, sms, phone, post, push or web.")],
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.csv", help="Write the members and their contact points; without: count them."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Everybody who agreed to a purpose by a channel and is linked to no refusal; the others, counted by why not."""
    from app.access.caller import LOCAL
    from app.audit import COMMAND, record_now, seal
    from app.consent.view import view_of
    from app.graph.connect import open_store
    from app.profiles.audience import Audience
    from app.settings import settings

    view = view_of(LOCAL, purpose, channel)
    with open_store(settings()) as store:
        found = Audience(store, view)
        if out is None:
            members = sum(1 for _ in found)
        else:
            record_now(store, COMMAND, "audience exported", purpose=view.purpose, channel=channel)
            members = _write(found, out)
            seal(store, settings())
    if as_json:
        said = {"purpose": view.purpose, "channel": channel, "members": members}
        typer.echo(json.dumps(said | {"unreachable": found.unreachable, "states": found.states}))
    else:
        typer.echo(f"{members:,} members for {view.purpose} by {channel}\n{found}")


def _write(members: "Iterable[Member]", out: Path) -> int:
    """How many were written. Raises CannotWrite."""
    try:
        with out.open("w", encoding="utf-8", newline="") as file:
            lines = csv.writer(file)
            lines.writerow(("individual", "name", "household", "contacts"))
            count = 0
            for member in members:
                lines.writerow((*member[:3], " ".join(member.contacts)))
                count += 1
            return count
    except OSError as error:
        raise CannotWrite(f"The audience {out} cannot be written: {error.strerror}") from None
