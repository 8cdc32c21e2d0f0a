"""Names that stand in each other's columns, and emails that only spell them."""

from collections.abc import Mapping

import numpy as np
import polars as pl
import pytest

from app.matching.attributes import comparisons_for
from app.matching.comparisons import MISSING
from app.matching.features import add_features
from app.matching.scoring import compare


def levels(left: Mapping[str, str | None], right: Mapping[str, str | None]) -> dict[str, str]:
    """Comparison -> level of these two records, beside two others that make every column worth comparing."""
    others = [{column: f"{other}{column}" for column in left} for other in ("some", "any")]
    rows = [dict(row, record=str(number)) for number, row in enumerate([left, right, *others])]
    frame = add_features(pl.DataFrame(rows, infer_schema_length=None))
    comparisons = comparisons_for(frame)
    found = compare(frame, comparisons, np.array([0], np.int32), np.array([1], np.int32)).levels[0]
    return {
        comparison.name: "missing" if level == MISSING else comparison.levels[level]
        for comparison, level in zip(comparisons, found, strict=True)
    }


@pytest.mark.parametrize(
    ("left", "right", "given", "family"),
    [
        (("jean", "martin"), ("martin", "jean"), "swapped", "missing"),
        (("pascal", "charles"), ("charles", "pascal"), "swapped", "missing"),
        (("thomas", None), ("elodie", "thomas"), "missing", "in the given name's place"),
        ((None, "elodie"), ("elodie", "thomas"), "in the family name's place", "missing"),
        (("weller", "ebony"), ("flynn", "weller"), "different", "in the given name's place"),
        ((None, "thomas"), ("thomas", None), "missing", "in the given name's place"),
        (("jean", "martin"), ("jean", "jean"), "exact", "different"),
        (("anne", "durand"), ("zoe", "legrand"), "different", "different"),
    ],
)
def test_names_across_the_columns_are_one_piece_of_evidence(
    left: tuple[str | None, str | None], right: tuple[str | None, str | None], given: str, family: str
) -> None:
    for one, other in ((left, right), (right, left)):
        found = levels(
            *({"given_name": name[0], "family_name": name[1]} for name in (one, other)),
        )
        assert (found["given_name"], found["family_name"]) == (given, family)


def test_an_email_that_spells_an_agreeing_name_says_nothing_more() -> None:
    person = {"given_name": "anne", "family_name": "martin"}
    found = levels(person | {"email": "anne.martin@a.fr"}, person | {"email": "anne.martin@b.fr"})
    assert found["email"] == "missing"
    found = levels(person | {"email": "zebulon77@a.fr"}, person | {"email": "zebulon77@b.fr"})
    assert found["email"] == "same local part"


@pytest.mark.parametrize(
    ("cookies", "devices", "expected"),
    [
        (("a1", "a1"), ("d1", "d1"), ("shared", "missing")),
        (("a1", "b2"), ("d1", "d1"), ("different", "shared")),
        ((None, "b2"), ("d1", "d1"), ("missing", "shared")),
        (("a1", "a1"), ("d1", "d2"), ("shared", "different")),
    ],
)
def test_a_shared_cookie_says_already_that_the_device_is_shared(
    cookies: tuple[str | None, str], devices: tuple[str, str], expected: tuple[str, str]
) -> None:
    one, other = (
        {"cookie": cookie, "device": device} for cookie, device in zip(cookies, devices, strict=True)
    )
    found = levels(one, other)
    assert (found["cookie"], found["device"]) == expected
