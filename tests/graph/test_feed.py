"""The feed in a real Neo4j: numbered without a gap whoever appends, and read in order."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from app.errors import BadInput
from app.feed.changes import Change
from app.feed.entries import Page, accepted, append, appended, entries, page
from app.feed.past import moment
from app.feed.watch import Watch
from app.graph.store import Row, Run, Store


class Undone(Exception):
    """Ends a transaction without a commit."""


def created(number: int, kind: str = "individual") -> Change:
    return Change("created", kind, f"ind_{number:02}", "hh_01", joined=(f"{number:02}",))  # type: ignore[arg-type]


def test_an_empty_feed(graph: Store) -> None:
    assert page(graph, after=0, limit=10) == page(graph, after=0, limit=1)
    assert not page(graph, after=0, limit=10).entries
    assert page(graph, after=7, limit=10).next == 7
    assert not list(entries(graph))


def test_what_is_appended_is_read_again(graph: Store) -> None:
    told = [
        created(1),
        Change("merged", "individual", "ind_01", "hh_01", ("02", "03"), (), ("ind_02",)),
        Change("retired", "individual", "ind_02", left=("02", "03"), went_to=("ind_01",)),
    ]
    start = datetime.now(UTC)
    graph.transact(lambda run: append(run, told[:1]))
    graph.write_together([appended(told[1:])])
    found = page(graph, after=0, limit=10)
    assert [entry.change for entry in found.entries] == told
    assert [entry.seq for entry in found.entries] == [1, 2, 3]
    assert found.next == found.last == 3
    assert [entry.change for entry in entries(graph)] == told
    assert start <= found.entries[0].at <= found.entries[1].at == found.entries[2].at <= datetime.now(UTC)


def test_a_commit_that_is_not_all_there_yet_is_for_later(graph: Store) -> None:
    """Neo4j shows what a commit wrote before the index has it: nobody who reads then may pass an entry by."""
    graph.write_together([appended([created(1)])])
    graph.write_together([appended([created(2), created(3)])])
    graph.run_text("MATCH (c:Change {seq: 2}) SET c.seq = -2")
    seen = page(graph, after=0, limit=10)
    assert ([entry.seq for entry in seen.entries], seen.next, seen.last) == ([1], 1, 1)
    assert (page(graph, after=1, limit=10).entries, page(graph, after=1, limit=10).next) == ([], 1)
    graph.run_text("MATCH (c:Change {seq: -2}) SET c.seq = 2")
    assert [entry.seq for entry in page(graph, after=seen.next, limit=10).entries] == [2, 3]


def test_pages_by_type(graph: Store) -> None:
    graph.transact(
        lambda run: append(run, [created(n, ("individual", "household")[n % 2]) for n in range(6)])
    )
    some = page(graph, after=0, limit=2, types=accepted(["household"]))
    assert [entry.seq for entry in some.entries] == [2, 4]
    assert (some.next, some.last) == (4, 6)
    rest = page(graph, after=some.next, limit=2, types=accepted(["household"]))
    assert ([entry.seq for entry in rest.entries], rest.next) == ([6], 6)
    assert not page(graph, after=0, limit=9, types=accepted(["erased"])).entries


def test_words_for_types() -> None:
    assert accepted(["merged, household.split"]) == [
        "individual.merged",
        "household.merged",
        "household.split",
    ]
    assert accepted([]) == []
    assert len(accepted(["individual"])) == 6
    with pytest.raises(BadInput, match=r"created, merged, .* individual\.created"):
        accepted(["deleted"])


def test_a_transaction_that_is_undone_leaves_no_gap(graph: Store) -> None:
    def fails(run: Run) -> None:
        append(run, [created(1), created(2)])
        raise Undone

    graph.transact(lambda run: append(run, [created(0)]))
    with pytest.raises(Undone):
        graph.transact(fails)
    graph.transact(lambda run: append(run, [created(3)]))
    assert [(entry.seq, entry.change.id) for entry in entries(graph)] == [(1, "ind_00"), (2, "ind_03")]


def test_many_append_at_once(graph: Store) -> None:
    """Each transaction's entries stand together, numbers have no gap, and times follow the numbers."""
    with ThreadPoolExecutor(8) as threads:
        list(
            threads.map(
                lambda n: graph.transact(lambda run: append(run, [created(n), created(n), created(n)])),
                range(40),
            )
        )
    found = list(entries(graph))
    assert [entry.seq for entry in found] == list(range(1, 121))
    assert all(len({entry.change.id for entry in found[n : n + 3]}) == 1 for n in range(0, 120, 3))
    assert [entry.at for entry in found] == sorted(entry.at for entry in found)
    assert page(graph, after=0, limit=1).last == 120


def test_the_time_of_an_entry_is_a_moment_whatever_the_clock_here_says(graph: Store) -> None:
    """Neo4j's may be ahead, and the feed's times never go back where it was set back."""
    graph.write_together([appended([created(1)])])
    graph.run_text("MATCH (f:Feed) SET f.at = f.at + duration({hours: 1})")
    graph.write_together([appended([created(2)])])
    late = page(graph, after=1, limit=1).entries[0].at
    assert moment(graph, late.isoformat()).seq == 2
    assert moment(graph, datetime.now(UTC).isoformat()).seq == 1
    with pytest.raises(BadInput, match="still to come"):
        moment(graph, (late + timedelta(seconds=1)).isoformat())


class Told(Store):
    """A store to whose feed an entry comes as soon as somebody waits for one, while `comes`."""

    comes = True

    def read(self, name: str, /, **p: object) -> list[Row]:
        if name == "feed/last" and self.comes:
            self.write_together([appended([created(1)])])
        return super().read(name, **p)


def test_who_waits_where_the_feed_was_put_back_is_answered_when_the_time_is_over(graph: Store) -> None:
    """Where Neo4j was restored from a backup beneath a running service: where the feed ended it ends no more."""
    told = Told(graph._driver, graph.database)
    watch = Watch(told)

    async def waited(wait: float) -> Page:
        return await asyncio.wait_for(watch.page(after=0, limit=10, types=(), wait=wait), 25)

    assert asyncio.run(waited(20)).last == 1
    graph.run_text("MATCH (n:Change|Feed) DETACH DELETE n")
    told.comes = False
    assert asyncio.run(waited(0.1)) == Page([], 0, 0)
