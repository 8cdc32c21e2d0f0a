"""The feed that resolution writes: what happened, and at every commit exactly the membership that the graph has."""

from collections.abc import Iterable
from itertools import count
from pathlib import Path

import pytest

from app.audit import Actor
from app.errors import GraphUnavailable
from app.feed.entries import entries, last
from app.feed.past import Past, moment
from app.feed.verify import verify
from app.graph.store import Row, Store
from app.health import check_graph
from app.resolution import writing
from app.resolution.bulk import resolve
from app.resolution.live import rederive
from app.settings import Settings
from app.stewardship.unload import unload
from app.stewardship.verdicts import judge, withdraw
from tests.graph.evidence import add, household, individual, partition, population
from tests.graph.test_interrupted import BRIDGE, PAIR

STEWARD = Actor("steward", "key_1")


class Lost(Store):
    """The same server, lost before the commit number `after` of individuals, households and feed."""

    def __init__(self, store: Store, after: int) -> None:
        super().__init__(store._driver, store.database)
        self._after, self.commits = after, 0

    def write_together(self, statements: Iterable[tuple[str, Row]]) -> None:
        if self.commits == self._after:
            raise GraphUnavailable("lost by the test")
        self.commits += 1
        super().write_together(statements)


def told(store: Store, after: int) -> list[tuple[str, str]]:
    return [(entry.change.type, entry.change.id) for entry in entries(store) if entry.seq > after]


def test_a_first_resolve_tells_of_everybody_and_the_next_of_nobody(graph: Store, tmp_path: Path) -> None:
    add(graph, tmp_path, "crm", population(30))
    resolve(graph, quiet=True)
    found = verify(graph)
    assert found.ok
    assert {change for change, _ in told(graph, 0)} == {"created"}
    people = graph.run_text("MATCH (n:Individual|Household) RETURN count(n) AS n")[0]["n"]
    assert last(graph) == found.entries == people
    resolve(graph, quiet=True)
    assert last(graph) == people


def test_a_merge_a_split_and_a_file_taken_back(graph: Store, tmp_path: Path) -> None:
    """By the live way; what stood before is found again as of then."""
    add(graph, tmp_path, "crm", population(12))
    add(graph, tmp_path, "web", PAIR)
    resolve(graph, quiet=True)
    older, newer = sorted((individual(graph, "web:a"), individual(graph, "web:b")))
    apart = partition(graph)
    before = last(graph)

    add(graph, tmp_path, "app", [BRIDGE])
    resolve(graph, quiet=True)
    assert verify(graph).ok
    assert individual(graph, "web:a") == individual(graph, "web:b") == older
    assert {("merged", older), ("retired", newer)} <= set(told(graph, before))
    merged = last(graph)

    judge(graph, STEWARD, "web:a", "web:b", "cannot_link", "a test")
    assert verify(graph).ok
    assert ("created", newer) in told(graph, merged)
    withdraw(graph, STEWARD, "web:a", "web:b")
    assert verify(graph).ok
    assert individual(graph, "web:b") == older

    unload(graph, STEWARD, "app")
    assert verify(graph).ok
    assert partition(graph) == apart
    past = Past(graph, moment(graph, str(merged)))
    assert past.state(newer).id == older
    assert len(past.state(older).members) == 3
    assert past.state(older).household == household(graph, "web:a")


def test_the_oldest_record_goes_and_its_id_leads_on(graph: Store, tmp_path: Path) -> None:
    add(graph, tmp_path, "crm", population(6))
    resolve(graph, quiet=True)
    was = individual(graph, "crm:001a")

    def remove(run):  # type: ignore[no-untyped-def]
        run("unload/records_remove", ids=["crm:001a"])
        return ["crm:001a"]

    start = last(graph)
    effects = rederive(graph, remove)
    now = individual(graph, "crm:001b")
    assert now != was
    assert verify(graph).ok
    assert {("created", now), ("retired", was)} <= set(told(graph, start))
    assert was in {change["id"] for change in effects.changes if change["type"] == "retired"}
    assert Past(graph, moment(graph, str(last(graph)))).state(was).id == now


def test_cut_short_anywhere_the_feed_and_the_graph_agree(
    graph: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "_TOGETHER", 15)
    add(graph, tmp_path, "crm", population(20))
    add(graph, tmp_path, "web", PAIR)
    for after in count():
        try:
            resolve(Lost(graph, after), quiet=True)
            break
        except GraphUnavailable:
            assert verify(graph).ok, f"cut after {after} commits"
    assert after > 2
    assert verify(graph).ok
    assert {change for change, _ in told(graph, 0)} == {"created"}


def test_health_checks_the_feed(graph: Store, settings: Settings, tmp_path: Path) -> None:
    add(graph, tmp_path, "crm", population(6))
    resolve(graph, quiet=True)
    assert all(check.ok for check in check_graph(settings))
    graph.run_text("MATCH (c:Change {seq: 2}) DELETE c")
    (broken,) = [check for check in check_graph(settings) if not check.ok]
    assert "feed" in broken.name
    assert "2" in broken.broken
    assert "idgraph feed verify --repair" in broken.detail
