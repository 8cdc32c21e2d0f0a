"""Stewards' verdicts, and what a source promises, against the scores: on a real Neo4j, and taken back."""

from itertools import combinations
from pathlib import Path

import pytest

from app.graph.store import Store
from app.resolution.bulk import resolve
from tests.graph.evidence import (
    add,
    changes,
    component,
    individual,
    judge,
    living,
    partition,
    population,
    withdraw_verdicts,
)


@pytest.fixture
def town(graph: Store, tmp_path: Path) -> Store:
    """Forty people who have nothing to do with one another, resolved: the ground on which a test puts its own."""
    add(graph, tmp_path, "crm", population(40))
    resolve(graph, quiet=True)
    return graph


class TestVerdicts:
    def test_a_must_link_joins_strangers_until_it_is_withdrawn(self, town: Store) -> None:
        before = living(town)
        judge(town, "MUST_LINK", "crm:007b", "crm:001a")
        resolve(town, quiet=True)
        assert component(town, "crm:001a") == {"crm:001a", "crm:001b", "crm:007a", "crm:007b"}
        assert individual(town, "crm:007a") == individual(town, "crm:001a")
        basis = town.run_text(
            "MATCH (:Customer {id: 'crm:001a'})-[m:MATCHES]-(:Customer {id: 'crm:007b'}) RETURN m.basis AS b"
        )
        assert basis == [{"b": "verdict"}]
        assert changes(town) == {}
        withdraw_verdicts(town)
        resolve(town, quiet=True)
        assert living(town) == before

    def test_a_cannot_link_parts_equals_until_it_is_withdrawn(self, town: Store) -> None:
        before = living(town)
        judge(town, "CANNOT_LINK", "crm:001a", "crm:001b")
        resolve(town, quiet=True)
        assert individual(town, "crm:001a") != individual(town, "crm:001b")
        edge = "MATCH (:Customer {id: 'crm:001a'})-[m:MATCHES]->() RETURN m.accepted AS accepted, m.reason AS reason"
        assert town.run_text(edge) == [{"accepted": False, "reason": "a steward's cannot-link"}]
        withdraw_verdicts(town)
        resolve(town, quiet=True)
        assert living(town) == before

    def test_a_promise_of_one_record_a_person_parts_them_until_it_is_taken_back(
        self, town: Store, tmp_path: Path
    ) -> None:
        before = living(town)
        add(town, tmp_path, "crm", population(40), deduplicated=True)
        resolve(town, quiet=True)
        assert all(len(members) == 1 for members in partition(town))
        edge = "MATCH (:Customer {id: 'crm:001a'})-[m:MATCHES]->() RETURN m.accepted AS accepted, m.reason AS reason"
        why = "two records of a source that promises one record a person"
        assert town.run_text(edge) == [{"accepted": False, "reason": why}]
        add(town, tmp_path, "crm", population(1), deduplicated=False)
        resolve(town, quiet=True)
        assert living(town) == before

    def test_verdicts_that_contradict_one_another_do_not_stop_a_resolve(self, town: Store) -> None:
        for pair in combinations(("crm:001a", "crm:002a", "crm:003a"), 2):
            judge(town, "MUST_LINK", *pair)
        judge(town, "CANNOT_LINK", "crm:001a", "crm:003a")
        resolve(town, quiet=True)
        assert individual(town, "crm:001a") == individual(town, "crm:002a")
        assert changes(town) == {}
