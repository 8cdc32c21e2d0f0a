"""An erased person is nowhere: not in the graph, not in the files, and no source brings them back."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.audit import Actor
from app.errors import BadInput, Conflict, NotFound
from app.graph.store import Store
from app.ingest.load import About, load, quarantine_for
from app.privacy.erasure import Eraser
from app.privacy.preview import preview
from app.privacy.subject import Asked, subject_of
from app.resolution.bulk import resolve
from app.sources import open_source
from tests.graph.evidence import homes, individual, population
from tests.graph.tracking import identify, page, track

NOW = datetime(2026, 11, 22, tzinfo=UTC)
WHO = Actor("privacy", "key_test")
VALUES = "MATCH (n) RETURN properties(n) AS found UNION ALL MATCH ()-[r]->() RETURN properties(r) AS found"
ZOE = {
    "id": "zoe1",
    "first_name": "Zoé",
    "last_name": "Quenneville",
    "birth_date": "1987-10-23",
    "email": "zoe.quenneville@example.org",
    "phone": "06 98 76 54 32",
    "address": "12 impasse des Clématites",
    "postal_code": "29340",
    "city": "Riec-sur-Bélon",
    "loyalty": "LOY-77-ZQ",
}
YANN = ZOE | {
    "id": "yann1",
    "first_name": "Yann",
    "birth_date": "1984-02-11",
    "email": "yann.quenneville@example.org",
    "phone": "06 11 22 33 55",
    "loyalty": "LOY-78-YQ",
}
CANARIES = (
    "zoe",
    "Zoé",
    "1987-10-23",
    "zoe.quenneville",
    "698765432",
    "loy-77-zq",
    "LOY-77-ZQ",
    "zoe-cookie",
    "203.0.113.77",
    "/seulement/zoe",
)
"""What only she had, in any spelling."""


@pytest.fixture
def home(graph: Store, tmp_path: Path) -> Iterator[Path]:
    """A home of the graph's own, and the one it had again at the end."""
    before, graph.home = graph.home, tmp_path / "home"
    yield graph.home
    graph.home = before


@pytest.fixture
def world(graph: Store, home: Path, tmp_path: Path) -> Store:
    """Zoé lives with Yann, has two records, an account and a cookie of her own; the tablet is of both."""
    replay(graph, home, tmp_path)
    resolve(graph, quiet=True)
    return graph


def replay(store: Store, home: Path, folder: Path) -> list[Any]:
    """All sources, as they were delivered."""
    people = [*population(20), ZOE, ZOE | {"id": "zoe2", "address": None}, ZOE | {"id": "zoe3"}, YANN]
    bad = [{"first_name": "Zoé", "last_name": "Quenneville", "email": "zoe.quenneville@example.org"}]
    reports = [
        _load(store, home, folder, "shop", [*people, *bad], {"id": "record_id", "loyalty": "external_id:loyalty"})
    ]
    track(store, *events())
    return reports


def events() -> list[dict[str, Any]]:
    tablet = {"context": {"device": {"id": "5f2d0c1e-8f6b-4c86-9d0a-6d1a6e0c1b11"}, "ip": "198.51.100.7"}}
    own = {"context": {"device": {"id": "5f2d0c1e-8f6b-4c86-9d0a-6d1a6e0c1b11"}, "ip": "203.0.113.77"}}
    return [
        identify("zoe", "m1", 8, email="zoe.quenneville@example.org", firstName="Zoé", lastName="Quenneville")
        | {"anonymousId": "zoe-cookie"}
        | own,
        page("zoe-cookie", "m2", 9, **own) | {"properties": {"path": "/seulement/zoe"}},
        identify("yann", "m3", 10, email="yann.quenneville@example.org") | {"anonymousId": "yann-cookie"} | tablet,
        page("yann-cookie", "m4", 11, **tablet),
    ]


def _load(store: Store, home: Path, folder: Path, source: str, rows: list[Any], mapping: dict[str, str]) -> Any:
    path = folder / f"{source}.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    file = open_source(path, mapping, quarantine=quarantine_for(home, source))
    return load(store, file, About(source), quiet=True)


def eraser(store: Store, home: Path) -> Eraser:
    return Eraser(store, home, WHO, NOW)


def traces(store: Store) -> set[str]:
    """Which canaries stand anywhere in the database."""
    everything = json.dumps([row["found"] for row in store.run_text(VALUES)], default=str, ensure_ascii=False)
    return {canary for canary in CANARIES if canary in everything}


def in_files(home: Path) -> set[str]:
    texts = [path.read_text("utf-8", "replace") for path in home.rglob("*") if path.is_file()]
    texts += [text.encode().decode("unicode_escape") for text in texts if "\\u" in text]
    return {canary for canary in CANARIES for text in texts if canary in text}


def test_nothing_is_left_and_nothing_comes_back(world: Store, home: Path, tmp_path: Path) -> None:
    zoe, yann = individual(world, "shop:zoe1"), individual(world, "shop:yann1")
    assert traces(world) == set(CANARIES)
    assert in_files(home)
    bystanders = {record for group in homes(world) for record in group if "zoe" not in record}
    certificate = eraser(world, home).erase(Asked(individual=zoe))
    assert traces(world) == set()
    assert in_files(home) == set()
    assert certificate.individual == zoe
    assert certificate.records == {"shop": 3, "web": 1}
    assert certificate.others["housemates"] == 1
    assert {record for group in homes(world) for record in group} == bystanders
    assert individual(world, "shop:yann1") == yann
    reports = replay(world, home, tmp_path)
    resolve(world, quiet=True)
    assert [report.suppressed for report in reports] == [3]
    assert traces(world) == set()
    assert in_files(home) == set()
