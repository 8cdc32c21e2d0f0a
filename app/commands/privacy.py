"""`idgraph privacy`: what the law gives people a right to."""

import typer

app = typer.Typer(
    help="What people have a right to: to see their data, and to have it gone.", no_args_is_help=True
)
