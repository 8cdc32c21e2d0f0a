import pytest

from app.standardise.identifier import (
    standardise_external_id,
    standardise_gender,
    standardise_national_id,
    standardise_siret,
)
from app.standardise.quality import Quality


@pytest.mark.parametrize(
    ("text", "value", "quality"),
    [
        ("732 829 320 00074", "73282932000074", Quality.VALID),
        ("732829320", "732829320", Quality.VALID),
        ("FR 44 732829320", "732829320", Quality.VALID),
        ("73282932000075", "73282932000075", Quality.DOUBTFUL),
        ("00000000000000", None, Quality.JUNK),
        ("1234", None, Quality.JUNK),
        ("ABC732829320", None, Quality.JUNK),
    ],
)
def test_siret(text: str, value: str | None, quality: Quality) -> None:
    standard = standardise_siret(text)
    assert (standard.value, standard.quality) == (value, quality)


@pytest.mark.parametrize(
    ("text", "value", "quality"),
    [
        ("2 95 10 99 126 111 93", "295109912611193", Quality.VALID),
        ("2951099126111", "295109912611193", Quality.VALID),
        ("1 95 10 2A 126 111", "195102a12611172", Quality.VALID),
        ("295109912611194", "295109912611194", Quality.DOUBTFUL),
        ("AB-12.34 56", "ab123456", Quality.VALID),
        ("5304218", "5304218", Quality.VALID),
        ("12a", "12a", Quality.DOUBTFUL),
        ("1,85058E+14", None, Quality.JUNK),
        ("1.85058e+14", None, Quality.JUNK),
        ("0000000", None, Quality.JUNK),
        ("123456789", None, Quality.JUNK),
        ("987654321", None, Quality.JUNK),
        ("aaaaaa", None, Quality.JUNK),
        ("inconnu", None, Quality.JUNK),
    ],
)
def test_national_id(text: str, value: str | None, quality: Quality) -> None:
    standard = standardise_national_id(text)
    assert (standard.value, standard.quality) == (value, quality)


@pytest.mark.parametrize(
    ("text", "value", "quality"),
    [
        ("Loyalty:AB 123", "loyalty:ab123", Quality.VALID),
        (" crm : 00A-17 ", "crm:00a-17", Quality.VALID),
        ("web:a:b", "web:a:b", Quality.VALID),
        ("12345", "id:12345", Quality.DOUBTFUL),
        ("crm:null", None, Quality.JUNK),
        ("crm:0", None, Quality.JUNK),
        ("crm:", None, Quality.JUNK),
        (":12", None, Quality.JUNK),
        ("loyalty:2,75001E+12", None, Quality.JUNK),
        ("loyalty:3E+12", None, Quality.JUNK),
        ("2.75001e+12", None, Quality.JUNK),
        ("loyalty:2e12", "loyalty:2e12", Quality.VALID),
        ("email:jean@free.fr", None, Quality.JUNK),
    ],
)
def test_external_id(text: str, value: str | None, quality: Quality) -> None:
    standard = standardise_external_id(text)
    assert (standard.value, standard.quality) == (value, quality)


@pytest.mark.parametrize(
    ("text", "value"),
    [("Mme", "f"), ("Female", "f"), ("Féminin", "f"), ("2", "f"), ("H", "m"), ("Monsieur", "m"), ("male", "m"),
     ("1", "m"), ("female | male", None), ("t2227949953", None), ("0", None), ("x", None)],
)  # fmt: skip
def test_gender(text: str, value: str | None) -> None:
    assert standardise_gender(text).value == value
