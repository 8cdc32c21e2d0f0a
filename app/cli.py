"""The `idgraph` command: wiring only, a command is one call. Imports stand in the commands, for speed."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from app.errors import IdGraphError

app = typer.Typer(
    name="idgraph",
    help="Who is this, who lives with them, on which devices do we see them, and what did they allow?",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.command()
def schema(
    apply: Annotated[bool, typer.Option("--apply", help="Apply what is pending, if anything.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show the schema of the graph, or bring it up to date."""
    from app.graph.connect import open_store
    from app.graph.schema import apply_schema, schema_status
    from app.settings import settings

    with open_store(settings()) as store:
        applied = apply_schema(store) if apply else []
        status = schema_status(store)
    if as_json:
        typer.echo(json.dumps({"applied": applied, **asdict(status)}))
    else:
        typer.echo("\n".join([*(f"Applied {name}" for name in applied), str(status)]))


@app.command("demo-data")
def demo_data(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder for the files; made if missing.")],
    people: Annotated[int, typer.Option(help="How many people there are.")] = 5000,
    seed: Annotated[int, typer.Option(help="The same people and seed give the same files.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Generate five sources about made-up people, and the truth about them."""
    from app.demo.files import write_demo_data

    summary = write_demo_data(folder, people, seed)
    typer.echo(json.dumps(asdict(summary), default=str) if as_json else str(summary))


def main() -> None:
    """Entry point: domain errors become one readable line and an exit code."""
    try:
        app()
    except IdGraphError as error:
        sys.stderr.write(f"idgraph: {error}\n")
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
