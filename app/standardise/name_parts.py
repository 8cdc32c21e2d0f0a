"""Given and family names, French and English; `name` takes whole names apart with these."""

import re
from dataclasses import dataclass
from itertools import dropwhile, takewhile

from app.standardise.honorifics import (
    ALSO_NAMES,
    BORN,
    MARRIED,
    NOBODY,
    SUFFIXES,
    TITLES,
    is_ordinal,
    without_titles,
)
from app.standardise.quality import Quality, Standard, graded, junk
from app.standardise.text import clean, fold, is_repeated, standardiser, too_long, with_letters

_APOSTROPHE = re.compile(r"(?<=\w)['’`´ʼ](?=\w)|(?<=\b[dDlLoO])['’`´ʼ]\s(?=\w)")
_BRACKETS = re.compile(r"[(\[{][^)\]}]*[)\]}]?")
_LETTER = re.compile(r"[a-z]")
_DIGIT = re.compile(r"[0-9]")
_TWO_LETTERS = re.compile(r"[a-z]{2}")
_JOINED_TO_THE_NEXT = frozenset({"d", "l", "o", "mc"})
_SPELT_OUT = {"st": "saint", "ste": "sainte"}


@dataclass(frozen=True, slots=True)
class FamilyName:
    """The name in use and, where it was delivered, the name at birth."""

    value: str | None
    birth: str | None
    quality: Quality
    reason: str = ""


def fold_name(text: str) -> str:
    """Folded, without apostrophes ("O'Brien" -> "obrien") and without what stands in brackets."""
    return fold(with_letters(without_apostrophes(_BRACKETS.sub(" ", text))))


def without_apostrophes(text: str) -> str:
    return _APOSTROPHE.sub("", text)


def family_of(words: list[str]) -> str:
    """A family name from its folded words, elided particles joined on, as half of all files do: "d arc" -> "darc"."""
    done: list[str] = []
    for word in reversed([_SPELT_OUT.get(word, word) for word in words if not is_ordinal(word)]):
        if word in _JOINED_TO_THE_NEXT and done and len(done[0]) > 1:
            done[0] = word + done[0]
        else:
            done.insert(0, word)
    done = without_titles(done)
    while len(done) > 1 and done[-1] in SUFFIXES:
        done.pop()
    return "" if len(done) == 1 and done[0] in SUFFIXES | {"of", "the"} else " ".join(done)


def given_of(words: list[str]) -> str:
    return " ".join(_SPELT_OUT.get(word, word) for word in without_titles(words))


def fault_of(name: str) -> str:
    """Why a folded name names nobody; "" where it may."""
    if fault := too_long(name):
        return fault
    if not _LETTER.search(name):
        return "no name"
    if name in NOBODY or is_repeated(name.replace(" ", "")):
        return "names nobody"
    return ""


def doubt_about(name: str) -> str:
    if _DIGIT.search(name):
        return "digits in a name"
    if not _TWO_LETTERS.search(name):
        return "initials only"
    return ""


@standardiser
def standardise_given_name(text: str) -> Standard:
    """Folded, without titles: "M. Jean-Pierre" -> "jean pierre", "J.-P." -> doubtful "j p", "Sir" -> junk."""
    name = given_of(fold_name(text).split())
    if fault := fault_of(name):
        return junk(fault)
    if name in TITLES - ALSO_NAMES - {"m"} or is_ordinal(name):
        return junk("a title, not a name")
    return graded(name, doubt_about(name))


@standardiser
def standardise_family_name(text: str) -> Standard:
    """The family name in use: "LE GALL" -> "le gall", "O'Brien" -> "obrien", "Martin née Durand" -> "martin"."""
    family = parse_family_name(text)
    return Standard(family.value, family.quality, family.reason)


def parse_family_name(text: str) -> FamilyName:
    """Name in use and name at birth: "Martin née Durand", "DURAND épouse MARTIN". Never raises."""
    if fault := too_long(text):
        return FamilyName(None, None, Quality.JUNK, fault)
    text = clean(text)
    if not text:
        return FamilyName(None, None, Quality.VALID)
    used, born = split_birth_name(fold(without_apostrophes(text)).split())
    birth = family_of(born)
    name = (family_of(used) or birth) if birth else family_of(fold_name(text).split())
    if fault := fault_of(name) or too_long(birth):
        return FamilyName(None, None, Quality.JUNK, fault)
    doubt = doubt_about(name)
    return FamilyName(name, birth or None, Quality.DOUBTFUL if doubt else Quality.VALID, doubt)


def split_birth_name(words: list[str]) -> tuple[list[str], list[str]]:
    """Words of the name in use and of the name at birth (none where only one name is given)."""
    for i, word in enumerate(words):
        before, after = words[:i], _up_to_the_next_marker(words[i + 1 :])
        if word in BORN and after:
            return before, after
        if word in MARRIED and before and after:
            return after, before
    return words, []


def _up_to_the_next_marker(words: list[str]) -> list[str]:
    markers = BORN | MARRIED
    return list(takewhile(lambda word: word not in markers, dropwhile(markers.__contains__, words)))
