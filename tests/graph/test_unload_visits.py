"""Visits that are taken back leave the people whom a file of the same source tells of as it has them."""

from pathlib import Path

from app.graph.store import Store
from app.resolution.bulk import resolve
from app.stewardship.unload import unload
from tests.graph.contents import nodes
from tests.graph.evidence import living, population
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
