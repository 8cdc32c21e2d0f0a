"""What goes wrong with one value on its way into a file: functions of the value and a random generator.

A fault that does not fit a value (a nickname for a name that has none) gives it back as it was.
Dates are ISO (yyyy-mm-dd), telephone numbers national (0612345678), names and addresses as people write them.
"""

import random
from bisect import bisect
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from anyascii import anyascii

from app.demo.pools import load_towns, names

Fault = Callable[[str, random.Random], str]

_KEYBOARD = ("azertyuiop", "qsdfghjklm", "wxcvbn")
_SOUNDS = """eau>o au>o ph>f th>t qu>k ck>k y>i ie>y ll>l nn>n tt>t ss>s rr>r mm>m ai>è ei>ai en>an an>en
    oi>oy Ph>F Th>T ç>ss ge>je z>s h> ard>art ault>aud"""
_LOOKS = "rn>m m>rn l>1 l>i i>l o>0 O>0 cl>d d>cl e>c h>b n>u u>n S>5 B>8 I>l D>O"
_STREET_WORDS = {
    "rue": "R r. R.",
    "avenue": "Av Av. AVE",
    "boulevard": "Bd Bld Blvd bd.",
    "chemin": "Ch Chem. CHE",
    "impasse": "Imp Imp.",
    "allée": "All All.",
    "place": "Pl Pl.",
    "route": "Rte RTE",
    "Général": "Gal Gén.",
    "Maréchal": "Mal",
    "Docteur": "Dr",
    "Saint": "St",
    "Président": "Pdt Prés.",
    "Commandant": "Cdt",
    "Capitaine": "Cne",
    "Colonel": "Col",
}
_DOMAIN_SLIPS = {
    "gmail.com": "gmial.com gmail.fr gamil.com gmail.con",
    "hotmail.fr": "hotmai.fr hotmail.f",
    "orange.fr": "ornage.fr orange.f",
    "yahoo.fr": "yaho.fr yahoo.com",
    "wanadoo.fr": "wanado.fr",
    "laposte.net": "laposte.fr",
    "outlook.fr": "outlook.com outloook.fr",
    "free.fr": "fre.fr",
}
_JUNK_EMAILS = (
    "info@example.com",
    "test@test.fr",
    "noreply@example.com",
    "contact@example.fr",
    "pasdemail@gmail.com",
    "non@non.fr",
)
_JUNK_PHONES = ("0600000000", "0000000000", "0612345678", "0123456789", "0606060606", "0999999999")
_DEFAULT_DATES = ("1900-01-01", "1900-01-01", "1900-01-01", "1970-01-01", "1990-01-01")


def insert_letter(value: str, rng: random.Random) -> str:
    """A letter too many: mostly one struck twice."""
    if not value:
        return value
    at = rng.randrange(len(value))
    letter = value[at] if rng.random() < 0.6 else _neighbour(value[at], rng)
    return value[:at] + letter.lower() + value[at:] if at else value[0] + letter.lower() + value[1:]


def delete_letter(value: str, rng: random.Random) -> str:
    """A letter missing, never the first."""
    if len(value) < 3:
        return value
    at = rng.randrange(1, len(value))
    return value[:at] + value[at + 1 :]


def swap_letters(value: str, rng: random.Random) -> str:
    """Two neighbouring letters in the wrong order."""
    if len(value) < 3:
        return value
    at = rng.randrange(len(value) - 1)
    first, second = value[at], value[at + 1]
    if first.isupper() and second.islower():
        first, second = first.lower(), second.upper()
    return value[:at] + second + first + value[at + 2 :]


def neighbour_key(value: str, rng: random.Random) -> str:
    """The key beside the right one, on a French keyboard."""
    if not value:
        return value
    at = rng.randrange(len(value))
    return value[:at] + _neighbour(value[at], rng) + value[at + 1 :]


def typing(value: str, rng: random.Random) -> str:
    """One slip of the fingers."""
    return rng.choice((insert_letter, delete_letter, delete_letter, swap_letters, neighbour_key))(value, rng)


def sound_alike(value: str, rng: random.Random) -> str:
    """Written as heard on the telephone."""
    return _replace_one(value, _SOUNDS, rng)


def misread(value: str, rng: random.Random) -> str:
    """Misread by a scanner: rn for m, 1 for l, 0 for O."""
    return _replace_one(value, _LOOKS, rng)


def lose_accents(value: str, rng: random.Random) -> str:
    return anyascii(value)


def upper_case(value: str, rng: random.Random) -> str:
    return value.upper()


def lower_case(value: str, rng: random.Random) -> str:
    return value.lower()


def initial(value: str, rng: random.Random) -> str:
    """J. for Jean, J.-P. for Jean-Pierre."""
    return "-".join(f"{part[0]}." for part in value.split("-") if part)


def nickname(value: str, rng: random.Random) -> str:
    known = _nicknames().get(value)
    return rng.choice(known) if known else value


def shorten_compound(value: str, rng: random.Random) -> str:
    """One half of a compound name: Marie for Marie-Claude, Martin for Martin-Dupont."""
    parts = value.split("-")
    return rng.choice((parts[0], parts[0], parts[-1]))


def unhyphen(value: str, rng: random.Random) -> str:
    """Jean Pierre, JeanPierre for Jean-Pierre."""
    return value.replace("-", rng.choice((" ", " ", "")))


def join_particle(value: str, rng: random.Random) -> str:
    """Legall for Le Gall."""
    return value.replace(" ", "").capitalize() if " " in value else value


def empty(value: str, rng: random.Random) -> str:
    return ""


def swap_day_and_month(value: str, rng: random.Random) -> str:
    """The American order, where it makes a date at all."""
    year, month, day = value.split("-")
    return f"{year}-{day}-{month}" if int(day) <= 12 else value


def wrong_digit(value: str, rng: random.Random) -> str:
    """One digit off; a date stays a date."""
    places = [at for at, letter in enumerate(value) if letter.isdigit() and at > 2]
    for _ in range(20):
        at = rng.choice(places)
        changed = value[:at] + rng.choice("0123456789".replace(value[at], "")) + value[at + 1 :]
        if "-" not in value or _is_date(changed):
            return changed
    return value


def wrong_year(value: str, rng: random.Random) -> str:
    """One year or ten years off."""
    changed = f"{int(value[:4]) + rng.choice((-10, -1, 1, 10))}{value[4:]}"
    return changed if _is_date(changed) else value


def default_date(value: str, rng: random.Random) -> str:
    """What a form or a cashier enters when nobody says the date."""
    return rng.choice(_DEFAULT_DATES)


def abbreviate_street(value: str, rng: random.Random) -> str:
    """Bd du Gal de Gaulle for boulevard du Général de Gaulle."""
    words = value.replace("Saint-", "Saint ").split(" ")
    return " ".join(
        rng.choice(_STREET_WORDS[word].split()) if word in _STREET_WORDS else word for word in words
    )


def comma_after_number(value: str, rng: random.Random) -> str:
    """12, rue Pasteur."""
    number, _, rest = value.partition(" ")
    return f"{number}, {rest}" if number.isdigit() else value


def neighbouring_postcode(value: str, rng: random.Random) -> str:
    """The postcode of a town nearby, the next or the last but one in the same département."""
    codes = _postcodes()
    at = bisect(codes, value)
    near = [code for code in codes[max(0, at - 3) : at + 2] if code[:2] == value[:2] and code != value]
    return rng.choice(near) if near else value


def mistype_email(value: str, rng: random.Random) -> str:
    """A slip in the name, or a domain that does not exist."""
    local, _, domain = value.partition("@")
    if domain in _DOMAIN_SLIPS and rng.random() < 0.4:
        return f"{local}@{rng.choice(_DOMAIN_SLIPS[domain].split())}"
    return f"{rng.choice((delete_letter, swap_letters, insert_letter))(local, rng)}@{domain}"


def junk_email(value: str, rng: random.Random) -> str:
    return rng.choice(_JUNK_EMAILS)


def junk_phone(value: str, rng: random.Random) -> str:
    return rng.choice(_JUNK_PHONES)


def phone_format(value: str, rng: random.Random) -> str:
    """The ways people write a French number."""
    pairs = [value[at : at + 2] for at in range(0, 10, 2)]
    abroad = f"{value[1]} {' '.join(pairs[1:])}"
    ways = (
        " ".join(pairs),
        value,
        ".".join(pairs),
        f"+33{value[1:]}",
        f"+33 {abroad}",
        f"+33 (0){abroad}",
        f"0033{value[1:]}",
        "-".join(pairs),
    )
    return rng.choices(ways, (34, 30, 12, 9, 6, 3, 3, 3))[0]


def lose_leading_zero(value: str, rng: random.Random) -> str:
    """What a spreadsheet does to 0612345678."""
    return value.removeprefix("0")


def _neighbour(letter: str, rng: random.Random) -> str:
    for row in _KEYBOARD:
        at = row.find(letter.lower())
        if at >= 0:
            near = row[max(0, at - 1) : at] + row[at + 1 : at + 2]
            chosen = rng.choice(near)
            return chosen.upper() if letter.isupper() else chosen
    return letter


def _replace_one(value: str, pairs: str, rng: random.Random) -> str:
    """Replace one occurrence by one of the pairs `old>new` that fit, never the whole value."""
    fitting = [pair.split(">") for pair in pairs.split() if pair.split(">")[0] in value]
    if not fitting:
        return value
    old, new = rng.choice(fitting)
    return value.replace(old, new, 1) if len(value) > len(old) else value


def _is_date(value: str) -> bool:
    try:
        return date(1900, 1, 1) <= date.fromisoformat(value) <= date(2020, 12, 31)
    except ValueError:
        return False


@lru_cache(maxsize=1)
def _nicknames() -> dict[str, list[str]]:
    known: dict[str, list[str]] = names()["nicknames"]
    return known


@lru_cache(maxsize=1)
def _postcodes() -> list[str]:
    return sorted({town.postal_code for town, _ in load_towns()})
