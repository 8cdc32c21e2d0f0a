import time

import pytest

from app.standardise.address import standardise_street
from app.standardise.quality import Quality


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12 rue Oberkampf", "12 rue oberkampf"),
        ("12, rue Oberkampf", "12 rue oberkampf"),
        ("n° 12 rue d'Alésia", "12 rue d alesia"),
        ("12 r. Oberkampf", "12 rue oberkampf"),
        ("12 bis av. Mal Foch", "12 bis avenue marechal foch"),
        ("12B rue de la Paix", "12 bis rue de la paix"),
        ("12 ter, bd du Gal de Gaulle", "12 ter boulevard du general de gaulle"),
        ("12 A rue Haute", "12a rue haute"),
        ("1 pl. de la République", "1 place de la republique"),
        ("4 imp. des Acacias", "4 impasse des acacias"),
        ("3 all. du Dr Roux", "3 allee du docteur roux"),
        ("30 fg St Antoine", "30 faubourg saint antoine"),
        ("12-14 rue Lafayette", "12 rue lafayette"),
        ("5 rue du 8 mai 1945", "5 rue du 8 mai 1945"),
        ("Chez Mme Durand, 4 rue des Prés", "4 rue des pres"),
        ("12 St John St", "12 saint john street"),
        ("5 Elm Dr", "5 elm drive"),
        ("221b Baker Street", "221b baker street"),
        ("12345 Main Rd.", "12345 main road"),
        ("Hauptstrasse 5", "5 hauptstrasse"),
        ("6, tullaroop street", "6 tullaroop street"),
    ],
)
def test_street(text: str, value: str) -> None:
    street = standardise_street(text)
    assert (street.value, street.unit, street.quality) == (value, None, Quality.VALID)
    assert standardise_street(value) == street, "its own output stays as it is"


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("Apt 4, 12 bd Leclerc", "12 boulevard leclerc", "apt 4"),
        ("3 allée des Lilas Bât B Esc 2 Appt 14", "3 allee des lilas", "bat b esc 2 apt 14"),
        ("Résidence Les Lilas, 12 rue du Parc", "12 rue du parc", "residence les lilas"),
        ("Flat 3, 12 High Street", "12 high street", "flat 3"),
        ("Apartment 5B, 7 Elm Drive", "7 elm drive", "apt 5b"),
        ("4 impasse des Acacias, 2e étage gauche", "4 impasse des acacias", "etage 2 gauche"),
        ("rez de chaussée 12 rue Paul Bert", "12 rue paul bert", "etage 0"),
        ("6, tullaroop street, willaroo", "6 tullaroop street", "willaroo"),
        ("BP 123, 4 rue des Prés", "4 rue des pres", "bp 123"),
    ],
)
def test_unit(text: str, value: str, unit: str) -> None:
    street = standardise_street(text)
    assert (street.value, street.unit) == (value, unit)


@pytest.mark.parametrize(
    ("text", "value", "postal_code", "locality"),
    [
        ("12 bd Voltaire 75011 PARIS CEDEX 11", "12 boulevard voltaire", "75011", "paris"),
        ("12 rue Oberkampf, 75011 Paris 11e", "12 rue oberkampf", "75011", "paris"),
        ("12 rue Oberkampf F-75011 Paris, France", "12 rue oberkampf", "75011", "paris"),
        ("12 rue Haute 93200 St-Denis", "12 rue haute", "93200", "saint denis"),
        ("12 rue Haute\n93 200 Saint-Denis", "12 rue haute", "93200", "saint denis"),
        ("Rue Haute 12, 1000 Bruxelles", "12 rue haute", "1000", "bruxelles"),
        ("12 St John St, London N1 2AB", "12 saint john street", "N12AB", "london"),
        ("221b Baker St., London, NW1 6XE, UK", "221b baker street", "NW16XE", "london"),
        ("123 Main St, Springfield, IL 62704", "123 main street", "62704", "springfield"),
        ("apt 4, 1234 Main Street", "1234 main street", None, None),
    ],
)
def test_town_inside(text: str, value: str, postal_code: str | None, locality: str | None) -> None:
    street = standardise_street(text)
    assert (street.value, street.postal_code, street.locality) == (value, postal_code, locality)


@pytest.mark.parametrize(
    ("text", "value", "reason"),
    [
        ("lieu-dit Kerbihan", "lieu dit kerbihan", "no house number"),
        ("rue du 8 mai 1945", "rue du 8 mai 1945", "no house number"),
        ("ZA des Prés", "zone artisanale des pres", "no house number"),
        ("BP 123", None, "no street"),
    ],
)
def test_doubtful(text: str, value: str | None, reason: str) -> None:
    street = standardise_street(text)
    assert (street.value, street.quality, street.reason) == (value, Quality.DOUBTFUL, reason)


@pytest.mark.parametrize("text", ["NPAI", "SDF", "adresse inconnue", "12", "n/a", "xxx", "?", "1" * 2_000])
def test_junk(text: str) -> None:
    street = standardise_street(text)
    assert (street.value, street.quality) == (None, Quality.JUNK)


@pytest.mark.parametrize(
    "text", ["1 " * 499, "a, " * 333, "12345 " + "a " * 490, "rue " * 249, "," * 999, "a-" * 499]
)
def test_hostile_text_takes_no_time(text: str) -> None:
    start = time.process_time()
    standardise_street(text)
    assert time.process_time() - start < 0.5
