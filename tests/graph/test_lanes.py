"""Who waits for whom: what says nothing new of people is written beside whoever changes them, and comes to the same."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any, TypeVar

import pytest

from app.graph.lease import lease
from app.graph.store import Row, Run, Store
from app.ingest.quick import write_quick
from app.ingest.track_events import sighted
from app.ingest.tracker import Tracker
from app.ingest.tracking import Left, Tracking
from app.matching.shipped import shipped_model
from app.resolution.bulk import resolve
from app.resolution.in_force import put_in_force
from app.resolution.online.attach import Online, attach_online
from tests.graph.contents import links, nodes
from tests.graph.rebuilt import assert_as_rebuilt
from tests.graph.test_online import HOME, SIGNED_IN, SUGGESTED, add
from tests.graph.test_online import visits as seen_at_home
from tests.graph.test_webhooks import until
from tests.graph.tracking import LAPTOP, PHONE, TABLET, events, identify, page, track, visits, write_seen

MARIE = {"firstName": "Marie", "lastName": "Dupont", "email": "marie.dupont@example.fr"}
ONE = {"birthday": "1980-05-12", "lastName": "Kerouanton", "address": {"postalCode": "29780"}}
T = TypeVar("T")


@contextmanager
def somebody_changing_people(graph: Store) -> Iterator[None]:
    """The lock on people is held in there."""
    held, go = Event(), Event()

    def hold(run: Run) -> None:
        run("live/begin")
        held.set()
        assert go.wait(60)

    with ThreadPoolExecutor() as threads:
        holding = threads.submit(graph.transact, hold)
        try:
            assert held.wait(60)
            yield
        finally:
            go.set()
        holding.result(60)


def test_what_names_nobody_does_not_wait_for_whoever_changes_people(graph: Store, tmp_path: Path) -> None:
    tracker = Tracker(graph, tmp_path, 100)
    with somebody_changing_people(graph):
        (told,) = tracker.accept("web", events(identify("u1", "m1", 9, **MARIE)))
        (seen,) = tracker.accept("web", events(page(PHONE, "m2", 9)))
        seen.result(60)
        assert visits(graph) == {f"cookie:{PHONE}": 1}
        assert not told.done()
    tracker.close()
    assert told.exception() is None
    assert "web:u1" in nodes(graph)


def test_whoever_is_known_does_not_wait_where_they_are_seen_or_nobody_else_was(
    graph: Store, tmp_path: Path
) -> None:
    def seen(message: str, cookie: str, user: str = "u1") -> dict[str, Any]:
        return page(cookie, message, 9, userId=user)

    tracker = Tracker(graph, tmp_path, 100)
    for first in (identify("u1", "m1", 8, **MARIE), seen("m2", PHONE)):
        for done in tracker.accept("web", events(first)):
            done.result(60)
    with somebody_changing_people(graph):
        for one in (seen("m3", PHONE), seen("m4", TABLET)):
            for done in tracker.accept("web", events(one)):
                done.result(60)
        (other,) = tracker.accept("web", events(seen("m5", PHONE, "u2")))
        assert visits(graph) == {f"cookie:{PHONE}": 2, f"cookie:{TABLET}": 1}
        assert not other.done()
    tracker.close()
    assert visits(graph) == {f"cookie:{PHONE}": 3, f"cookie:{TABLET}": 1}
    assert {link for link in links(graph) if link[1] == "USES_COOKIE"} == {
        ("web:u1", "USES_COOKIE", f"cookie:{PHONE}"),
        ("web:u1", "USES_COOKIE", f"cookie:{TABLET}"),
        ("web:u2", "USES_COOKIE", f"cookie:{PHONE}"),
    }


def test_of_two_names_the_one_that_was_told_last_holds(graph: Store) -> None:
    put_in_force(graph, shipped_model(), chosen=True)
    told = {"email": "m.dupond@orange.fr", "birthday": "1980-05-12", "lastName": "Dupond"}
    track(graph, identify("u1", "m1", 8, **told, firstName="Marie"))
    track(graph, identify("u2", "m2", 9, **told, firstName="Marie-Claude"))
    assert _names(graph) == {"Marie-Claude Dupond": 2}
    track(graph, identify("u1", "m3", 10, **told, firstName="Marie"))
    assert _names(graph) == {"Marie Dupond": 2}
    track(graph, identify("u3", "m4", 8, firstName="Paul", lastName="Petit"))
    track(graph, identify("u3", "m5", 11, firstName="Paul", lastName="Petit"))
    (after,) = graph.run_text(
        "MATCH (c:Customer {id: 'web:u3'}) RETURN c.said_at.hour AS said, c.told_at AS at"
    )
    assert after["said"] == 11
    assert all("T11:" in line for line in after["at"])
    assert_as_rebuilt(graph)


def _names(graph: Store) -> dict[str, int]:
    rows = graph.run_text("MATCH (i:Individual) RETURN i.name AS name, i.size AS size")
    return {row["name"]: row["size"] for row in rows}


def test_who_signs_in_where_others_did_waits_and_whoever_came_with_them_does_not(
    graph: Store, tmp_path: Path
) -> None:
    """The process does not know that somebody else did, so it takes them for quick, and finds out."""
    track(graph, identify("u2", "m1", 8, firstName="Paul"), page(PHONE, "m2", 8, userId="u2"))
    tracker = Tracker(graph, tmp_path, 100)
    for done in sent(tracker, identify("u1", "m3", 9, **MARIE)):
        done.result(60)
    with somebody_changing_people(graph):
        done = sent(tracker, page(PHONE, "m4", 9, userId="u1"), page(TABLET, "m5", 9))
        until(lambda: f"cookie:{TABLET}" in visits(graph))
        assert visits(graph) == {f"cookie:{PHONE}": 1, f"cookie:{TABLET}": 1}
        assert tracker.waiting and not all(one.done() for one in done)
    for one in done:
        one.result(60)
    assert visits(graph)[f"cookie:{PHONE}"] == 2
    tracker.close()
    assert tracker.waiting == 0
    assert_as_rebuilt(graph)


class Holding(Store):
    """The same server; who changes people is held, all locked and all asked, before anything is written of cookies."""

    def __init__(self, store: Store) -> None:
        super().__init__(store._driver, store.database)
        self.home = store.home
        self.held, self.go = Event(), Event()

    def transact(self, work: Callable[[Run], T]) -> T:
        def holding(run: Run) -> T:
            changes_people = False

            def step(name: str, /, **p: Any) -> list[Row]:
                nonlocal changes_people
                changes_people = changes_people or name == "live/begin"
                if changes_people and name == "track/seen":
                    self.held.set()
                    assert self.go.wait(60)
                return run(name, **p)

            return work(step)

        return super().transact(holding)


def test_visits_do_not_wait_for_a_new_person_elsewhere_whose_locks_are_taken(
    graph: Store, tmp_path: Path
) -> None:
    """Nobody was ever erased here, so all that is asked of tombstones is not found. In a statement that writes, Neo4j
    locks what it does not find: so every event would wait for every other. On the person's own browser it has to."""
    track(graph, page(TABLET, "m1", 8))
    store = Holding(graph)
    tracker = Tracker(store, tmp_path, 100)
    (told,) = tracker.accept("web", events(identify("u1", "m2", 9, **MARIE) | {"anonymousId": PHONE}))
    try:
        assert store.held.wait(60)
        for message, cookie in (("m3", TABLET), ("m4", LAPTOP)):
            (seen,) = tracker.accept("web", events(page(cookie, message, 9)))
            seen.result(20)
        assert visits(graph) == {f"cookie:{TABLET}": 2, f"cookie:{LAPTOP}": 1}
        (here,) = tracker.accept("web", events(page(PHONE, "m5", 10)))
        assert not told.done()
    finally:
        store.go.set()
        tracker.close()
    assert (told.exception(), here.exception()) == (None, None)
    assert visits(graph)[f"cookie:{PHONE}"] == 2
    assert links(graph)["web:u1", "USES_COOKIE", f"cookie:{PHONE}"]["first_seen"].hour == 9


def sent(tracker: Tracker, *items: dict[str, Any]) -> list[Any]:
    return tracker.accept("web", events(*items))


@pytest.mark.parametrize("resolved", [False, True])
def test_whoever_tells_the_same_again_does_not_wait_and_who_tells_news_does(
    graph: Store, tmp_path: Path, resolved: bool
) -> None:
    if resolved:
        resolve(graph, quiet=True)
    tracker = Tracker(graph, tmp_path, 100)
    for done in sent(tracker, identify("u1", "m1", 8, **MARIE), identify("u2", "m2", 8, firstName="Paul")):
        done.result(60)
    with somebody_changing_people(graph):
        (again,) = sent(tracker, identify("u1", "m3", 10, **MARIE))
        (news,) = sent(tracker, identify("u2", "m4", 9, firstName="Pierre"))
        again.result(60)
        assert nodes(graph)["web:u1"][1]["said_at"].hour == 10
        assert not news.done()
    tracker.close()
    assert_as_rebuilt(graph)


def test_who_is_told_again_while_they_are_joined_with_somebody_keeps_the_newest_name(graph: Store) -> None:
    """Somebody turns out to be one whose record was read already when that one is told its name once more: the newest
    of their names is another one now. They share no identifier, so neither waits for the other."""
    put_in_force(graph, shipped_model(), chosen=True)
    track(graph, identify("u1", "m1", 8, **ONE, firstName="Marie"))
    again = sighted(events(identify("u1", "m3", 10, **ONE, firstName="Marie")))
    store = Meanwhile(graph, lambda: Tracking(graph).write_seen(again))
    Tracking(store).write(sighted(events(identify("u2", "m2", 9, **ONE, firstName="Marie-Claude"))))
    assert store.begun == 2, "what it had read was out of date"
    assert _names(graph) == {"Marie Kerouanton": 2}
    assert_as_rebuilt(graph)


def test_who_signs_in_while_they_are_joined_with_somebody_is_whoever_they_are_then(graph: Store) -> None:
    """The older one turns out to be this one, whose record was read already."""
    put_in_force(graph, shipped_model(), chosen=True)
    track(
        graph, identify("u1", "m1", 8, firstName="Marie"), identify("u2", "m2", 8, **ONE, firstName="Marie")
    )
    assert sorted(_names(graph).values()) == [1, 1]
    signs_in = sighted(events(page(TABLET, "m3", 10, userId="u2")))
    quick: list[Left] = []
    store = Meanwhile(graph, lambda: quick.append(Tracking(graph).write_seen(signs_in)))
    Tracking(store).write(sighted(events(identify("u1", "m4", 9, **ONE, firstName="Marie"))))
    assert [left.sightings for left in quick] == [[]]
    assert _names(graph)["Marie Kerouanton"] == 2
    assert_as_rebuilt(graph)


def test_who_is_told_again_while_another_of_their_records_is_told_news_keeps_what_is_newest(
    graph: Store,
) -> None:
    put_in_force(graph, shipped_model(), chosen=True)
    rue, quai = (
        ONE | {"address": {"street": street, "postalCode": "29780"}} for street in ("1 rue A", "2 quai B")
    )
    track(
        graph,
        identify("u1", "m1", 9, **quai, firstName="Marie"),
        identify("u2", "m2", 8, **ONE, firstName="Marie"),
    )
    assert list(_names(graph).values()) == [2]
    again = sighted(events(identify("u1", "m3", 11, **quai, firstName="Marie")))
    store = Meanwhile(graph, lambda: Tracking(graph).write_seen(again))
    Tracking(store).write(sighted(events(identify("u2", "m4", 10, **rue, firstName="Marie"))))
    assert store.begun == 2, "what it had read was out of date"
    assert_as_rebuilt(graph)


def test_of_several_records_the_newest_told_again_is_quick_and_another_is_not(
    graph: Store, tmp_path: Path
) -> None:
    put_in_force(graph, shipped_model(), chosen=True)
    tracker = Tracker(graph, tmp_path, 100)

    def told(user: str, message: str, hour: int) -> dict[str, Any]:
        return identify(user, message, hour, **ONE, firstName="Marie" if user == "u1" else "Marie-Claude")

    for done in sent(tracker, told("u1", "m1", 8), told("u2", "m2", 9)):
        done.result(60)
    with somebody_changing_people(graph):
        (newest,) = sent(tracker, told("u2", "m3", 10))
        newest.result(60)
    assert _names(graph) == {"Marie-Claude Kerouanton": 2}
    (other,) = sent(tracker, told("u1", "m4", 11))
    other.result(60)
    assert _names(graph) == {"Marie Kerouanton": 2}
    with somebody_changing_people(graph):
        (waits,) = sent(tracker, told("u1", "m5", 12))
        (passes,) = sent(tracker, page(PHONE, "m6", 12))
        passes.result(60)
        assert not waits.done()
    tracker.close()
    assert_as_rebuilt(graph)


class Meanwhile(Store):
    """The same server; something else happens when the first transaction has read what it needs of people."""

    def __init__(self, store: Store, something: Callable[[], object]) -> None:
        super().__init__(store._driver, store.database)
        self.home = store.home
        self._something: Callable[[], object] | None = something
        self.begun = 0

    def transact(self, work: Callable[[Run], T]) -> T:
        def watched(run: Run) -> T:
            self.begun += 1

            def step(name: str, /, **p: Any) -> list[Row]:
                rows = run(name, **p)
                if name == "live/individuals" and self._something:
                    something, self._something = self._something, None
                    with ThreadPoolExecutor() as other:
                        other.submit(something).result(60)
                return rows

            return work(step)

        return super().transact(watched)


def test_whoever_signs_in_while_it_is_guessed_whose_it_is_keeps_it(graph: Store, tmp_path: Path) -> None:
    """The guess was made before, and is written after."""
    cookie = "unknown-003"
    add(graph, tmp_path, seen_at_home(30))
    resolve(graph, quiet=True)
    graph.run_text("MATCH (:Cookie {key: $p.key})-[r:MEMBER_OF|MATCHES]->() DELETE r", key=f"cookie:{cookie}")
    signs_in = events(identify("u1", "m1", 9, **MARIE), page(cookie, "m2", 9, userId="u1"), source="app")
    guessed: list[Future[Online]] = []
    with ThreadPoolExecutor() as other:

        def guess() -> None:
            guessed.append(other.submit(attach_online, graph, quiet=True))
            until(lambda: blocked(graph))

        Tracking(Meanwhile(graph, guess)).write(sighted(signs_in))
    assert (
        guessed[0].result().changes | {"online_attach": 1, "online_suggest": 1} == guessed[0].result().changes
    )
    assert [row["probability"] for row in graph.run_text(SIGNED_IN, key=f"cookie:{cookie}")] == [None]
    assert graph.run_text(HOME, key=f"cookie:{cookie}") == []
    assert graph.run_text(SUGGESTED, key=f"cookie:{cookie}") == []


def test_who_is_told_again_while_everything_is_resolved_is_taken_up_after_it(graph: Store) -> None:
    track(graph, identify("u1", "m1", 8, **MARIE))
    with lease(graph, "resolve"):
        write_seen(Tracking(graph), sighted(events(identify("u1", "m2", 10, **MARIE))))
        assert "Pending" in nodes(graph)["web:u1"][0]


def test_nobody_begins_to_resolve_everything_while_somebody_is_told_again(graph: Store) -> None:
    """Or their name would be read as it was before, and written after it is another."""
    resolve(graph, quiet=True)
    track(graph, identify("u1", "m1", 8, **MARIE))
    told_again = sighted(events(identify("u1", "m2", 10, **MARIE)))

    def read_by_a_resolve() -> int:
        with lease(graph, "resolve"):
            return nodes(graph)["web:u1"][1]["said_at"].hour

    with ThreadPoolExecutor() as other:

        def tell(run: Run) -> Future[int]:
            assert not write_quick(run, graph.home, told_again, 1)
            found = other.submit(read_by_a_resolve)
            until(lambda: blocked(graph))
            return found

        assert graph.transact(tell).result(60) == 10


def blocked(graph: Store) -> bool:
    return any(
        row["status"].startswith("Blocked") for row in graph.run_text("SHOW TRANSACTIONS YIELD status")
    )
