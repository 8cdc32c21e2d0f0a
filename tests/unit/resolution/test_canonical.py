"""IDs follow the oldest record: they need no memory."""

from itertools import permutations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.resolution.canonical import canonical_ids, successors


def ids(born: list[str], person: list[int], home: list[int]) -> list[tuple[str, str]]:
    records = pl.DataFrame({"record": [f"r{n}" for n in range(len(born))], "born": born})
    found = canonical_ids(records, np.array(person), np.array(home))
    return list(found.select("individual", "household").iter_rows())


def test_the_oldest_record_names_the_individual_and_the_household() -> None:
    assert ids(["05", "01", "03", "02"], [0, 0, 2, 3], [0, 0, 0, 3]) == [
        ("ind_01", "hh_01"),
        ("ind_01", "hh_01"),
        ("ind_03", "hh_01"),
        ("ind_02", "hh_02"),
    ]


def test_a_split_gives_each_part_its_own_id_back() -> None:
    born = ["01", "02", "03"]
    apart = ids(born, [0, 1, 2], [0, 1, 2])
    assert {pair[0] for pair in ids(born, [0, 0, 0], [0, 0, 0])} == {apart[0][0]}
    assert ids(born, [0, 1, 2], [0, 1, 2]) == apart


@given(st.lists(st.integers(0, 5), min_size=1, max_size=20), st.randoms(use_true_random=False))
def test_every_individual_has_an_id_of_its_own_and_newer_records_never_change_it(
    person: list[int], random
) -> None:  # type: ignore[no-untyped-def]
    born = [f"{n:03}" for n in range(len(person))]
    random.shuffle(born)
    found = ids(born, person, person)
    assert len({pair[0] for pair in found}) == len(set(person))
    newer = ids([*born, "999"], [*person, person[0]], [*person, person[0]])
    assert newer[:-1] == found
    assert newer[-1] == found[0]


A, B, C, D = "01", "02", "03", "04"


def of(*groups: tuple[str, ...]) -> dict[str, str]:
    """The individual of every record, where each group is a person."""
    return {born: f"ind_{min(group)}" for group in groups for born in group}


def test_a_merge_leads_to_the_older_id() -> None:
    assert successors(of((A,), (B, C)), of((A, B, C))) == {"ind_02": "ind_01"}


def test_a_split_retires_nobody() -> None:
    assert successors(of((A, B, C)), of((A,), (B, C))) == {}


def test_the_deletion_of_the_oldest_record_leads_to_what_is_left() -> None:
    assert successors(of((A, B, C)), of((B, C))) == {"ind_01": "ind_02"}
    assert successors(of((A, B, C)), of((B,), (C,))) == {"ind_01": "ind_02"}
    assert successors(of((A, C), (B,)), of((B, C))) == {"ind_01": "ind_02"}


def test_where_nothing_is_left_an_id_is_erased_with_those_that_led_to_it() -> None:
    assert successors(of((A,), (B,)), of((B,))) == {"ind_01": None}
    assert successors(of((A, C)), {}, {"ind_03": "ind_01"}) == {"ind_01": None, "ind_03": None}


def test_a_retired_id_follows_its_record_while_there_is_one() -> None:
    merged, retired = of((A, B, C)), {"ind_02": "ind_01", "ind_03": "ind_01"}
    assert successors(merged, of((A,), (B, C)), retired) == {"ind_03": "ind_02"}
    assert successors(merged, of((A, C)), retired) == {"ind_02": "ind_01", "ind_03": "ind_01"}


def test_a_retired_id_without_its_record_goes_where_the_one_goes_that_it_led_to() -> None:
    retired = {"ind_02": "ind_01"}
    assert successors(of((A, C)), of((C,)), retired) == {"ind_01": "ind_03", "ind_02": "ind_03"}
    assert successors(of((A,), (D,)), of((D,)), retired) == {"ind_01": None, "ind_02": None}
    assert successors({}, {}, retired) == {"ind_02": "ind_01"}


def test_a_deleted_record_that_comes_back_is_born_anew() -> None:
    """Its old ID goes on leading to where it led, or nowhere."""
    reborn = "99"
    assert successors(of((B,)), of((B, reborn)), {"ind_01": "ind_02"}) == {"ind_01": "ind_02"}
    assert successors({}, of((reborn,))) == {}


@pytest.mark.parametrize("order", [*permutations([A, B, C, D])])
def test_whatever_the_order_of_arrival_and_of_deletion_the_same_ids_are_left(order: tuple[str, ...]) -> None:
    """Records of one person arrive one by one, and are deleted in the same order."""
    retired: dict[str, str] = {}
    before: dict[str, str] = {}
    steps = [order[:end] for end in range(1, 5)] + [order[start:] for start in range(1, 5)]
    for present in steps:
        after = of(present) if present else {}
        led = successors(before, after, retired)
        retired = {id: into for id, into in (retired | led).items() if into and id not in after.values()}
        assert set(retired.values()) <= set(after.values())
        assert retired.keys() >= {f"ind_{born}" for born in present} & set(before.values()) - set(
            after.values()
        )
        before = after
    assert retired == {}


def test_a_graph_that_leads_in_a_circle_is_no_endless_work() -> None:
    assert successors({}, {}, {"ind_01": "ind_02", "ind_02": "ind_01"}).keys() == {"ind_01", "ind_02"}
