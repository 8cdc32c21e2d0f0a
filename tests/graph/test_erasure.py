"""An erased person is nowhere: not in the graph, not in the files, and no source brings them back."""

import dataclasses
import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from app.audit import Actor
from app.errors import BadInput, Conflict, NotFound, SettingsError
from app.graph.lease import lease
from app.graph.store import Store
from app.ingest.load import About, load, quarantine_for
from app.ingest.tombstones import secret_file
from app.ingest.track_events import sighted
from app.ingest.tracking import Tracking
from app.privacy.certificate import paths
from app.privacy.erasure import Eraser
from app.privacy.preview import Preview
from app.privacy.restriction import object_to, readmit, readmit_all
from app.privacy.subject import Asked
from app.resolution.bulk import resolve
from app.settings import Settings
from app.sources import open_source
from tests.graph.evidence import homes, individual, population
from tests.graph.tracking import events as events_of_batch
from tests.graph.tracking import identify, page, track, visits

NOW = datetime(2026, 11, 22, tzinfo=UTC)
WHO = Actor("privacy", "key_test")
KILLED = """
import os, signal, sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from app.audit import Actor
from app.graph.connect import open_store
from app.privacy import erasure
from app.privacy.subject import Asked
from app.settings import settings

home, zoe, step = sys.argv[1:]

def killed(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

note = erasure.Eraser._note
if step == "_note_done":
    erasure.Eraser._note = lambda self, run, certificate, state: (
        killed() if state == "done" else note(self, run, certificate, state)
    )
elif step == "_remove":
    erasure.Eraser._remove = killed
else:
    setattr(erasure, step, killed)
with open_store(settings()) as store:
    store.home = Path(home)
    who = Actor("privacy", "key_test")
    erasure.Eraser(store, Path(home), who, datetime.now(UTC)).erase(Asked(individual=zoe))
"""
EXPIRED = "MATCH (l:Lock {name: 'erasure'}) SET l.until = datetime() - duration({seconds: 1})"
"""What a minute does: the dead hold their leases no longer."""
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
    "Zoé",
    "1987-10-23",
    "zoe.quenneville",
    "698765432",
    "loy-77-zq",
    "LOY-77-ZQ",
    "zoe-cookie",
    "account:zoe",
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
        loaded(
            store,
            home,
            folder,
            "shop",
            [*people, *bad],
            {"id": "record_id", "loyalty": "external_id:loyalty"},
        )
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
        identify("yann", "m3", 10, email="yann.quenneville@example.org")
        | {"anonymousId": "yann-cookie"}
        | tablet,
        page("yann-cookie", "m4", 11, **tablet),
    ]


def loaded(
    store: Store, home: Path, folder: Path, source: str, rows: list[Any], mapping: dict[str, str]
) -> Any:
    path = folder / f"{source}.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    file = open_source(path, mapping, quarantine=quarantine_for(home, source))
    return load(store, file, About(source), quiet=True)


def environment(settings: Settings) -> dict[str, str]:
    """By which another process finds the same graph."""
    found = {"IDGRAPH_HOME": str(settings.home), "IDGRAPH_CACHE": str(settings.cache)}
    if settings.neo4j_uri and settings.neo4j_password:
        password = settings.neo4j_password.get_secret_value()
        found |= {"NEO4J_URI": settings.neo4j_uri, "NEO4J_PASSWORD": password}
    return found


def eraser(store: Store, home: Path) -> Eraser:
    return Eraser(store, home, WHO, NOW)


def canaries_in(text: str) -> set[str]:
    return {canary for canary in CANARIES if canary in text}


def traces(store: Store) -> set[str]:
    """Which canaries stand anywhere in the database."""
    everything = json.dumps([row["found"] for row in store.run_text(VALUES)], default=str, ensure_ascii=False)
    return canaries_in(everything)


def in_files(home: Path) -> set[str]:
    texts = [path.read_text("utf-8", "replace") for path in home.rglob("*") if path.is_file()]
    texts += [text.encode().decode("unicode_escape") for text in texts if "\\u" in text]
    return canaries_in("\n".join(texts))


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


def test_the_preview_says_who_else_is_touched_and_changes_nothing(world: Store, home: Path) -> None:
    zoe, yann = individual(world, "shop:zoe1"), individual(world, "shop:yann1")
    found = eraser(world, home).look(Asked(namespace="email", value="Zoe.Quenneville@example.org"))
    assert isinstance(found, Preview)
    assert (found.individual, found.housemates) == (zoe, [yann])
    assert found.records == {"shop": 3, "web": 1}
    assert [(one["kind"], one["individuals"]) for one in found.shared] == [
        ("Address", [yann]),
        ("Device", [yann]),
    ]
    assert [(file.rows, file.file.partition("/")[0]) for file in found.files] == [(1, "quarantine")]
    assert not canaries_in(str(found) + json.dumps(found.as_json(), default=str))
    assert traces(world) == set(CANARIES)


def test_who_has_changed_since_the_preview_is_not_erased(world: Store, home: Path, tmp_path: Path) -> None:
    zoe = individual(world, "shop:zoe1")
    found = eraser(world, home).look(Asked(individual=zoe))
    assert isinstance(found, Preview)
    loaded(world, home, tmp_path, "crm", [ZOE | {"id": "z9"}], {"id": "record_id"})
    resolve(world, quiet=True)
    with pytest.raises(Conflict, match="look again"):
        eraser(world, home).erase(Asked(individual=zoe), found.plan)
    assert traces(world) == set(CANARIES)
    assert list((home / "privacy").rglob("*.journal")) == []


def test_an_identifier_of_several_people_names_nobody(world: Store, home: Path) -> None:
    with pytest.raises(BadInput, match="2 people carry this identifier"):
        eraser(world, home).look(Asked(namespace="device", value="5f2d0c1e-8f6b-4c86-9d0a-6d1a6e0c1b11"))


def test_erasing_again_gives_the_certificate_of_then(world: Store, home: Path) -> None:
    zoe = individual(world, "shop:zoe1")
    first = eraser(world, home).erase(Asked(individual=zoe))
    for asked in (
        Asked(individual=zoe),
        Asked(namespace="email", value="zoe.quenneville@example.org"),
        Asked(namespace="record", value="shop:zoe1"),
    ):
        assert eraser(world, home).erase(asked) == first
        assert eraser(world, home).look(asked) == first
    with pytest.raises(NotFound):
        eraser(world, home).erase(Asked(namespace="email", value="someone.else@example.org"))


def test_the_certificate_is_in_a_file_and_proves_itself(world: Store, home: Path) -> None:
    certificate = eraser(world, home).erase(Asked(individual=individual(world, "shop:zoe1")))
    as_file, as_text = paths(home, certificate.id)
    content = json.loads(as_file.read_text("utf-8"))
    sha256 = content.pop("sha256")
    assert hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest() == sha256
    assert sha256 in as_text.read_text("utf-8")
    assert not canaries_in(as_file.read_text("utf-8") + as_text.read_text("utf-8"))


@pytest.mark.parametrize("step", ["_remove", "find", "write", "_note_done"])
def test_interrupted_at_any_step_it_is_finished_by_asking_again(
    world: Store, home: Path, step: str, tmp_path: Path, settings: Settings
) -> None:
    """A process of its own is killed as it comes to the step."""
    zoe = individual(world, "shop:zoe1")
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(home), zoe, step],
        env=os.environ | environment(settings),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    world.run_text(EXPIRED)
    certificate = eraser(world, home).erase(Asked(namespace="email", value="zoe.quenneville@example.org"))
    assert certificate.finished
    assert traces(world) == set()
    assert in_files(home) == set()
    assert list((home / "privacy").rglob("*.journal")) == []
    replay(world, home, tmp_path)
    assert traces(world) == set()


def test_events_that_come_meanwhile_bring_nobody_back(world: Store, home: Path) -> None:
    """Whoever is being erased goes on browsing, and signs in with new identifiers that merge records into theirs,
    and on browsers of their own."""
    zoe, over, all_came = individual(world, "shop:zoe1"), threading.Event(), threading.Event()
    numbers = count(102)

    def browse() -> None:
        while not over.is_set():
            number = next(numbers)
            email = "zoe.quenneville@example.org"
            track(world, identify(f"zoe-{number % 3}", f"n{number}", 9, email=email, lastName="Quenneville"))
            track(world, page("zoe-cookie", f"p{number}", 10))
            own = f"zoe-cookie-{number}"
            track(world, page(own, f"s{number}", 10, userId=f"zoe-{number % 3}"))
            if number % 3 == 2:  # an account that comes later is nobody's who was erased
                all_came.set()

    with ThreadPoolExecutor() as pool:
        browsing = pool.submit(browse)
        assert all_came.wait(60)
        try:
            while True:
                try:
                    eraser(world, home).erase(Asked(individual=zoe))
                    break
                except Conflict:
                    continue
        finally:
            over.set()
        browsing.result()
    assert traces(world) == set()


def test_no_load_and_no_erasure_at_once(world: Store, home: Path, tmp_path: Path) -> None:
    zoe = individual(world, "shop:zoe1")
    with lease(world, "load of crm"), pytest.raises(Conflict, match="load of crm"):
        eraser(world, home).erase(Asked(individual=zoe))
    with lease(world, "erasure"), pytest.raises(Conflict, match="erased"):
        loaded(world, home, tmp_path, "crm", [ZOE | {"id": "z9"}], {"id": "record_id"})


def test_without_the_secret_nothing_is_loaded(world: Store, home: Path, tmp_path: Path) -> None:
    eraser(world, home).erase(Asked(individual=individual(world, "shop:zoe1")))
    secret_file(home).unlink()
    with pytest.raises(SettingsError, match=r"tombstone\.key"):
        loaded(world, home, tmp_path, "crm", [YANN | {"id": "y9"}], {"id": "record_id"})
    with pytest.raises(SettingsError, match=r"tombstone\.key"):
        track(world, page("some-cookie", "m99", 9))
    assert readmit_all(world, WHO).tombstones > 0
    loaded(world, home, tmp_path, "crm", [YANN | {"id": "y9"}], {"id": "record_id"})


def test_an_anonymous_browser_is_erased_with_its_device(graph: Store, home: Path) -> None:
    phone = {"context": {"device": {"id": "9a1b7c52-0d3e-4f7a-8b6c-2e4d5f6a7b8c"}}}
    track(graph, page("zoe-cookie", "m1", 9, **phone), page("yann-cookie", "m2", 9))
    certificate = eraser(graph, home).erase(Asked(namespace="cookie", value="zoe-cookie"))
    assert (certificate.individual, certificate.identifiers) == (None, {"Cookie": 1, "Device": 1})
    track(graph, page("zoe-cookie", "m3", 10), page("yann-cookie", "m4", 10))
    assert visits(graph) == {"cookie:yann-cookie": 2}


def test_what_a_public_key_claims_of_the_person_goes_too(world: Store, home: Path) -> None:
    claimed = [
        dataclasses.replace(event, claimed=True)
        for event in events_of_batch(
            identify("stranger", "m50", 9, email="zoe.quenneville@example.org", phone="06 55 44 33 22")
        )
    ]
    Tracking(world).write(sighted(claimed))
    eraser(world, home).erase(Asked(individual=individual(world, "shop:zoe1")))
    assert traces(world) == set()
    said_with_it = ["phone:+33655443322", "account:stranger"]
    assert not world.run_text("MATCH (x:Identifier) WHERE x.key IN $p.keys RETURN x", keys=said_with_it)


def test_who_asks_to_come_back_comes_back_and_what_they_refused_stays_refused(
    world: Store, home: Path, tmp_path: Path
) -> None:
    zoe = individual(world, "shop:zoe1")
    object_to(world, WHO, Asked(individual=zoe), ["marketing"], "email", NOW)
    eraser(world, home).erase(Asked(individual=zoe))
    done = readmit(world, home, WHO, Asked(namespace="email", value="zoe.quenneville@example.org"), NOW)
    assert done.statements == 1
    (report,) = replay(world, home, tmp_path)
    assert (report.suppressed, report.new) == (0, 3)
    rows = world.run_text(
        "MATCH (x:Email {key: 'email:zoe.quenneville@example.org'})-[:HAS_CONSENT]->(k) "
        "RETURN k.status AS status, k.purpose AS purpose, k.channel AS channel"
    )
    assert rows == [{"status": "denied", "purpose": "marketing", "channel": "email"}]
