"""What is remembered of people and cookies is what `may` says, whatever happened; and reading by it says the same.

After every step of a random history everybody is checked, and then remembered again, so that the next has to forget.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test

from app.access.caller import LOCAL
from app.audit import COMMAND
from app.consent.checking import check_remembered
from app.consent.ledger import record
from app.consent.remembering import Remembering, forget_all, remember
from app.consent.rules import rules_in_force
from app.consent.statements import row_of, understood
from app.consent.view import View, view_of
from app.errors import Conflict
from app.graph.store import Store
from app.ingest.identifiers import Identifier
from app.privacy.restriction import restrict
from app.privacy.subject import Asked
from app.profiles.audience import Audience
from app.profiles.cookies import match
from app.profiles.lookup import lookup
from app.resolution.bulk import resolve
from app.resolution.up_to_date import bring_up_to_date
from tests.graph.arrivals import EMAILS, PHONES
from tests.graph.evidence import add
from tests.graph.histories import LiveGraph
from tests.graph.tracking import track
from tests.waiting import until

COOKIES = ("c1", "c2", "c3")
IDENTIFIERS = [
    *(Identifier(f"email:{value}", "Email", "", value) for value in EMAILS if value),
    *(Identifier(f"phone:+33{value[1:]}", "Phone", "", f"+33{value[1:]}") for value in PHONES if value),
    *(Identifier(f"cookie:{value}", "Cookie", "", value) for value in COOKIES),
]
STATEMENTS = st.fixed_dictionaries(
    {
        "purpose": st.sampled_from(["marketing", "advertising"]),
        "channel": st.sampled_from(["", "web"]),
        "status": st.sampled_from(["granted", "granted", "granted", "denied", "withdrawn"]),
        "days": st.sampled_from([0, 1, 170, 200, 1090]),
    }
)
AHEAD = [0, 20 * 86_400, 365 * 86_400]
"""Seconds by which the clock is moved."""


def state(store: Store, identifier: Identifier, said: dict[str, Any]) -> None:
    """Record one statement, as the API does."""
    now = datetime.now(UTC)
    given = said | {"at": now - timedelta(days=said["days"])}
    record(store, [row_of(identifier, understood(given, "test", rules_in_force(), now))])


def signed_in(user: str, cookie: str, yes: bool) -> dict[str, Any]:
    """An event that says who uses a cookie, and what was chosen there."""
    return {
        "type": "identify",
        "userId": user,
        "anonymousId": cookie,
        "messageId": str(time.monotonic_ns()),
        "timestamp": datetime.now(UTC).isoformat(),
        "traits": {"email": EMAILS[2]},
        "context": {"consent": {"categoryPreferences": {"advertising": yes}}},
    }


def everybody(store: Store) -> tuple[list[str], list[str]]:
    people = store.run_text("MATCH (i:Individual) WHERE NOT i:Retired RETURN i.id AS name")
    cookies = store.run_text("MATCH (x:Cookie) RETURN x.key AS name")
    return [row["name"] for row in people], [row["name"] for row in cookies]


def answers(store: Store, view: View) -> list[Any]:
    """What every reading that goes by what is remembered says for a purpose."""
    keys = [row["key"] for row in store.run_text("MATCH (x:Identifier) RETURN x.key AS key ORDER BY key")]
    records = [row["id"] for row in store.run_text("MATCH (c:Customer) RETURN c.id AS id ORDER BY id")]
    asked = [
        *(key.split(":", 1) for key in keys if not key.startswith("address:")),
        *(("record", id) for id in records),
    ]
    found: list[Any] = [lookup(store, namespace, value, view) for namespace, value in asked]
    found.append(match(store, [key[7:] for key in keys if key.startswith("cookie:")], view))
    if view.asked.channel:
        audience = Audience(store, view)
        members = sorted(audience)
        found += [members, sorted(audience.states.items()), audience.unreachable]
    return found


VIEWS = [("marketing", None), ("marketing", "email"), ("marketing", "web"), ("advertising", "web")]


def assert_reading_says_the_same(store: Store) -> None:
    """Once with nothing remembered, once with everything."""
    forget_all(store)
    worked_out = [answers(store, view_of(LOCAL, *view)) for view in VIEWS]
    remember(store, *everybody(store))
    for view, expected in zip(VIEWS, worked_out, strict=True):
        reading = view_of(LOCAL, *view)
        assert answers(store, reading) == expected
        assert not reading.unremembered.people | reading.unremembered.cookies


class RememberingGraph(LiveGraph):
    """The histories of live resolution, with statements, sign-ins and restrictions among them."""

    @rule(identifier=st.sampled_from(IDENTIFIERS), said=STATEMENTS)
    def somebody_says_something(self, identifier: Identifier, said: dict[str, Any]) -> None:
        state(self.store, identifier, said)

    @rule(user=st.sampled_from(["01", "02", "03"]), cookie=st.sampled_from(COOKIES), yes=st.booleans())
    def somebody_signs_in(self, user: str, cookie: str, yes: bool) -> None:
        track(self.store, signed_in(user, cookie, yes), source="app")

    @precondition(lambda self: self.loads)
    @rule(data=st.data(), lift=st.booleans())
    def somebody_is_restricted_or_not(self, data: st.DataObject, lift: bool) -> None:
        people, _ = everybody(self.store)
        if people:
            whom = Asked(individual=data.draw(st.sampled_from(sorted(people))))
            try:
                restrict(self.store, COMMAND, whom, lift=lift)
            except Conflict:
                return

    @invariant()
    def what_is_remembered_is_right(self) -> None:
        now = int(time.time())
        for ahead in AHEAD:
            checked = check_remembered(self.store, now + ahead)
            assert not checked.broken, checked
        remember(self.store, *everybody(self.store))

    def teardown(self) -> None:
        resolve(self.store, quiet=True)
        self.what_is_remembered_is_right()
        assert_reading_says_the_same(self.store)
        self.store.run_text("MATCH (n) WHERE NOT n:Schema DETACH DELETE n")
        self.store.home = self.home_before


SMALL = settings(
    max_examples=3, stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck)
)


def test_histories(graph: Store, tmp_path: Path) -> None:
    machine = type("Here", (RememberingGraph,), {"store": graph, "folder": tmp_path})
    run_state_machine_as_test(machine, settings=SMALL)


@pytest.fixture
def couple(graph: Store, tmp_path: Path) -> Store:
    """Two people, a user who signs in on a cookie; everybody agreed by email, and all of it is remembered."""
    rows = [
        {"id": "1", "first_name": "Jean", "last_name": "Petit", "email": EMAILS[2], "phone": PHONES[1]},
        {"id": "2", "first_name": "Marie", "last_name": "Durand", "email": EMAILS[4], "phone": PHONES[2]},
    ]
    add(graph, tmp_path, "crm", rows)
    resolve(graph, quiet=True)
    track(graph, signed_in("1", "c1", True), source="app")
    for identifier in IDENTIFIERS:
        if identifier.label == "Email":
            state(
                graph,
                identifier,
                {"purpose": "marketing", "channel": "email", "status": "granted", "days": 9},
            )
    remember(graph, *everybody(graph))
    return graph


MARIE = Identifier(f"email:{EMAILS[4]}", "Email", "", EMAILS[4])
BY_EMAIL = {"purpose": "marketing", "channel": "email"}


def kind(store: Store, view: View | None = None) -> str:
    return str(lookup(store, "email", MARIE.value, view or view_of(LOCAL, "marketing", "email"))["kind"])


def remembered(store: Store) -> int:
    rows = store.run_text("MATCH (n:Individual|Cookie) WHERE n.may_until IS NOT NULL RETURN count(n) AS n")
    return int(rows[0]["n"])


def test_a_withdrawal_is_not_outlived_by_what_is_remembered(couple: Store) -> None:
    assert (kind(couple), remembered(couple)) == ("known", 4)
    state(couple, MARIE, BY_EMAIL | {"status": "withdrawn", "days": 0})
    assert (kind(couple), remembered(couple)) == ("refused", 3)
    remember(couple, *everybody(couple))
    assert (kind(couple), remembered(couple)) == ("refused", 4)


def test_a_cookie_that_a_file_says_is_hers_grants_no_more_than_she_does(
    couple: Store, tmp_path: Path
) -> None:
    advertising = {"purpose": "advertising", "channel": "", "days": 1}
    state(couple, Identifier("cookie:c2", "Cookie", "", "c2"), advertising | {"status": "granted"})
    state(couple, MARIE, advertising | {"status": "denied"})
    remember(couple, *everybody(couple))
    marie = {"id": "2", "first_name": "Marie", "last_name": "Durand", "email": EMAILS[4], "phone": PHONES[2]}
    add(couple, tmp_path, "crm", [marie | {"cookie": "c2"}])
    remember(couple, everybody(couple)[0], [])
    assert not check_remembered(couple).broken


def test_nor_while_somebody_else_remembers(couple: Store) -> None:
    """Each statement is read back at once, while another thread works out everybody over and over."""
    done = Event()

    def over_and_over() -> None:
        while not done.is_set():
            remember(couple, *everybody(couple))

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(over_and_over)
        try:
            for number in range(20):
                status, seen = ("granted", "known") if number % 2 else ("withdrawn", "refused")
                state(couple, MARIE, BY_EMAIL | {"status": status, "days": 8 - number / 3})
                assert kind(couple) == seen
        finally:
            done.set()
        other.result()
    assert not check_remembered(couple).broken


def test_what_ends_is_not_remembered_beyond_its_end(couple: Store) -> None:
    now = view_of(LOCAL, "marketing", "email")
    assert (kind(couple, now), now.unremembered.people) == ("known", set())
    later = View(now.asked._replace(at=now.asked.at + 3 * 366 * 86_400))
    assert (kind(couple, later), len(later.unremembered.people)) == ("refused", 1)


def test_whoever_had_to_be_worked_out_is_remembered_behind_the_answer(couple: Store) -> None:
    forget_all(couple)
    behind = Remembering(couple)
    try:
        view = view_of(LOCAL, "marketing", "email")
        assert kind(couple, view) == "known"
        behind.note(view.unremembered)
        until(lambda: remembered(couple) == 1)
    finally:
        behind.close()


def test_a_wrong_answer_is_found_and_forgotten(couple: Store) -> None:
    assert check_remembered(couple) == (4, ())
    couple.run_text("MATCH (:Email {key: $p.key})-[:HAS_CONSENT]->(k) DETACH DELETE k", key=MARIE.key)
    checked, broken = check_remembered(couple)
    assert (checked, len(broken)) == (4, 1)
    bring_up_to_date(couple, full=True, quiet=True)
    assert check_remembered(couple) == (0, ())
