"""Towns, postcodes and countries."""

import gettext
import re
from functools import cache

import pycountry

from app.standardise.quality import Standard, doubtful, graded, junk, valid
from app.standardise.tables import words
from app.standardise.text import PLACEHOLDERS, fold, is_placeholder, is_repeated, standardiser, with_letters

_BRACKETS = re.compile(r"[(\[][^)\]]*[)\]]?")
_CEDEX = re.compile(r"\b(?:cedex|cdx|cedx)\b.*$")
_ARRONDISSEMENT = re.compile(
    r"(?<=[a-z])(?:\s+\d{1,2}\s?(?:er|ere|e|eme|ieme|nd)?(?:\s+(?:arr|arrt|arrdt|arrond|arrondissement))?)+$"
)
_POSTCODE_IN_FRONT = re.compile(r"^(?:(?:[a-z]{1,2}\s)?\d{4,5}\s+)+(?=[a-z])")
_SUR = re.compile(r"(?<=\w)\s*[- ]s\s?/\s*|\bs/", re.IGNORECASE)
_SOUS = re.compile(r"\bs/s\b|\bss/", re.IGNORECASE)
_WORDS = {"st": "saint", "ste": "sainte", "sts": "saints", "mt": "mont", "nd": "notre dame"}

_NOT_CODE = re.compile(r"[^A-Z0-9]")
_FRENCH = re.compile(r"(?:F|FR)?(\d{5})")
_BRITISH = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}")
_KNOWN_FORMS = {
    "GB": _BRITISH,
    "NL": re.compile(r"\d{4}[A-Z]{2}"),
    "CA": re.compile(r"[A-Z]\d[A-Z]\d[A-Z]\d"),
    "US": re.compile(r"\d{5}(?:\d{4})?"),
    "BE": re.compile(r"\d{4}"),
    "CH": re.compile(r"\d{4}"),
    "AT": re.compile(r"\d{4}"),
    "LU": re.compile(r"\d{4}"),
    "AU": re.compile(r"\d{4}"),
    "PT": re.compile(r"\d{4}(?:\d{3})?"),
    "DE": re.compile(r"\d{5}"),
    "ES": re.compile(r"\d{5}"),
    "IT": re.compile(r"\d{5}"),
}
_FRENCH_POST = words("FR GP MQ GF RE YT PM BL MF NC PF WF MC")
"""Countries and territories whose codes the French post gives."""


@standardiser
def standardise_locality(text: str) -> Standard:
    """Folded and spelt out, without cedex, arrondissement and postcode: "75011 PARIS 11e" -> "paris"."""
    written = _SUR.sub(" sur ", _SOUS.sub(" sous ", _BRACKETS.sub(" ", with_letters(text, first=False))))
    folded = _CEDEX.sub("", _POSTCODE_IN_FRONT.sub("", fold(written))).strip()
    folded = _ARRONDISSEMENT.sub("", folded)
    if not any(char.isalpha() for char in folded):
        return junk("no name")
    if is_placeholder(folded):
        return junk("placeholder")
    name = " ".join(_WORDS.get(word, word) for word in folded.split())
    return graded(name, "digits in a town's name" if any(char.isdigit() for char in name) else "")


@standardiser
def standardise_postal_code(text: str, country: str = "FR") -> Standard:
    """Capitals and digits without spaces: "75 011" -> "75011", "ta20 3aa" -> "TA203AA".

    `country` (ISO 3166 alpha-2) says whose rules hold; a code that does not look French is kept as it is.
    """
    code = _NOT_CODE.sub("", fold(text.removesuffix(".0")).upper())
    if not code.strip("0") or fold(text) in PLACEHOLDERS or (len(code) > 4 and is_repeated(code)):
        return junk("placeholder")
    if not any(char.isdigit() for char in code):
        return junk("no digits")
    if len(code) > 10:
        return junk("too long")
    if country.upper() in _FRENCH_POST:
        return _french_code(code)
    form = _KNOWN_FORMS.get(country.upper())
    return graded(code, "" if form is None or form.fullmatch(code) else f"not the form of {country.upper()}")


def _french_code(code: str) -> Standard:
    if french := _FRENCH.fullmatch(code):
        code = french[1]
        return graded(code, "" if "01" <= code[:2] <= "98" and code[:2] != "96" else "no such department")
    if code.isdecimal() and len(code) == 4:
        return doubtful("0" + code, "leading 0 missing")
    return graded(code, "" if _BRITISH.fullmatch(code) or code[0].isalpha() else "not the form of FR")


@standardiser
def standardise_country(text: str) -> Standard:
    """ISO 3166 alpha-2 in capitals, from codes and from names in English and French: "Royaume-Uni" -> "GB"."""
    code = _countries().get(fold(text))
    return valid(code) if code else junk("no such country")


@cache
def _countries() -> dict[str, str]:
    """Folded name or code -> alpha-2. The French names come with pycountry (ISO's own)."""
    french = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=["fr"])
    known: dict[str, str] = {}
    for country in pycountry.countries:
        names = [getattr(country, key, "") for key in ("name", "common_name", "official_name")]
        for name in filter(None, [*names, *(french.gettext(name) for name in names if name)]):
            known[fold(name)] = country.alpha_2
            known.setdefault(fold(name.partition(",")[0]), country.alpha_2)
        known[country.alpha_2.lower()] = known[country.alpha_3.lower()] = country.alpha_2
    return known | _ALSO_CALLED


_ALSO_CALLED = {
    name: code
    for code, names in {
        "GB": "uk,england,scotland,wales,northern ireland,great britain,angleterre,ecosse,pays de galles,"
        "grande bretagne,royaume uni,united kingdom",
        "US": "usa,u s a,etats unis,etats unis d amerique,america,united states of america",
        "FR": "f,france metropolitaine,republique francaise",
        "NL": "hollande,holland,pays bas,the netherlands",
        "CZ": "republique tcheque,czech republic",
        "CI": "cote d ivoire,ivory coast",
        "KR": "coree du sud,south korea",
        "KP": "coree du nord,north korea",
        "RU": "russie,russia",
        "CD": "rdc,congo kinshasa",
        "CG": "congo brazzaville,congo",
        "DE": "allemagne,germany,d",
        "BE": "b,belgique,belgium",
        "CH": "suisse,switzerland",
        "RE": "la reunion,reunion",
        "IE": "eire,irlande",
        "VN": "vietnam",
        "TR": "turquie,turkey",
        "MK": "macedoine",
        "TW": "taiwan",
        "IR": "iran",
        "SY": "syrie,syria",
        "MD": "moldavie",
    }.items()
    for name in names.split(",")
}
"""Names in use that ISO does not hold."""
