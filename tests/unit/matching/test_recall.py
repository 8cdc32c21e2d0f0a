"""Which blocking rule found what, and the estimate of what all of them missed."""

import numpy as np
import polars as pl
import pytest

from app.matching.blocking import RULES, BlockingRule, candidate_pairs
from app.matching.features import add_features
from app.matching.recall import Found, estimate_recall, rules_that_find
from tests.unit.resolution.people import rows, standardised

EMAIL, NAMES, DATE = BlockingRule(("email",)), BlockingRule(("name_sounds",)), BlockingRule(("birth_date",))


def masks_of(by_email: np.typing.NDArray[np.bool_], by_name: np.typing.NDArray[np.bool_]) -> Found:
    return Found([EMAIL, NAMES], by_email.astype(np.int64) | by_name.astype(np.int64) << 1)


class TestWhichRule:
    def test_it_agrees_with_blocking(self) -> None:
        frame = add_features(standardised(rows()))
        blocked = candidate_pairs(frame)
        found = rules_that_find(frame, RULES, blocked.left, blocked.right)
        assert (found.masks != 0).all()
        for number, rule in enumerate(found.rules):
            report = next(report for report in blocked.rules if report.rule == rule.name)
            assert int((found.masks >> number & 1).sum()) == report.pairs
            assert int((found.masks == 1 << number).sum()) == report.alone

    def test_a_block_over_the_cap_finds_nothing(self) -> None:
        frame = pl.DataFrame({"email": ["a@x.org"] * 5 + ["b@x.org"] * 2})
        found = rules_that_find(frame, [EMAIL], np.array([0, 5]), np.array([1, 6]), cap=4)
        assert found.masks.tolist() == [0, 1]

    def test_a_rule_without_its_column_takes_no_part(self) -> None:
        frame = pl.DataFrame({"email": ["a@x.org", "a@x.org"]})
        found = rules_that_find(frame, [NAMES, EMAIL], np.array([0]), np.array([1]))
        assert [rule.name for rule in found.rules] == ["email"]
        assert found.masks.tolist() == [1]


class TestEstimate:
    def test_independent_rules_tell_what_both_missed(self) -> None:
        random = np.random.default_rng(0)
        by_email, by_name = random.random(20_000) < 0.6, random.random(20_000) < 0.7
        seen = masks_of(by_email, by_name)
        caught = seen.masks != 0
        found = estimate_recall(Found(seen.rules, seen.masks[caught]), np.ones(int(caught.sum())))
        assert found is not None
        assert found.recall == pytest.approx(1 - 0.4 * 0.3, abs=0.01)
        assert {found.fields, found.other_fields} == {("email",), ("name",)}
        assert "at most about 8" in str(found)

    def test_rules_on_one_field_cannot_be_set_against_each_other(self) -> None:
        rules = [NAMES, BlockingRule(("name_tokens",))]
        assert estimate_recall(Found(rules, np.full(500, 3)), np.ones(500)) is None

    def test_too_few_pairs_say_nothing(self) -> None:
        assert estimate_recall(masks_of(np.ones(9, np.bool_), np.ones(9, np.bool_)), np.ones(9)) is None

    def test_no_pairs_at_all(self) -> None:
        assert estimate_recall(Found([EMAIL, DATE], np.empty(0, np.int64)), np.empty(0)) is None
