"""What `evaluate` says beyond precision and recall, on records whose faults are known."""

import numpy as np
import polars as pl
import pytest

from app.evaluation.judge import Judgement, judge, numbered
from app.evaluation.mistakes import IMPROBABLE, JOINED, NOT_COMPARED
from app.evaluation.segments import person_segments
from app.evaluation.text import judgement
from app.matching.metrics import b_cubed
from app.resolution.derive import Derived, derive
from tests.unit.resolution.people import Row, rows, standardised


def truth_of(found: list[Row], column: str = "person") -> pl.Series:
    labels = pl.DataFrame(
        {"record": [row["record"] for row in found], column: [row[column] for row in found]}
    )
    return labels.sort("record")[column]


@pytest.fixture(scope="module")
def found() -> list[Row]:
    return rows(120)


@pytest.fixture(scope="module")
def derived(found: list[Row]) -> Derived:
    return derive(standardised(found))


@pytest.fixture(scope="module")
def judged(derived: Derived, found: list[Row]) -> Judgement:
    return judge(derived, truth_of(found), truth_of(found, "home"), examples=3)


class TestTruePairs:
    def test_shares_are_of_all_true_pairs(self, judged: Judgement, found: list[Row]) -> None:
        pairs = judged.true_pairs
        assert pairs.pairs == 60 * 1 + 60 * 3  # two records of the even people, three of the others
        assert 0.9 < pairs.blocked <= pairs.compared <= 1
        assert pairs.together > 0.9
        assert not pairs.sampled

    def test_rules_tell_what_they_found_of_the_truth(self, judged: Judgement) -> None:
        by_name = {rule.report.rule: rule for rule in judged.rules}
        assert by_name["email"].true > 0.4
        assert sum(rule.true_alone for rule in judged.rules) <= judged.true_pairs.blocked
        alone = [rule.true_alone for rule in judged.rules]
        assert alone == sorted(alone, reverse=True)

    def test_the_estimate_without_truth_comes_near(self, judged: Judgement) -> None:
        assert judged.recall_estimate is not None
        assert judged.recall_estimate.recall == pytest.approx(judged.true_pairs.blocked, abs=0.05)

    def test_all_compared_pairs_are_in_the_calibration(self, judged: Judgement, derived: Derived) -> None:
        assert judged.reliability is not None
        assert sum(b.pairs for b in judged.reliability.bins) == len(derived.weighed.left)


class TestMistakes:
    def test_a_perfect_result_has_none(self, derived: Derived) -> None:
        perfect = judge(derived, pl.Series(derived.person), examples=5)
        for mistakes in (perfect.over_merges, perfect.under_merges):
            assert (mistakes.groups, mistakes.pairs, mistakes.examples) == (0, 0, [])
        assert perfect.true_pairs.together == 1

    def test_two_people_in_one_individual(self, derived: Derived) -> None:
        """A truth that parts what is one individual: the pair is shown with its records and its evidence."""
        truth = derived.person.copy()
        split = int(np.flatnonzero(np.bincount(derived.person) == 3)[0])
        rows_of = np.flatnonzero(derived.person == split)
        truth[rows_of[0]] = len(truth)
        over = judge(derived, pl.Series(truth), examples=5).over_merges
        assert (over.groups, over.pairs) == (1, 2)
        assert over.causes.get(JOINED, 0) >= 1
        (example,) = over.examples
        assert example.a == derived.records["record"][int(rows_of[0])]
        assert example.rules
        assert {line.split("|")[0] for line in example.evidence} - {"same household"} <= example.values.keys()
        assert "given_name" in example.values

    def test_a_person_in_two_individuals(self, derived: Derived) -> None:
        truth = derived.person.copy()
        a, b = np.unique(truth)[[0, -1]].tolist()
        pairs = int((truth == a).sum() * (truth == b).sum())
        truth[truth == b] = a
        under = judge(derived, pl.Series(truth), examples=5).under_merges
        assert (under.groups, under.pairs, len(under.examples)) == (1, pairs, 1)
        assert sum(under.causes.values()) == pairs
        assert under.causes.keys() <= {NOT_COMPARED, IMPROBABLE}
        assert all(reason.bits < 0 for reason in under.reasons)

    def test_values_are_shown_only_where_asked_for(self, derived: Derived, found: list[Row]) -> None:
        lies = pl.Series(np.random.default_rng(0).permutation(derived.person))
        emails = [value for row in found if (value := row["email"])]
        silent, shown = ("\n".join(judgement(judge(derived, lies, examples=n))) for n in (0, 2))
        assert not any(email in silent for email in emails)
        assert any(email in shown for email in emails)

    def test_records_of_unknown_truth_are_no_mistake(self, derived: Derived) -> None:
        nobody = pl.Series([None] * len(derived.person), dtype=pl.Int64)
        nothing = judge(derived, nobody)
        assert (nothing.over_merges.pairs, nothing.under_merges.pairs, nothing.reliability) == (0, 0, None)
        assert nothing.segments == []


class TestSegments:
    FRAME = pl.DataFrame(
        {
            "birth_date": ["1980-05-12", "1980-05-12", "1980-05-12", None, "1990-01-01"],
            "family_sound": ["MRTN", "MRTN", "DPNT", "DPNT", "KLN"],
            "street": ["1 rue a", "1 rue a", None, "2 rue b", "2 rue b"],
            "postal_code": ["75001"] * 5,
        }
    )

    def segments(self, predicted: list[int]) -> dict[str, tuple[int, int, float, float]]:
        truth = pl.Series(["a", "b", "c", "c", "d"])
        return {
            s.name.split(" (")[0]: (s.records, s.groups, s.b_cubed.precision, s.b_cubed.recall)
            for s in person_segments(self.FRAME, np.array(predicted), truth)
        }

    def test_twins_taken_for_one(self) -> None:
        found = self.segments([0, 0, 2, 2, 4])
        assert found["same birth date and surname as somebody else"] == (2, 2, 0.5, 1.0)
        assert found["family at one address"] == (2, 2, 0.5, 1.0)
        assert found["no birth date"] == (1, 1, 1.0, 1.0)

    def test_a_record_without_a_birth_date_left_out(self) -> None:
        found = self.segments([0, 1, 2, 3, 4])
        assert found["no birth date"] == (1, 1, 1.0, 0.5)
        assert found["birth date in part or 1 January"] == (1, 1, 1.0, 1.0)
        assert found["one record only"] == (3, 3, 1.0, 1.0)

    def test_a_column_that_is_not_there_makes_no_segment(self) -> None:
        bare = self.FRAME.select("postal_code")
        names = {s.name for s in person_segments(bare, np.arange(5), pl.Series(["a", "b", "c", "c", "d"]))}
        assert names == {"one record only"}


def test_b_cubed_of_some_rows_counts_whole_clusters() -> None:
    predicted, truth = np.array([0, 0, 0, 1]), np.array([0, 0, 1, 1])
    some = b_cubed(predicted, truth, np.array([False, False, True, False]))
    assert [some.precision, some.recall] == pytest.approx([1 / 3, 0.5])


def test_unknown_labels_are_negative() -> None:
    assert numbered(pl.Series(["b", None, "a", "b"])).tolist() == [2, -1, 1, 2]
