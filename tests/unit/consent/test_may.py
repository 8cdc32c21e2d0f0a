"""May we? By example, and against a model that tries everything: never a yes where the most restrictive says no."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.consent.may import Answer, Asked, Link, State, Statement, Subject, is_minor, may
from app.consent.rules import shipped_rules

RULES = shipped_rules()


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


NOW = at("2026-06-01")


def asked(channel: str | None = "email", when: int = NOW, purpose: str = "marketing") -> Asked:
    return Asked(RULES, purpose, channel, when)


def said(status: str, when: str, *, on: str = "x", channel: str = "email", id: str = "") -> Statement:
    return Statement(id or f"{on} {status} {when} {channel}", on, channel, status, at(when))  # type: ignore[arg-type]


def of(*statements: Statement, on: str = "x", links: tuple[Link, ...] = ()) -> Subject:
    return Subject(frozenset({on}), links, statements)


@pytest.mark.parametrize(
    ("statements", "state"),
    [
        ([], "never_collected"),
        ([said("granted", "2026-01-01")], "granted"),
        ([said("denied", "2026-01-01")], "denied"),
        ([said("granted", "2026-01-01"), said("withdrawn", "2026-02-01")], "withdrawn"),
        ([said("withdrawn", "2026-01-01"), said("granted", "2026-02-01")], "granted"),
        ([said("granted", "2020-01-01")], "expired"),
        ([said("denied", "2019-01-01"), said("granted", "2020-01-01")], "expired"),
        ([said("granted", "2026-07-01")], "never_collected"),
        ([said("granted", "2026-02-01"), said("denied", "2026-07-01")], "granted"),
        ([said("granted", "2026-02-01T10:00:00"), said("denied", "2026-02-01T10:00:00")], "denied"),
        ([said("granted", "2026-01-01", channel="sms")], "never_collected"),
        ([said("granted", "2026-01-01", channel="all")], "granted"),
        ([said("granted", "2026-01-01"), said("denied", "2026-02-01", channel="all")], "denied"),
        ([said("denied", "2026-01-01", channel="all"), said("granted", "2026-02-01")], "granted"),
        ([said("granted", "2026-01-01"), said("denied", "2026-02-01", channel="sms")], "granted"),
        ([said("granted", "2026-01-01", on="y")], "never_collected"),
    ],
)
def test_on_one_identifier_whatever_the_order_of_arrival(statements: list[Statement], state: State) -> None:
    for order in permutations(statements):
        answer = may(of(*order), asked())
        assert (answer.state, answer.allowed) == (state, state == "granted")


def test_the_statements_that_decided_are_named() -> None:
    old, new = said("granted", "2026-01-01"), said("withdrawn", "2026-02-01")
    assert may(of(old, new), asked()) == Answer(False, "withdrawn", (new,))


def test_a_choice_that_was_said_again_counts_from_then() -> None:
    """Stamped on every event of a browser: granted from January to May, with a refusal in between."""
    granted = said("granted", "2026-01-01")._replace(confirmed=at("2026-05-01"))
    denied = said("denied", "2026-03-01")
    assert may(of(granted, denied), asked()).state == "granted"
    assert may(of(granted, denied), asked(when=at("2026-04-01"))).state == "denied"


def test_without_a_channel_a_refusal_of_one_is_a_refusal() -> None:
    grant = said("granted", "2026-01-01")
    assert may(of(grant), asked(None)).state == "granted"
    assert may(of(grant, said("denied", "2025-01-01", channel="sms")), asked(None)).state == "denied"


GUESS, CERTAIN = Link("x", "y", False), Link("x", "y", True)


@pytest.mark.parametrize(
    ("mine", "theirs", "over_guess", "over_certain"),
    [
        (None, "granted", "never_collected", "granted"),
        (None, "denied", "denied", "denied"),
        (None, "withdrawn", "withdrawn", "withdrawn"),
        ("granted", "denied", "denied", "denied"),
        ("granted", "withdrawn", "withdrawn", "withdrawn"),
        ("denied", "granted", "denied", "denied"),
        ("granted", None, "granted", "granted"),
    ],
)
def test_a_refusal_travels_over_every_link_a_grant_over_certain_ones(
    mine: str | None, theirs: str | None, over_guess: State, over_certain: State
) -> None:
    statements = [
        said(status, "2026-01-01", on=on) for on, status in (("x", mine), ("y", theirs)) if status is not None
    ]
    apart = may(of(*statements), asked())
    assert apart.state == (mine or "never_collected")
    assert may(of(*statements, links=(GUESS,)), asked()).state == over_guess
    assert may(of(*statements, links=(CERTAIN,)), asked()).state == over_certain
    assert may(of(*statements, links=()), asked()) == apart


@pytest.mark.parametrize(
    ("there", "channel", "state"),
    [
        ([], "web", "granted"),
        ([("granted", "2026-05-01", "web")], "web", "granted"),
        ([("granted", "2025-06-01", "web")], "web", "expired"),
        ([("granted", "2025-06-01", "web")], None, "expired"),
        ([("granted", "2025-06-01", "web")], "push", "granted"),
        ([("granted", "2025-06-01", "web"), ("granted", "2026-05-01", "push")], None, "granted"),
        ([("granted", "2025-06-01", "web"), ("granted", "2026-05-01", "web")], "web", "granted"),
    ],
)
def test_what_has_ended_on_a_browser_is_not_renewed_by_a_grant_from_elsewhere(
    there: list[tuple[str, str, str]], channel: str | None, state: State
) -> None:
    """The person, `p`, signs in on two browsers, `x` and `y`, and agreed on `y` last month."""
    own = [said(status, when, on="x", channel=by) for status, when, by in there]
    agreed = said("granted", "2026-05-15", on="y", channel="all")
    signed_in = (Link("p", "x", True), Link("p", "y", True))
    subject = Subject(frozenset("x"), signed_in, [*own, agreed], browsers=frozenset("xy"))
    assert may(subject, asked(channel)).state == state
    assert may(replace(subject, nodes=frozenset("p")), asked(channel)).state == "granted"
    assert may(replace(subject, browsers=frozenset()), asked(channel)).state == "granted"


def test_a_purpose_without_consent_is_open_and_an_exempt_one_shows_nobody() -> None:
    refused = of(said("denied", "2026-01-01"))
    assert may(refused, asked(None, purpose="stewardship")) == Answer(True, "not_needed")
    granted = of(said("granted", "2026-01-01"))
    assert may(granted, asked(None, purpose="audience_measurement")) == Answer(False, "exempt")


@pytest.mark.parametrize(
    ("born", "minor"),
    [
        ("2008-06-01", False),
        ("2008-06-02", True),
        ("2008-06", True),
        ("2008-05", False),
        ("2008", True),
        ("2007", False),
        ("1950-01-01", False),
        ("2030-01-01", True),
    ],
)
def test_who_may_be_under_18(born: str, minor: bool) -> None:
    assert is_minor(born, NOW) == minor
    subject = Subject(frozenset({"x"}), (GUESS,), (said("granted", "2026-01-01"),), {"y": born})
    assert may(subject, asked()).state == ("minor" if minor else "granted")
    assert may(Subject(subject.nodes, (), subject.statements, subject.births), asked()).allowed


NODES = "abcdef"
CHANNELS = ("email", "sms", "all")
statements = st.builds(
    Statement,
    id=st.integers(0, 10**6).map(str),
    on=st.sampled_from(NODES),
    channel=st.sampled_from(CHANNELS),
    status=st.sampled_from(["granted", "denied", "withdrawn"]),
    at=st.integers(-6, 2).map(lambda years: NOW + years * 31_000_000),
    confirmed=st.none(),
)
links = st.builds(Link, st.sampled_from(NODES), st.sampled_from(NODES), st.booleans())
many_statements = st.lists(statements, max_size=8, unique_by=lambda one: one.id)
many_links = st.lists(links, max_size=6)
browsers = st.frozensets(st.sampled_from(NODES), max_size=3)
births = st.dictionaries(st.sampled_from(NODES), st.sampled_from(["1980", "2012-01-01"]), max_size=1)
channels = st.sampled_from(["email", "sms", None])


def joined(start: str, among: list[Link]) -> set[str]:
    """What is joined to a node: try every pair as often as there are nodes."""
    found = {start}
    for _ in NODES:
        found |= {b for a, b, _ in among if a in found} | {a for a, b, _ in among if b in found}
    return found


def model(
    node: str,
    said: list[Statement],
    among: list[Link],
    born: dict[str, str],
    online: frozenset[str],
    channel: str | None,
) -> bool:
    """The most restrictive there is, tried out one identifier, one channel and one statement at a time."""
    everything, sure = joined(node, among), joined(node, [link for link in among if link.certain])
    if any(record in everything and year > "2008" for record, year in born.items()):
        return False
    granted, own = False, set()
    for one in RULES.purposes["marketing"].channels if channel is None else [channel]:
        for other in everything:
            heard = [s for s in said if s.on == other and s.channel in (one, "all") and s.at <= NOW]
            last = [s for s in heard if s.at == max(h.at for h in heard)]
            if any(s.status != "granted" for s in last):
                return False
            valid = [s for s in last if RULES.expires(one, s.at) > NOW]
            granted |= bool(valid) and other in sure
            own |= {bool(valid)} if last and other == node else set()
    return granted and not (node in online and own == {False})


@given(many_statements, many_links, births, browsers, channels)
def test_as_the_model_says(
    said: list[Statement],
    among: list[Link],
    born: dict[str, str],
    online: frozenset[str],
    channel: str | None,
) -> None:
    for node in NODES:
        answer = may(Subject(frozenset({node}), among, said, born, browsers=online), asked(channel))
        assert answer.allowed == model(node, said, among, born, online, channel)
        assert set(answer.because) <= set(said)


@given(st.data(), many_statements, many_links, channels)
def test_order_makes_no_difference(
    data: st.DataObject, said: list[Statement], among: list[Link], channel: str | None
) -> None:
    first = may(Subject(frozenset("a"), among, said), asked(channel))
    shuffled = data.draw(st.permutations(said)), data.draw(st.permutations(among))
    assert may(Subject(frozenset("a"), shuffled[1], shuffled[0]), asked(channel)) == first


@given(many_statements, many_links, links)
def test_unmerging_restores_and_a_guess_never_makes_a_yes(
    said: list[Statement], among: list[Link], more: Link
) -> None:
    before = {node: may(Subject(frozenset(node), among, said), asked()) for node in NODES}
    merged = {node: may(Subject(frozenset(node), [*among, more], said), asked()) for node in NODES}
    if not more.certain:
        assert all(before[node].allowed for node in NODES if merged[node].allowed)
    assert {node: may(Subject(frozenset(node), among, said), asked()) for node in NODES} == before


@given(many_statements, many_links, st.sampled_from(NODES))
def test_who_withdraws_now_is_contactable_by_no_identifier_that_is_linked(
    said: list[Statement], among: list[Link], where: str
) -> None:
    withdrawn = Statement("last", where, "all", "withdrawn", NOW)
    for node in joined(where, among):
        assert not may(Subject(frozenset({node}), among, [*said, withdrawn]), asked()).allowed
