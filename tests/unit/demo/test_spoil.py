"""Faults happen about as often as their table says, and only to values that are there."""

import random
from dataclasses import asdict, replace
from datetime import datetime

import pytest

from app.demo import faults
from app.demo.records import Record
from app.demo.spoil import RATES, Rate, rename_second_accounts, spoil

MANY = 4000
CLEAN = Record(
    source="loyalty",
    id="2900000001",
    person="P1",
    household="H1",
    at=datetime(2024, 5, 6, 12, 0),
    gender="f",
    given="Marie-Thérèse",
    family="Fontaine",
    birth="1980-05-12",
    email="marie.fontaine@gmail.com",
    phone="0687654321",
    street="12 rue Pasteur",
    unit="Apt 4",
    postal_code="35200",
    town="Rennes",
)


def spoiled(source: str) -> list[Record]:
    rng = random.Random(5)
    records = [replace(CLEAN, source=source) for _ in range(MANY)]
    for record in records:
        spoil(record, rng)
    return records


@pytest.mark.parametrize("source", ["loyalty", "accounts", "newsletter"])
def test_birth_dates_go_wrong_as_often_as_the_table_says(source: str) -> None:
    expected = sum(getattr(rate, source) for rate in RATES if rate.field == "birth")
    wrong = sum(record.birth != CLEAN.birth for record in spoiled(source)) / MANY
    assert wrong == pytest.approx(expected, rel=0.3, abs=0.002)


@pytest.mark.parametrize("rate", [rate for rate in RATES if rate.fault in (faults.empty, faults.junk_email)])
def test_missing_and_junk_values_are_as_many_as_the_table_says(rate: Rate) -> None:
    outcomes = {rate.fault(getattr(CLEAN, rate.field), random.Random(seed)).lower() for seed in range(200)}
    found = sum(getattr(record, rate.field).lower() in outcomes for record in spoiled("loyalty"))
    assert found / MANY == pytest.approx(rate.loyalty, rel=0.4)


def test_phone_numbers_go_wrong_as_often_as_the_table_says() -> None:
    expected = sum(
        rate.loyalty
        for rate in RATES
        if rate.fault in (faults.wrong_digit, faults.junk_phone) and rate.field == "phone"
    )
    digits = ("".join(filter(str.isdigit, record.phone.replace("(0)", ""))) for record in spoiled("loyalty"))
    assert sum(not one.endswith(CLEAN.phone[1:]) for one in digits) / MANY == pytest.approx(expected, rel=0.3)


def test_most_values_stay_right() -> None:
    records = spoiled("loyalty")
    right = sum(
        faults.lose_accents(record.family, random.Random()).lower() == "fontaine" for record in records
    )
    assert 0.88 < right / MANY < 0.97


def test_what_is_not_known_stays_unknown() -> None:
    rng = random.Random(2)
    for source in ("loyalty", "accounts", "newsletter"):
        for _ in range(300):
            record = Record(source, "1", "P1", "H1", CLEAN.at)
            spoil(record, rng)
            assert asdict(record) == asdict(Record(source, "1", "P1", "H1", CLEAN.at))


def test_a_second_account_has_another_address() -> None:
    records = [replace(CLEAN, source="accounts", id=str(number)) for number in range(3)]
    rename_second_accounts(records, random.Random(1))
    assert len({record.email for record in records}) == 3
