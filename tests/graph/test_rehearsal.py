"""A service rehearses events before it takes any, and nothing comes of it."""

from pathlib import Path

import pytest

from app.graph.queries import steady
from app.graph.store import Store
from app.ingest.rehearsal import rehearse
from app.resolution.bulk import resolve
from tests.graph.contents import everything
from tests.graph.evidence import add, population
from tests.graph.tracking import PHONE, identify, page, track


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
    monkeypatch.setattr("app.graph.store.steady", lambda name: asked.append(name) or steady(name))
    monkeypatch.setattr("app.ingest.rehearsal.steady", lambda name: asked.append(name) or steady(name))
    rehearse(graph)
    rehearsed = set(asked)
    asked.clear()
    marie = {"firstName": "Marie", "lastName": "Petit", "email": "marie@orange.fr"}
    paul = {"firstName": "Paul", "lastName": "Roux", "email": "paul@free.fr"}
    track(graph, identify("u1", "m1", 3, **marie), identify("u2", "m2", 4, **paul))
    track(graph, page(PHONE, "m3", 5, userId="u1"))
    track(graph, page(PHONE, "m4", 6, userId="u2"))
    assert {"live/matches", "live/online", "resolve/online_attach"} <= set(asked)
    assert set(asked) <= rehearsed
