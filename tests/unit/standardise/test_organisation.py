import pytest

from app.standardise.organisation import standardise_organisation
from app.standardise.quality import Quality


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("S.A.R.L. Dupont & Fils", "dupont et fils"),
        ("Dupont et Fils SARL", "dupont et fils"),
        ("Ets Durand", "durand"),
        ("Société Générale", "generale"),
        ("Acme Inc.", "acme"),
        ("ACME Co., Ltd", "acme"),
        ("SNCF", "sncf"),
        ("H & M", "h et m"),
        ("SAS", "sas"),
    ],
)
def test_organisation(text: str, value: str) -> None:
    standard = standardise_organisation(text)
    assert (standard.value, standard.quality) == (value, Quality.VALID)


@pytest.mark.parametrize("text", ["particulier", "néant", "Sans emploi", "n/a", "xxx", "-"])
def test_junk(text: str) -> None:
    assert standardise_organisation(text).quality is Quality.JUNK
