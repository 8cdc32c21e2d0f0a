"""Group commit: whoever waits is told the truth, nothing waits without bound, stopping loses nothing."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Event
from time import monotonic

import pytest

from app.errors import Busy, GraphUnavailable
from app.ingest.group_commit import GroupCommit

SOON = 30


class Slow:
    """Writes nothing until it is let go; remembers the groups."""

    def __init__(self) -> None:
        self.begun, self.go = Event(), Event()
        self.groups: list[list[int]] = []

    def __call__(self, items: Sequence[int]) -> None:
        self.begun.set()
        assert self.go.wait(SOON)
        self.groups.append(list(items))


def test_what_waits_is_written_together_and_in_order() -> None:
    write = Slow()
    queue = GroupCommit(write, together=5, room=100)
    first = queue.submit([0])
    assert write.begun.wait(SOON)
    rest = [done for number in range(1, 9) for done in queue.submit([number])]
    assert not any(done.done() for done in (*first, *rest))
    write.go.set()
    assert not wait([*first, *rest], SOON).not_done
    queue.close()
    assert write.groups == [[0], [1, 2, 3, 4, 5], [6, 7, 8]]
    assert queue.waiting == 0


def test_a_full_queue_takes_nothing_of_what_does_not_fit() -> None:
    write = Slow()
    queue = GroupCommit(write, together=2, room=4)
    queue.submit([1, 2, 3])
    with pytest.raises(Busy):
        queue.submit([4, 5])
    queue.submit([6])
    write.go.set()
    queue.close()
    assert sorted(item for group in write.groups for item in group) == [1, 2, 3, 6]


def test_more_than_there_is_room_for_is_taken_where_nothing_waits() -> None:
    write = Slow()
    write.go.set()
    queue = GroupCommit(write, together=2, room=4)
    assert len(queue.submit(range(7))) == 4
    queue.close()
    assert [len(group) for group in write.groups] == [2, 2, 2, 1]


def test_closing_writes_what_was_taken_and_takes_no_more() -> None:
    write = Slow()
    queue = GroupCommit(write, together=2, room=10)
    done = queue.submit([1, 2, 3])
    with ThreadPoolExecutor() as threads:
        closing = threads.submit(queue.close)
        write.go.set()
        closing.result(SOON)
    assert all(part.done() and part.exception() is None for part in done)
    with pytest.raises(GraphUnavailable, match="stopping"):
        queue.submit([4])


def test_a_lost_server_fails_the_whole_group_and_the_next_one_goes_on() -> None:
    lost = iter([True, False])
    written = []

    def write(items: Sequence[int]) -> None:
        if next(lost):
            raise GraphUnavailable("gone")
        written.extend(items)

    queue = GroupCommit(write, together=5, room=10)
    (first,) = queue.submit([1])
    assert isinstance(first.exception(SOON), GraphUnavailable)
    (second,) = queue.submit([2])
    assert second.result(SOON) is None
    queue.close()
    assert written == [2]


def test_what_cannot_be_written_does_not_fail_its_neighbours() -> None:
    hold, written = Slow(), []

    def write(items: Sequence[int]) -> None:
        if not hold.go.is_set():
            hold(items)
        if 13 in items:
            raise ValueError("unlucky")
        written.extend(items)

    queue = GroupCommit(write, together=10, room=10)
    (first,) = queue.submit([0])
    assert hold.begun.wait(SOON)
    rest = [queue.submit([number])[0] for number in (1, 13, 2)]
    hold.go.set()
    queue.close()
    assert first.exception() is None
    assert [type(done.exception()) for done in rest] == [type(None), ValueError, type(None)]
    assert written == [0, 1, 2]


def test_a_panic_is_told_and_the_next_one_goes_on() -> None:
    class Panic(BaseException):
        """As those of Polars."""

    panics = iter([True, False])

    def write(_: Sequence[int]) -> None:
        if next(panics):
            raise Panic("in Rust")

    queue = GroupCommit(write, together=5, room=1)
    (first,) = queue.submit([1])
    assert isinstance(told := first.exception(SOON), RuntimeError) and isinstance(told.__cause__, Panic)
    (second,) = queue.submit([2])
    assert second.result(SOON) is None
    queue.close()


def test_who_hangs_up_does_not_undo_what_was_handed_over() -> None:
    write = Slow()
    queue = GroupCommit(write, together=10, room=10)
    queue.submit([0])
    assert write.begun.wait(SOON)
    (done,) = queue.submit([1])
    assert not done.cancel()
    write.go.set()
    queue.close()
    assert write.groups == [[0], [1]]


def test_what_is_quick_does_not_wait_for_what_is_not() -> None:
    slow, quick = Slow(), Slow()
    quick.go.set()
    queue = GroupCommit(slow, quick, together=5, room=4, lane=lambda number: number % 2)
    (held, done) = queue.submit([2, 3])
    done.result(SOON)
    assert not held.done()
    with pytest.raises(Busy):
        queue.submit([5, 7, 9, 11])
    slow.go.set()
    queue.close()
    assert (slow.groups, quick.groups) == ([[2]], [[3]])


def odd(items: Sequence[int]) -> list[int]:
    """Writes even numbers."""
    return [number for number in items if number % 2]


def test_what_is_not_quick_after_all_is_passed_on() -> None:
    """Whoever brought it waits for it, and nobody else does."""
    slow = Slow()
    queue = GroupCommit(slow, odd, together=5, room=9, lane=lambda number: 1)
    (mixed,), (done,) = queue.submit([1, 2]), queue.submit([4])
    assert slow.begun.wait(SOON)
    done.result(SOON)
    assert not mixed.done()
    slow.go.set()
    mixed.result(SOON)
    queue.close()
    assert (slow.groups, queue.waiting) == ([[1]], 0)


def test_what_is_found_out_while_the_queue_is_closed_is_written_too() -> None:
    slow, begun, go = Slow(), Event(), Event()
    slow.go.set()

    def late(items: Sequence[int]) -> list[int]:
        begun.set()
        assert go.wait(SOON)
        return odd(items)

    queue = GroupCommit(slow, late, together=5, room=9, lane=lambda number: 1)
    (done,) = queue.submit([1, 2])
    assert begun.wait(SOON)
    with ThreadPoolExecutor() as threads:
        closing = threads.submit(queue.close)
        with pytest.raises(GraphUnavailable):
            while True:
                queue.submit([])
        go.set()
        closing.result(SOON)
    done.result(SOON)
    assert (slow.groups, queue.waiting) == ([[1]], 0)


def test_who_comes_again_at_once_is_written_with_the_others() -> None:
    """Eight clients that each wait for their answer: without a breath they end in two halves that take turns."""
    clients, rounds, commit = 8, 30, 0.01
    groups: list[int] = []
    never = Event()

    def write(items: Sequence[int]) -> None:
        groups.append(len(items))
        never.wait(commit)

    queue = GroupCommit(write, together=300, room=100)

    def client(number: int) -> None:
        for _ in range(rounds):
            for done in queue.submit([number]):
                done.result(SOON)

    with ThreadPoolExecutor(clients) as pool:
        for done in [pool.submit(client, number) for number in range(clients)]:
            done.result(SOON)
    queue.close()
    assert sum(groups) == clients * rounds
    assert len(groups) < 1.5 * rounds


def test_what_takes_long_leaves_the_quick_their_share() -> None:
    """Groups that take long follow one another only where nobody else is there: otherwise the next one gathers who
    comes while the quick have the machine to themselves for as long as the last one took."""
    long, rounds = 0.2, 4
    groups: list[int] = []
    never, done = Event(), Event()

    def slow(items: Sequence[int]) -> None:
        groups.append(len(items))
        never.wait(long)

    queue = GroupCommit(slow, lambda items: None, together=300, room=1000, lane=lambda number: number % 2)

    def quick() -> None:
        while not done.is_set():
            queue.submit([1])[0].result(SOON)

    def come_one_by_one() -> float:
        began = monotonic()
        for _ in range(rounds):
            queue.submit([2])[0].result(SOON)
        return monotonic() - began

    alone = come_one_by_one()
    with ThreadPoolExecutor() as threads:
        threads.submit(quick)
        beside = come_one_by_one()
        done.set()
    queue.close()
    assert alone < (2 * rounds - 2) * long <= beside
    assert groups == [1] * (2 * rounds)
