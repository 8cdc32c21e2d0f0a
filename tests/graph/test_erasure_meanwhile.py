"""Somebody is erased while a steward works on them, a load waits to be resolved, an answer to them lies about, or
somebody else once said what is theirs."""

import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from app.errors import Conflict, GraphUnavailable, NotFound
from app.graph.lease import lease
from app.graph.store import Run, Store
from app.privacy.access import access
from app.privacy.access_files import ARCHIVE, FORMATS, Format, files, write, zipped
from app.privacy.preview import Preview
from app.privacy.subject import Asked, Subject
from app.resolution.bulk import resolve
from app.resolution.invariants import invariants
from app.settings import Settings
from app.stewardship import verdicts
from app.stewardship.unload import unload
from tests.graph.evidence import individual, population
from tests.graph.test_erasure import (
    CANARIES,
    WHO,
    YANN,
    ZOE,
    eraser,
    home,
    in_files,
    loaded,
    traces,
    world,
)

__all__ = ["home", "world"]
T = TypeVar("T")


def test_nobody_is_erased_while_everything_is_resolved(world: Store, home: Path) -> None:
    """What had read them by then would write them anew."""
    zoe = Asked(individual=individual(world, "shop:zoe1"))
    before = traces(world)
    with lease(world, "resolve"), pytest.raises(Conflict, match="Everything is being resolved"):
        eraser(world, home).erase(zoe)
    assert traces(world) == before
    world.write("live/ready", ready=False)
    with pytest.raises(Conflict, match="cut short"):
        eraser(world, home).erase(zoe)
    resolve(world, quiet=True)
    eraser(world, home).erase(zoe)
    assert traces(world) == set()


def test_somebody_who_is_being_parted_and_joined_is_erased_whole_or_not_yet(world: Store, home: Path) -> None:
    """A steward goes on splitting the person and putting them together, whoever is first: each ends in one state."""
    zoe, over, judged = individual(world, "shop:zoe1"), threading.Event(), threading.Event()

    def judge() -> None:
        while not over.is_set():
            try:
                verdicts.judge(world, WHO, "shop:zoe1", "shop:zoe3", "cannot_link")
                verdicts.withdraw(world, WHO, "shop:zoe1", "shop:zoe3")
            except (NotFound, Conflict):
                continue
            finally:
                judged.set()

    with ThreadPoolExecutor() as pool:
        judging = pool.submit(judge)
        judged.wait(60)
        try:
            for record in ("shop:zoe1", "shop:zoe3") * 10:
                with contextlib.suppress(Conflict):
                    eraser(world, home).erase(Asked(namespace="record", value=record))
        finally:
            over.set()
        judging.result()
    for record in ("shop:zoe1", "shop:zoe3"):  # whoever changed each time is still there, whole
        eraser(world, home).erase(Asked(namespace="record", value=record))
    assert traces(world) == set()
    assert individual(world, "shop:yann1") != zoe
    assert not [found for found in invariants(world) if found.broken]


def test_records_that_nobody_resolved_yet_may_be_theirs(world: Store, home: Path, tmp_path: Path) -> None:
    """A file that was loaded and waits for `idgraph resolve` has a record of the person: it may not outlive them."""
    settings, zoe = Settings(home=home), Subject(individual(world, "shop:zoe1"))
    before = eraser(world, home).look(Asked(zoe.individual))
    assert access(world, settings, zoe).ids == [zoe.individual]
    loaded(world, home, tmp_path, "crm", [ZOE | {"id": "z9"}], {"id": "record_id"})
    for refused in (
        lambda: eraser(world, home).erase(Asked(zoe.individual)),
        lambda: access(world, settings, zoe),
    ):
        with pytest.raises(Conflict, match="idgraph resolve"):
            refused()
    assert traces(world) == set(CANARIES)
    resolve(world, quiet=True)
    assert access(world, settings, zoe).ids == [zoe.individual]
    assert isinstance(before, Preview)
    assert eraser(world, home).erase(Asked(zoe.individual)).records == before.records | {"crm": 1}
    assert traces(world) == set()


@pytest.mark.parametrize("form", FORMATS)
def test_an_answer_to_the_person_that_lies_in_the_home_goes(world: Store, home: Path, form: Format) -> None:
    zoe = individual(world, "shop:zoe1")
    disclosed = files(access(world, Settings(home=home), Subject(zoe)), form)
    name, content = (ARCHIVE, zipped(disclosed)) if form == "csv" else next(iter(disclosed.items()))
    path = write(name, content if isinstance(content, bytes) else content.encode(), home / "answers")
    gone = eraser(world, home).erase(Asked(zoe)).files
    assert {"file": f"answers/{name}", "rows": None} in gone
    assert not path.exists() and in_files(home) == set()


class LostAtCommit(Store):
    """The same server; the connection is lost as the first transaction commits, which it does after that."""

    def __init__(self, store: Store) -> None:
        super().__init__(store._driver, store.database)
        self.home = store.home
        self.commit: Callable[[], object] | None = None

    def transact(self, work: Callable[[Run], T]) -> T:
        if self.commit is None:
            self.commit = partial(super().transact, work)
            raise GraphUnavailable("lost by the test")
        return super().transact(work)


def test_what_is_committed_after_the_connection_is_lost_is_finished_by_asking_again(
    world: Store, home: Path
) -> None:
    zoe, store = Asked(individual=individual(world, "shop:zoe1")), LostAtCommit(world)
    with pytest.raises(GraphUnavailable):
        eraser(store, home).erase(zoe)
    assert store.commit
    store.commit()
    assert eraser(world, home).erase(zoe).finished
    assert (traces(world), in_files(home)) == (set(), set())
    assert list((home / "privacy").rglob("*.journal")) == []


def test_what_somebody_else_had_by_mistake_does_not_come_back_with_what_they_said_before(
    world: Store, home: Path, tmp_path: Path
) -> None:
    """Two typed her address and number, and were put right: a load would refuse them. One was seen on her browser."""
    wrong = [
        YANN | {"id": "y9", "email": ZOE["email"]},
        population(1)[0] | {"id": "y8", "phone": ZOE["phone"]},
        population(2)[1] | {"id": "y7", "cookie": "zoe-cookie"},
    ]
    right = [row | {"email": f"{row['id']}@example.org", "phone": None, "cookie": row["id"]} for row in wrong]
    mapping = {"id": "record_id", "cookie": "cookie"}
    loaded(world, home, tmp_path, "crm", wrong, mapping)
    correction = loaded(world, home, tmp_path, "crm", right, mapping)
    resolve(world, quiet=True)
    eraser(world, home).erase(Asked(individual=individual(world, "shop:zoe1")))
    assert traces(world) == set()
    unload(world, WHO, "crm", correction.load_id)
    assert traces(world) == set()
    left = world.run_text("MATCH (c:Customer) WHERE c.source = 'crm' RETURN c.id AS id")
    assert left == [{"id": "crm:y7"}]
