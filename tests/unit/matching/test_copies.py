"""Equal rows are one person, however many; an empty row is nobody's copy."""

import numpy as np
import polars as pl

from app.matching.copies import find_copies, stands_for
from app.resolution.derive import derive
from app.standardise.record import standardise_frame


def test_copies_point_at_the_first_row_that_says_the_same() -> None:
    frame = pl.DataFrame({"a": ["x", "y", "x", None, None, "x"], "b": [None, "1", None, None, None, "2"]})
    found = find_copies(frame, ["a", "b"])
    assert found.first.tolist() == [0, 1, 3, 4, 5]
    assert list(zip(found.copy.tolist(), found.of.tolist(), strict=True)) == [(2, 0)]


def test_five_hundred_equal_rows_are_one_person() -> None:
    same = [
        {"given_name": "Anne", "family_name": "Martin", "birth_date": "1980-05-12", "email": ["am@free.fr"]}
    ] * 500
    names = [
        (given, family)
        for given in ("Luc", "Zoe", "Ines")
        for family in ("Petit", "Moreau", "Garcia", "Roux")
    ]
    others = [
        {
            "given_name": given,
            "family_name": family,
            "birth_date": f"19{50 + i}-03-1{i % 9}",
            "email": [f"{given}{i}@free.fr"],
        }
        for i, (given, family) in enumerate(names)
    ]
    frame = pl.DataFrame([*same, *others]).with_columns(record=pl.format("r{}", pl.int_range(pl.len())))
    derived = derive(standardise_frame(frame).frame)
    sizes = sorted(
        derived.records.with_columns(person=derived.person).group_by("person").len()["len"].to_list()
    )
    assert sizes == [1] * len(others) + [500]


def test_a_pair_stands_for_those_of_all_copies() -> None:
    """Three rows say a, two say b: three pairs within a, one within b, six between."""
    frame = pl.DataFrame({"name": ["a", "b", "a", "a", "b"]})
    copies = find_copies(frame, ["name"])
    left, right = np.array([0, 0, 0, 1]), np.array([1, 2, 3, 4])
    assert stands_for(copies, left, right).tolist() == [6, 1.5, 1.5, 1]
