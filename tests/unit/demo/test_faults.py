"""Each fault does what its name says, to any value, and nothing else."""

import random
from datetime import date

import pytest

from app.demo import faults

RNG = random.Random(7)
WORDS = ["Jean-Pierre", "Le Gall", "d'Angelo", "Zoé", "Li", "É", "", "boulevard du Général de Gaulle"]


def seen(fault: faults.Fault, value: str, times: int = 300) -> set[str]:
    return {fault(value, RNG) for _ in range(times)}


@pytest.mark.parametrize(
    "fault",
    [
        faults.typing,
        faults.sound_alike,
        faults.misread,
        faults.lose_accents,
        faults.nickname,
        faults.shorten_compound,
        faults.unhyphen,
        faults.join_particle,
        faults.initial,
        faults.abbreviate_street,
        faults.comma_after_number,
        faults.empty,
    ],
)
@pytest.mark.parametrize("word", WORDS)
def test_takes_any_word(fault: faults.Fault, word: str) -> None:
    assert all(abs(len(result) - len(word)) <= max(2, len(word)) for result in seen(fault, word, 30))


@pytest.mark.parametrize(
    ("fault", "value", "expected"),
    [
        (faults.delete_letter, "Paul", {"Pul", "Pal", "Pau"}),
        (faults.swap_letters, "Paul", {"Apul", "Pual", "Palu"}),
        (faults.nickname, "Christophe", {"Chris", "Christo"}),
        (faults.nickname, "Cunégonde", {"Cunégonde"}),
        (faults.initial, "Jean-Pierre", {"J.-P."}),
        (faults.shorten_compound, "Martin-Dupont", {"Martin", "Dupont"}),
        (faults.join_particle, "Le Gall", {"Legall"}),
        (faults.sound_alike, "Philippe", {"Filippe", "Pilippe"}),
        (faults.misread, "Bernard", {"Bcrnard", "Bemard", "8ernard", "Beruard", "Bernarcl"}),
        (faults.swap_day_and_month, "1980-05-12", {"1980-12-05"}),
        (faults.swap_day_and_month, "1980-05-13", {"1980-05-13"}),
        (faults.lose_leading_zero, "0612345678", {"612345678"}),
        (faults.comma_after_number, "12 rue Pasteur", {"12, rue Pasteur"}),
        (faults.comma_after_number, "rue Pasteur", {"rue Pasteur"}),
        (faults.lose_accents, "Zoé Çelik", {"Zoe Celik"}),
    ],
)
def test_examples(fault: faults.Fault, value: str, expected: set[str]) -> None:
    assert seen(fault, value) == expected


def test_a_street_loses_letters_but_not_its_name() -> None:
    written = seen(faults.abbreviate_street, "12 boulevard du Général de Gaulle")
    assert all(
        one.startswith("12 ") and one.endswith("de Gaulle") and "boulevard" not in one for one in written
    )


@pytest.mark.parametrize(
    "fault", [faults.wrong_digit, faults.wrong_year, faults.default_date, faults.swap_day_and_month]
)
def test_a_faulty_date_is_still_a_date(fault: faults.Fault) -> None:
    for value in ("1980-05-12", "2012-02-29", "1999-12-31"):
        for result in seen(fault, value):
            date.fromisoformat(result)


def test_wrong_digit_changes_one_digit() -> None:
    for result in seen(faults.wrong_digit, "0612345678"):
        assert sum(a != b for a, b in zip(result, "0612345678", strict=True)) == 1


def test_a_neighbouring_postcode_is_another_one_of_the_same_departement() -> None:
    near = seen(faults.neighbouring_postcode, "35200")
    assert "35200" not in near
    assert all(code.startswith("35") for code in near)


def test_a_mistyped_email_is_still_one_address() -> None:
    near = seen(faults.mistype_email, "jean.dupont@gmail.com")
    assert len(near) > 20
    assert all(one.count("@") == 1 for one in near)
    assert "jean.dupont@gmial.com" in near


def test_a_phone_number_keeps_its_digits_in_every_format() -> None:
    for written in seen(faults.phone_format, "0612345678"):
        digits = "".join(letter for letter in written.replace("(0)", "") if letter.isdigit())
        assert digits.removeprefix("00").removeprefix("33").removeprefix("0") == "612345678"
