"""Writes behind the caller: in order, few waiting, and none after one that failed."""

import threading

import pytest

from app.graph.behind import behind


def test_writes_are_done_in_the_order_given_when_the_block_ends() -> None:
    done: list[int] = []
    with behind(2) as submit:
        for number in range(20):
            submit(lambda number=number: done.append(number))
    assert done == list(range(20))


def test_no_more_than_that_many_wait() -> None:
    go, begun = threading.Event(), threading.Semaphore(0)
    handed_over = 0

    def hand_over() -> None:
        nonlocal handed_over
        with behind(2) as submit:
            for _ in range(4):
                submit(lambda: (begun.release(), go.wait()))
                handed_over += 1

    caller = threading.Thread(target=hand_over)
    caller.start()
    begun.acquire()
    caller.join(0.05)
    assert caller.is_alive()
    assert handed_over <= 2
    go.set()
    caller.join()
    assert handed_over == 4


def test_after_a_failure_nothing_is_written_and_the_error_comes_out() -> None:
    done: list[str] = []
    failing = threading.Event()

    def fail() -> None:
        failing.wait()
        raise ValueError("the server is gone")

    with pytest.raises(ValueError, match="the server is gone"), behind(5) as submit:
        submit(lambda: done.append("before"))
        submit(fail)
        submit(lambda: done.append("after"))
        failing.set()
    assert done == ["before"]
