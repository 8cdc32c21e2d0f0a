import pytest

from app.standardise.organisation import names_organisation, standardise_organisation
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


@pytest.mark.parametrize(
    "text",
    ["Dupont SARL", "S.A.R.L. Dupont", "Restaurant Nguyen SA", "Garage du Lac", "Smith & Sons", "Müller GmbH",
     "Acme Inc.", "SCI Les Lilas", "BOULANGERIE MARTIN", "Smith Consulting Ltd"],
)  # fmt: skip
def test_a_name_of_an_organisation(text: str) -> None:
    assert names_organisation(text)


@pytest.mark.parametrize(
    "text",
    ["Jean Dupont", "DUPONT SA", "Maria de Sá", "AG Smith", "Jean et Marie Dupont", "Garage", "Earl Smith",
     "Sir John Smith, 1st Baronet", "Anne Boulanger", "", "SARL"],
)  # fmt: skip
def test_a_name_of_a_person_or_of_nobody(text: str) -> None:
    assert not names_organisation(text)
