"""Random files come one after the other and some are taken back: the graph is then what the others alone make of it."""

import json
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.audit import COMMAND
from app.graph.store import Store
from app.ingest.load import About, load
from app.matching.shipped import shipped_model
from app.resolution.in_force import put_in_force
from app.resolution.live.waiting import resolve_waiting
from app.sources import open_source
from app.stewardship.unload import unload
from tests.graph.arrivals import EMAILS, IDS, PEOPLE, VISITS, Row
from tests.graph.contents import between_runs, everything, evidence
from tests.graph.evidence import homes, partition
from tests.graph.histories import SOURCES
from tests.graph.test_unload import differences

File = tuple[str, list[Row]]
"""Its source, its rows."""
DAYS = st.builds("2026-03-{:02}T12:00:00Z".format, st.integers(1, 9))
PERSON = st.builds(
    lambda person, at: person | {"updated_at": at},
    PEOPLE.flatmap(lambda person: st.sampled_from(IDS[:6]).map(lambda id: person | {"id": id})),
    DAYS,
)
CHOICE = st.builds(
    lambda email, at, status: {"email": email, "purpose": "marketing", "status": status, "updated_at": at},
    st.sampled_from(EMAILS[1:]),
    DAYS,
    st.sampled_from(("granted", "withdrawn")),
)
FILE = st.one_of(
    st.tuples(
        st.sampled_from(SOURCES), st.lists(PERSON, min_size=1, max_size=4, unique_by=lambda row: row["id"])
    ),
    st.tuples(st.sampled_from(SOURCES), st.lists(VISITS, min_size=1, max_size=4)),
    st.tuples(st.just("choices"), st.lists(CHOICE, min_size=1, max_size=2)),
)


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    print_blob=True,
)
@given(
    files=st.lists(FILE, min_size=2, max_size=6),
    again=st.lists(st.booleans(), min_size=6, max_size=6),
    gone=st.lists(st.integers(0, 5), min_size=1, max_size=4, unique=True),
)
def test_files_that_were_taken_back_might_never_have_come(
    graph: Store, tmp_path: Path, files: list[File], again: list[bool], gone: list[int]
) -> None:
    told = [_repeated(files[: number + 1]) if again[number] else file for number, file in enumerate(files)]
    _begin(graph)
    brought = [_bring(graph, tmp_path, number, *file) for number, file in enumerate(told)]
    for number in gone:
        if number < len(told):
            unload(graph, COMMAND, told[number][0], brought[number])
    after = _contents(graph)
    _begin(graph)
    for number, file in enumerate(told):
        if number not in gone:
            _bring(graph, tmp_path, number, *file)
    assert differences(_contents(graph), after) == []


def _repeated(files: list[File]) -> File:
    """The last of some files, saying what the first of its kind and source said. Visits are never told again: each
    counts as the first file's that has it."""
    source, rows = files[-1]
    first = next(other for name, other in files if name == source and other[0].keys() == rows[0].keys())
    return source, rows if "at" in rows[0] else first


def _begin(store: Store) -> None:
    store.run_text("MATCH (n) WHERE NOT n:Schema DETACH DELETE n")
    put_in_force(store, shipped_model(), chosen=True)
    store.write("live/ready", ready=True)


def _bring(store: Store, folder: Path, number: int, source: str, rows: list[Row]) -> str:
    """Load rows, resolve whoever waits; the ID of the load."""
    visits = "at" in rows[0]
    lines = (row | {"visit_id": f"{number}-{line}"} if visits else row for line, row in enumerate(rows))
    path = folder / f"{source}.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    mapping = {"id": "record_id"} if "id" in rows[0] else None
    report = load(store, open_source(path, mapping), About(source), quiet=True)
    assert not resolve_waiting(store).waiting
    assert report.load_id
    return report.load_id


def _contents(store: Store) -> tuple[Any, ...]:
    """What is told, who is one and who lives together. When a browser was first and last seen is left out: what a
    record said of it before it was corrected is in no index, and would be looked for among all former records. So is
    the order of its addresses and pages, the newest first: visits older than that come after those there are."""
    told, links = between_runs(evidence(everything(store)))
    for labels, properties in told.values():
        if labels & {"Cookie", "Device"}:
            del properties["first_seen"], properties["last_seen"]
            for names in (("ips", "ip_days", "ip_nights"), ("places", "place_counts")):
                if names[0] in properties:
                    counted = zip(*(properties.pop(name) for name in names), strict=True)
                    properties[names[0]] = sorted(counted)
    groups = {kind: dict.fromkeys(found(store), True) for kind, found in (("p", partition), ("h", homes))}
    return told, links, groups
