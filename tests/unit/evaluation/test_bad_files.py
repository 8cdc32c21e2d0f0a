"""Files that tell little, or mislead: a sensible result or a clear statement, never a hang."""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from app.evaluation.evaluate import Evaluation, evaluate_file
from tests.unit.resolution.people import FAMILY, GIVEN, rows

CANNOT = "cannot tell people apart"
MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre")
SCRIPTS = {
    "Greek": (("Αλέξανδρος", "Ελένη", "Γιώργος"), ("Παπαδόπουλος", "Νικολάου", "Γεωργίου")),
    "Cyrillic": (("Анна", "Дмитрий", "Ольга"), ("Иванова", "Смирнов", "Кузнецов")),
    "Arabic": (("محمد", "فاطمة", "علي"), ("الحسن", "حداد", "منصور")),
    "Chinese": (("小明", "娜", "伟"), ("王", "李", "张")),
}


@pytest.fixture
def evaluate(tmp_path: Path) -> Any:
    def run(found: Sequence[dict[str, Any]], **options: Any) -> Evaluation:
        path = tmp_path / "records.parquet"
        pl.DataFrame(found, infer_schema_length=None).write_parquet(path)
        return evaluate_file(path, truth="person", quiet=True, **options)

    return run


def some(fields: Sequence[str], people: int = 100) -> list[dict[str, Any]]:
    """Only these fields of records whose people are known."""
    names = {"given_name": "first_name", "family_name": "last_name"}
    return [{names.get(f, f): row[f] for f in (*fields, "person")} for row in rows(people)]


def date(number: int) -> tuple[int, int, int]:
    rng = random.Random(number)
    return rng.randrange(1940, 2000), rng.randrange(1, 11), rng.randrange(1, 29)


def people_of(found: Evaluation) -> int:
    return len(set(found.derived.person.tolist()))


class TestOneColumn:
    @pytest.mark.parametrize("field", ["email", "phone"])
    def test_an_identifier_alone_finds_its_people(self, evaluate: Any, field: str) -> None:
        found = evaluate(some([field]))
        assert found.individuals.pairwise.precision > 0.99
        assert found.individuals.pairwise.recall > 0.95

    @pytest.mark.parametrize("field", ["family_name", "given_name", "birth_date"])
    def test_what_many_share_alone_finds_nobody_and_says_so(self, evaluate: Any, field: str) -> None:
        found = evaluate(some([field]))
        assert people_of(found) == found.records
        assert CANNOT in str(found)

    def test_few_of_many_are_double(self, evaluate: Any) -> None:
        mails = [f"u{n}.{n * 7 % 1000}@x{n % 3}.org" for n in range(400)]
        found = evaluate([{"email": mails[n % 400], "person": n % 400} for n in range(420)])
        assert people_of(found) == 400


class TestLittleVariety:
    def test_all_values_equal(self, evaluate: Any) -> None:
        same = {"first_name": "Anna", "last_name": "Aubert", "birth_date": "1980-05-12"}
        found = evaluate([{"person": n} | same for n in range(300)])
        assert people_of(found) == 300
        assert CANNOT in str(found)

    def test_one_person_many_times(self, evaluate: Any) -> None:
        same = {"first_name": "Anna", "last_name": "Aubert", "email": "anna@example.org"}
        found = evaluate([{"person": 1} | same for _ in range(300)])
        assert people_of(found) == 1

    def test_one_person_in_many_spellings(self, evaluate: Any) -> None:
        rng = random.Random(0)
        found = evaluate(
            [
                {
                    "person": 1,
                    "first_name": rng.choice(["Anna", "Ana", "A.", "Anne", None]),
                    "last_name": rng.choice(["Aubert", "Aubret", "Auber"]),
                    "email": rng.choice(["anna@example.org", "aubert@example.org", None]),
                    "phone": rng.choice(["0612345678", None]),
                }
                for _ in range(300)
            ]
        )
        assert found.individuals.pairwise.recall > 0.7

    @pytest.mark.parametrize("more", ["phone", "shop", "town"])
    def test_eight_names_of_four_hundred_people(self, evaluate: Any, more: str) -> None:
        """A given name that always comes with one surname agrees twice by chance: that is nobody's identity."""
        found = evaluate(
            [
                {
                    "person": n,
                    "first_name": GIVEN[n % 8],
                    "last_name": FAMILY[n % 8],
                    "phone": f"06{10_000_000 + n * 104_729}" if n % 2 and more == "phone" else None,
                    "shop": f"shop {n % 8}" if more == "shop" else None,
                    "city": ("Paris", "Lyon")[n // 4 % 2] if more == "town" else None,
                }
                for n in range(400)
            ]
        )
        assert people_of(found) == 400

    def test_ten_thousand_of_one_name(self, evaluate: Any) -> None:
        """Their email tells them apart, and each has two records."""
        name = {"first_name": "Jean", "last_name": "Martin"}
        found = evaluate([{"person": n // 2, "email": f"jm{n // 2}@x.org"} | name for n in range(10_000)])
        assert people_of(found) == 5_000
        assert found.individuals.pairwise.f1 == 1

    @pytest.mark.parametrize("size", [2, 5, 10, 30, 100])
    def test_a_tiny_file(self, evaluate: Any, size: int) -> None:
        found = evaluate(
            [row | {"home": None} for row in rows(60, seed=size)][:size], ignore=["home"], id_column="record"
        )
        assert found.individuals.pairwise.precision == 1
        assert found.individuals.b_cubed.recall > (0.85 if size >= 10 else 0.5)

    def test_a_tiny_file_is_modest(self, evaluate: Any) -> None:
        """What a hundred records have not shown may still be: no near level is worth what a rare exact one is."""
        model = evaluate(some(["given_name", "family_name", "birth_date"], 40)).derived.model
        bits = {(row["comparison"], row["level"]): row["bits"] for row in model.table()}
        assert bits["given_name", "sounds alike"] < 9
        assert bits["family_name", "part of compound"] < 9


class TestMisleading:
    def test_nobody_twice(self, evaluate: Any) -> None:
        first = {row["person"]: row for row in reversed(rows(400))}
        found = evaluate(
            [row | {"home": None} for row in first.values()], ignore=["home"], id_column="record"
        )
        assert people_of(found) >= 399

    def test_a_column_of_unique_ids(self, evaluate: Any) -> None:
        rng = random.Random(0)
        found = evaluate(
            [
                row | {"row_no": f"R{n:06}", "guid": f"{rng.getrandbits(128):032x}"}
                for n, row in enumerate(rows())
            ],
            ignore=["home"],
            id_column="record",
        )
        assert found.individuals.pairwise.f1 > 0.95

    def test_a_column_that_is_the_truth(self, evaluate: Any) -> None:
        found = evaluate(
            [row | {"customer_key": f"K{row['person']}"} for row in rows()],
            ignore=["home"],
            id_column="record",
        )
        assert found.individuals.pairwise.f1 > 0.98

    def test_dates_in_mixed_formats(self, evaluate: Any) -> None:
        def written(number: int, style: int) -> str:
            year, month, day = date(number)
            styles = (
                f"{year}-{month:02}-{day:02}",
                f"{day:02}/{month:02}/{year}",
                f"{day}.{month}.{year}",
                f"{year}{month:02}{day:02}",
                f"{day} {MONTHS[month - 1]} {year}",
            )
            return styles[style % len(styles)]

        found = evaluate(
            [
                {
                    "person": n // 2,
                    "first_name": GIVEN[n // 2 % 12],
                    "last_name": FAMILY[n // 24 % 10],
                    "birth_date": written(n // 2, n),
                }
                for n in range(1_000)
            ]
        )
        assert found.individuals.pairwise.precision > 0.95
        assert found.individuals.pairwise.recall > 0.9

    @pytest.mark.parametrize("script", SCRIPTS)
    def test_other_scripts(self, evaluate: Any, script: str) -> None:
        given, family = SCRIPTS[script]
        found = evaluate(
            [
                {
                    "person": n // 2,
                    "first_name": given[n // 2 % 3],
                    "last_name": family[n // 6 % 3],
                    "birth_date": "{}-{:02}-{:02}".format(*date(n // 2)),
                }
                for n in range(800)
            ]
        )
        assert found.individuals.pairwise.f1 > 0.95

    def test_long_texts(self, evaluate: Any) -> None:
        """50,000 texts, nearly all of them distinct: of no use, and of no cost."""
        rng = random.Random(0)
        words = ["".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=8)) for _ in range(2_000)]
        found = evaluate(
            [
                {
                    "person": n,
                    "email": f"{words[n % 2000]}{n}@x.org",
                    "notes": " ".join(rng.choices(words, k=40)),
                }
                for n in range(50_000)
            ]
        )
        assert people_of(found) > 49_000
        assert found.peak_memory_mb < 2_000

    def test_long_texts_that_come_twice(self, evaluate: Any) -> None:
        rng = random.Random(0)
        texts = [" ".join(rng.choices(GIVEN + FAMILY, k=500)) for _ in range(1_000)]
        found = evaluate(
            [
                {
                    "person": n // 2,
                    "first_name": GIVEN[n // 2 % 12],
                    "last_name": FAMILY[n // 24 % 10],
                    "notes": texts[n // 2 if n % 3 else n % 1_000],
                }
                for n in range(2_000)
            ]
        )
        assert found.individuals.pairwise.precision > 0.95
