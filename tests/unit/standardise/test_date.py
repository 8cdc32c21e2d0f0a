from datetime import date

import pytest

from app.standardise.date import standardise_date
from app.standardise.quality import Quality, Standard

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1980-05-12", "1980-05-12"),
        ("1980/5/12", "1980-05-12"),
        ("12/05/1980", "1980-05-12"),
        ("12.05.1980", "1980-05-12"),
        ("12 05 1980", "1980-05-12"),
        ("1/2/1980", "1980-02-01"),
        ("19800512", "1980-05-12"),
        ("12051980", "1980-05-12"),
        ("19081912", "1912-08-19"),
        ("12 mai 1980", "1980-05-12"),
        ("1er août 1980", "1980-08-01"),
        ("Lundi 12 Mai 1980", "1980-05-12"),
        ("May 12, 1980", "1980-05-12"),
        ("12th of May 1980", "1980-05-12"),
        ("12-Dec-1980", "1980-12-12"),
        ("1980 mai 12", "1980-05-12"),
        ("1980-05-12T00:00:00Z", "1980-05-12"),
        ("12/05/1980 00:00", "1980-05-12"),
        ("12/05/1980 14h30", "1980-05-12"),
        ("1980", "1980"),
        ("1980-05", "1980-05"),
        ("05/1980", "1980-05"),
        ("mai 1980", "1980-05"),
        ("1980-00-00", "1980"),
        ("1980-05-00", "1980-05"),
        ("1630-08-01", "1630-08-01"),
        ("1800-01-01", "1800-01-01"),
        ("29/02/1980", "1980-02-29"),
        ("00/00/1980", "1980"),
    ],
)
def test_valid(text: str, value: str) -> None:
    standard = standardise_date(text, TODAY)
    assert (standard.value, standard.quality) == (value, Quality.VALID)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("05/13/1980", "1980-05-13"),
        ("1980-13-05", "1980-05-13"),
        ("19371309", "1937-09-13"),
        ("12/05/80", "1980-05-12"),
        ("12/05/05", "2005-05-12"),
        ("120580", "1980-05-12"),
        ("29353", "1980-05-12"),
        ("12/00/1980", "1980"),
        ("1453-05-29", "1453-05-29"),
    ],
)
def test_doubtful(text: str, value: str) -> None:
    standard = standardise_date(text, TODAY)
    assert (standard.value, standard.quality) == (value, Quality.DOUBTFUL)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("01/01/1900", "default date"),
        ("1901-01-01", "default date"),
        ("01/01/1970", "default date"),
        ("9999-12-31", "year out of range"),
        ("0000-00-00", "year out of range"),
        ("0001-01-01", "year out of range"),
        ("22/11/2026", "in the future"),
        ("2027", "year out of range"),
        ("inconnue", "placeholder"),
        ("hier", "not a date"),
        ("12/05", "not a date"),
        ("1234567", "not a date"),
        ("12 mai juin 1980", "not a date"),
    ],
)
def test_junk(text: str, reason: str) -> None:
    standard = standardise_date(text, TODAY)
    assert (standard.value, standard.quality, standard.reason) == (None, Quality.JUNK, reason)


@pytest.mark.parametrize(
    ("text", "value"),
    [("31/02/1980", "1980-02-31"), ("1856-86-18", "1856-86-18"), ("1800-81-01", "1800-81-01")],
)
def test_an_impossible_day_is_kept_as_typed(text: str, value: str) -> None:
    assert standardise_date(text, TODAY) == Standard(value, Quality.DOUBTFUL, "no such day")


def test_today_is_no_future() -> None:
    assert standardise_date("21/11/2026", TODAY).value == "2026-11-21"
