import pytest

from app.standardise.phonetic import english_key, french_key, sound_key


@pytest.mark.parametrize(
    "spellings",
    [
        "Gauthier Gautier Gautié Gotier",
        "Philippe Filippe",
        "Lefebvre Lefèvre Lefevre",
        "Renault Renaud Renaut Reno",
        "Dupond Dupont",
        "Thibault Thibaud Thibaut Tibo",
        "Durand Durant",
        "Moreau Moro",
        "Girard Girart",
        "Leroy Leroi",
        "Mathieu Matthieu",
        "Rousseau Rousso",
        "Picard Piquard",
    ],
)
def test_french_spellings_sound_alike(spellings: str) -> None:
    names = spellings.split()
    assert len({french_key(name) for name in names}) == 1
    assert len({sound_key(name) for name in names}) == 1


@pytest.mark.parametrize(
    "spellings",
    ["Smith Smyth Smythe", "Catherine Katherine Kathryn", "Stephen Steven", "Clark Clarke", "Reid Reed Read",
     "Geoffrey Jeffrey", "Thompson Thomson", "Knight Night", "Schmidt Schmitt", "O'Brien Obrien"],
)  # fmt: skip
def test_english_spellings_share_a_block(spellings: str) -> None:
    assert len({sound_key(name) for name in spellings.split()}) == 1


@pytest.mark.parametrize(
    ("a", "b"),
    [("Martin", "Morel"), ("Dupont", "Durand"), ("Bernard", "Bertrand"), ("Wood", "Hill"), ("Lee", "Li")],
)
def test_other_names_do_not(a: str, b: str) -> None:
    assert sound_key(a) != sound_key(b)
    assert french_key(a) != french_key(b)


def test_words_run_together_and_nothing_gives_nothing() -> None:
    assert sound_key("Le Gall") == sound_key("LEGALL")
    assert sound_key("") == french_key("12 !") == english_key("-") == ""


def test_english_key() -> None:
    assert english_key("Smith") == english_key("Smyth")
