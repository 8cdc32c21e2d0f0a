import pytest

from app.standardise.name import (
    parse_family_name,
    parse_full_name,
    standardise_family_name,
    standardise_given_name,
)
from app.standardise.quality import EMPTY, Quality


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Jean-Pierre", "jean pierre"),
        ("ÉLODIE", "elodie"),
        ("M. Jean", "jean"),
        ("Mme Anne-Sophie", "anne sophie"),
        ("Dr Marie", "marie"),
        ("St. John", "saint john"),
        ("Jean (dit Jojo)", "jean"),
        ("Владимир", "vladimir"),
    ],
)
def test_given(text: str, value: str) -> None:
    standard = standardise_given_name(text)
    assert (standard.value, standard.quality) == (value, Quality.VALID)


@pytest.mark.parametrize(
    ("text", "value", "reason"),
    [
        ("J.-P.", "j p", "initials only"),
        ("M.", "m", "initials only"),
        ("4obert", "4obert", "digits in a name"),
    ],
)
def test_doubtful_given(text: str, value: str, reason: str) -> None:
    standard = standardise_given_name(text)
    assert (standard.value, standard.quality, standard.reason) == (value, Quality.DOUBTFUL, reason)


@pytest.mark.parametrize(
    "text",
    [
        "test",
        "Inconnu",
        "xxx",
        "N/A",
        "null",
        "anonymous",
        "Monsieur",
        "Mme",
        "Sir",
        "1st",
        "123",
        "--",
        "???",
    ],
)
def test_junk_given(text: str) -> None:
    standard = standardise_given_name(text)
    assert (standard.value, standard.quality) == (None, Quality.JUNK)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("LE GALL", "le gall"),
        ("Dupont-Moretti", "dupont moretti"),
        ("O'Brien", "obrien"),
        ("O’ Brien", "obrien"),
        ("O Brien", "obrien"),
        ("d'Artagnan", "dartagnan"),
        ("D ARTAGNAN", "dartagnan"),
        ("Mc Donald", "mcdonald"),
        ("de la Tour", "de la tour"),
        ("van den Berg", "van den berg"),
        ("Mme Durand", "durand"),
        ("Martin née Durand", "martin"),
        ("Smith Jr.", "smith"),
        ("St-Pierre", "saint pierre"),
        ("Nuñez", "nunez"),
        ("Baron", "baron"),
    ],
)
def test_family(text: str, value: str) -> None:
    standard = standardise_family_name(text)
    assert (standard.value, standard.quality) == (value, Quality.VALID)


@pytest.mark.parametrize("text", ["baronet", "of", "Jr", "1st", "Nom", "xxx", "TEST", "unknown", "42"])
def test_junk_family(text: str) -> None:
    assert standardise_family_name(text).quality is Quality.JUNK


@pytest.mark.parametrize("text", ["xx", "Divers", "Client de passage", "VENTE COMPTOIR", "Walk-in customer"])
def test_what_a_till_writes_is_nobodys_name(text: str) -> None:
    assert standardise_family_name(text).quality is Quality.JUNK
    assert standardise_given_name(text).quality is Quality.JUNK
    assert parse_full_name(text).quality is Quality.JUNK


@pytest.mark.parametrize(
    ("text", "value", "birth"),
    [
        ("Martin née Durand", "martin", "durand"),
        ("MARTIN (née DURAND)", "martin", "durand"),
        ("DURAND épouse MARTIN", "martin", "durand"),
        ("Durand veuve Le Gall", "le gall", "durand"),
        ("née Durand", "durand", "durand"),
        ("Martin", "martin", None),
    ],
)
def test_birth_name(text: str, value: str, birth: str | None) -> None:
    family = parse_family_name(text)
    assert (family.value, family.birth) == (value, birth)


@pytest.mark.parametrize(
    ("text", "given", "family"),
    [
        ("Jean Dupont", "jean", "dupont"),
        ("DUPONT Jean", "jean", "dupont"),
        ("Jean DUPONT", "jean", "dupont"),
        ("Dupont, Jean", "jean", "dupont"),
        ("dupont jean", "jean", "dupont"),
        ("BERNARD SOPHIE", "sophie", "bernard"),
        ("MARTIN PIERRE", "pierre", "martin"),
        ("Dupont, M. Jean-Pierre", "jean pierre", "dupont"),
        ("Jean Pierre Marie DUPONT", "jean pierre marie", "dupont"),
        ("M. Le Gall Anne", "anne", "le gall"),
        ("Dr. Marie-Claire Le Bihan", "marie claire", "le bihan"),
        ("M. le Docteur Jean Martin", "jean", "martin"),
        ("Me Dupond-Moretti Eric", "eric", "dupond moretti"),
        ("DE LA FONTAINE Jean", "jean", "de la fontaine"),
        ("Jean de LA FONTAINE", "jean", "de la fontaine"),
        ("Charles d'Artagnan", "charles", "dartagnan"),
        ("Mohamed Ben Ali", "mohamed", "ben ali"),
        ("Vincent van Gogh", "vincent", "van gogh"),
        ("O'Brien, Patrick", "patrick", "obrien"),
        ("J.-P. Dupont", "j p", "dupont"),
        ("JP Dupont", "jp", "dupont"),
        ("Élodie LEFÈVRE-MARTIN", "elodie", "lefevre martin"),
        ("George W. Bush", "george w", "bush"),
        ("BARON Jean", "jean", "baron"),
        ("Jean Baron", "jean", "baron"),
        ("Иван Петров", "ivan", "petrov"),
        ("thomas clifford", "thomas", "clifford"),
        ("The Right Hon. Gordon Sharman-Crawford", "gordon", "sharman crawford"),
        ("Jean et Marie Dupont", "jean", "dupont"),
    ],
)
def test_full_name(text: str, given: str, family: str) -> None:
    person = parse_full_name(text)
    assert (person.given, person.family) == (given, family)
    assert person.full == f"{given} {family}"


@pytest.mark.parametrize(
    ("text", "given", "family"),
    [
        ("Sir John Smith, 1st Baronet", "john", "smith"),
        ("thomas clifford, 1st baron clifford of chudleigh", "thomas", "clifford"),
        ("hugo 11th of wemyss", "hugo", "wemyss"),
        ("8th earl olivier portsmouth", "olivier", "portsmouth"),
        ("sir charles 1st baronet", "charles", None),
        ("countess of castlehaven", None, "castlehaven"),
        ("1st jacob corrie baronet", "jacob", "corrie"),
        ("frank spring 4th monteagle brandon", "frank", "spring"),
        ("edmund, 2nd earl of kent", "edmund", "kent"),
        ("sir francesco paolo tosti kcvo", "francesco paolo", "tosti"),
        ("arthur (rugby union, born 1855)", "arthur", None),
        ("von bunsen", None, "von bunsen"),
    ],
)
def test_knights_and_nobles(text: str, given: str | None, family: str | None) -> None:
    person = parse_full_name(text)
    assert (person.given, person.family) == (given, family)


def test_the_whole_name_keeps_the_land() -> None:
    assert (
        parse_full_name("thomas clifford, 1st baron clifford of chudleigh").full
        == "thomas clifford chudleigh"
    )


@pytest.mark.parametrize(
    ("text", "given", "family", "birth"),
    [
        ("Mme Martin née Durand", None, "martin", "durand"),
        ("Mme Marie Martin (née Durand)", "marie", "martin", "durand"),
        ("Marie DURAND épouse MARTIN", "marie", "martin", "durand"),
        ("DURAND ép. MARTIN Marie", "marie", "martin", "durand"),
        ("Martin née Durand Marie", "marie", "martin", "durand"),
        ("Anne Martin née de la Tour", "anne", "martin", "de la tour"),
    ],
)
def test_full_name_with_birth_name(text: str, given: str | None, family: str, birth: str) -> None:
    person = parse_full_name(text)
    assert (person.given, person.family, person.birth_family) == (given, family, birth)


@pytest.mark.parametrize(
    ("text", "title", "gender"),
    [("M. Jean Dupont", "m", "m"), ("Mlle Anne Roux", "mlle", "f"), ("Dr Jean Dupont", "dr", None),
     ("Mrs Ann Lee", "mrs", "f")],
)  # fmt: skip
def test_titles(text: str, title: str, gender: str | None) -> None:
    person = parse_full_name(text)
    assert (person.title, person.gender_hint) == (title, gender)


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        ("John Smith Jr.", "jr"),
        ("Smith, John Sr", "sr"),
        ("John Smith III", "iii"),
        ("hans holbein the younger", "jr"),
    ],
)
def test_suffixes(text: str, suffix: str) -> None:
    person = parse_full_name(text)
    assert person.suffix == suffix
    assert person.family in ("smith", "holbein")


def test_doubts_and_junk() -> None:
    assert parse_full_name("Marie").reason == "one name only"
    couple = parse_full_name("M. et Mme Dupont")
    assert (couple.family, couple.gender_hint, couple.reason) == ("dupont", None, "more than one person")
    for text in ("test", "M.", "Monsieur", "xxx", "John Doe", "???", "x" * 2_000):
        assert parse_full_name(text).quality is Quality.JUNK


def test_nothing_delivered() -> None:
    assert standardise_given_name("") == standardise_family_name(" ") == EMPTY
    assert parse_full_name("").quality is parse_family_name("\t").quality is Quality.VALID
