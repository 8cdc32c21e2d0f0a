"""Two national IDs that prove themselves are two people, however alike; a mistyped one proves nothing."""

import polars as pl
from stdnum.fr import nir

from app.resolution.derive import derive
from app.standardise.record import standardise_frame


def proven(start: str) -> str:
    return start + nir.calc_check_digits(start)


ANNE, OTHER = proven("2800575011001"), proven("2800575011002")
MISTYPED = ANNE[:12] + ("1" if ANNE[12] != "1" else "2") + ANNE[13:]


OTHERS = [
    {
        "record": f"s{i}",
        "given_name": given,
        "family_name": family,
        "birth_date": born,
        "email": [f"{given}@free.fr"],
    }
    for i, (given, family, born) in enumerate(
        [("Luc", "Petit", "1971-02-03"), ("Zoe", "Moreau", "1999-11-30"), ("Ines", "Garcia", "1964-07-19")]
    )
]


def people_of(*national_ids: str | None) -> list[int]:
    """The individual of each of several records that say the same but for the national ID."""
    alike = {"family_name": "Martin", "birth_date": "1980-05-12", "email": ["anne.martin@free.fr"]}
    rows = [
        {"record": f"r{i}", "given_name": "Anne", "national_id": n, **alike}
        for i, n in enumerate(national_ids)
    ]
    derived = derive(standardise_frame(pl.DataFrame([*rows, *OTHERS], infer_schema_length=None)).frame)
    return derived.person[: len(national_ids)].tolist()


def test_one_number_is_one_person() -> None:
    assert people_of(ANNE, ANNE) == [0, 0]


def test_two_proven_numbers_are_two_people() -> None:
    assert people_of(ANNE, OTHER, ANNE) == [0, 1, 0]


def test_a_record_without_a_number_joins_one_of_them_and_does_not_bridge() -> None:
    first, second, bridge = people_of(ANNE, OTHER, None)
    assert first != second
    assert bridge in (first, second)


def test_a_mistyped_number_proves_nothing() -> None:
    assert people_of(ANNE, MISTYPED) == [0, 0]
