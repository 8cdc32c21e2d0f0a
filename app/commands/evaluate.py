"""`idgraph evaluate`: how good the matching is on a file whose truth is known."""

import json
from pathlib import Path
from typing import Annotated

import typer

from app.commands.options import AsJson, Columns, IdColumn, Ignored


def evaluate(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="CSV, JSON Lines or Parquet."),
    ],
    truth: Annotated[str, typer.Option(metavar="COL", help="Column that says which person a record is.")],
    id_column: IdColumn = None,
    household_truth: Annotated[
        str | None, typer.Option(metavar="COL", help="Column of true households.")
    ] = None,
    deduplicated_in: Annotated[
        str | None,
        typer.Option(metavar="COL", help="Column that names a record's source, each of one record a person."),
    ] = None,
    mapping: Columns = None,
    ignore: Ignored = None,
    model: Annotated[
        Path | None,
        typer.Option(metavar="MODEL.json", help="Weigh with this model of `idgraph train`, learn none."),
    ] = None,
    examples: Annotated[
        int, typer.Option(min=0, help="Show so many mistakes of each kind, with the values of their records.")
    ] = 0,
    report: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.html", help="Write all of it, with 5 examples of each kind, as a page, too."
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a report that is there.")] = False,
    as_json: AsJson = False,
) -> None:
    """Match a labelled file in memory, without a database, and say how good the result is."""
    from app.evaluation.evaluate import evaluate_file
    from app.evaluation.report import EXAMPLES, check_free, html, write_report
    from app.sources.mapping import parse_map
    from app.training.train import model_from

    if report:
        check_free(report, force=force)
    result = evaluate_file(
        file,
        truth=truth,
        household_truth=household_truth,
        deduplicated_in=deduplicated_in,
        id_column=id_column,
        mapping=parse_map(mapping or []),
        ignore=ignore or [],
        model=model_from(model) if model else None,
        examples=examples or (EXAMPLES if report else 0),
        quiet=as_json,
    )
    if report:
        write_report(report, html(result, f"How well {file.name} is matched"))
    typer.echo(json.dumps(result.as_json()) if as_json else str(result))
    if report and not as_json:
        typer.echo(f"Report -> {report}")
