"""`idgraph block`: values that count for nothing."""

from typing import Annotated

import typer

from app.commands.options import AsJson, DryRun
from app.commands.steward import said


def block(
    namespace: Annotated[
        str,
        typer.Argument(
            metavar="NAMESPACE",
            help="email, phone, cookie, device, national_id, siret, or the namespace of an external ID.",
        ),
    ],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="The identifier, written in any usual way.")],
    undo: Annotated[bool, typer.Option("--undo", help="Let it count again.")] = False,
    reason: Annotated[
        str | None, typer.Option(help="Why, for other stewards; no personal data, please.")
    ] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Let an identifier count for nothing, as if nobody had ever had it; also one that is still to come."""
    from app.audit import COMMAND
    from app.stewardship import blocks

    with said(as_json, dry_run=dry_run) as (store, tell):
        if undo:
            tell(blocks.unblock(store, COMMAND, namespace, value, dry_run=dry_run))
        else:
            tell(blocks.block(store, COMMAND, namespace, value, reason, dry_run=dry_run))
