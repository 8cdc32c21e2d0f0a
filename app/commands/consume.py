"""`idgraph consume`: a stream of tracking events into the graph."""

import json
import signal
from threading import Event
from typing import Annotated

import typer

from app.commands.options import AsJson


def consume(
    stream: Annotated[
        str,
        typer.Argument(
            metavar="STREAM",
            help="kafka://host:port/topic?group=name, a folder of .jsonl files (.gz too), or - for standard input.",
        ),
    ],
    source: Annotated[str, typer.Option(metavar="NAME", help="Name of the source in the data catalogue.")],
    follow: Annotated[
        bool | None,
        typer.Option("--follow/--no-follow", help="Wait for more at the end; Kafka does so by itself."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Take in JSON tracking events, one a line or message, as the HTTP API does; SIGTERM stops it cleanly."""
    from app.settings import for_few_rows, settings

    for_few_rows()
    from app.graph.connect import open_store
    from app.graph.schema import apply_schema
    from app.ingest.consume import Consumer
    from app.ingest.load import About
    from app.ingest.tracker import Tracker
    from app.progress import progress
    from app.sources.streams import stream_at

    name, given = About(source).name, settings()
    password = given.kafka_password.get_secret_value() if given.kafka_password else None
    opened = stream_at(stream, follow=follow, user=given.kafka_user, password=password)
    stop = Event()
    with open_store(given) as store:
        apply_schema(store)
        for number in (signal.SIGTERM, signal.SIGINT):  # not before: there is nothing yet to stop cleanly
            signal.signal(number, lambda *_: stop.set())
        tracker = Tracker(store, given.home, given.tracking_queue)
        consumer = Consumer(tracker, name, stop, lambda text: typer.echo(f"idgraph: {text}", err=True))
        try:
            with progress("events", quiet=as_json) as advance:
                consumer.run(opened, advance)
        finally:
            tracker.close()
    typer.echo(json.dumps(consumer.result.as_json()) if as_json else str(consumer.result))
