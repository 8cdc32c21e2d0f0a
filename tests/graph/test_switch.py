"""While everything is resolved by another model, who asks gets the old answer or the new one, never a part of each."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from app.graph.store import Row, Store
from app.matching.shipped import shipped_model
from app.resolution import writing
from app.resolution.bulk import resolve
from tests.graph.evidence import add, population

_ANSWERS = """
MATCH (i:Individual)
RETURN i.id AS id, [(c:Customer)-[:IDENTIFIES]->(i) | c.id] + [(i)-[:MEMBER_OF]->(h) | h.id] AS says
UNION ALL
MATCH (h:Household)
RETURN h.id AS id, [(i)-[:MEMBER_OF]->(h) | i.id] AS says"""
Answers = dict[str, frozenset[str]]


def answers(store: Store) -> Answers:
    """ID of a person or household -> records and household, or people."""
    return {row["id"]: frozenset(row["says"]) for row in store.run_text(_ANSWERS) if row["says"]}


class Watched(Store):
    """The same server; what it answers is asked after each transaction that changes who is who."""

    def __init__(self, store: Store) -> None:
        super().__init__(store._driver, store.database)
        self.home = store.home
        self.meanwhile: list[Answers] = []

    def write_together(self, statements: Iterable[tuple[str, Row]]) -> None:
        super().write_together(statements)
        self.meanwhile.append(answers(self))


@pytest.mark.parametrize("parts", [True, False], ids=["people come apart", "people are joined"])
def test_everybody_is_who_they_were_until_they_are_who_they_will_be(
    graph: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parts: bool
) -> None:
    monkeypatch.setattr(writing, "_TOGETHER", 1)
    models = [shipped_model(), shipped_model().model_copy(update={"prior": 1e-40})]
    first, then = models if parts else reversed(models)
    add(graph, tmp_path, "crm", population(24))
    resolve(graph, model=first, quiet=True)
    before, watched = answers(graph), Watched(graph)
    resolve(watched, model=then, quiet=True)
    after = answers(graph)
    assert len(watched.meanwhile) > 10, "there were many steps between"
    assert sum(before.get(id) != after.get(id) for id in {*before, *after}) > 10, "and much to change"
    for now in watched.meanwhile:
        for id in {*before, *after, *now}:
            assert now.get(id) in (before.get(id), after.get(id)), id
    assert watched.meanwhile[-1] == after
