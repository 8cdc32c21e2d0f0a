"""Webhooks against a real receiver that fails, hangs and comes back: nothing is lost, and nothing overtakes."""

import random
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest

from app.audit import Actor
from app.errors import BadInput, NotFound
from app.feed import delivery
from app.feed.changes import Change
from app.feed.dead_letters import dead_letters, replay
from app.feed.delivery import WAITS_S, delivering
from app.feed.entries import Page, append, page
from app.feed.webhooks import add, ping, remove, webhook, webhooks
from app.graph import lease as leases
from app.graph.lease import Lease, lease
from app.graph.store import Store
from tests.receiver import Got, Receiver, receiving
from tests.waiting import until

ADMIN = Actor("admin", "key_1")
QUICK = (0.05, 0.05, 0.05)
NEVER = (3600.0,)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


def tell(store: Store, *numbers: int, type: str = "created") -> None:
    """One commit for each number."""
    for number in numbers:
        change = Change(type, "individual", f"ind_{number:02}", "hh_01", (f"{number:02}",))  # type: ignore[arg-type]
        store.transact(lambda run, change=change: append(run, [change]))


def seqs(got: list[Got]) -> list[int]:
    return [int(message.id.rsplit("_", 1)[1]) for message in got]


def test_an_endpoint_is_told_of_what_comes_signed_and_in_order(graph: Store, receiver: Receiver) -> None:
    tell(graph, 1, 2)
    hook = add(graph, ADMIN, receiver.url)
    tell(graph, *range(3, 9))
    with delivering(graph, rest=0.1):
        got = receiver.wait_for(lambda got: len(got) == 6)
        tell(graph, 9)
        receiver.wait_for(lambda got: len(got) == 7)
        until(lambda: webhook(graph, hook.id).after == 9)
    assert seqs(got) == [3, 4, 5, 6, 7, 8]
    assert receiver.verified(hook.secret, 0)["data"]["id"] == "ind_03"
    assert receiver.got[0].headers["content-type"] == "application/json"
    assert webhook(graph, hook.id).as_json()["state"] == "on"


def test_it_can_start_anywhere_and_choose_types(graph: Store, receiver: Receiver) -> None:
    tell(graph, 1, 2)
    tell(graph, 3, type="erased")
    everything = add(graph, ADMIN, receiver.url, after=0)
    erased = add(graph, ADMIN, receiver.url, ["erased"], after=0)
    tell(graph, 4, 5)
    with delivering(graph, rest=0.1):
        until(lambda: [webhook(graph, hook.id).after for hook in (everything, erased)] == [5, 5])
    assert sorted(seqs(receiver.got)) == [1, 2, 3, 3, 4, 5]
    assert len({message.id for message in receiver.got}) == 6


def test_failures_are_tried_again_under_the_same_id_and_nothing_overtakes(
    graph: Store, receiver: Receiver
) -> None:
    hook = add(graph, ADMIN, receiver.url)
    receiver.status = lambda number, got: 500 if number in (1, 2) else 200
    tell(graph, 1, 2, 3)
    with delivering(graph, waits=QUICK, rest=0.1):
        got = receiver.wait_for(lambda got: len(got) == 5)
        until(lambda: webhook(graph, hook.id).after == 3)
    assert seqs(got) == [1, 2, 2, 2, 3]
    assert got[1].id == got[3].id
    assert got[1].headers["webhook-timestamp"] <= got[3].headers["webhook-timestamp"]
    assert (webhook(graph, hook.id).tries, webhook(graph, hook.id).failing) == (0, None)
    assert not dead_letters(graph, hook.id)


def test_a_failing_endpoint_says_so_and_holds_up_no_other(graph: Store, receiver: Receiver) -> None:
    with receiving() as broken:
        broken.hold.clear()
        hanging = add(graph, ADMIN, broken.url)
        working = add(graph, ADMIN, receiver.url)
        tell(graph, 1, 2, 3)
        with delivering(graph, waits=NEVER, within=0.5, rest=0.1):
            receiver.wait_for(lambda got: len(got) == 3)
            until(lambda: webhook(graph, hanging.id).failing is not None)
            until(lambda: webhook(graph, working.id).after == 3)
        found = webhook(graph, hanging.id)
        assert (found.after, found.tries, found.failing) == (0, 1, "no answer within 0.5 seconds")
        assert found.as_json()["state"] == "failing"
        assert found.next_at
        assert 2600 < (found.next_at - found.created_at).total_seconds() < 4700


def test_slow_endpoints_let_others_have_their_place(
    graph: Store, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "_MOST_ENDPOINTS", 1)
    monkeypatch.setattr(delivery, "_TURN_S", 0.0)
    monkeypatch.setattr(delivery, "_LOOK_EVERY_S", 0.05)
    with receiving() as slow:

        def behind_the_other(number: int, got: Got) -> int:
            """Answers a message only when the other endpoint has as many: never, if it kept the one place."""
            receiver.wait_for(lambda told: len(told) >= number)
            return 200

        slow.status = behind_the_other
        hooks = [add(graph, ADMIN, one.url) for one in (slow, receiver)]
        tell(graph, 1, 2, 3)
        with delivering(graph, waits=NEVER, rest=0.1):
            until(lambda: [webhook(graph, hook.id).after for hook in hooks] == [3, 3])
    assert seqs(slow.got) == seqs(receiver.got) == [1, 2, 3]


def test_what_never_arrives_is_a_dead_letter_and_can_be_sent_again(graph: Store, receiver: Receiver) -> None:
    hook = add(graph, ADMIN, receiver.url)
    receiver.status = lambda number, got: 422 if got.id.endswith(("_2", "_3")) else 200
    tell(graph, 1, 2, 3, 4)
    with delivering(graph, waits=QUICK, rest=0.1):
        until(lambda: webhook(graph, hook.id).after == 4)
    assert seqs(receiver.got) == [1, 2, 2, 2, 2, 3, 3, 3, 3, 4]
    letters = dead_letters(graph, hook.id)
    assert [(row["seq"], row["type"], row["tries"], row["reason"]) for row in letters] == [
        (2, "individual.created", 4, "answered 422"),
        (3, "individual.created", 4, "answered 422"),
    ]
    assert replay(graph, hook.id).as_json() == {"delivered": 0, "left": 2, "reason": "answered 422"}
    receiver.status = lambda number, got: 422 if got.id.endswith("_3") else 200
    assert replay(graph, hook.id).as_json() == {"delivered": 1, "left": 1, "reason": "answered 422"}
    receiver.status = lambda number, got: 200
    assert replay(graph, hook.id).as_json() == {"delivered": 1, "left": 0, "reason": None}
    assert receiver.got[-1].id == letters[1]["id"]
    assert receiver.verified(hook.secret, -1)["data"]["seq"] == 3


def test_an_endpoint_that_is_gone_is_told_no_more(graph: Store, receiver: Receiver) -> None:
    hook = add(graph, ADMIN, receiver.url)
    receiver.status = lambda number, got: 410
    tell(graph, 1, 2)
    with delivering(graph, waits=QUICK, rest=0.1):
        until(lambda: webhook(graph, hook.id).off)
    assert webhook(graph, hook.id).as_json()["state"] == "off"
    assert len(receiver.got) == 1


def test_two_processes_share_the_work_and_one_takes_over(graph: Store, receiver: Receiver) -> None:
    """The second waits for the lease while the first delivers, and goes on where that one stopped."""
    add(graph, ADMIN, receiver.url)
    with delivering(graph, rest=0.1):
        with delivering(graph, rest=0.1):
            tell(graph, *range(1, 6))
            receiver.wait_for(lambda got: len(got) == 5)
        tell(graph, *range(6, 11))
        receiver.wait_for(lambda got: len(got) == 10)
    tell(graph, 11)
    with delivering(graph, rest=0.1):
        got = receiver.wait_for(lambda got: len(got) == 11)
    assert seqs(got) == list(range(1, 12))


def take_over(store: Store) -> None:
    """As another process does where a lease has ended."""
    store.run_text(
        "MATCH (l:Lock {name: 'webhooks'}) SET l.owner = 'other:1:1', l.until = datetime() + duration('PT1M')"
    )


def give_back(store: Store) -> None:
    store.run_text("MATCH (l:Lock {name: 'webhooks'}) REMOVE l.owner, l.until")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One for each time that the worker asks for the lease: it has let go of the one before."""
    times: list[str] = []

    def counted(store: Store, name: str) -> AbstractContextManager[Lease]:
        times.append(name)
        return lease(store, name)

    monkeypatch.setattr(delivery, "lease", counted)
    return times


def test_who_lost_the_lease_while_an_answer_came_notes_it_and_sends_no_more(
    graph: Store, receiver: Receiver, asked: list[str]
) -> None:
    """Whoever took over need not send it again."""
    hook = add(graph, ADMIN, receiver.url)

    def overtaken(number: int, got: Got) -> int:
        if number == 1:
            take_over(graph)
        return 200

    receiver.status = overtaken
    tell(graph, 1, 2, 3, 4)
    with delivering(graph, rest=0.05):
        until(lambda: len(asked) > 1)
        assert seqs(receiver.got) == [1, 2]
        assert webhook(graph, hook.id).after == 2
        give_back(graph)
        until(lambda: webhook(graph, hook.id).after == 4)
    assert seqs(receiver.got) == [1, 2, 3, 4]


@pytest.mark.parametrize("waits", [NEVER, ()])
def test_who_lost_the_lease_puts_nothing_off_and_gives_nothing_up(
    graph: Store, receiver: Receiver, asked: list[str], waits: tuple[float, ...]
) -> None:
    hook = add(graph, ADMIN, receiver.url)

    def overtaken(number: int, got: Got) -> int:
        take_over(graph)
        return 500

    receiver.status = overtaken
    tell(graph, 1, 2)
    with delivering(graph, waits=waits, rest=0.05):
        until(lambda: len(asked) > 1)
    found = webhook(graph, hook.id)
    assert (found.after, found.tries, found.failing) == (0, 0, None)
    assert not dead_letters(graph, hook.id)


def test_a_machine_that_slept_asks_before_it_sends(
    graph: Store, receiver: Receiver, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It read what to send, and slept until too little of its lease was left for an answer."""
    hook = add(graph, ADMIN, receiver.url)
    tell(graph, 1, 2)
    clock = leases.now

    def sleeps(*args: Any, **options: Any) -> Page:
        found = page(*args, **options)
        if len(asked) == 1:
            take_over(graph)
            monkeypatch.setattr(leases, "now", lambda: clock() + leases.SECONDS - 5)
        return found

    monkeypatch.setattr(delivery, "page", sleeps)
    with delivering(graph, rest=0.05):
        until(lambda: len(asked) > 1)
        assert not receiver.got
        give_back(graph)
        until(lambda: webhook(graph, hook.id).after == 2)
    assert seqs(receiver.got) == [1, 2]


def test_whatever_goes_wrong_the_next_attempt_is_made(
    graph: Store,
    receiver: Receiver,
    asked: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """As where the server refuses a statement: nobody else would ever tell them, and nobody would know."""
    hook = add(graph, ADMIN, receiver.url)
    tell(graph, 1, 2)

    def fails(*args: Any, **options: Any) -> Page:
        if len(asked) < 3:
            raise RuntimeError("about marie@example.fr")
        return page(*args, **options)

    monkeypatch.setattr(delivery, "page", fails)
    monkeypatch.setattr(delivery, "_LOOK_EVERY_S", 0.05)
    with delivering(graph, rest=0.05):
        until(lambda: webhook(graph, hook.id).after == 2)
    assert seqs(receiver.got) == [1, 2]
    said = capfd.readouterr().err
    assert said.count('{"event": "webhooks", "level": "error", "failure": "RuntimeError"}') == 1
    assert "marie" not in said


def test_who_is_late_takes_back_nothing_of_what_came_after(graph: Store, receiver: Receiver) -> None:
    """Another one went on meanwhile: what it failed to send goes on waiting."""
    hook = add(graph, ADMIN, receiver.url)
    graph.write("feed/webhook_delivered", id=hook.id, seq=2)
    graph.write("feed/webhook_failed", id=hook.id, reason="answered 500", seconds=3600, off=False)
    before = webhook(graph, hook.id)
    graph.write("feed/webhook_delivered", id=hook.id, seq=2)
    assert webhook(graph, hook.id) == before
    assert (before.after, before.tries) == (2, 1)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_goes_wrong_every_change_arrives_at_least_once_and_in_order(
    graph: Store, receiver: Receiver, seed: int
) -> None:
    """The receiver fails at random, and the worker is stopped and started."""
    chance = random.Random(seed)
    fails = [chance.random() < 0.4 for _ in range(400)]
    receiver.status = lambda number, got: 503 if fails[number] else 200
    hook = add(graph, ADMIN, receiver.url)
    tell(graph, *range(1, 16))
    while webhook(graph, hook.id).after < 15:
        with delivering(graph, waits=(0.02,) * 50, rest=0.05):
            least = len(receiver.got) + chance.randint(1, 9)
            # Until something more came: stopped as soon as the last one was seen, it might never tell it once more.
            until(lambda least=least: len(receiver.got) >= least or webhook(graph, hook.id).after == 15)
    arrived = [seq for number, seq in enumerate(seqs(receiver.got)) if not fails[number]]
    assert sorted(set(arrived)) == list(range(1, 16))
    assert arrived == sorted(arrived)


def test_removed_with_all_that_is_kept_for_it(graph: Store, receiver: Receiver) -> None:
    hook = add(graph, ADMIN, receiver.url)
    receiver.status = lambda number, got: 500
    tell(graph, 1)
    with delivering(graph, waits=(), rest=0.1):
        until(lambda: bool(dead_letters(graph, hook.id)))
    remove(graph, ADMIN, hook.id)
    assert not webhooks(graph)
    assert graph.run_text("MATCH (n:DeadLetter|Webhook) RETURN n") == []
    for ask in (
        lambda: webhook(graph, hook.id),
        lambda: dead_letters(graph, hook.id),
        lambda: remove(graph, ADMIN, "x"),
    ):
        with pytest.raises(NotFound):
            ask()


def test_a_test_message(graph: Store, receiver: Receiver) -> None:
    hook = add(graph, ADMIN, receiver.url)
    assert ping(graph, hook.id).delivered
    assert receiver.verified(hook.secret, 0) | {"timestamp": ""} == {
        "type": "test",
        "timestamp": "",
        "data": {},
    }


def test_what_cannot_be_added(graph: Store) -> None:
    with pytest.raises(BadInput, match="https://"):
        add(graph, ADMIN, "http://example.org/")
    with pytest.raises(BadInput, match="created, merged"):
        add(graph, ADMIN, "http://127.0.0.1:1/", ["deleted"])
    with pytest.raises(BadInput, match="whsec_"):
        add(graph, ADMIN, "http://127.0.0.1:1/", secret="easy")
    with pytest.raises(BadInput, match="not public"):
        add(graph, ADMIN, "https://192.168.1.1/")
    with pytest.raises(BadInput, match="private"):
        add(graph, ADMIN, "http://127.0.0.1:1/", here=False)
    assert not webhooks(graph)
    assert add(graph, ADMIN, "https://192.168.1.1/", private=True).private


def test_waits_grow_to_hours() -> None:
    assert WAITS_S[:3] == (5, 20, 80)
    assert 12 * 3600 < sum(WAITS_S) < 24 * 3600
