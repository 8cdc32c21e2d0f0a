import pytest

from app.standardise.quality import EMPTY, Quality
from app.standardise.text import LONGEST, clean, fold, is_placeholder, standardise_text, storable


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
