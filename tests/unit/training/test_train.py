"""`idgraph train` on a file: one model for the same records, fixed once learned, and where it may start from."""

import csv
import json
import random
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from app.errors import BadInput
from app.evaluation.evaluate import evaluate_file
from app.matching.applying import comparisons_in, fit
from app.matching.document import write_document
from app.matching.features import add_features
from app.matching.hubs import drop_hubs
from app.matching.model import MatchModel
from app.resolution.constraints import Verdicts
from app.resolution.derive import Derived, derive, learn
from app.resolution.edges import match_edges
from app.training.train import Lesson, model_from, train_file
from app.training.trained import Trained
from tests.unit.resolution.people import Row, rows, standardised

SPLINK = Path(__file__).parents[1] / "matching" / "splink5_fake_1000.json"
COLUMNS = (
    "record",
    "given_name",
    "family_name",
    "birth_date",
    "email",
    "phone",
    "street_address",
    "postal_code",
)


def write(
    folder: Path, found: list[Row], name: str = "people.csv", columns: tuple[str, ...] = COLUMNS
) -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(columns), extrasaction="ignore")
        writer.writeheader()
        writer.writerows(found)
    return path


def learned(path: Path, ignore: Sequence[str] = (), **lesson: Any) -> Trained:
    return train_file(path, Lesson(**lesson), id_column="record", ignore=ignore)


@cache
def model() -> MatchModel:
    return learn(standardised(rows()))[0]


def prepared(frame: pl.DataFrame) -> pl.DataFrame:
    return drop_hubs(add_features(frame))[0]


def weights(derived: Derived) -> dict[tuple[str, str], float]:
    names = derived.records["record"].to_list()
    pairs = zip(derived.weighed.left.tolist(), derived.weighed.right.tolist(), strict=True)
    return {
        (names[a], names[b]): weight
        for (a, b), weight in zip(pairs, derived.weighed.weight.tolist(), strict=True)
    }


class TestOneModelForTheSameRecords:
    def test_the_order_of_rows_and_columns_does_not_matter(self, tmp_path: Path) -> None:
        one = learned(write(tmp_path, rows()))
        mixed = random.Random(5).sample(rows(), len(rows()))
        other = learned(write(tmp_path, mixed, "mixed.csv", tuple(reversed(COLUMNS))))
        assert one.model == other.model
        assert write_document(one.model) == write_document(other.model)

    def test_it_is_the_model_that_evaluate_learns(self, tmp_path: Path) -> None:
        path = write(tmp_path, rows(), columns=(*COLUMNS, "person"))
        evaluated = evaluate_file(path, truth="person", id_column="record", quiet=True)
        assert learned(path, ignore=["person"]).model.version == evaluated.derived.model.version

    def test_a_seed_draws_other_random_pairs(self, tmp_path: Path) -> None:
        path = write(tmp_path, rows(600))
        assert learned(path, seed=1).model == learned(path, seed=1).model != learned(path).model

    def test_a_small_file_needs_no_luck(self, tmp_path: Path) -> None:
        """All its pairs are looked at, so the seed does not matter."""
        plain = learned(write(tmp_path, rows())).model
        assert learned(write(tmp_path, rows()), seed=1).model == plain


class TestFixedOnceLearned:
    def test_records_that_arrive_later_do_not_change_what_a_pair_weighs(self) -> None:
        """New records make names common, towns varied and an attribute unique: none of it may matter."""

        def frame(found: list[Row]) -> pl.DataFrame:
            team = pl.Series("x_team", [f"team {int(row['person'] or 0) % 7}" for row in found])
            return (
                standardised(found)
                .sort("record")
                .with_columns(team.gather(np.argsort([row["record"] or "" for row in found])))
            )

        first = rows(60)
        later = [row | {"record": f"z{row['record']}"} for row in rows(200, seed=9)]
        for number, row in enumerate(later):
            row["family_name"] = "Huet" if number % 2 else row["family_name"]
        fixed, _ = learn(frame(first))
        few, many = (derive(frame(found), model=fixed) for found in (first, first + later))
        before, after = weights(few), weights(many)
        shared = before.keys() & after.keys()
        assert len(shared) > 150
        assert {pair: before[pair] for pair in shared} == {pair: after[pair] for pair in shared}
        relearned = weights(derive(frame(first + later)))
        assert any(abs(before[pair] - relearned[pair]) > 1 for pair in shared & relearned.keys())

    def test_an_attribute_that_became_unique_still_counts(self) -> None:
        frame = prepared(standardised(rows()))
        team = (pl.int_range(pl.len()) % 9).cast(pl.String)
        fixed, _ = learn(standardised(rows()).with_columns(x_team=team))
        unique = frame.with_columns(x_team=pl.int_range(pl.len()).cast(pl.String))
        assert "x_team" in [comparison.name for comparison in comparisons_in(fixed, unique)]


class TestAppliedToOtherData:
    def test_what_the_model_or_the_data_lack_is_said_and_is_no_evidence(self, tmp_path: Path) -> None:
        without_phone, _ = learn(standardised(rows()).drop("phone"))
        frame = standardised(rows()).drop("email")
        derived = derive(frame, model=without_phone)
        assert derived.report.fit is not None
        assert derived.report.fit.not_in_data == ("email",)
        assert derived.report.fit.not_in_model == ("phone",)
        assert "phone" in str(derived.report.fit)
        shown = {line.split("|")[0] for edge in match_edges(derived)["evidence"] for line in edge}
        assert not shown & {"email", "phone"}

    def test_evaluate_weighs_with_a_document(self, tmp_path: Path) -> None:
        path = write(tmp_path, rows(seed=3), columns=(*COLUMNS, "person"))
        document = tmp_path / "m.json"
        document.write_text(write_document(model()), encoding="utf-8")
        found = evaluate_file(
            path, truth="person", id_column="record", model=model_from(document), quiet=True
        )
        assert found.as_json()["model"] == model().version
        assert "train" not in found.seconds
        assert found.individuals.pairwise.f1 > 0.9
        assert "The model weighs" in str(found)

    def test_data_of_another_size_is_remarked(self) -> None:
        frame = prepared(standardised(rows()))
        small = model().model_copy(update={"records": 10})
        assert "learned on 10 records" in str(fit(small, frame))
        assert fit(model(), frame).perfect

    def test_nothing_in_common_is_an_error(self) -> None:
        names, _ = learn(standardised(rows()).select("record", "given_name", "family_name"))
        with pytest.raises(BadInput, match="these records have none of it"):
            derive(standardised(rows()).select("record", "phone"), model=names)

    def test_levels_of_another_version_of_the_code_are_an_error(self) -> None:
        first, *others = model().comparisons
        renamed = first.model_copy(update={"levels": first.levels[1:]})
        stale = model().model_copy(update={"comparisons": (renamed, *others)})
        with pytest.raises(BadInput, match=f"the levels of {first.name} are other ones now"):
            derive(standardised(rows()), model=stale)


class TestStart:
    @pytest.mark.parametrize("seed", [0, 4])
    def test_a_model_of_splink(self, tmp_path: Path, seed: int) -> None:
        found = learned(write(tmp_path, rows(seed=seed)), start=SPLINK)
        start = found.report.start
        assert start is not None
        assert {"given_name", "family_name", "birth_date", "email", "address"} == set(start.m)
        assert found.as_json()["start"]["origin"] == "Splink's splink5_fake_1000.json"
        assert "Started from Splink's" in str(found)
        # Where it starts matters little where the records say enough.
        usual = learned(write(tmp_path, rows(seed=seed), "again.csv")).model
        assert found.model != usual
        assert found.model.prior == pytest.approx(usual.prior, rel=0.2)

    def test_a_model_of_ours(self, tmp_path: Path) -> None:
        document = tmp_path / "m.json"
        document.write_text(write_document(model()), encoding="utf-8")
        found = learned(write(tmp_path, rows(), columns=COLUMNS[:4]), start=document)
        assert found.report.start is not None
        assert found.report.start.origin == model().version
        assert "email: not in this data" in found.report.start.left_out
        assert "not used: email: not in this data" in str(found)

    def test_few_records_stay_close_to_where_they_started(self, tmp_path: Path) -> None:
        """Of four records EM learns nothing: the m probabilities are those of the start."""
        found = learned(write(tmp_path, rows(people=2)[:4]), start=SPLINK)
        assert found.report.start is not None
        exact = found.model.comparison("birth_date").levels[0].m  # type: ignore[union-attr]
        assert exact == pytest.approx(found.report.start.m["birth_date"][0], abs=0.1)


class TestVerdicts:
    def verdicts(self, folder: Path, lines: list[tuple[str, str, str]]) -> Path:
        path = folder / "verdicts.csv"
        path.write_text("\n".join(map(",".join, [("a", "b", "verdict"), *lines])), encoding="utf-8")
        return path

    def test_none_give_exactly_the_uncalibrated_model(self, tmp_path: Path) -> None:
        path = write(tmp_path, rows())
        assert learned(path, verdicts=self.verdicts(tmp_path, [])).model == learned(path).model

    @pytest.mark.parametrize(("verdict", "sign"), [("cannot_link", -1), ("must_link", 1)])
    def test_they_move_the_probabilities_and_not_the_bits(
        self, tmp_path: Path, verdict: str, sign: int
    ) -> None:
        path = write(tmp_path, rows())
        plain = learned(path).model
        scored = weights(derive(standardised(rows()), model=plain))
        surprising = sorted(scored, key=lambda pair: abs(scored[pair] + plain.prior_bits - -sign * 4))[:12]
        lines = [(a, b, verdict) for a, b in surprising]
        found = learned(path, verdicts=self.verdicts(tmp_path, lines))
        assert found.model.calibration is not None
        assert found.model.calibration.verdicts == 12
        assert found.model.comparisons == plain.comparisons
        doubtful = np.float32([-plain.prior_bits])
        assert sign * (found.model.probability(doubtful)[0] - 0.5) > 0.05
        assert "Calibrated by 12 verdicts" in str(found)

    def test_edges_of_a_calibrated_model_still_sum_to_their_weight(self) -> None:
        frame = standardised(rows())
        names = frame["record"].sort().to_list()
        strangers = pl.DataFrame({"a": names[:20:2], "b": names[40:60:2]})
        judged: Verdicts = (strangers.clear(), strangers)
        derived = derive(frame, verdicts=judged)
        assert derived.model.calibration is not None
        for edge in match_edges(derived).iter_rows(named=True):
            bits = [float(line.rsplit("|", 1)[1]) for line in edge["evidence"]]
            assert sum(bits) == pytest.approx(edge["weight"], abs=1e-6)
            weight = np.float32([edge["weight"]])
            assert edge["probability"] == pytest.approx(derived.model.probability(weight)[0], abs=1e-5)

    @pytest.mark.parametrize(
        ("lines", "message"),
        [
            ([("nobody", "r001-0", "must_link")], "row 2: no record has the ID in column a"),
            ([("r000-0", "r001-0", "perhaps")], "row 2: the verdict is neither"),
            ([("r000-0", "r000-0", "must_link")], "row 2: a and b are the same record"),
            (
                [("r000-0", "r001-0", "same"), ("r001-0", "r000-0", "different")],
                "row 3 says the opposite of row 2",
            ),
        ],
    )
    def test_a_row_that_cannot_be_used_is_named(
        self, tmp_path: Path, lines: list[tuple[str, str, str]], message: str
    ) -> None:
        with pytest.raises(BadInput, match=message):
            learned(write(tmp_path, rows()), verdicts=self.verdicts(tmp_path, lines))

    def test_a_spreadsheet_in_french_will_do(self, tmp_path: Path) -> None:
        verdicts = tmp_path / "v.csv"
        verdicts.write_bytes("a;b;verdict;note\r\nr000-0;r000-1;Same;jugé\r\n".encode("latin-1"))
        found = learned(write(tmp_path, rows()), verdicts=verdicts)
        assert found.model.calibration is not None
        assert found.model.calibration.verdicts == 1

    @pytest.mark.parametrize("content", ["", "x,y\n1,2\n", "a,b\n"])
    def test_another_file_is_refused(self, tmp_path: Path, content: str) -> None:
        path = tmp_path / "odd.csv"
        path.write_text(content, encoding="utf-8")
        with pytest.raises(BadInput, match=r"odd\.csv"):
            learned(write(tmp_path, rows()), verdicts=path)


@pytest.mark.parametrize(
    "found",
    [
        [{"record": str(number), "given_name": "Anna", "family_name": "Huet"} for number in range(30)],
        [{"record": str(number), "email": f"user{number}@example.org"} for number in range(30)],
        rows(people=1)[:1],
    ],
    ids=["all equal", "all different", "one record"],
)
def test_files_that_teach_nothing_give_a_model(tmp_path: Path, found: list[Row]) -> None:
    trained = learned(write(tmp_path, found))
    assert json.loads(json.dumps(trained.as_json(), allow_nan=False))["records"] == len(found)
    assert str(trained)


def test_a_file_of_visits_has_nobody_to_match(tmp_path: Path) -> None:
    visits = [
        {"cookie": f"c-{number:032x}", "ip": "192.0.2.7", "timestamp": "2026-01-05"} for number in range(50)
    ]
    path = write(tmp_path, visits, columns=("cookie", "ip", "timestamp"))  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="holds visits, not people"):
        train_file(path, Lesson())
