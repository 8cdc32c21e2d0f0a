"""`idgraph verdict` and `idgraph unmerge`: what a steward says about records."""

from enum import StrEnum
from typing import Annotated

import typer

from app.commands.options import AsJson, DryRun
from app.commands.steward import said
from app.errors import BadInput


class Said(StrEnum):
    must_link = "must-link"
    cannot_link = "cannot-link"
    withdraw = "withdraw"


Reason = Annotated[str | None, typer.Option(help="Why, for other stewards; no personal data, please.")]


def verdict(
    a: Annotated[
        str, typer.Argument(metavar="A", help="ID of a record, or of an individual: its oldest record.")
    ],
    b: Annotated[str, typer.Argument(metavar="B", help="ID of another.")],
    what: Annotated[
        Said,
        typer.Argument(
            metavar="VERDICT",
            help="must-link: one person. cannot-link: two. withdraw: what was said of them.",
        ),
    ],
    reason: Reason = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Say that two records are one person, or are two, or take that back."""
    from app.audit import COMMAND
    from app.stewardship import verdicts

    with said(as_json, dry_run=dry_run) as (store, tell):
        if what is Said.withdraw:
            if reason:
                raise BadInput("--reason is about a verdict that is given, not withdrawn")
            tell(verdicts.withdraw(store, COMMAND, a, b, dry_run=dry_run))
        else:
            given: verdicts.Verdict = "must_link" if what is Said.must_link else "cannot_link"
            tell(verdicts.judge(store, COMMAND, a, b, given, reason, dry_run=dry_run))


def unmerge(
    individual: Annotated[
        str | None, typer.Argument(metavar="INDIVIDUAL", help="ID of the person who is several.")
    ] = None,
    records: Annotated[
        list[str] | None,
        typer.Argument(metavar="RECORD...", help="IDs of the records to part from all others."),
    ] = None,
    undo: Annotated[
        str | None,
        typer.Option(metavar="ACTION", help="Withdraw an earlier unmerge, by the action it named."),
    ] = None,
    reason: Reason = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take some records out of a person, or put them back."""
    from app.audit import COMMAND
    from app.stewardship.unmerge import unmerge as run
    from app.stewardship.verdicts import withdraw_action

    if bool(undo) == bool(individual) or bool(individual) != bool(records):
        raise BadInput("Name an INDIVIDUAL and some of its RECORDs, or an action with --undo")
    with said(as_json, dry_run=dry_run) as (store, tell):
        if undo:
            tell(withdraw_action(store, COMMAND, undo, dry_run=dry_run))
        else:
            tell(run(store, COMMAND, str(individual), records or [], reason, dry_run=dry_run))
