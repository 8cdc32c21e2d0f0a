"""A file into the graph and resolved, each in a process of its own."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.graph.connect import open_store
from app.ingest.load import About, load
from app.resolution.bulk import resolve
from app.settings import Settings
from app.sources import open_source
from tests.benchmarks import raw
from tests.benchmarks.people import Questions, write_people


def load_file(settings: Settings, path: Path) -> dict[str, Any]:
    """Load into the graph as `idgraph load` does; the report of it, with `read` and `seconds`."""
    with open_store(settings) as store:
        report = load(store, open_source(path), About(path.stem), quiet=True)
    return {"read": report.read, "quarantined": report.quarantined, "seconds": report.seconds}


def resolve_all(settings: Settings) -> dict[str, Any]:
    """Resolve as `idgraph resolve` does; what it found and its seconds by step."""
    with open_store(settings) as store:
        return asdict(resolve(store, quiet=True))


def prepared(settings: Settings, records: int, folder: Path) -> tuple[Path, Questions]:
    """A file of so many records, and an empty graph."""
    path = folder / f"people{records}.csv"
    questions = write_people(path, records)
    with raw.open_driver(settings) as driver:
        raw.run(driver, raw.WIPE)
    return path, questions
