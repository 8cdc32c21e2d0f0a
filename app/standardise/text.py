"""Text made comparable: control characters, accents, case and punctuation taken out of the way."""

import re
import unicodedata
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from anyascii import anyascii

from app.standardise.quality import EMPTY, Standard, junk, valid
from app.standardise.tables import words

P = ParamSpec("P")

LONGEST = 1_000
"""Characters. No name, address or identifier of a person is longer; what is longer is a fault of the file."""

_NOT_ALPHANUMERIC = re.compile(r"[^a-z0-9]+")
_NOTHING_TO_READ = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "So", "Sk", "Zl", "Zp", "Zs"})
_APOSTROPHES = str.maketrans("’‘ʼ`´′", "''''''")

PLACEHOLDERS = words(
    "aucun aucune inconnu inconnue indefini neant none null nil undefined unknown unspecified empty void test "
    "anonymous anonyme blank missing sans xxx xxxx nc nr na nan inconnus vide absent"
) | {
    "n a",
    "n c",
    "n r",
    "s o",
    "non renseigne",
    "non renseignee",
    "non communique",
    "non connu",
    "non precise",
    "non applicable",
    "not available",
    "not applicable",
    "not provided",
    "not known",
    "a completer",
    "a renseigner",
    "to be defined",
    "sans objet",
}
"""What people and systems write where they have nothing to write; compared folded."""


def clean(text: str) -> str:
    """Compatibility forms made plain, unreadable characters and runs of white space made one space."""
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES)
        text = "".join(" " if unicodedata.category(char) in _NOTHING_TO_READ else char for char in text)
    return " ".join(text.split())


_MISREAD = re.compile(r"\b[^\W\d_]*[01][^\W\d_]*\b")
_LOOKS_LIKE = {"0": "o", "1": "l"}
"""What scanners read for letters. 5 and 8 are as often slips of the finger, for r, t, i or u."""


def with_letters(text: str, *, first: bool = True) -> str:
    """Digits that were read for letters put right: "Lud0vic" -> "Ludovic", "OL1IVIER" -> "OLLIVIER".

    One digit in a word of three letters or more; at its end only a nought, since "Jean1" is numbered. Without `first`
    never at its beginning, as "5bis" and "8eme" are ordinary in an address.
    """
    if not any(digit in text for digit in _LOOKS_LIKE):
        return text

    def put_right(match: re.Match[str]) -> str:
        word = match[0]
        digit = next(char for char in word if char.isdigit())
        letters = word.replace(digit, "")
        # One sign may stand for several letters: what they are written as is read the same way.
        size = len(anyascii(letters))
        ordinal = word[0] == digit and (not first or (digit != "0" and size < 4))
        if size < 3 or ordinal or word[-1] == digit != "0":
            return word
        letter = _LOOKS_LIKE[digit]
        return word.replace(digit, letter.upper() if letters.isupper() else letter)

    return _MISREAD.sub(put_right, text)


def storable(text: str) -> str:
    """Without lone surrogates, which JSON may carry and neither frames nor databases can."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def fold(text: str) -> str:
    """Lower-case ASCII letters and digits, one space between words. Digits stay, accents and emoji go."""
    if not text.isascii():
        text = anyascii(clean(text))
    return _NOT_ALPHANUMERIC.sub(" ", text.lower()).strip()


def is_placeholder(folded: str) -> bool:
    """Whether a folded text only fills a hole: a placeholder word, or one character over and over ("xxxx", "000")."""
    return not folded or folded in PLACEHOLDERS or is_repeated(folded.replace(" ", ""))


def is_repeated(text: str) -> bool:
    """One character, three times or more."""
    return len(text) > 2 and text == text[0] * len(text)


def too_long(text: str) -> str:
    """Why a text is no value; "" where it is not too long. To be asked of what becomes of it, too: one sign may stand
    for twenty letters, and no database looks up a key of 8 KB.
    """
    return f"longer than {LONGEST} characters" if len(text) > LONGEST else ""


def standardiser(
    function: Callable[Concatenate[str, P], Standard],
) -> Callable[Concatenate[str, P], Standard]:
    """Give a per-field function what all share: nothing in, nothing out; endless text is junk; text comes cleaned."""

    @wraps(function)
    def checked(text: str, /, *args: P.args, **kwargs: P.kwargs) -> Standard:
        if fault := too_long(text) or too_long(cleaned := clean(text)):
            return junk(fault)
        found = function(cleaned, *args, **kwargs) if cleaned else EMPTY
        return junk(fault) if (fault := too_long(found.value or "")) else found

    return checked


@standardiser
def standardise_text(text: str) -> Standard:
    """Any attribute: folded. "Association football-player" -> "association football player"."""
    folded = fold(text)
    if not folded or folded in PLACEHOLDERS:
        return junk("placeholder")
    return valid(folded)
