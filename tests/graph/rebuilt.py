"""What must hold of a graph after whatever happened: deriving everything anew changes nothing, there or in a graph that
knows nothing of it, and the feed tells what there is."""

from collections.abc import Mapping

import networkx as nx

from app.feed.past import Past, moment
from app.feed.verify import verify
from app.graph.store import Store
from app.resolution.bulk import resolve
from app.resolution.canonical import INDIVIDUAL
from app.resolution.in_force import current_model, put_in_force
from app.resolution.invariants import AGREEMENT, invariants
from tests.graph.evidence import Partition, forget, living, partition

_ASTRAY = """
MATCH (x:Cookie|Device)<-[:USES_COOKIE|USES_DEVICE]-(:Customer)-[:IDENTIFIES]->(i:Individual)
MATCH (i)-[:MEMBER_OF]->(h:Household)
WITH x, collect(DISTINCT i) AS people, collect(DISTINCT h) AS homes
WITH x, CASE WHEN x.blocked THEN [] WHEN size(people) = 1 THEN people WHEN size(homes) = 1 THEN homes ELSE [] END
  AS owners
WITH x, owners, [(x)-[:IDENTIFIES|MEMBER_OF]->(owner) | owner] AS now
WHERE size(now) <> size(owners) OR any(owner IN owners WHERE NOT owner IN now)
RETURN x.key AS key, [owner IN owners | owner.id] AS owners, [owner IN now | owner.id] AS now"""
"""Cookies and devices that belong to others than their one individual, or the one household of several; blocked ones to
nobody."""


def assert_as_rebuilt(store: Store) -> None:
    """Deriving everything anew finds nothing to change; members are components; the feed tells what there is."""
    assert not store.run_text(_ASTRAY)
    found = resolve(store, quiet=True).changes
    # Guesses about anonymous browsers are not made live.
    changed = {name: count for name, count in found.items() if count and not name.startswith("online")}
    assert not changed, changed
    for invariant in invariants(store, quiet=True):
        broken = invariant.broken
        if invariant.name == AGREEMENT:  # a steward may join who have two national IDs, and is told
            broken = tuple(id for id in broken if not id.startswith(INDIVIDUAL))
        assert not broken, invariant
    assert partition(store) == _components(store)
    verified = verify(store)
    assert verified.ok, verified


def assert_as_afresh(store: Store) -> None:
    """A graph that has the same evidence and model and knows nothing of its history makes the same, IDs and all."""
    stood, model = living(store), current_model(store)
    assert model
    forget(store)
    put_in_force(store, model, chosen=True)
    resolve(store, quiet=True)
    assert living(store) == stood


Membership = dict[str, tuple[str, str | None]]
"""The ULID a record was born with -> its individual and household."""


def membership(store: Store) -> Membership:
    rows = store.run_text(
        "MATCH (c:Customer)-[:IDENTIFIES]->(i:Individual) OPTIONAL MATCH (i)-[:MEMBER_OF]->(h:Household) "
        "RETURN c.born AS born, i.id AS individual, h.id AS household"
    )
    return {row["born"]: (row["individual"], row["household"]) for row in rows}


def assert_as_told(store: Store, moments: Mapping[int, Membership]) -> None:
    """The feed tells of each moment, by the number of its last entry, what was true then; of whoever is still there
    also from the IDs they have today."""
    today = {born: individual for born, (individual, _) in membership(store).items()}
    for seq, then in moments.items():
        past = Past(store, moment(store, str(seq)))
        states = past.states({individual for individual, _ in then.values()})
        assert {born: (state.id, state.household) for state in states for born in state.members} == then, seq
        owners = {born: individual for born, (individual, _) in then.items() if born in today}
        assert past.owners(today) == owners, seq


def _components(store: Store) -> Partition:
    """What networkx makes of the accepted edges."""
    graph = nx.Graph()
    graph.add_nodes_from(row["id"] for row in store.run_text("MATCH (c:Customer) RETURN c.id AS id"))
    accepted = "MATCH (a:Customer)-[:MATCHES {accepted: true}]->(b:Customer) RETURN a.id AS a, b.id AS b"
    graph.add_edges_from((row["a"], row["b"]) for row in store.run_text(accepted))
    return {frozenset(component) for component in nx.connected_components(graph)}
