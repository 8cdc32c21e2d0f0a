"""Guesses about anonymous cookies in a real Neo4j: written as guesses, gone with their evidence, whatever the way."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from app.audit import COMMAND
from app.graph.store import Store
from app.ingest.load import About, load
from app.ingest.track_events import sighted
from app.ingest.tracking import Tracking
from app.resolution.bulk import Resolved, resolve
from app.sources import open_source
from app.stewardship.blocks import block
from tests.graph.evidence import derived, forget
from tests.graph.test_interrupted import cut, watched
from tests.graph.tracking import events, identify, page, track

Row = dict[str, Any]
SIGNED_IN = (
    "MATCH (x:Identifier {key: $p.key})-[r:IDENTIFIES]->(i) RETURN i.id AS id, r.probability AS probability"
)
HOME = "MATCH (x:Identifier {key: $p.key})-[r:MEMBER_OF]->(h) RETURN h.id AS id, r.probability AS probability"
SUGGESTED = "MATCH (:Identifier {key: $p.key})-[m:MATCHES]->(other) RETURN other.key AS other"


def visits(homes: int, *, cookies: int = 3, anonymous: int = 10) -> list[Row]:
    """People who live alone, each with cookies that sign in, at home by night; the first few have one that does not."""
    rng = random.Random(5)
    rows: list[Row] = []
    for home in range(homes):
        ip, shelf = f"90.{home // 100}.{home % 100}.7", f"/shelf/{rng.randint(0, 30)}"
        for number in range(cookies + (home < anonymous)):
            name = f"home{home:03}-{number}" if number < cookies else f"unknown-{home:03}"
            for visit in range(3):
                row = {
                    "visit_id": f"{name}-{visit}",
                    "cookie": name,
                    "ip": ip,
                    "page": shelf,
                    "at": f"2024-03-{visit + 1:02}T21:{rng.randint(10, 59)}:00Z",
                }
                rows.append(row | ({"account_id": f"A{home:03}"} if number < cookies and visit == 0 else {}))
    return rows


def add(store: Store, folder: Path, rows: list[Row]) -> None:
    path = folder / "visits.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    load(store, open_source(path), About("web"), quiet=True)


def resolved(store: Store, *, attach_guesses: bool = False) -> Resolved:
    return resolve(store, attach_guesses=attach_guesses, quiet=True)


def test_a_guess_is_written_as_one(graph: Store, tmp_path: Path) -> None:
    add(graph, tmp_path, visits(30))
    result = resolved(graph)
    assert (result.online.anonymous, result.online.suggestions, result.online.attached) == (10, 10, 0)
    (suggestion,) = graph.run_text(
        "MATCH (x:Cookie {key: 'cookie:unknown-003'})-[m:MATCHES]->(other)-[:IDENTIFIES]->(i) "
        "MATCH (c:Customer {id: 'web:A003'})-[:IDENTIFIES]->(i) RETURN other.key AS other, m"
    )
    edge = suggestion["m"]
    assert suggestion["other"].startswith("cookie:home003-")
    assert (edge["accepted"], edge["reason"], edge["basis"]) == (False, "suggestion", "visits")
    assert 0.5 < edge["probability"] < 1
    assert any(line.startswith("network|same, used by few, by night|") for line in edge["evidence"])
    assert sum(float(line.split("|")[2]) for line in edge["evidence"]) == pytest.approx(edge["weight"])
    assert graph.run_text(SIGNED_IN, key="cookie:unknown-003") == []
    (home,) = graph.run_text(HOME, key="cookie:unknown-003")
    assert home["probability"] >= edge["probability"]


def test_resolving_again_changes_nothing(graph: Store, tmp_path: Path) -> None:
    add(graph, tmp_path, visits(30))
    resolved(graph)
    before = derived(graph)
    again = resolved(graph)
    assert {name: n for name, n in again.changes.items() if n} == {}
    assert derived(graph) == before
    forget(graph)
    graph.run_text("MATCH (:Identifier)-[m:MATCHES]->() DELETE m")
    resolved(graph)
    assert derived(graph) == before


def test_guesses_go_with_their_evidence(graph: Store, tmp_path: Path) -> None:
    add(graph, tmp_path, visits(30))
    resolved(graph)
    assert len(graph.run_text(HOME, key="cookie:unknown-003")) == 1
    graph.run_text("MATCH (c:Customer {id: 'web:A003'}) DETACH DELETE c")
    resolved(graph)
    assert (
        graph.run_text("MATCH (:Cookie {key: 'cookie:unknown-003'})-[r:MATCHES|MEMBER_OF]->() RETURN r") == []
    )
    graph.run_text("MATCH (c:Customer) DETACH DELETE c")
    resolved(graph)
    assert graph.run_text("MATCH (:Identifier)-[r:MATCHES|MEMBER_OF|IDENTIFIES]->() RETURN r") == []


def test_no_guess_rests_on_a_device_that_is_blocked(graph: Store, tmp_path: Path) -> None:
    """As a terminal in a shop: that a cookie of somebody was seen there says nothing of the next one."""
    till = "5f2d0c1e-8f6b-4c86-9d0a-6d1a6e0c1b11"
    rows = visits(30, anonymous=0)
    seen = [row | {"device": till} for row in rows if row["cookie"] == "home003-0"]
    passing = [
        {"visit_id": f"p{day}", "cookie": "passing-by", "device": till, "at": f"2024-03-{day:02}T11:00:00Z"}
        for day in (4, 5, 6)
    ]
    add(graph, tmp_path, [*(row for row in rows if row["cookie"] != "home003-0"), *seen, *passing])
    resolved(graph)
    assert graph.run_text(SUGGESTED, key="cookie:passing-by")
    block(graph, COMMAND, "device", till)
    resolved(graph)
    assert graph.run_text(SUGGESTED, key="cookie:passing-by") == []
    assert graph.run_text(HOME, key="cookie:passing-by") == []


def test_a_sign_in_replaces_the_guess(graph: Store, tmp_path: Path) -> None:
    rows = visits(30)
    add(graph, tmp_path, rows)
    resolved(graph)
    signs_in = {
        "visit_id": "late",
        "cookie": "unknown-003",
        "account_id": "A003",
        "at": "2024-04-01T10:00:00Z",
    }
    add(graph, tmp_path, [*rows, signs_in])
    resolved(graph)
    assert [row["probability"] for row in graph.run_text(SIGNED_IN, key="cookie:unknown-003")] == [None]
    assert graph.run_text(HOME, key="cookie:unknown-003") == []
    assert graph.run_text(SUGGESTED, key="cookie:unknown-003") == []


@pytest.mark.parametrize("who", [["A003"], ["A003", "A004"], ["somebody new"]])
def test_what_was_suggested_goes_as_somebody_signs_in(graph: Store, tmp_path: Path, who: list[str]) -> None:
    """At once, not with the next resolve; of several who do so together, too."""
    add(graph, tmp_path, visits(30))
    resolved(graph)
    key = "cookie:unknown-003"
    assert graph.run_text(SUGGESTED, key=key)
    graph.run_text("MATCH (:Cookie {key: $p.key})-[r:MEMBER_OF]->() DELETE r", key=key)
    track(graph, *(page("unknown-003", f"m-{user}", 9, userId=user) for user in who))
    assert graph.run_text(SUGGESTED, key=key) == []
    assert graph.run_text(SUGGESTED, key="cookie:unknown-004")


def test_what_was_suggested_goes_as_a_known_person_is_seen(graph: Store, tmp_path: Path) -> None:
    """The short way, on a browser that tells nothing of where anybody lives."""
    add(graph, tmp_path, visits(30))
    track(graph, identify("u1", "m1", 8, email="marie.dupont@example.fr", lastName="Dupont"), source="app")
    resolved(graph)
    key = "cookie:unknown-003"
    graph.run_text("MATCH (x:Cookie {key: $p.key}) SET x.ip_nights = [night IN x.ip_nights | 0]", key=key)
    graph.run_text("MATCH (:Cookie {key: $p.key})-[r:MEMBER_OF]->() DELETE r", key=key)
    seen = sighted(events(page("unknown-003", "m2", 9, userId="u1"), source="app"))
    assert not Tracking(graph).write_seen(seen).sightings, "it took the short way"
    assert [row["probability"] for row in graph.run_text(SIGNED_IN, key=key)] == [None]
    assert graph.run_text(SUGGESTED, key=key) == []


def test_cut_short_anywhere_ends_the_same(graph: Store, tmp_path: Path) -> None:
    add(graph, tmp_path, visits(12, cookies=2, anonymous=12))
    writes = watched(graph)
    whole = derived(graph)
    assert whole["suggestions"]
    online = len([row for row in whole["online"] if row["key"].startswith("cookie:")])
    for after in range(writes - online // 10 - 10, writes):
        forget(graph)
        graph.run_text("MATCH (:Identifier)-[m:MATCHES]->() DELETE m")
        cut(graph, after)
        resolved(graph)
        assert derived(graph) == whole, f"cut after {after} of {writes} writes"


def test_few_sign_ins_prove_nothing_so_nothing_is_attached(graph: Store, tmp_path: Path) -> None:
    add(graph, tmp_path, visits(12, anonymous=12))
    refused = resolved(graph, attach_guesses=True)
    assert refused.online.refused
    assert refused.online.attached == 0
    assert "NOT attached" in str(refused)
    assert graph.run_text(SIGNED_IN, key="cookie:unknown-003") == []


def test_guesses_shown_to_be_right_are_attached_only_while_asked_for(graph: Store, tmp_path: Path) -> None:
    add(graph, tmp_path, visits(120, anonymous=40))
    plain = resolved(graph)
    assert plain.online.person["at_least"] >= 0.95
    assert plain.online.attached == 0
    asked = resolved(graph, attach_guesses=True)
    assert asked.online.attached > 30
    assert not asked.online.refused
    (row,) = graph.run_text(SIGNED_IN, key="cookie:unknown-003")
    assert 0.5 <= row["probability"] < 1
    assert [row["probability"] for row in graph.run_text(SIGNED_IN, key="cookie:home003-0")] == [None]
    resolved(graph)
    assert graph.run_text(SIGNED_IN, key="cookie:unknown-003") == []
