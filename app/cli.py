"""The `idgraph` command: wiring only, a command is one call. Imports stand in the commands so that `--help` is quick."""

import sys

import typer

from app.errors import IdGraphError

app = typer.Typer(
    name="idgraph",
    help="Who is this, who lives with them, on which devices do we see them, and what did they allow?",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


def main() -> None:
    """Entry point: domain errors become one readable line and an exit code."""
    try:
        app()
    except IdGraphError as error:
        sys.stderr.write(f"idgraph: {error}\n")
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
