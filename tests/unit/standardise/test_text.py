import pytest

from app.standardise.quality import EMPTY, Quality
from app.standardise.text import (
    LONGEST,
    clean,
    fold,
    is_placeholder,
    standardise_text,
    storable,
    with_letters,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Théophile  LOBB", "theophile lobb"),
        ("L'Haÿ-les-Roses", "l hay les roses"),
        ("Straße 12", "strasse 12"),
        ("Иван", "ivan"),
        ("a\x00b\u200bc", "a b c"),
        ("Zoé 😀", "zoe"),
        ("ﬁn", "fin"),
        ("...", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_clean_keeps_case_and_accents() -> None:
    assert clean(" Zoé\t\u00a0 Le\nGall\x00") == "Zoé Le Gall"


@pytest.mark.parametrize("text", ["n/a", "NULL", "inconnu", "xxxx", "---", "000", "Non renseigné"])
def test_placeholders(text: str) -> None:
    assert is_placeholder(fold(text))


def test_storable_has_no_lone_surrogate() -> None:
    assert storable("caf\ud800é") == "caf?é"


def test_attributes_are_folded_and_endless_text_is_junk() -> None:
    assert standardise_text("Association Football-Player").value == "association football player"
    assert standardise_text("n/a").quality is Quality.JUNK
    assert standardise_text(" \t ") == EMPTY
    assert standardise_text("a" * (LONGEST + 1)).quality is Quality.JUNK


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Lud0vic", "Ludovic"),
        ("DUP0NT", "DUPONT"),
        ("0llivier", "ollivier"),
        ("the0", "theo"),
        ("g1rard", "glrard"),
        ("Jean1", "Jean1"),
        ("1ere", "1ere"),
        ("R2D2", "R2D2"),
        ("L0 b", "L0 b"),
        ("A0㐀", "AO㐀"),
        ("12 rue du 8 mai 1945", "12 rue du 8 mai 1945"),
    ],
)
def test_digits_that_were_read_for_letters(text: str, read: str) -> None:
    assert with_letters(text) == read


def test_a_number_in_front_is_no_letter_in_an_address() -> None:
    assert with_letters("1quater p1ace Carn0t", first=False) == "1quater place Carnot"
