"""Options that several commands have."""

from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would happen: nothing is changed.")]

Columns = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="COLUMN=FIELD", help="What a column holds; otherwise recognised."),
]
IdColumn = Annotated[
    str | None, typer.Option("--id", metavar="COL", help="Column of record IDs; otherwise recognised.")
]
Ignored = Annotated[list[str] | None, typer.Option("--ignore", metavar="COL", help="Leave a column out.")]
