"""Which words of a whole name are given and which family, where neither column nor comma says so."""

from dataclasses import dataclass

from app.standardise.honorifics import PARTICLES
from app.standardise.tables import word_file, words

_BEGIN_A_FAMILY_NAME = words("de du des le la les van von d l")
"""Particles that decide the order when they stand first: "Le Gall Anne". Others (Ben, Al, St) are also given names."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word as written and folded; a hyphenated word is one word, "jean pierre" when folded."""

    raw: str
    folded: str


Split = tuple[list[Word], list[Word]]
"""Given words, family words."""


def in_order(words: list[Word], titled: bool) -> Split:
    """Given and family words of a name without commas and titles; `titled` says that a title stood before it."""
    if len(words) < 2:
        return _single(words, titled)
    return _by_capitals(words) or _by_leading_particle(words) or _by_known_names(words)


def leaning(word: Word) -> int:
    """2 where common as a given name only, 1 as both, 0 where unknown, -1 as a family name only."""
    first = word.folded.partition(" ")[0]
    if first in word_file("given_names"):
        return 1 if first in word_file("family_names") else 2
    return -1 if first in word_file("family_names") else 0


def is_given(word: Word) -> bool:
    return leaning(word) > 0


def _single(words: list[Word], titled: bool) -> Split:
    """ "Mme Durand" is a family name, "Thomas" a given one."""
    if words and leaning(words[0]) > (1 if titled else 0):
        return words, []
    return [], words


def _by_capitals(words: list[Word]) -> Split | None:
    """ "DUPONT Jean", "Jean de LA TOUR": capitals are the family name, where not all words are."""
    capital = [i for i, word in enumerate(words) if _is_capital(word)]
    if not capital or len(capital) == len(words) or capital != list(range(capital[0], capital[-1] + 1)):
        return None
    start, end = capital[0], capital[-1] + 1
    while start and words[start - 1].folded in PARTICLES and words[start - 1].raw.islower():
        start -= 1
    return words[:start] + words[end:], words[start:end]


def _is_capital(word: Word) -> bool:
    """Capitals, and neither an initial ("J.") nor initials run together ("JP")."""
    letters = word.folded.replace(" ", "")
    return word.raw.isupper() and (
        len(letters) > 2 or (len(letters) == 2 and any(c in "aeiouy" for c in letters))
    )


def _by_leading_particle(words: list[Word]) -> Split | None:
    """ "Le Gall Anne": the particles and one word more, then the given name; "von Bunsen" has none."""
    if words[0].folded not in _BEGIN_A_FAMILY_NAME:
        return None
    end = next((i for i, word in enumerate(words) if word.folded not in PARTICLES), len(words) - 1) + 1
    return words[end:], words[:end]


def _by_known_names(words: list[Word]) -> Split:
    """Given name first, as most write it, unless lists of names speak for the other order.

    All in capitals is how registers write, family name first; elsewhere a known given name that stands first is one.
    """
    first, last = leaning(words[0]), leaning(words[-1])
    in_capitals = all(word.raw.isupper() for word in words)
    if first < last and (first < 0 or last > 1) and (first < 1 or in_capitals):
        start = next((i for i, word in enumerate(words) if i and leaning(word) > 1), 1)
        return words[start:], words[:start]
    end = len(words) - 1
    particle = next(
        (i for i in range(1, end) if words[i].folded in PARTICLES and len(words[i].folded) > 1), end
    )
    return words[:particle], words[particle:]
