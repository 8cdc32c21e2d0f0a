"""A visit counts for day or night by the clock of where it was, whichever way it comes."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.graph.store import Store
from app.ingest.load import About, load
from app.ingest.track_events import sighted
from app.ingest.tracking import Tracking
from app.sources import open_source
from app.sources.tracking import Event
from tests.graph.tracking import PHONE, at, events, page, write_seen

OFFICE, NOUMEA = "81.2.3.4", "Pacific/Noumea"
MORNING = (0, 1, 2)
"""Hours of UTC: it is 11 to 13 h in Noumea then."""
Told = tuple[str | None, Callable[[int], str]]
"""The time zone that is told, and how the time is written."""
BY_NAME: Told = NOUMEA, at
BY_THE_TIME: Told = None, lambda hour: f"2026-03-14T{hour + 11}:00:00.000+11:00"
Bring = Callable[[Store, Path, Told], None]


def with_people(store: Store, folder: Path, told: Told) -> None:
    Tracking(store).write(sighted(_events(told)))


def by_the_quick_lane(store: Store, folder: Path, told: Told) -> None:
    write_seen(Tracking(store), sighted(_events(told)))


def by_a_file(store: Store, folder: Path, told: Told) -> None:
    path = folder / "visits.jsonl"
    zone, written = told
    rows = [
        {"visit_id": f"v{hour}", "at": written(hour), "cookie": PHONE, "ip": OFFICE, "timezone": zone}
        for hour in MORNING
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    load(store, open_source(path), About("web"), quiet=True)


def _events(told: Told) -> list[Event]:
    zone, written = told
    context = {"ip": OFFICE} | ({"timezone": zone} if zone else {})
    pages = (page(PHONE, f"m{hour}", hour, context=context) for hour in MORNING)
    return events(*({**one, "timestamp": written(hour)} for one, hour in zip(pages, MORNING, strict=True)))


@pytest.mark.parametrize("told", [BY_NAME, BY_THE_TIME], ids=["by name", "by the time"])
@pytest.mark.parametrize(
    "bring", [with_people, by_the_quick_lane, by_a_file], ids=lambda bring: bring.__name__
)
def test_an_office_at_the_other_end_of_the_world_is_no_home(
    graph: Store, tmp_path: Path, bring: Bring, told: Told
) -> None:
    bring(graph, tmp_path, told)
    (seen,) = graph.run_text(
        "MATCH (x:Cookie) RETURN x.ips AS ips, x.ip_days AS days, x.ip_nights AS nights, "
        "[hour IN range(0, 23) WHERE x.hours[hour] > 0] AS hours"
    )
    assert seen == {"ips": [OFFICE], "days": [3], "nights": [0], "hours": [11, 12, 13]}
