"""Somebody browses, or everything is resolved, while a file is taken back."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any, TypeVar

from app.graph.lease import lease
from app.graph.store import Row, Run, Store
from app.ingest.online import epoch
from app.resolution.live.waiting import resolve_waiting
from app.resolution.up_to_date import bring_up_to_date
from app.stewardship.unload import unload
from app.stewardship.unload_evidence import tidied
from tests.graph.evidence import population
from tests.graph.rebuilt import assert_as_rebuilt
from tests.graph.test_interrupted import BLOCKED
from tests.graph.test_unload import ADA, bring, town, visits
from tests.graph.test_webhooks import until
from tests.graph.tracking import NOW, identify, page, track
from tests.graph.tracking import visits as seen

__all__ = ["town"]
T = TypeVar("T")


class Browsed(Store):
    """The same server; somebody browses once it was read what cookies and devices had seen."""

    def __init__(self, store: Store, browse: Callable[[], object]) -> None:
        super().__init__(store._driver, store.database)
        self.home = store.home
        self.browse = browse

    def transact(self, work: Callable[[Run], T]) -> T:
        with ThreadPoolExecutor() as pool:
            events: list[Future[object]] = []

            def step(run: Run, name: str, /, **p: Any) -> list[Row]:
                rows = run(name, **p)
                if name == "unload/online" and not events:
                    events.append(pool.submit(self.browse))
                    until(lambda: events[0].done() or bool(self.run_text(BLOCKED)))
                return rows

            done = super().transact(lambda run: work(partial(step, run)))
            (browsed,) = events
            browsed.result(60)
            return done


def test_who_browses_while_visits_are_taken_back_is_counted(town: Store, tmp_path: Path) -> None:
    before = seen(town)["cookie:ga-1"]
    second = bring(town, tmp_path, "web", visits(range(3), 9))
    unload(Browsed(town, lambda: track(town, page("ga-1", "m1", 9))), ADA, "web", second)
    assert seen(town)["cookie:ga-1"] == before + 1


def test_what_is_being_seen_again_stays(graph: Store) -> None:
    """A device that nothing spoke of any more but an event that was not committed yet."""
    graph.run_text(
        "CREATE (:Device:Identifier {key: 'device:d', value: 'd', first_seen: $p.at, last_seen: $p.at})",
        at=NOW,
    )
    seen = {
        "key": "device:d",
        "label": "Device",
        "value": "d",
        "first": epoch(NOW),
        "last": epoch(NOW),
    }
    lists = {name: [] for name in ("events", "ips", "ip_days", "ip_nights", "places", "place_counts")}
    written = Event()

    def see(run: Run) -> None:
        run("ingest/online_seen", rows=[seen | lists | {"hours": [[0, 1]], "user_agent": None}], nights=2)
        written.set()
        until(lambda: bool(graph.run_text(BLOCKED)))

    with ThreadPoolExecutor() as pool:
        event = pool.submit(graph.transact, see)
        until(written.is_set)
        assert graph.transact(lambda run: tidied(run, ["device:d"])) == 0
        event.result(60)
    assert graph.run_text("MATCH (x:Device) RETURN x.hours[0] AS visits") == [{"visits": 1}]


def test_who_is_left_alone_on_a_browser_while_everything_is_resolved_waits(
    town: Store, tmp_path: Path
) -> None:
    """What others share with them there is what they are found by; that it waits is told of the others alone."""
    first, *_ = population(1)
    track(
        town, identify("u1", "m1", 9, firstName="Irène", lastName="Kervella") | {"anonymousId": "ga-irene-1"}
    )
    bring(town, tmp_path, "shop", [first])
    second = bring(town, tmp_path, "shop", [first | {"cookie": "ga-irene-1"}])
    bring_up_to_date(town, quiet=True)
    with lease(town, "resolve"):
        assert unload(town, ADA, "shop", second).effects.waiting
    resolve_waiting(town)
    assert_as_rebuilt(town)
