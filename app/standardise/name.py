"""Names of people. Given and family names stand in `name_parts`; here whole names are taken apart, in any order."""

import re
from dataclasses import dataclass

from app.standardise.honorifics import (
    ALSO_NAMES,
    ALWAYS_RANKS,
    BORN,
    FEMALE_TITLES,
    GENERATIONS,
    MALE_TITLES,
    MARRIED,
    RANKS,
    SUFFIXES,
    TITLES,
    is_ordinal,
    without_titles,
)
from app.standardise.name_order import Word, in_order, is_given, leaning
from app.standardise.name_parts import (
    doubt_about,
    family_of,
    fault_of,
    given_of,
    parse_family_name,
    standardise_family_name,
    standardise_given_name,
    without_apostrophes,
)
from app.standardise.quality import Quality
from app.standardise.text import clean, fold, too_long, with_letters

__all__ = [
    "PersonName",
    "parse_family_name",
    "parse_full_name",
    "standardise_family_name",
    "standardise_given_name",
]

_BIRTH_NAME_IN_BRACKETS = re.compile(r"[(\[]\s*(n[ée]e?\b[^)\]]*)[)\]]", re.IGNORECASE)
_BRACKETS = re.compile(r"[(\[{][^)\]}]*[)\]}]?")
_TITLES_OF_A_COUPLE = re.compile(
    r"^\s*(?:m|mr|monsieur)\.?\s+(?:et|and|&|ou)\s+(?:mme|madame|mrs|ms)\b\.?", re.IGNORECASE
)
_ONLY_TITLES = TITLES - ALSO_NAMES
_NOT_LAND = frozenset({"of", "the", "and"})


@dataclass(frozen=True, slots=True)
class PersonName:
    """A whole name taken apart, everything folded. `full` is all of it, given name first, titles and ranks left out."""

    given: str | None = None
    family: str | None = None
    birth_family: str | None = None
    title: str | None = None
    gender_hint: str | None = None
    suffix: str | None = None
    full: str | None = None
    quality: Quality = Quality.VALID
    reason: str = ""


@dataclass(slots=True)
class _Parts:
    """The words of a name by what they are; filled step by step."""

    given: list[Word]
    family: list[Word]
    birth: list[Word]
    land: list[Word]


def parse_full_name(text: str) -> PersonName:
    """Take apart "DUPONT Jean-Pierre", "Dupont, Jean", "Mme Martin née Durand", "Sir John Smith, 1st Baronet".

    Without capitals, comma or particle to tell the order, lists of common names decide, else the given name is first.
    Land after a rank ("7th Duke of Norfolk") is the family name only where there is no other. Never raises.
    """
    if fault := too_long(text):
        return PersonName(quality=Quality.JUNK, reason=fault)
    text = clean(text)
    if not text:
        return PersonName()
    if fault := fault_of(fold(text)):
        return PersonName(quality=Quality.JUNK, reason=fault)
    alone = _TITLES_OF_A_COUPLE.sub("", text)
    titles: list[str] = []
    suffixes: list[str] = []
    segments = [_bare(segment, titles, suffixes) for segment in _segments(alone)]
    parts = _by_role([segment for segment in segments if segment], bool(titles))
    doubt = "more than one person" if alone != text or " et " in text or "&" in text else ""
    return _assembled(parts, titles, suffixes, doubt)


def _segments(text: str) -> list[list[Word]]:
    """Words between commas; remarks in brackets are left out, a birth name in brackets is not."""
    text = _BIRTH_NAME_IN_BRACKETS.sub(r" \1 ", with_letters(without_apostrophes(text)))
    text = _BRACKETS.sub(" ", text).replace(".", ". ").replace("&", " et ")
    words = [[Word(raw, fold(raw)) for raw in part.split()] for part in text.split(",")]
    return [[word for word in segment if word.folded] for segment in words]


def _bare(segment: list[Word], titles: list[str], suffixes: list[str]) -> list[Word]:
    """The segment without titles in front and suffixes behind, which are added to the lists."""
    folded = [word.folded for word in segment]
    start = len(folded) - len(without_titles(folded))
    end = len(folded)
    while end > start + 1 and (
        folded[end - 1] in SUFFIXES or folded[end - 2 : end] in (["the", "younger"], ["the", "elder"])
    ):
        end -= 1 if folded[end - 1] in SUFFIXES else 2
    titles += folded[:start]
    suffixes += [word for word in folded[end:] if word in GENERATIONS]
    return segment[start:end]


def _by_role(segments: list[list[Word]], titled: bool) -> _Parts:
    names, land = _without_ranks(segments)
    if len(names) > 1 and len(names[0]) > 1 and is_given(names[0][0]) and not is_given(names[1][0]):
        land = names.pop(1) + land
    if len(names) > 1 and not any(word.folded in BORN | MARRIED for name in names for word in name):
        return _Parts(names[1], names[0], [], land)
    return _with_birth_name([word for name in names for word in name], land, titled)


def _without_ranks(segments: list[list[Word]]) -> tuple[list[list[Word]], list[Word]]:
    """Names as they stood between commas, and the words of the land that a rank or "of" names."""
    names: list[list[Word]] = []
    land: list[Word] = []
    for segment in segments:
        kept: list[Word] = []
        on_land = False
        for i, word in enumerate(segment):
            before = segment[i - 1].folded if i else "," if names else ""
            after = segment[i + 1].folded if i + 1 < len(segment) else ""
            if is_ordinal(word.folded) or _is_rank(word.folded, before, after):
                on_land = on_land or bool(kept or names)
            elif word.folded == "of":
                on_land = True
            elif not on_land:
                kept.append(word)
            elif word.folded not in _NOT_LAND:
                land.append(word)
        if kept:
            names.append(kept)
    return names, land


def _is_rank(word: str, before: str, after: str) -> bool:
    if word in ALWAYS_RANKS:
        return True
    return word in RANKS and (before == "," or is_ordinal(before) or after in {"of", "de"})


def _with_birth_name(words: list[Word], land: list[Word], titled: bool) -> _Parts:
    """ "Marie Martin née Durand", "Marie DURAND épouse MARTIN", or a name without a second one."""
    for i, word in enumerate(words):
        before, after = words[:i], words[i + 1 :]
        if word.folded in BORN and after:
            given, family = in_order(before, titled=True)
            also_given, birth = in_order(after, titled=True) if len(after) > 1 else ([], after)
            if not all(leaning(name) > 1 for name in also_given):
                also_given, birth = [], after
            return _Parts(given or also_given, family, birth, land)
        if word.folded in MARRIED and before and after:
            given, birth = in_order(before, titled=False)
            also_given, family = in_order(after, titled=True)
            return _Parts(given or also_given, family, birth, land)
    if len(words) == 1 and land and leaning(words[0]) >= 0:
        return _Parts(words, [], [], land)
    given, family = in_order(_one_of_two(words), titled)
    return _Parts(given, family, [], land)


def _one_of_two(words: list[Word]) -> list[Word]:
    """Of "Jean et Marie Dupont" the first."""
    link = next((i for i, word in enumerate(words) if word.folded in {"et", "and"}), 0)
    if not 0 < link < len(words) - 1:
        return words
    return words[:link] if link > 1 else words[:1] + words[link + 2 :]


def _assembled(parts: _Parts, titles: list[str], suffixes: list[str], doubt: str) -> PersonName:
    given = given_of(_folded(parts.given))
    birth = family_of(_folded(parts.birth)) if parts.birth else ""
    land = family_of(_folded(parts.land)) if parts.land else ""
    family = family_of(_folded(parts.family)) or birth or land
    kept = [name for name in (given, family) if name and not fault_of(name) and name not in _ONLY_TITLES]
    if not kept:
        return PersonName(quality=Quality.JUNK, reason="no name")
    full = " ".join(dict.fromkeys(" ".join((*kept, birth, land)).split()))
    doubt = doubt or doubt_about(full) or ("" if len(kept) > 1 else "one name only")
    return PersonName(
        given=given if given in kept else None,
        family=family if family in kept else None,
        birth_family=birth or None,
        title=titles[0] if titles else None,
        gender_hint=_gender(titles),
        suffix=GENERATIONS[suffixes[0]] if suffixes else None,
        full=full,
        quality=Quality.DOUBTFUL if doubt else Quality.VALID,
        reason=doubt,
    )


def _folded(words: list[Word]) -> list[str]:
    return [part for word in words for part in word.folded.split()]


def _gender(titles: list[str]) -> str | None:
    """ "m" or "f" where the titles agree."""
    hints = {
        "f" if title in FEMALE_TITLES else "m" for title in titles if title in FEMALE_TITLES | MALE_TITLES
    }
    return hints.pop() if len(hints) == 1 else None
