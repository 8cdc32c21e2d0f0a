"""`idgraph privacy`: what the law gives people a right to."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from app.commands.options import AsJson
from app.commands.privacy_options import Identifier, Individual, asked_for, open_graph, tell
from app.errors import BadInput

app = typer.Typer(
    help="What people have a right to: to see their data, and to have it gone.", no_args_is_help=True
)


@app.command()
def access(
    individual: Individual = None,
    identifier: Identifier = None,
    form: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="json|csv|html",
            help="csv: an archive with a table a section; html: one page.",
        ),
    ] = "json",
    language: Annotated[str, typer.Option(metavar="fr|en", help="Of the page.")] = "en",
    output: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder for the files; otherwise printed.")
    ] = None,
) -> None:
    """Everything about a person, for that person; nothing about anybody else is in it."""
    from app.audit import COMMAND, record_now
    from app.privacy.access import access as gather
    from app.privacy.access_files import ARCHIVE, files, format_of, language_of, write, zipped
    from app.privacy.subject import subject_of
    from app.settings import settings

    asked, chosen, spoken = asked_for(individual, identifier), format_of(form), language_of(language)
    if chosen == "csv" and output is None:
        raise BadInput("CSV is an archive of tables: name a folder for it with --output")
    with open_graph() as store:
        disclosed = gather(store, settings(), subject_of(store, asked))
        record_now(store, COMMAND, "privacy access", disclosed.ids, format=chosen)
    found = files(disclosed, chosen, spoken)
    if output is None:
        typer.echo(next(iter(found.values())), nl=False)
    elif chosen == "csv":
        typer.echo(write(ARCHIVE, zipped(found), output))
    else:
        ((name, content),) = found.items()
        typer.echo(write(name, content.encode(), output))


@app.command()
def erase(
    individual: Individual = None,
    identifier: Identifier = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do it, without asking.")] = False,
    as_json: AsJson = False,
) -> None:
    """Erase a person: say what goes, what stays and who else is touched; then, if so decided, do it."""
    from app.audit import COMMAND
    from app.commands.noted import note_shown
    from app.privacy.certificate import Certificate
    from app.privacy.erasure import Eraser
    from app.settings import settings

    asked = asked_for(individual, identifier)
    with open_graph() as store:
        eraser = Eraser(store, settings().home, COMMAND, datetime.now(UTC))
        found = eraser.look(asked)
        note_shown(store, "erasure previewed", found.as_json())
        gone = isinstance(found, Certificate) and found.finished is not None
        if gone or not yes or not as_json:
            tell(found, as_json)
        if gone or not (yes or (not as_json and typer.confirm("Erase? It cannot be undone"))):
            return
        tell(eraser.erase(asked, None if isinstance(found, Certificate) else found.plan), as_json)


@app.command()
def restrict(
    individual: Individual = None,
    identifier: Identifier = None,
    lift: Annotated[bool, typer.Option("--lift", help="Show the person again.")] = False,
    as_json: AsJson = False,
) -> None:
    """Restrict processing (GDPR, article 18): the person is shown to nobody but privacy."""
    from app.audit import COMMAND
    from app.privacy.restriction import restrict as run

    asked = asked_for(individual, identifier)
    with open_graph() as store:
        tell(run(store, COMMAND, asked, lift=lift), as_json)


@app.command("object")
def object_to(
    individual: Individual = None,
    identifier: Identifier = None,
    purpose: Annotated[
        list[str] | None, typer.Option(help="What they object to, such as marketing; may be repeated.")
    ] = None,
    channel: Annotated[str | None, typer.Option(help="On this channel only, such as email.")] = None,
    as_json: AsJson = False,
) -> None:
    """Note an objection (GDPR, article 21): a denial that holds for the whole person."""
    from app.audit import COMMAND
    from app.privacy.restriction import object_to as run

    asked = asked_for(individual, identifier)
    with open_graph() as store:
        tell(run(store, COMMAND, asked, purpose or [], channel, datetime.now(UTC)), as_json)


@app.command()
def readmit(
    identifier: Identifier = None,
    everybody: Annotated[
        bool, typer.Option("--all", help="Give all tombstones up, where their secret is lost for good.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Let somebody who was erased come back, because they asked to; what they had refused stays refused."""
    from app.audit import COMMAND
    from app.privacy.restriction import readmit as run
    from app.privacy.restriction import readmit_all
    from app.settings import settings

    if everybody == (identifier is not None):
        raise BadInput("Name one --identifier of the person, or --all")
    with open_graph() as store:
        if everybody:
            tell(readmit_all(store, COMMAND), as_json)
        else:
            asked = asked_for(None, identifier)
            tell(run(store, settings().home, COMMAND, asked, datetime.now(UTC)), as_json)


@app.command()
def retention(
    at: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], metavar="DATE", help="As of this day, such as 2027-01-01; else today."
        ),
    ] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Remove what is due.")] = False,
    as_json: AsJson = False,
) -> None:
    """List what is kept longer than the retention rules allow, or remove it."""
    from app.audit import COMMAND
    from app.privacy.retention import retention as run
    from app.privacy.rules import rules_in_force
    from app.settings import settings

    rules = rules_in_force()
    moment = at.replace(tzinfo=UTC) if at else datetime.now(UTC)
    with open_graph() as store:
        tell(run(store, settings(), COMMAND, rules, moment, apply=apply, quiet=as_json), as_json)
