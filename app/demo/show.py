"""`idgraph demo`: the demo world in the graph, resolved, and what to look at. Run again, it does what is missing."""

import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from app.demo.files import write_demo_data
from app.graph.connect import server as server_of
from app.graph.queries import documented
from app.graph.store import Store
from app.ingest.load import About, load, quarantine_for
from app.resolution.bulk import resolve
from app.settings import Settings
from app.sources import open_source

SOURCES: dict[str, tuple[str, About]] = {
    "loyalty": ("loyalty.csv", About("loyalty", "Shops", 0.9, "own customers")),
    "accounts": ("accounts.jsonl", About("accounts", "Web shop", 0.8, "own customers")),
    "newsletter": ("newsletter.parquet", About("newsletter", "Marketing", 0.5, "partner agreement")),
    "visits": ("visits.jsonl", About("visits", "Web shop", 0.7, "own site")),
    "consents": ("consents.jsonl", About("consents", "Privacy office", 1.0, "own records")),
}

_QUERIES = ("browser/household_picture", "browser/cookie_to_household", "browser/weakest_links")
"""Saved queries to paste; the first line of each says which question it answers."""


def show(store: Store, settings: Settings, *, people: int, seed: int) -> None:
    """Do what is missing, then say on standard output what there is to see."""
    start = time.monotonic()
    for line in _prepare(store, settings, people=people, seed=seed):
        sys.stdout.write(f"{line}\n\n")
    sys.stdout.write(f"Ready after {time.monotonic() - start:.0f} s.\n{_closing_text(settings)}")
    sys.stdout.flush()


def _prepare(store: Store, settings: Settings, *, people: int, seed: int) -> Iterator[str]:
    """Generate, load and resolve what is not there yet; what each step says of itself."""
    folder = settings.home / "demo"
    present = {row["name"] for row in store.read("ingest/sources") if row["refreshed_at"]}
    missing = [name for name in SOURCES if name not in present]
    if missing:
        yield str(write_demo_data(folder, people, seed, today=datetime.now(UTC).date()))
        for name in missing:
            yield _load(store, settings, folder, name)
    if missing or store.read("resolve/unfinished")[0]["unfinished"]:
        yield str(resolve(store))


def _load(store: Store, settings: Settings, folder: Path, name: str) -> str:
    file, about = SOURCES[name]
    source = open_source(folder / file, {}, quarantine=quarantine_for(settings.home, about.name))
    return str(load(store, source, about))


def _closing_text(settings: Settings) -> str:
    """What to open and what to try."""
    address, server = f"http://{settings.host_in_url}:{settings.port}", server_of(settings)
    lines = ["", f"Console      {address}/", f"API          {address}/docs"]
    if server and server.browser_url:
        login = f"user {server.user}, password in {server.password_file}"
        lines += [f"Browser      {server.browser_url}   connect to {server.bolt_uri}, {login}"]
    lines += ["", "Paste into Neo4j Browser (more in cypher/browser/):"]
    for name in _QUERIES:
        purpose, _, _, *query = documented(name).splitlines()
        lines += ["", "  // " + purpose.removeprefix("// Purpose: "), *(f"  {line}" for line in query)]
    return "\n".join([*lines, "", "Stop with Ctrl-C; the data stays.", ""])
