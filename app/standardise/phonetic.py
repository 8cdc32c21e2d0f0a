"""Keys that names of one sound share: French by own rules, English by Metaphone, and one of both for blocking."""

import re
from functools import lru_cache

import jellyfish

from app.standardise.text import fold

_FRENCH = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"(.)\1+", r"\1"),
        (r"y", "i"),
        (r"ph", "f"),
        (r"sch|sh", "C"),
        (r"ch(?=[rlnt])", "k"),
        (r"ch", "C"),
        (r"igh", "i"),
        (r"h", ""),
        (r"gn", "n"),
        (r"gu(?=[ei])", "G"),
        (r"g(?=[ei])", "j"),
        (r"G", "g"),
        (r"je(?=[aou])", "j"),
        (r"s?c(?=[ei])", "s"),
        (r"c[kq]u?|qu|q|c", "k"),
        (r"w", "v"),
        (r"z", "s"),
        (r"x(?!$)", "ks"),
        (r"bv", "v"),
        (r"mp(?=[st])", "m"),
        # Endings: what stands silent at the end of a French name is written in every way there is.
        (r"(?<=.)aul[tdxs]+$", "o"),
        (r"(?<=..)e[rt]s?$|(?<=..)es$", "e"),
        (r"(?<=.[^tdpsx])[tdpsx]+$", ""),
        (r"(?<=..)e$", ""),
        # Nasal vowels, then the vowels written with several letters.
        (r"(?:ai|ei|i|u)[nm](?![aeiou])", "I"),
        (r"[ae][nm](?![aeiou])", "A"),
        (r"o[nm](?![aeiou])", "O"),
        (r"e?au", "o"),
        (r"oi", "ua"),
        (r"ou", "u"),
        (r"oeu|eu|oe|ai|ei|ea", "e"),
        (r"(.)\1+", r"\1"),
    )
]
_SILENT_START = re.compile(r"^(?:k(?=n)|v(?=r)|p(?=[sn]))")
_NASAL = re.compile(r"[AIO]")
_SILENT_END = re.compile(r"(?<=..)[tdps]+$")
_VOWEL_INSIDE = re.compile(r"(?<=.)[aeiou]")


def french_key(name: str) -> str:
    """How a French reader says it: Gauthier, Gautier -> "goti"; Renault, Renaud, Reno -> "reno". Empty for no letters.

    C is "ch"; A, I and O are the nasal vowels of an, in and on. Silent endings go, words are run together.
    """
    key = "".join(char for char in fold(name) if char.isalpha())
    for pattern, sound in _FRENCH:
        key = pattern.sub(sound, key)
    return key


def english_key(name: str) -> str:
    """Metaphone of the letters: Smith, Smyth -> "SM0"; Catherine, Kathryn -> "K0RN"."""
    return jellyfish.metaphone("".join(char for char in fold(name) if char.isalpha()))


@lru_cache(maxsize=100_000)
def sound_key(name: str) -> str:
    """One key for blocking that holds together the French spellings of a name and most English ones.

    The French key without inner vowels, v as f; a key so short that it would join half the town keeps its vowels.
    """
    key = french_key(name)
    key = _SILENT_START.sub("", _SILENT_END.sub("", key)).replace("v", "f")
    consonants = _VOWEL_INSIDE.sub("", _NASAL.sub("n", key))
    return consonants if len(consonants) > 2 else key
