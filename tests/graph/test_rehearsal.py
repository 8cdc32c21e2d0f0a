"""A service rehearses events before it takes any, and nothing comes of it."""

from pathlib import Path

import pytest

from app.graph.queries import statement
from app.graph.store import Store
from app.ingest.rehearsal import rehearse
from app.resolution.bulk import resolve
from tests.graph.contents import everything
from tests.graph.evidence import add, population
from tests.graph.tracking import identify, track


def test_it_leaves_no_trace(graph: Store, tmp_path: Path) -> None:
    rehearse(graph)
    assert graph.run_text("MATCH (n) WHERE NOT n:Schema RETURN labels(n) AS labels") == []
    add(graph, tmp_path, "crm", population(6))
    resolve(graph, quiet=True)
    before = everything(graph), graph.run_text("MATCH (n:Change|Audit|Load) RETURN count(n) AS n")
    rehearse(graph)
    assert (everything(graph), graph.run_text("MATCH (n:Change|Audit|Load) RETURN count(n) AS n")) == before


def test_the_first_event_finds_every_statement_planned(graph: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("app.graph.store.statement", lambda name: asked.append(name) or statement(name))
    rehearse(graph)
    rehearsed = set(asked)
    asked.clear()
    track(graph, identify("u1", "m1", 3, firstName="Marie", lastName="Petit", email="marie@orange.fr"))
    # What is tidied up once a day, after the answer.
    assert set(asked) - rehearsed <= {"track/messages_forget"}
