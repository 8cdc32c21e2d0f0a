"""What the feed says of every change, and that it says enough."""

import random
from itertools import chain, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.feed.changes import Change, Membership, changes, grouped
from app.feed.replay import Replay
from app.resolution.canonical import born_of
from tests.unit.feed.histories import Labels, histories, membership

A, B, C = "01", "02", "03"
MARKS = (("+", "joined"), ("-", "left"), ("<", "came_from"), (">", "went_to"))


def told(before: Labels, after: Labels, **retired: str) -> list[str]:
    """One line for each change: `merged ind_01 +03 <ind_03 @hh_01`."""
    found = changes(membership(before, retired), membership(after))
    return [
        " ".join(
            [change.type, change.id]
            + [mark + each for mark, name in MARKS for each in getattr(change, name)]
            + [f"@{change.household}"] * bool(change.household)
        )
        for change in found
    ]


def alone(*records: str) -> Labels:
    return {born: (int(born), int(born)) for born in records}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(
            {}, {A: (1, 1)}, ["created ind_01 +01 @hh_01", "created hh_01 +ind_01"], id="a record arrives"
        ),
        pytest.param(
            {A: (1, 1)}, {A: (1, 1), B: (1, 1)}, ["moved ind_01 +02 @hh_01"], id="a record joins a person"
        ),
        pytest.param(
            {A: (1, 1), B: (1, 1)}, {A: (1, 1)}, ["moved ind_01 -02 @hh_01"], id="a record is deleted"
        ),
        pytest.param(
            {A: (1, 1)}, {}, ["erased ind_01 -01", "erased hh_01 -ind_01"], id="the last record is deleted"
        ),
        pytest.param(
            {A: (1, 1), B: (1, 1)},
            {B: (1, 1)},
            [
                "created ind_02 +02 <ind_01 @hh_02",
                "retired ind_01 -01 -02 >ind_02",
                "created hh_02 +ind_02 <hh_01",
                "retired hh_01 -ind_01 >hh_02",
            ],
            id="the oldest record is deleted",
        ),
        pytest.param(
            alone(A, B),
            {A: (1, 1), B: (1, 1)},
            [
                "merged ind_01 +02 <ind_02 @hh_01",
                "retired ind_02 -02 >ind_01",
                "merged hh_01 <hh_02",
                "retired hh_02 -ind_02 >hh_01",
            ],
            id="two people are one",
        ),
        pytest.param(
            {A: (1, 1), B: (1, 1)},
            {A: (1, 1), B: (2, 1)},
            ["created ind_02 +02 <ind_01 @hh_01", "split ind_01 -02 >ind_02 @hh_01", "moved hh_01 +ind_02"],
            id="one person is two of one household",
        ),
        pytest.param(
            {A: (1, 1), B: (2, 1)},
            {A: (1, 1), B: (2, 2)},
            ["moved ind_02 @hh_02", "created hh_02 +ind_02 <hh_01", "split hh_01 -ind_02 >hh_02"],
            id="somebody moves out",
        ),
        pytest.param(
            {A: (1, 1), B: (2, 1), C: (3, 1)},
            {A: (1, 1), B: (2, 2), C: (3, 2)},
            [
                "moved ind_02 @hh_02",
                "moved ind_03 @hh_02",
                "created hh_02 +ind_02 +ind_03 <hh_01",
                "split hh_01 -ind_02 -ind_03 >hh_02",
            ],
            id="two move out together",
        ),
        pytest.param(
            {A: (1, 1), B: (2, 1), C: (3, 3)},
            {A: (1, 1), B: (2, 3), C: (3, 3)},
            [
                "moved ind_02 @hh_02",
                "moved ind_03 @hh_02",
                "created hh_02 +ind_02 +ind_03 <hh_01 <hh_03",
                "split hh_01 -ind_02 >hh_02",
                "retired hh_03 -ind_03 >hh_02",
            ],
            id="somebody older moves in",
        ),
        pytest.param(
            {A: (1, 1), B: (2, 2), C: (1, 1)},
            {A: (1, 1), B: (2, 2), C: (2, 2)},
            ["moved ind_01 -03 >ind_02 @hh_01", "moved ind_02 +03 <ind_01 @hh_02"],
            id="a record passes from one to another",
        ),
    ],
)
def test_changes_of_one_step(before: Labels, after: Labels, expected: list[str]) -> None:
    assert told(before, after) == expected


def test_nothing_is_told_where_nothing_changed() -> None:
    assert not told(alone(A, B), alone(A, B))


def test_a_retired_id_that_leads_elsewhere_is_told_again() -> None:
    """`ind_03` was merged into `ind_01`; now its record belongs to the part that splits off."""
    before = {A: (1, 1), B: (1, 1), C: (1, 1)}
    after = {A: (1, 1), B: (2, 1), C: (2, 1)}
    assert "retired ind_03 >ind_02" in told(before, after, ind_03="ind_01")


def test_an_id_comes_back_into_force() -> None:
    assert "created ind_02 +02 <ind_01 @hh_01" in told(
        {A: (1, 1), B: (1, 1)}, {A: (1, 1), B: (2, 1)}, ind_02="ind_01"
    )


def test_unchanged_people_of_a_household_need_not_be_told_record_by_record() -> None:
    """Of `ind_02`, who stays as it is, only the household is told: enough to lead the household's ID on."""
    before = Membership({A: "ind_01"}, {"ind_01": "hh_01", "ind_02": "hh_01"})
    after = Membership({}, {"ind_02": "hh_02"})
    assert [(c.type, c.id, c.went_to) for c in changes(before, after)] == [
        ("moved", "ind_02", ()),
        ("erased", "ind_01", ()),
        ("created", "hh_02", ()),
        ("retired", "hh_01", ("hh_02",)),
    ]


def lives(states: list[Labels]) -> list[tuple[Membership, Membership, list[list[Change]]]]:
    """Each step with what it was, what it is and its groups of changes; the retired as the feed so far tells."""
    replay, steps = Replay(), []
    for before, after in pairwise([{}, *states]):
        was, now = membership(before, dict(replay.retired)), membership(after)
        groups = grouped(was, now)
        replay.take(chain.from_iterable(groups))
        steps.append((was, now, groups))
    return steps


@given(histories())
def test_replay_is_the_membership(states: list[Labels]) -> None:
    replay = Replay()
    for _, now, groups in lives(states):
        replay.take(chain.from_iterable(groups))
        assert replay.pairs("individual") == frozenset(now.individual.items())
        assert replay.pairs("household") == frozenset(now.household.items())
        assert replay.homes == now.household
        assert replay.living("household") == set(now.household.values())


@given(histories())
def test_retired_ids_lead_to_one_in_force(states: list[Labels]) -> None:
    """In one step: whoever was told of a retirement need not follow a chain. And to the holder of their record."""
    replay = Replay()
    for _, now, groups in lives(states):
        replay.take(chain.from_iterable(groups))
        living = {*now.individual.values(), *now.household.values()}
        assert set(replay.retired.values()) <= living
        assert not living & replay.retired.keys()
        for old, into in replay.retired.items():
            if old.startswith("ind_") and born_of(old) in now.individual:
                assert into == now.individual[born_of(old)]


@given(histories())
def test_an_id_is_never_reused(states: list[Labels]) -> None:
    erased: set[str] = set()
    for _, now, groups in lives(states):
        assert not erased & {*now.individual.values(), *now.household.values()}
        erased |= {change.id for group in groups for change in group if change.type == "erased"}


@given(histories(), st.randoms(use_true_random=False))
def test_groups_can_be_committed_in_any_order(states: list[Labels], chance: random.Random) -> None:
    replay = Replay()
    for was, now, groups in lives(states):
        assert changes(was, now) == [change for group in groups for change in group]
        ids = [set().union(*(change.ids for change in group)) for group in groups]
        assert sum(map(len, ids)) == len(set().union(*ids))
        chance.shuffle(groups)
        for group in groups:
            chance.shuffle(group)
            replay.take(group)
        assert replay.pairs("individual") == frozenset(now.individual.items())
        assert replay.pairs("household") == frozenset(now.household.items())


@given(histories())
def test_nothing_but_what_changed_is_told(states: list[Labels]) -> None:
    for was, now, groups in lives(states):
        for change in chain.from_iterable(groups):
            before, after = was.members(change.kind), now.members(change.kind)
            assert all(before.get(member) != change.id == after[member] for member in change.joined)
            assert all(before[member] == change.id != after.get(member) for member in change.left)
