"""Bulk load and resolve through a real Neo4j, beside the bare driver on the same server in the same run."""

from pathlib import Path
from typing import Any

import pytest
from neo4j import Driver

from app.settings import Settings
from tests.benchmarks import raw
from tests.benchmarks.bulk import load_file, prepared, resolve_all
from tests.benchmarks.measure import in_own_process
from tests.benchmarks.report import Report
from tests.benchmarks.sizes import SIZES
from tests.benchmarks.visits import write_visits

pytestmark = pytest.mark.benchmark

LEAST_SHARE_OF_RAW = 0.25
"""Loading reads a file, standardises and knows what is there already; the bare driver only writes."""
MOST_GROWTH = 3.0
"""Seconds a record at the largest size, at most so many times those at the smallest."""

LEAST_SHARE_OF_PEOPLE = 0.1
"""A visit changes what its cookie and its device were seen to do, a person of a file is mostly new."""

LOAD = (
    "load: email, phone and loyalty card a record; beside it the driver alone writing the same nodes and edges from \
memory, and bare nodes. MB: peak of the loading process, and of the server"
)
RESOLVE = (
    "resolve: everything in a new process; beside its writing the driver alone writing the same individuals, \
households and edges"
)

VISITS = (
    "load: visits, thirty of each cookie at all hours; beside it a file of as many people, and bare nodes"
)


def test_load_and_resolve(server: Settings, watched: list[int], tmp_path: Path) -> None:
    loads, resolves = Report("load", "Bulk load", LOAD), Report("resolve", "Resolve", RESOLVE)
    with raw.open_driver(server) as driver:
        for size in SIZES:
            path, _ = prepared(server, size, tmp_path)
            loaded = in_own_process(load_file, server, path, watch=watched)
            records, whole = raw.run(driver, raw.READ_RECORDS), raw.run(driver, raw.COUNT)
            assert len(records) == size
            resolved = in_own_process(resolve_all, server, watch=watched)
            resolves.add(**_resolve_row(driver, resolved.value, [resolved.peak_mb, *resolved.others_mb]))
            loads.add(
                **_load_row(
                    driver, records, whole, loaded.value["seconds"], [loaded.peak_mb, *loaded.others_mb]
                )
            )
    for report in (loads, resolves):
        report.publish()
    assert loads.rows[-1]["of_raw"] >= LEAST_SHARE_OF_RAW
    assert resolves.rows[-1]["of_raw"] >= LEAST_SHARE_OF_RAW
    for report in (loads, resolves):
        assert report.rows[-1]["ms_a_record"] <= MOST_GROWTH * report.rows[0]["ms_a_record"]


def test_load_visits(server: Settings, tmp_path: Path) -> None:
    report = Report("visits", "Visits", VISITS)
    with raw.open_driver(server) as driver:
        for size in SIZES:
            people, _ = prepared(server, size, tmp_path)
            known = in_own_process(load_file, server, people).value["seconds"]
            path = tmp_path / f"visits{size}.jsonl"
            write_visits(path, size)
            loaded = in_own_process(load_file, server, path).value
            assert (loaded["read"], loaded["quarantined"]) == (size, 0)
            raw.run(driver, raw.WIPE)
            bare = raw.write_bare(driver, size)
            report.add(
                visits=size,
                seconds=loaded["seconds"],
                visits_per_s=size / loaded["seconds"],
                people_per_s=size / known,
                bare_nodes_per_s=size / bare,
                of_people=known / loaded["seconds"],
                ms_a_visit=1000 * loaded["seconds"] / size,
            )
    report.publish()
    assert min(row["of_people"] for row in report.rows) >= LEAST_SHARE_OF_PEOPLE
    assert report.rows[-1]["ms_a_visit"] <= MOST_GROWTH * report.rows[0]["ms_a_visit"]


def _load_row(
    driver: Driver, records: raw.Rows, whole: raw.Rows, seconds: float, memory: list[float]
) -> dict[str, Any]:
    """Writes the same records again by the driver alone, and as many bare nodes. Leaves nothing but those."""
    raw.run(driver, raw.WIPE)
    by_hand = raw.write_records(driver, records)
    assert raw.run(driver, raw.COUNT) == whole, "not the same nodes and edges"
    raw.run(driver, raw.WIPE)
    bare = raw.write_bare(driver, len(records))
    count = len(records)
    return {
        "records": count,
        "seconds": seconds,
        "records_per_s": count / seconds,
        "raw_per_s": count / by_hand,
        "bare_nodes_per_s": count / bare,
        "of_raw": by_hand / seconds,
        "ms_a_record": 1000 * seconds / count,
        **_memory(memory),
    }


def _resolve_row(driver: Driver, result: dict[str, Any], memory: list[float]) -> dict[str, Any]:
    """Writes what was derived again by the driver alone."""
    derived = {kind: raw.run(driver, text) for kind, text in raw.READ_DERIVED.items()}
    for text in raw.FORGET_DERIVED:
        raw.run(driver, text)
    by_hand = raw.write_derived(driver, derived)
    seconds, count = result["seconds"], result["records"]
    written = sum(map(len, derived.values()))
    return {
        "records": count,
        "individuals": result["individuals"],
        "seconds": seconds["total"],
        "records_per_s": count / seconds["total"],
        "read_s": seconds["read"],
        "derive_s": seconds["total"] - seconds["read"] - seconds["write"] - seconds["make ready"],
        "write_s": seconds["write"],
        "make_ready_s": seconds["make ready"],
        "written_per_s": written / seconds["write"],
        "raw_per_s": written / by_hand,
        "of_raw": by_hand / seconds["write"],
        "ms_a_record": 1000 * seconds["total"] / count,
        **_memory(memory),
    }


def _memory(peaks: list[float]) -> dict[str, float]:
    return dict(zip(("MB", "server_MB"), peaks, strict=False))
