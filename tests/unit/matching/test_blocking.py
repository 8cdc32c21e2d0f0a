"""Blocking against an enumeration by hand."""

from itertools import combinations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matching.blocking import BlockingRule, candidate_pairs

VALUE = st.sampled_from([None, "a", "b", "c", "abcd", "abce"])
ROWS = st.lists(st.tuples(VALUE, st.sampled_from([None, "x", "y", "x|y", "z|x"])), min_size=2, max_size=30)


def pairs(frame: pl.DataFrame, *rules: tuple[str, ...], cap: int = 60) -> set[tuple[int, int]]:
    found = candidate_pairs(frame, [BlockingRule(rule) for rule in rules], cap)
    assert (found.left < found.right).all()
    listed = list(zip(found.left.tolist(), found.right.tolist(), strict=True))
    assert len(set(listed)) == len(listed)
    return set(listed)


@given(ROWS)
def test_two_rules_find_exactly_the_pairs_that_share_their_keys(
    rows: list[tuple[str | None, str | None]],
) -> None:
    frame = pl.DataFrame({"given_name": [a for a, _ in rows], "phone": [b for _, b in rows]}, schema_overrides={
        "given_name": pl.String, "phone": pl.String})  # fmt: skip
    expected = set()
    for (i, (a1, p1)), (j, (a2, p2)) in combinations(enumerate(rows), 2):
        if (p1 and p2 and set(p1.split("|")) & set(p2.split("|"))) or (
            a1 and a2 and len(a1) >= 3 and a1[:3] == a2[:3]
        ):
            expected.add((i, j))
    assert pairs(frame, ("phone",), ("given_name:3",)) == expected


def test_pairs_that_are_listed_range_by_range_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(1).integers(0, 40, (2, 300)).astype(str)
    frame = pl.DataFrame({"given_name": values[0], "phone": [f"{a}|{b}" for a, b in values.T]})
    rules = [BlockingRule(("given_name",)), BlockingRule(("phone",))]
    whole = candidate_pairs(frame, rules)
    monkeypatch.setattr("app.matching.blocking._RANGE", 100)
    found = candidate_pairs(frame, rules)
    assert len(found) > 1000
    assert (found.left.tolist(), found.right.tolist()) == (whole.left.tolist(), whole.right.tolist())
    assert found.rules == whole.rules


def test_a_rule_of_two_keys_needs_both() -> None:
    frame = pl.DataFrame({"given_name": ["a", "a", "a"], "year": ["1", "1", "2"]})
    assert pairs(frame, ("given_name", "year")) == {(0, 1)}


def test_a_block_over_the_cap_is_skipped_and_reported() -> None:
    frame = pl.DataFrame({"given_name": ["a"] * 5 + ["b"] * 2})
    found = candidate_pairs(frame, [BlockingRule(("given_name",))], cap=4)
    assert list(zip(found.left.tolist(), found.right.tolist(), strict=True)) == [(5, 6)]
    (report,) = found.rules
    assert (report.skipped_blocks, report.skipped_records, report.largest_block) == (1, 5, 5)


def test_rules_without_their_columns_are_left_out() -> None:
    frame = pl.DataFrame(
        {"given_name": ["a", "a"], "email": [None, None]}, schema_overrides={"email": pl.String}
    )
    found = candidate_pairs(frame, [BlockingRule(("email",)), BlockingRule(("siret",))])
    assert len(found) == 0
    assert found.rules == []


def test_pairs_found_by_one_rule_alone_are_counted() -> None:
    frame = pl.DataFrame({"given_name": ["a", "a", "b"], "phone": ["1", "1", "1"]})
    found = candidate_pairs(frame, [BlockingRule(("given_name",)), BlockingRule(("phone",))])
    assert [(rule.rule, rule.pairs, rule.alone) for rule in found.rules] == [
        ("given_name", 1, 0),
        ("phone", 3, 2),
    ]
