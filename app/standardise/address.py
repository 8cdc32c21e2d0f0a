"""Street addresses, French and general: house number first, street type spelt out, flat and building set apart."""

import re
from dataclasses import dataclass, field

from app.standardise.place import standardise_locality, standardise_postal_code
from app.standardise.quality import Quality
from app.standardise.street_words import (
    ENGLISH_INSIDE,
    ENGLISH_TYPES,
    FRENCH_TYPES,
    INSIDE,
    MONTHS,
    NUMBER_SUFFIXES,
    NUMBERED_ROADS,
    UNITS,
)
from app.standardise.text import clean, fold, is_placeholder, too_long, with_letters

_SEPARATORS = re.compile(r"[,;\n\r]+|\s+-\s+")
_CARE_OF = re.compile(r"\b(?:c/o|chez|aux bons soins de|s/c)\b[^,]*", re.IGNORECASE)
_NUMBER_SIGN = re.compile(r"\b(?:n[\s°o.]+|num[ée]ro\s*|num\.?\s*)(?=\d)|#(?=\d)", re.IGNORECASE)
_RANGE = re.compile(r"^(\d{1,5})(?:\s*[-/à&]\s*\d{1,5})+(?=\s|$)")
_NUMBER = re.compile(r"^(\d{1,5})\s?(bis|ter|quater|[a-ce-km-qs-z])?(?=\s|$)")
_ORDINAL_FLOOR = re.compile(
    r"\b(\d{1,2})\s?(?:er|e|eme|ieme|st|nd|rd|th)\s(?:etage|etg|floor)(?:\s(gauche|droite|face))?\b"
)
_GROUND_FLOOR = re.compile(r"\b(?:rdc|rez de chaussee|ground floor)\b")
_UNIT = re.compile(
    rf"\b({'|'.join(sorted(UNITS, key=len, reverse=True))})\s(?:n\s|no\s)?([a-z]{{0,2}}\d{{1,6}}[a-z]?|[a-z])(?=\s|$)"
)
_UNIT_ALONE = re.compile(rf"^(?:{'|'.join(UNITS)}|residence|res|lotissement|clos|domaine)\b")
_POSTCODE_TOWN = re.compile(
    r"(?:^|(?<=[\s,]))(?:[a-z]{1,2}-\s?)?(\d{2}\s?\d{3}|(?<=, )\d{4}|(?<=-)\d{4})[\s,]+"
    r"([^\W\d][^\d,]*?(?:\s\d{1,2}\s?(?:er|e|[eè]me)?)?)(?:,?\s*(?:france|belgique|suisse|luxembourg))?$",
    re.IGNORECASE,
)
_TOWN_BRITISH_POSTCODE = re.compile(
    r"(?:,\s*([^,\d]+?))?[,\s]+([a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2})(?:,?\s*(?:uk|united kingdom|england))?$",
    re.IGNORECASE,
)
_TOWN_STATE_ZIP = re.compile(
    r",\s*([^,\d]+?)[,\s]+[a-z]{2}[,\s]+(\d{5})(?:-\d{4})?(?:,?\s*usa)?$", re.IGNORECASE
)
_UNDELIVERABLE = re.compile(
    r"\b(?:npai|sdf|adresse inconnue|inconnu|unknown address|sans domicile|poste restante)\b"
)


@dataclass(frozen=True, slots=True)
class Street:
    """`value` "12 rue oberkampf", `unit` "bat b apt 4"; postcode and town where they stood in the same text."""

    value: str | None
    unit: str | None = None
    postal_code: str | None = None
    locality: str | None = None
    quality: Quality = Quality.VALID
    reason: str = ""


@dataclass(slots=True)
class _Address:
    """An address while its pieces are taken out one after the other."""

    text: str
    units: list[str] = field(default_factory=list)
    postal_code: str | None = None
    locality: str | None = None


def standardise_street(text: str) -> Street:
    """Take apart "Apt 4, 12 bd Gal de Gaulle, 75011 PARIS CEDEX 11" or "Flat 3, 12 St John St, London N1 2AB".

    -> "12 boulevard general de gaulle", unit "apt 4", postal code "75011", locality "paris". Never raises.
    """
    if fault := too_long(text):
        return Street(None, quality=Quality.JUNK, reason=fault)
    text = with_letters(clean(_SEPARATORS.sub(", ", text)), first=False)
    if not text:
        return Street(None)
    folded = fold(text)
    if fault := too_long(folded):
        return Street(None, quality=Quality.JUNK, reason=fault)
    if is_placeholder(folded) or _UNDELIVERABLE.search(folded):
        return Street(None, quality=Quality.JUNK, reason="no address")
    address = _Address(_NUMBER_SIGN.sub("", _CARE_OF.sub("", text)))
    _take_town(address)
    street = _spell_out(_street_segment(address))
    return _judge(street, address)


def _take_town(address: _Address) -> None:
    """Postcode and town at the end, of whichever country's form."""
    if (found := _POSTCODE_TOWN.search(address.text)) and _is_town(found[2], found.start()):
        postcode, town = found.groups()
    elif found := _TOWN_BRITISH_POSTCODE.search(address.text) or _TOWN_STATE_ZIP.search(address.text):
        town, postcode = found.groups()
    else:
        return
    address.postal_code = standardise_postal_code(postcode, "").value
    address.locality = standardise_locality(town or "").value
    address.text = address.text[: found.start()]


def _is_town(name: str, start: int) -> bool:
    """A number at the very beginning, or before a street's name, is a house number and no postcode."""
    words = fold(name).split()
    return bool(start and words) and words[0] not in FRENCH_TYPES and words[-1] not in ENGLISH_TYPES


def _street_segment(address: _Address) -> str:
    """The part between commas that is the street, units taken out; the other parts join the units."""
    segments = [_take_units(fold(_first_of_range(part)), address) for part in address.text.split(",")]
    segments = _number_to_street([segment for segment in segments if segment])
    if not segments:
        return ""
    street = max(range(len(segments)), key=lambda i: (_likeness(segments[i]), -i))
    address.units += [segment for i, segment in enumerate(segments) if i != street]
    return segments[street]


def _first_of_range(part: str) -> str:
    """ "12-14 rue" is found under 12."""
    return _RANGE.sub(r"\1", part.strip())


def _take_units(segment: str, address: _Address) -> str:
    def keep(unit: str) -> str:
        address.units.append(unit)
        return " "

    segment = _ORDINAL_FLOOR.sub(
        lambda found: keep(" ".join(filter(None, ("etage", *found.groups())))), segment
    )
    segment = _GROUND_FLOOR.sub(lambda found: keep("etage 0"), segment)
    segment = _UNIT.sub(lambda found: keep(f"{UNITS[found[1]]} {found[2]}"), segment)
    return " ".join(segment.split())


def _number_to_street(segments: list[str]) -> list[str]:
    """ "12, rue X": a number of its own belongs to what follows."""
    joined: list[str] = []
    for segment in segments:
        if joined and (number := _NUMBER.match(joined[-1])) and number.end() == len(joined[-1]):
            joined[-1] += " " + segment
        else:
            joined.append(segment)
    return joined


def _likeness(segment: str) -> int:
    """How much a segment looks like a street: a house number and a street type count two each."""
    words = segment.split()
    numbered = bool(_NUMBER.match(segment)) and len(words) > 1
    named = [word for word in words if not word.isdecimal()]
    typed = bool(named) and (named[0] in FRENCH_TYPES or named[-1] in ENGLISH_TYPES) and len(named) > 1
    return 2 * numbered + 2 * typed - bool(_UNIT_ALONE.match(segment))


def _spell_out(street: str) -> str:
    number, words = _house_number(street)
    if not words:
        return number
    if words[0] not in FRENCH_TYPES and len(words) > 1 and words[-1] in ENGLISH_TYPES:
        words = [ENGLISH_INSIDE.get(word, word) for word in words[:-1]] + [ENGLISH_TYPES[words[-1]]]
    else:
        first = FRENCH_TYPES.get(words[0], INSIDE.get(words[0], words[0])) if len(words) > 1 else words[0]
        words = [first, *(INSIDE.get(word, word) for word in words[1:])]
    return " ".join([number, *words]).strip()


def _house_number(street: str) -> tuple[str, list[str]]:
    """Number as "12", "12 bis" or "12a", and the words after it. "Hauptstrasse 5" has it at the end."""
    found = _NUMBER.match(street)
    if found:
        words = street[found.end() :].split()
        number, suffix = found.groups()
        if suffix and words and words[0] in FRENCH_TYPES:
            suffix = NUMBER_SUFFIXES.get(suffix, suffix)
        if suffix and not words:
            return "", [number, suffix]
        return number + (" " * (len(suffix) > 1) + suffix if suffix else ""), words
    words = street.split()
    movable = len(words) > 1 and words[-1].isdecimal() and len(words[-1]) < 5
    if movable and words[-2] not in MONTHS | NUMBERED_ROADS:
        return words[-1], words[:-1]
    return "", words


def _judge(street: str, address: _Address) -> Street:
    unit = " ".join(dict.fromkeys(address.units)) or None
    quality, reason = Quality.VALID, ""
    if not any(char.isalpha() for char in street):
        quality = Quality.DOUBTFUL if unit or address.postal_code else Quality.JUNK
        street, reason = "", "no street"
    elif not street[0].isdigit():
        quality, reason = Quality.DOUBTFUL, "no house number"
    if fault := too_long(street):
        street, quality, reason = "", Quality.JUNK, fault
    return Street(street or None, unit, address.postal_code, address.locality, quality, reason)
