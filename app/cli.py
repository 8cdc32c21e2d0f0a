"""The `idgraph` command: wiring only, a command is one call. Imports stand in the commands, for speed."""

import json
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from app.commands import (
    analyst_copy,
    audience,
    audit,
    block,
    consume,
    evaluate,
    explain,
    feed,
    keys,
    privacy,
    review,
    unload,
    verdict,
    webhooks,
)
from app.commands.options import AsJson, Columns, IdColumn, Ignored
from app.errors import BadInput, IdGraphError

app = typer.Typer(
    name="idgraph",
    help="Who is this, who lives with them, on which devices do we see them, and what did they allow?",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

StartFrom = Annotated[
    Path | None,
    typer.Option(
        metavar="MODEL.json", help="Begin with the m probabilities and prior of this model, ours or Splink's."
    ),
]
Judged = Annotated[
    Path | None,
    typer.Option(
        "--verdicts",
        metavar="CSV",
        help="Calibrate by judged pairs: columns a, b (record IDs), verdict (must_link, cannot_link).",
    ),
]


@app.command()
def schema(
    apply: Annotated[bool, typer.Option("--apply", help="Apply what is pending, if anything.")] = False,
    as_json: AsJson = False,
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
    seed: Annotated[int, typer.Option(help="The same people, seed and day give the same files.")] = 1,
    today: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], metavar="DATE", help="All of it happened up to this day; else 2025-06-30."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Generate five sources about made-up people, and the truth about them."""
    from app.demo.files import write_demo_data

    summary = write_demo_data(folder, people, seed, today=today.date() if today else None)
    typer.echo(json.dumps(asdict(summary), default=str) if as_json else str(summary))


@app.command()
def demo(
    people: Annotated[int, typer.Option(help="How many people to make up.")] = 5000,
    seed: Annotated[
        int, typer.Option(help="The same people and seed give the same people, up to today.")
    ] = 1,
) -> None:
    """Make up customers, load and resolve them in a local Neo4j, serve API and console, and say where to look."""
    import app.main as service
    from app.demo.show import show
    from app.settings import settings

    service.serve(settings(), lambda store: show(store, settings(), people=people, seed=seed))


@app.command()
def serve() -> None:
    """API and console on this machine, port 8000; and the local Neo4j where NEO4J_URI is unset."""
    from app.settings import for_few_rows, settings

    for_few_rows()
    from app import main as service

    service.serve(settings())


@app.command()
def resolve(
    full: Annotated[
        bool, typer.Option("--full", help="Derive everything, not only what is new or changed.")
    ] = False,
    retrain: Annotated[
        bool, typer.Option("--retrain", help="Learn the match model anew and derive everything.")
    ] = False,
    model: Annotated[
        Path | None, typer.Option(metavar="MODEL.json", help="Put this model of `idgraph train` in force.")
    ] = None,
    attach_guesses: Annotated[
        bool,
        typer.Option(
            "--attach-guesses",
            help="Let anonymous cookies become an individual's by a sure guess, if sign-ins show 95 % to be right.",
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Derive individuals and households: of what is new or changed, as if it were of everything."""
    from app.graph.connect import open_store
    from app.graph.schema import apply_schema
    from app.resolution.up_to_date import bring_up_to_date
    from app.settings import settings
    from app.training.train import model_from

    if retrain and model:
        raise BadInput("--retrain learns a model and --model brings one: name one of the two")
    chosen = model_from(model) if model else None
    with open_store(settings()) as store:
        apply_schema(store)
        result = bring_up_to_date(
            store, full=full, retrain=retrain, model=chosen, attach_guesses=attach_guesses, quiet=as_json
        )
    typer.echo(json.dumps(asdict(result)) if as_json else str(result))
    raise typer.Exit(result.online.refused)


@app.command()
def load(
    source: Annotated[
        str, typer.Argument(metavar="SOURCE", help="Name of the source in the data catalogue.")
    ],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, JSON Lines or Parquet.")],
    mapping: Columns = None,
    id_column: IdColumn = None,
    owner: Annotated[str | None, typer.Option(help="Who answers for the source.")] = None,
    trust: Annotated[float | None, typer.Option(help="How far to trust it, from 0 to 1.")] = None,
    licence: Annotated[str | None, typer.Option(help="What it may be used for.")] = None,
    deduplicated: Annotated[
        bool | None,
        typer.Option(help="It promises one record a person: no two of its records are ever joined."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only read and check; needs no database.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Bring a file of records, visits or consents into the graph; loading it again changes nothing."""
    from app.ingest.consent_columns import vocabulary
    from app.ingest.load import About, check, quarantine_for
    from app.ingest.load import load as run
    from app.settings import settings
    from app.sources.mapping import as_table, parse_map
    from app.sources.source_file import open_source

    about = About(source, owner, trust, licence, deduplicated)
    quarantine = None if dry_run else quarantine_for(settings().home, source)
    opened = open_source(
        file, parse_map(mapping or []), id_column=id_column, quarantine=quarantine, consents=vocabulary()
    )
    if not as_json:
        typer.echo(f"{file.name} is {opened.format}. Its columns, as understood:\n{as_table(opened.mapping)}")
    if dry_run:
        report = check(opened, source, quiet=as_json)
    else:
        from app.graph.connect import open_store
        from app.graph.schema import apply_schema

        with open_store(settings()) as store:
            apply_schema(store)
            report = run(store, opened, about, quiet=as_json)
    typer.echo(json.dumps(report.as_json()) if as_json else str(report))


app.command()(evaluate.evaluate)
app.command()(explain.explain)
app.command()(consume.consume)
app.command()(analyst_copy.analyst_copy)
app.command()(audience.audience)
for stewards in (verdict.verdict, verdict.unmerge, block.block, review.reviews, review.release):
    app.command()(stewards)
for files in (unload.loads, unload.unload):
    app.command()(files)


@app.command()
def train(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help="CSV, JSON Lines or Parquet; without it, the records in the graph.",
        ),
    ] = None,
    id_column: IdColumn = None,
    mapping: Columns = None,
    ignore: Ignored = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="MODEL.json", help="Where the model goes; of FILE.csv, FILE.model.json here."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there.")] = False,
    chart: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw the model, too, as .svg or .html.")
    ] = None,
    start_from: StartFrom = None,
    verdicts: Judged = None,
    seed: Annotated[int, typer.Option(min=0, help="The same records and seed give the same model.")] = 0,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show it: choose nothing, write no file.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Learn the match model without labels, from FILE into a document, or from the graph for the next resolve."""
    from app.graph.connect import open_store
    from app.graph.schema import apply_schema
    from app.settings import settings
    from app.sources.mapping import parse_map
    from app.training.train import Lesson, train_file, train_graph
    from app.training.trained import Outputs

    outputs = Outputs.of(file, out, chart, force=force, dry_run=dry_run)
    lesson = Lesson(start_from, verdicts, seed, quiet=as_json)
    if file:
        columns = parse_map(mapping or [])
        trained = train_file(file, lesson, id_column=id_column, mapping=columns, ignore=ignore or [])
    elif id_column or mapping or ignore:
        raise BadInput("--id, --map and --ignore are about the columns of a FILE: name it")
    else:
        with open_store(settings()) as store:
            apply_schema(store)
            trained = train_graph(store, lesson, dry_run=dry_run)
    written = outputs.write(trained.model)
    if as_json:
        typer.echo(json.dumps(trained.as_json() | written))
    else:
        typer.echo(
            "\n".join([str(trained), *(f"{what} -> {path}" for what, path in written.items() if path)])
        )


@app.command()
def health(
    check: Annotated[
        bool,
        typer.Option(
            "--check",
            help="Check what was resolved: every membership derivable, no orphan. Needs no service.",
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Is everything up? Neo4j, its schema, the graph, the service; exit code 1 where something is not."""
    from app.health import as_table, check_graph
    from app.health import health as ask
    from app.settings import settings

    checks = check_graph(settings(), quiet=as_json) if check else ask(settings())
    typer.echo(json.dumps({item.name: item.as_json() for item in checks}) if as_json else as_table(checks))
    raise typer.Exit(not all(item.ok for item in checks))


app.add_typer(keys.app, name="keys")
app.add_typer(audit.app, name="audit")
app.add_typer(feed.app, name="feed")
app.add_typer(webhooks.app, name="webhooks")
app.add_typer(privacy.app, name="privacy")
neo4j = typer.Typer(help="The local Neo4j of IDGRAPH_HOME.", no_args_is_help=True)
app.add_typer(neo4j, name="neo4j")


@neo4j.command("start")
def neo4j_start() -> None:
    """Start the local Neo4j, or let the one that runs stay, until `idgraph neo4j stop`."""
    from app.graph import local
    from app.settings import settings

    typer.echo(local.start(settings()))


@neo4j.command("stop")
def neo4j_stop() -> None:
    """Stop the local Neo4j, whoever started it."""
    from app.graph import local
    from app.settings import settings

    typer.echo("Neo4j is down" if local.stop(settings()) else "Neo4j did not run")


@neo4j.command("status")
def neo4j_status(
    as_json: AsJson = False,
) -> None:
    """Say whether the local Neo4j runs, where, and how to log in."""
    from app.graph import local
    from app.settings import settings

    server, folder = local.running(settings()), str(local.data_folder(settings()))
    if as_json:
        facts = server.as_dict() if server else {}
        typer.echo(json.dumps({"running": server is not None, "data_folder": folder, **facts}))
    else:
        typer.echo(server or f"Neo4j does not run on {folder}; `idgraph neo4j start` starts it")


@neo4j.command("logs")
def neo4j_logs(
    lines: Annotated[int, typer.Option("--lines", "-n", min=1, help="How many of the last ones.")] = 100,
) -> None:
    """Print what the local Neo4j said since its last start."""
    from app.graph import local
    from app.settings import settings

    typer.echo("\n".join(local.log_lines(settings(), lines)))


def main() -> None:
    """Entry point: domain errors become one readable line and an exit code."""
    try:
        app()
    except IdGraphError as error:
        sys.stderr.write(f"idgraph: {error}\n")
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
