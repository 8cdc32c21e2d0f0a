"""A dry run of whatever a steward does changes nothing and says exactly what will happen; a full resolve agrees."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.audit import Actor
from app.graph.store import Store
from app.resolution.bulk import resolve
from app.resolution.live import rederive
from app.stewardship.blocks import block, unblock
from app.stewardship.outcome import Outcome
from app.stewardship.unload import unload
from app.stewardship.unmerge import unmerge
from app.stewardship.verdicts import judge, withdraw, withdraw_action
from tests.graph.evidence import add, changes, individual, population

ADA = Actor("steward", "key_ada")
Act = Callable[..., Outcome]


@pytest.fixture
def town(graph: Store, tmp_path: Path) -> Store:
    """Twenty people of two records each, some of whom only a second source ties; a verdict, an unmerge and a block."""
    add(graph, tmp_path, "crm", population(20))
    # Nothing but an email says whose these are.
    add(
        graph,
        tmp_path,
        "till",
        [{name: row[name] for name in ("id", "first_name", "email")} for row in population(5)],
    )
    add(graph, tmp_path, "shop", [row | {"first_name": row["first_name"][:1]} for row in population(12)])
    resolve(graph, quiet=True)
    judge(graph, ADA, "crm:014a", "crm:018a", "must_link")
    unmerge(graph, ADA, individual(graph, "crm:005a"), ["crm:005a"])
    block(graph, ADA, "email", population(4)[6]["email"])
    return graph


def action_of(store: Store) -> str:
    (row,) = store.run_text("MATCH ()-[v:CANNOT_LINK]->() RETURN DISTINCT v.action AS action")
    return str(row["action"])


ACTS: dict[str, Act] = {
    "must-link": lambda store, dry: judge(store, ADA, "crm:001a", "crm:007a", "must_link", dry_run=dry),
    "cannot-link": lambda store, dry: judge(store, ADA, "crm:001a", "crm:001b", "cannot_link", dry_run=dry),
    "withdraw": lambda store, dry: withdraw(store, ADA, "crm:014a", "crm:018a", dry_run=dry),
    "unmerge": lambda store, dry: unmerge(
        store, ADA, individual(store, "crm:002a"), ["crm:002a", "shop:002a"], dry_run=dry
    ),
    "withdraw an unmerge": lambda store, dry: withdraw_action(store, ADA, action_of(store), dry_run=dry),
    "block": lambda store, dry: block(store, ADA, "email", population(5)[8]["email"], dry_run=dry),
    "unblock": lambda store, dry: unblock(store, ADA, "email", population(4)[6]["email"], dry_run=dry),
    "unload": lambda store, dry: unload(store, ADA, "shop", dry_run=dry),
    "unload what is older": lambda store, dry: unload(store, ADA, "crm", dry_run=dry),
}


def everything(store: Store) -> list[str]:
    """Every node and relationship with its properties, the derived ones, the feed and the audit, too."""
    nodes = "MATCH (n) WHERE NOT n:Lock RETURN labels(n) + [elementId(n)] AS of, properties(n) AS properties"
    links = (
        "MATCH (a)-[r]->(b) RETURN [elementId(a), type(r), elementId(b)] AS of, properties(r) AS properties"
    )
    return sorted(map(str, [*store.run_text(nodes), *store.run_text(links)]))


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_the_prediction_is_the_effect(town: Store, act: Act) -> None:
    before = everything(town)
    predicted = act(town, True)
    assert everything(town) == before
    done = act(town, False)
    assert predicted.effects.changes
    assert (predicted.effects, predicted.evidence, predicted.notes) == (
        done.effects,
        done.evidence,
        done.notes,
    )
    assert changes(town) == {}, "a full resolve has nothing to add"


def test_nothing_touched_changes_nothing(town: Store) -> None:
    before = everything(town)
    assert rederive(town, lambda run: ["crm:003a"]).changes == []
    assert everything(town) == before
