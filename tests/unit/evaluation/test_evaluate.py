"""`evaluate`: the contract's JSON, the truth kept out of the matching, and files that nobody expects."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from app.errors import BadInput, BadMapping
from app.evaluation.evaluate import Evaluation, evaluate_file
from app.resolution.edges import match_edges
from tests.unit.resolution.people import GIVEN, rows

COLUMNS = {
    "given_name": "first_name",
    "family_name": "last_name",
    "street_address": "address",
    "locality": "city",
}
SCRIPTS = (
    "Анна Иванова",
    "王 小明",
    "محمد علي",
    "Ελένη Παππά",
    "משה כהן",
    "नेहा शर्मा",
    "Łukasz Żółć",
    "😀 😀",
)

Write = Callable[[Sequence[dict[str, Any]]], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def parquet(found: Sequence[dict[str, Any]]) -> Path:
        path = tmp_path / "records.parquet"
        pl.DataFrame(found, infer_schema_length=None).write_parquet(path)
        return path

    return parquet


def labelled(people: int = 60) -> list[dict[str, Any]]:
    return [{COLUMNS.get(key, key): value for key, value in row.items()} for row in rows(people)]


def run(path: Path, **options: Any) -> Evaluation:
    options = {"truth": "person", "household_truth": "home"} | options
    return evaluate_file(path, quiet=True, **options)


class TestContract:
    def test_the_object_has_the_keys_of_the_contract(self, write: Write) -> None:
        found = json.loads(json.dumps(run(write(labelled())).as_json(), allow_nan=False))
        assert {"records", "pairs", "peak_memory_mb", "seconds", "individuals", "households"} <= found.keys()
        for level in ("individuals", "households"):
            assert found[level].keys() == {"pairwise", "b_cubed"}
            for measure in found[level].values():
                assert measure.keys() == {"precision", "recall", "f1"}
                assert all(0 <= value <= 1 for value in measure.values())
        steps = dict(found["seconds"])
        assert steps.pop("total") == pytest.approx(sum(steps.values()), abs=0.05)
        assert found["records"] == len(labelled())
        assert found["pairs"] > 100
        assert found["peak_memory_mb"] > 10

    def test_without_a_household_truth_households_are_null(self, write: Write) -> None:
        found = run(write(labelled()), household_truth=None, ignore=["home"])
        assert found.as_json()["households"] is None

    def test_it_finds_the_people(self, write: Write) -> None:
        found = run(write(labelled()))
        assert found.individuals is not None
        assert found.individuals.pairwise.f1 > 0.95
        assert "individuals  pairwise  precision" in str(found)


class TestTruth:
    def test_other_labels_change_the_measures_and_nothing_else(self, write: Write) -> None:
        found = labelled()
        honest = run(write(found))
        labels = np.random.default_rng(1).permutation([row["person"] for row in found]).tolist()
        lies = [row | {"person": label, "home": label} for row, label in zip(found, labels, strict=True)]
        misled = run(write(lies))
        assert_frame_equal(match_edges(misled.derived), match_edges(honest.derived))
        assert misled.derived.homes.home.tolist() == honest.derived.homes.home.tolist()
        assert misled.derived.model == honest.derived.model
        assert misled.individuals is not None
        assert misled.individuals.pairwise.precision < 0.2

    def test_truth_columns_may_have_the_most_telling_names(self, write: Write) -> None:
        """Even columns that would be recognised as an email and a customer number are not looked at."""
        plain = run(write(labelled()))
        path = write(
            [row | {"customer_id": row.pop("person"), "email_2": row.pop("home")} for row in labelled()]
        )
        named = run(path, truth="customer_id", household_truth="email_2")
        assert_frame_equal(match_edges(named.derived), match_edges(plain.derived))

    def test_records_of_unknown_truth_are_matched_and_not_judged(self, write: Write) -> None:
        found = run(
            write([row | {"person": row["person"] if n % 2 else None} for n, row in enumerate(labelled())])
        )
        assert found.records == len(labelled())
        assert found.individuals is not None
        assert found.individuals.pairwise.precision > 0.9

    def test_an_empty_truth_column_is_refused(self, write: Write) -> None:
        with pytest.raises(BadInput, match="'person' is empty"):
            run(write([row | {"person": None} for row in labelled()]))

    def test_numbers_may_be_the_truth(self, write: Write) -> None:
        numbers = run(write([row | {"person": int(row["person"])} for row in labelled()]))
        assert numbers.individuals == run(write(labelled())).individuals


class TestOptions:
    def test_a_column_ignored_is_as_one_not_there(self, write: Write) -> None:
        without = run(write([{key: row[key] for key in row if key != "email"} for row in labelled()]))
        ignored = run(write(labelled()), ignore=["email"])
        assert_frame_equal(match_edges(ignored.derived), match_edges(without.derived))
        assert not any(mapping.column == "email" for mapping in ignored.mapping)

    def test_a_map_says_what_a_column_holds(self, write: Write) -> None:
        options = {"id_column": "record", "mapping": {"zz": "email"}}
        mapped = run(write([row | {"zz": row.pop("email")} for row in labelled()]), **options)
        plain = run(write(labelled()), id_column="record")
        assert_frame_equal(match_edges(mapped.derived), match_edges(plain.derived))

    def test_an_id_column_names_the_records(self, write: Write) -> None:
        found = run(write(labelled()), id_column="record")
        assert set(found.derived.records["record"]) == {row["record"] for row in labelled()}

    def test_sources_of_one_record_a_person_join_none_of_their_own(self, write: Write) -> None:
        found = run(write([row | {"file": "only one"} for row in labelled()]), deduplicated_in="file")
        assert found.derived.person.tolist() == list(range(found.records))

    @pytest.mark.parametrize("option", ["truth", "household_truth", "deduplicated_in", "id_column"])
    def test_a_column_that_is_not_there_is_named(self, write: Write, option: str) -> None:
        with pytest.raises(BadMapping, match="no column 'persn'"):
            run(write(labelled(10)), **{option: "persn"})


class TestOddFiles:
    """Each a sensible answer or a clear message; never an error of ours, a hang, or much memory."""

    def partition(self, path: Path) -> tuple[int, int]:
        """How many records and how many people, after all that is printed has been printed."""
        found = run(
            path, household_truth=None, ignore=["home"] if "home" in pl.read_parquet_schema(path) else []
        )
        json.dumps(found.as_json(), allow_nan=False)
        assert str(found)
        return found.records, len(set(found.derived.person.tolist()))

    def test_one_column(self, write: Write) -> None:
        records, people = self.partition(
            write([{"person": n // 2, "email": f"a{n // 2}@x.org"} for n in range(200)])
        )
        assert (records, people >= 100) == (200, True)

    def test_one_person_many_times(self, write: Write) -> None:
        row = {"person": 1, "first_name": "Anna", "last_name": "Aubert", "email": "anna@example.org"}
        assert self.partition(write([row] * 500))[0] == 500

    def test_one_record(self, write: Write) -> None:
        assert self.partition(write(labelled()[:1])) == (1, 1)

    def test_no_value_at_all(self, write: Write) -> None:
        empty = {"first_name": None, "last_name": "", "email": " "}
        with pytest.raises(BadInput, match=r"records\.parquet"):
            self.partition(write([{"person": n} | empty for n in range(20)]))

    def test_nobody_twice(self, write: Write) -> None:
        first = {row["person"]: row for row in reversed(labelled(200))}
        assert self.partition(write(list(first.values()))) == (200, 200)

    def test_ten_thousand_of_one_name(self, write: Write) -> None:
        found = [
            {"person": n, "first_name": "Jean", "last_name": "Martin", "shop": n % 7} for n in range(10_000)
        ]
        assert self.partition(write(found)) == (10_000, 10_000)

    def test_a_column_of_ids_that_never_come_twice(self, write: Write) -> None:
        found = run(write([row | {"row_no": f"R{n:06}"} for n, row in enumerate(labelled())]))
        assert found.individuals is not None
        assert found.individuals.pairwise.f1 > 0.9

    def test_many_scripts(self, write: Write) -> None:
        found = [row | {"first_name": SCRIPTS[int(row["person"]) % 8], "city": "北京"} for row in labelled()]
        records, people = self.partition(write(found))
        assert records == len(found)
        assert people >= 40

    def test_long_texts(self, write: Write) -> None:
        """Nothing grows with the square of a text: 300 of 20,000 characters, some of them repeated."""
        found = [row | {"notes": f"{int(row['person']) % 40} bla " * 2_000} for row in labelled(120)]
        assert self.partition(write(found))[0] == len(found)

    def test_one_value_of_ten_megabytes(self, write: Write) -> None:
        found = labelled(20)
        found[3]["notes"] = "x" * 10_000_000
        assert self.partition(write(found))[0] >= len(found) - 1

    def test_values_full_of_separators(self, write: Write) -> None:
        found = [
            row | {"last_name": "a|b|c/" * 50, "city": "|", "address": "//|//", "email": "|@|"}
            for row in labelled()
        ]
        assert self.partition(write(found))[0] == len(found)

    def test_nothing_that_a_household_shares(self, write: Write) -> None:
        found = [
            {"person": n, "first_name": GIVEN[n % 12], "birth_date": f"19{n % 90 + 10}-05-12"}
            for n in range(90)
        ]
        assert self.partition(write(found))[0] == 90

    def test_names_repeated_by_given_name_only(self, write: Write) -> None:
        found = [{"person": n, "first_name": GIVEN[n % 12], "gender": "mf"[n % 2]} for n in range(600)]
        assert self.partition(write(found))[0] == 600
