"""Numbers that stand for a person or a company, and gender."""

import re

from anyascii import anyascii
from stdnum.fr import nir, siren, siret, tva

from app.standardise.honorifics import FEMALE_TITLES, MALE_TITLES
from app.standardise.quality import Standard, doubtful, graded, junk, valid
from app.standardise.tables import words
from app.standardise.text import PLACEHOLDERS, fold, is_repeated, standardiser

_NOT_DIGIT = re.compile(r"\D")
_NIR = re.compile(r"[12378]\d{2}(?:0[1-9]|1[0-2]|[2-9]\d)(?:\d{2}|2[ab])\d{6}(?:\d{2})?", re.ASCII)
_RUNS = "01234567890123456789 98765432109876543210"
_ROUNDED = re.compile(r"[0-9](?:[.,][0-9]{1,6})?e\+[0-9]{1,3}", re.ASCII)
"""What a spreadsheet makes of a long number, 2,75001E+12: everybody's that begin alike look the same."""
_JUNK_IDS = PLACEHOLDERS | {"0", "no", "non", "none", "false", "tbd", "unknown id"}
_FEMALE = FEMALE_TITLES | words("f fem female feminin feminine femme fille woman girl w 2")
_MALE = MALE_TITLES | words("m h masc male masculin masculine homme garcon man boy 1")

NAMESPACES_IN_USE = words("email phone address cookie device national_id siret ip")
"""Namespaces of the graph's own identifiers: an external ID there would pass for one."""


@standardiser
def standardise_siret(text: str) -> Standard:
    """14 digits (SIRET) or 9 (SIREN), also out of a French VAT number. A wrong check digit is doubtful."""
    written = fold(text).replace(" ", "")
    if written.startswith("fr") and tva.is_valid(written):
        return valid(written[-9:])
    digits = _NOT_DIGIT.sub("", written)
    if not digits.strip("0") or is_repeated(digits):
        return junk("placeholder")
    doubt = ""
    if len(digits) in (8, 13):
        digits, doubt = "0" + digits, "leading 0 missing"
    if len(digits) not in (9, 14) or len(digits) < len(written):
        return junk("not 9 or 14 digits")
    check = siren if len(digits) == 9 else siret
    return graded(digits, doubt if check.is_valid(digits) else "wrong check digit")


@standardiser
def standardise_national_id(text: str) -> Standard:
    """Folded letters and digits. A French social security number (NIR) gets its key: 13 and 15 characters agree."""
    if _ROUNDED.fullmatch(text.strip().lower()):
        return junk("rounded by a spreadsheet")
    number = fold(text).replace(" ", "")
    if _is_no_number(number):
        return junk("placeholder")
    if _NIR.fullmatch(number):
        if len(number) == 13:
            return valid(number + nir.calc_check_digits(number.upper()))
        return graded(number, "" if nir.is_valid(number.upper()) else "wrong key")
    return graded(number, "very short" if len(number) < 5 else "")


def is_proven(national_id: str) -> bool:
    """Whether a standardised number proves itself by its check digits: two such numbers are two people."""
    return (
        len(national_id) == 15
        and bool(_NIR.fullmatch(national_id))
        and bool(nir.is_valid(national_id.upper()))
    )


def _is_no_number(number: str) -> bool:
    return (
        number in _JUNK_IDS
        or not number.strip("0")
        or is_repeated(number)
        or (len(number) > 3 and number in _RUNS)
    )


@standardiser
def standardise_external_id(text: str) -> Standard:
    """ "namespace:value", both case-folded and without spaces: "Loyalty: AB 123" -> "loyalty:ab123"."""
    folded = "".join(anyascii(text.casefold()).lower().replace("|", "").split())
    namespace, colon, value = folded.partition(":")
    if not colon:
        namespace, value = "id", folded
    if not namespace or fold(value) in _JUNK_IDS or not fold(value).strip("0 ") or is_repeated(value):
        return junk("placeholder")
    if _ROUNDED.fullmatch(value):
        return junk("rounded by a spreadsheet")
    if namespace in NAMESPACES_IN_USE:
        return junk("namespace of another field")
    return valid(f"{namespace}:{value}") if colon else doubtful(f"{namespace}:{value}", "no namespace")


@standardiser
def standardise_gender(text: str) -> Standard:
    """ "f" or "m", from words, titles and codes in French and English (ISO 5218: 1 male, 2 female)."""
    folded = fold(text)
    if folded in _FEMALE:
        return valid("f")
    if folded in _MALE:
        return valid("m")
    return junk("neither f nor m")
