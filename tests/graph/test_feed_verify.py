"""`idgraph feed verify`: the feed against the membership in a real graph, and every way of damaging either."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from app.feed.changes import Membership, changes
from app.feed.entries import append
from app.feed.verify import repair, verify
from app.graph.store import Row, Store
from tests.unit.feed.histories import Labels, membership

A, B, C = "01", "02", "03"
APART: Labels = {A: (1, 1), B: (2, 1), C: (3, 3)}
MERGED: Labels = {A: (1, 1), B: (1, 1), C: (3, 3)}

_WRITE = """
    UNWIND $p.rows AS row
    MERGE (c:Customer {id: 'shop:' + row.born, born: row.born})
    MERGE (i:Individual {id: row.individual})
    MERGE (h:Household {id: row.household})
    WITH c, i, h
    CALL (c, i) { OPTIONAL MATCH (c)-[old:IDENTIFIES]->(other) WHERE other <> i DELETE old }
    MERGE (c)-[:IDENTIFIES]->(i)
    MERGE (i)-[:MEMBER_OF]->(h)"""
_RETIRE = """
    MATCH (old:Individual {id: $p.old}), (new:Individual {id: $p.new})
    OPTIONAL MATCH (old)-[home:MEMBER_OF]->()
    DELETE home
    SET old:Retired
    CREATE (old)-[:MERGED_INTO]->(new)"""


def draw(store: Store, found: Membership) -> None:
    """Draw these people and households; nobody leaves."""
    rows = [
        {"born": born, "individual": individual, "household": found.household[individual]}
        for born, individual in found.individual.items()
    ]
    store.run_text(_WRITE, rows=rows)


@pytest.fixture
def told(graph: Store) -> Store:
    """Three people of whom two became one, drawn and told."""
    draw(graph, membership(APART))
    graph.transact(lambda run: append(run, changes(Membership(), membership(APART))))
    draw(graph, membership(MERGED))
    graph.run_text(_RETIRE, old="ind_02", new="ind_01")
    graph.transact(lambda run: append(run, changes(membership(APART), membership(MERGED))))
    return graph


def test_a_feed_that_tells_what_is(told: Store) -> None:
    found = verify(told)
    assert found.ok
    assert str(found) == "8 entries without a gap; replayed, they are the present membership."
    assert json.loads(json.dumps(found.as_json()))["ok"]
    assert repair(told) == 0


DAMAGE = {
    "an entry is missing": ("MATCH (c:Change {seq: 3}) DELETE c", ("3",)),
    "the last entry is missing": ("MATCH (c:Change {seq: 8}) DELETE c", ("8", "hh_01")),
    "a record is in another individual": (
        "MATCH (c:Customer {born: '03'})-[:IDENTIFIES]->(old)-[:MEMBER_OF]->(h), (i:Individual {id: 'ind_01'}) "
        "DETACH DELETE old, h CREATE (c)-[:IDENTIFIES]->(i)",
        ("hh_03", "ind_01", "ind_03"),
    ),
    "an individual is in another household": (
        "MATCH (i:Individual {id: 'ind_03'})-[r:MEMBER_OF]->(), (h:Household {id: 'hh_01'}) DELETE r "
        "CREATE (i)-[:MEMBER_OF]->(h)",
        ("hh_01", "hh_03"),
    ),
    "a retired ID leads elsewhere": (
        "MATCH (:Retired)-[r:MERGED_INTO]->() DELETE r WITH * MATCH (o:Retired), (i:Individual {id: 'ind_03'}) "
        "CREATE (o)-[:MERGED_INTO]->(i)",
        ("ind_02",),
    ),
    "a record was told that is not there": ("MATCH (c:Customer {born: '02'}) DETACH DELETE c", ("ind_01",)),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_found_and_repaired(told: Store, damage: str) -> None:
    statement, broken = DAMAGE[damage]
    told.run_text(statement)
    found = verify(told)
    assert set(broken) <= set(found.broken)
    assert not found.ok
    repair(told)
    again = verify(told)
    assert again.broken == tuple(map(str, found.gaps)), again


class Busy(Store):
    """The same server, on which people are joined and parted each time that somebody has read the membership."""

    def __init__(self, store: Store) -> None:
        super().__init__(store._driver, store.database)
        self.home = store.home
        self.states = [APART, MERGED]

    def stream(self, name: str, /, **p: Any) -> Iterator[Row]:
        yield from super().stream(name, **p)
        if name == "feed/members":
            now, then = self.states
            self.states.reverse()
            draw(self, membership(then))
            self.transact(lambda run: append(run, changes(membership(now), membership(then))))


def test_what_changes_while_it_is_read_is_no_fault_and_no_end_of_it(told: Store) -> None:
    told.run_text("MATCH (i:Retired)-[r:MERGED_INTO]->() DELETE r REMOVE i:Retired")
    draw(told, membership(APART))
    told.transact(lambda run: append(run, changes(membership(MERGED), membership(APART))))
    busy = Busy(told)
    assert verify(busy).ok
    told.run_text("MATCH (c:Customer {born: '03'})-[r:IDENTIFIES]->() DELETE r")
    assert verify(busy).broken == ("ind_03",)


def test_a_graph_resolved_before_there_was_a_feed_is_told_at_once(told: Store) -> None:
    told.run_text("MATCH (n:Change|Feed) DELETE n")
    assert not verify(told).ok
    assert repair(told) == 5
    assert verify(told).ok


def test_a_member_told_in_two_places_leaves_the_wrong_one(told: Store) -> None:
    told.run_text("MATCH (c:Change {seq: 1}) SET c.joined = ['01', '03']")
    assert verify(told).outdated == ("ind_01",)
    repair(told)
    assert verify(told).ok
