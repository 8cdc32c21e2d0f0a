"""Telephone numbers to E.164, by phonenumbers; numbers that only fill a box are refused."""

import re
from itertools import pairwise

import phonenumbers

from app.standardise.quality import Standard, graded, junk
from app.standardise.text import standardiser

_EXTENSION = re.compile(r"\s*(?:poste|ext|extension|x|#|p\.)\s*\.?:?\s*\d{1,6}\s*$", re.IGNORECASE)
_NEXT_NUMBER = re.compile(r"\s*(?:[;|,/]|\bou\b|\bor\b|\bet\b)\s*(?=[+0])", re.IGNORECASE)
_NOT_DIGIT = re.compile(r"\D")

_OVERSEAS_FRANCE = {
    **dict.fromkeys(("262", "692", "693"), "RE"),
    **dict.fromkeys(("269", "639"), "YT"),
    **dict.fromkeys(("590", "690", "691"), "GP"),
    **dict.fromkeys(("594", "694"), "GF"),
    **dict.fromkeys(("596", "696", "697"), "MQ"),
}
"""Numbers written the French way, 0692..., whose E.164 form has the country code of the territory."""

_MOBILE: dict[str, tuple[str, ...]] = {
    "+33": ("6", "7"), "+262": ("639", "692", "693"), "+590": ("690", "691"), "+594": ("694",), "+596": ("696", "697"),
    "+31": ("6",), "+32": ("4",), "+34": ("6", "7"), "+351": ("9",), "+352": ("6",), "+353": ("8",), "+39": ("3",),
    "+41": ("7",), "+43": ("6",), "+44": ("7",), "+46": ("7",), "+48": ("4", "5", "6", "7", "8"),
    "+49": ("15", "16", "17"),
}  # fmt: skip
"""Country code -> how its mobile numbers begin, where they begin otherwise than landlines (ITU-T E.164 lists)."""
_COUNTRY_CODE_LENGTHS = (3, 4)


@standardiser
def standardise_phone(text: str, country: str = "FR") -> Standard:
    """E.164: "06.12.34.56.78" -> "+33612345678".

    `country` (ISO 3166 alpha-2) holds where no country code is written.
    """
    written = _first_number(_EXTENSION.sub("", text))
    region = _region(written, country.upper())
    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return junk("not a number")
    number.extension = None
    national = phonenumbers.national_significant_number(number)
    if _is_made_up(national):
        return junk("made-up number")
    if not phonenumbers.is_possible_number(number):
        return junk("too long or too short")
    doubt = ""
    if not phonenumbers.is_valid_number(number):
        doubt = "not in the numbering plan"
    elif region == "FR" and _NOT_DIGIT.sub("", written) == national and not written.startswith("+"):
        doubt = "leading 0 missing"
    return graded(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), doubt)


def _first_number(text: str) -> str:
    """Of "0612345678 / 0145678901" the first; "06/12/34/56/78" is one number."""
    first = _NEXT_NUMBER.split(text, maxsplit=1)[0]
    return first if len(_NOT_DIGIT.sub("", first)) >= 9 else text


def _region(written: str, country: str) -> str | None:
    digits = _NOT_DIGIT.sub("", written)
    if country == "FR" and len(digits) == 10 and digits[0] == "0" and not written.startswith("+"):
        return _OVERSEAS_FRANCE.get(digits[1:4], "FR")
    return country if country in phonenumbers.SUPPORTED_REGIONS else None


def _is_made_up(national: str) -> bool:
    """Repeated digits after the prefix, a run such as 123456789, pairs all alike or counting up (01 02 03 04 05)."""
    tail = national[-8:]
    pairs = [int(tail[i : i + 2]) for i in range(0, len(tail) - 1, 2)]
    steps = {b - a for a, b in pairwise(pairs)}
    return (
        len(set(tail)) == 1
        or national in "1234567890 0987654321"
        or (len(pairs) == 4 and steps in ({0}, {1}))
    )


def is_mobile(e164: str) -> bool:
    """Whether the numbering plan says mobile. Plans that do not tell mobiles from landlines (North America): no."""
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE


def is_landline(e164: str) -> bool:
    """Whether the number is no mobile, in a country whose mobile numbers show it. Quick, for it is asked of each."""
    for length in _COUNTRY_CODE_LENGTHS:
        if prefixes := _MOBILE.get(e164[:length]):
            return not e164.startswith(prefixes, length)
    return False
