"""Visits and a file of the same source that tells of people: where one is taken back, the other leaves what it says."""

from pathlib import Path

import pytest

from app.graph.store import Store
from app.resolution.bulk import resolve
from app.stewardship.unload import unload
from tests.graph.contents import between_runs, everything, evidence, nodes
from tests.graph.evidence import living, population
from tests.graph.rebuilt import assert_as_rebuilt
from tests.graph.test_unload import ADA, bring, changed, differences, whole


def test_who_is_heard_of_later_is_newer_until_that_is_taken_back(graph: Store, tmp_path: Path) -> None:
    """Then it is when the file says again, also where that was corrected meanwhile."""
    told = changed(population(3), updated_at="2026-01-01T00:00:00Z")
    bring(graph, tmp_path, "till", told)
    resolve(graph, quiet=True)
    before, people = whole(graph), living(graph)
    seen = {"cookie_id": "ga-till", "customer_id": "000a", "timestamp": "2026-02-01T12:00:00Z"}
    brought = bring(graph, tmp_path, "till", [{"event_id": "t1"} | seen])
    correction = bring(graph, tmp_path, "till", changed(told, last_name="Nouveau"))
    resolve(graph, quiet=True)
    assert nodes(graph)["till:000a"][1]["seen_at"].month == 2
    unload(graph, ADA, "till", correction)
    assert nodes(graph)["till:000a"][1]["seen_at"].month == 2
    unload(graph, ADA, "till", brought)
    assert differences(before, whole(graph)) == []
    assert living(graph) == people


@pytest.mark.parametrize("corrected", [False, True])
def test_of_whom_visits_told_too_they_tell_still(graph: Store, tmp_path: Path, corrected: bool) -> None:
    """As if the file had never come, whichever came first: signing in under another ID, and with another spelling."""
    seen = {"cookie_id": "ga-till", "customer_id": "000a", "timestamp": "2026-02-01T12:00:00Z"}
    log = [{"event_id": "t1"} | seen, {"event_id": "t2", "device_id": "till-1"} | seen]
    visits = bring(graph, tmp_path, "till", log)
    resolve(graph, quiet=True)
    alone = between_runs(evidence(everything(graph)))
    unload(graph, ADA, "till", visits)

    told = changed(population(3), updated_at="2026-03-01T00:00:00Z")
    files = [bring(graph, tmp_path, "till", told)]
    resolve(graph, quiet=True)
    bring(graph, tmp_path, "till", log)
    if corrected:
        files.append(bring(graph, tmp_path, "till", changed(told, last_name="Nouveau")))
    resolve(graph, quiet=True)
    for file in files:
        unload(graph, ADA, "till", file)
    assert differences(alone, between_runs(evidence(everything(graph)))) == []
    assert_as_rebuilt(graph)
