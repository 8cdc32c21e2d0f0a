"""`idgraph audience`: who may be reached, for what and how."""

import csv
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
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
    from app.consent.remembering import remember
    from app.consent.view import view_of
    from app.graph.connect import open_store
    from app.profiles.audience import Audience
    from app.settings import settings

    view = view_of(LOCAL, purpose, channel)
    with open_store(settings()) as store:
        found = Audience(store, view)
        if out is None:
            members = sum(1 for _ in found)
            record_now(store, COMMAND, "audience counted", purpose=view.purpose, channel=channel)
        else:
            with _written(found, out) as told:
                # Noted with all who are in it before the file bears its name: nothing is exported unseen.
                record_now(store, COMMAND, "audience exported", told, view.purpose, channel=channel)
            members = len(told)
        seal(store, settings())
        remember(store, view.unremembered.people, (), quiet=as_json)
    if as_json:
        said = {"purpose": view.purpose, "channel": channel, "members": members}
        typer.echo(json.dumps(said | {"unreachable": found.unreachable, "states": found.states}))
    else:
        typer.echo(f"{members:,} members for {view.purpose} by {channel}\n{found}")


@contextmanager
def _written(members: "Iterable[Member]", out: Path) -> Iterator[list[str]]:
    """The IDs of all members, once they stand in a file beside `out`, which takes its name at the end.

    Readable by its owner alone. Raises CannotWrite.
    """
    beside = out.with_name(out.name + ".part")
    try:
        with os.fdopen(
            os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8", newline=""
        ) as file:
            lines = csv.writer(file)
            lines.writerow(("individual", "name", "household", "contacts"))
            told = []
            for member in members:
                lines.writerow((*member[:3], " ".join(member.contacts)))
                told.append(member.individual)
        yield told
        beside.replace(out)
    except OSError as error:
        raise CannotWrite(f"The audience {out} cannot be written: {error.strerror}") from None
    finally:
        beside.unlink(missing_ok=True)
