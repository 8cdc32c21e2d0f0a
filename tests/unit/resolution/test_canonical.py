"""IDs follow the oldest record: they need no memory."""

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from app.resolution.canonical import canonical_ids


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
