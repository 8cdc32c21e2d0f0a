"""The words around a name that are not the name: titles, ranks, suffixes, ordinals."""

from app.standardise.tables import words

MALE_TITLES = words("m mr monsieur messire sieur mister sir lord abbe frere herr senor messrs")
FEMALE_TITLES = words(
    "mme mlle melle mle madame mademoiselle mrs miss ms lady dame soeur frau senora veuve vve mistress"
)
PROFESSIONS = words(
    "dr docteur doctor doct me maitre pr prof professeur professor rev revd reverend hon honourable honorable rt right "
    "very most venerable ven capt captain capitaine col colonel gen general maj major lt lieut lieutenant sgt sergeant "
    "cdt commandant comdr commander adm admiral amiral mgr monseigneur brigadier brig field marshal marechal sister "
    "canon dean archdeacon"
)
TITLES = MALE_TITLES | FEMALE_TITLES | PROFESSIONS

ALSO_NAMES = words(
    "me dame lord major general dean canon marshal marechal abbe frere maitre pr col field rev ven sister doct gen maj "
    "sieur right most very miss"
)
"""Titles that are also given or family names: taken for titles only where a whole name follows."""

SUFFIXES = words(
    "jr sr junior senior ii iii iv vi vii viii esq esquire bt bart baronet kt phd md obe mbe cbe kcb kcvo qc kc"
)
GENERATIONS = {"jr": "jr", "junior": "jr", "sr": "sr", "senior": "sr", "younger": "jr", "elder": "sr"} | {
    numeral: numeral for numeral in ("ii", "iii", "iv")
}

RANKS = words(
    "baron baroness baronet bart bt viscount viscountess earl count countess duke duchess marquess marquis marchioness "
    "lord lady knight prince princess comte comtesse vicomte vicomtesse duc duchesse"
)
ALWAYS_RANKS = words("baronet viscount viscountess countess duchess marquess marchioness baroness bt bart")
"""Ranks that are hardly ever family names; others count only after an ordinal or a comma, or before "of"."""

ORDINALS = words(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth"
)

PARTICLES = words(
    "de du des le la les d l van von vande vanden vander der den ten ter zu zum di da dos das do della del dal el al "
    "ben bin ibn bou abou ould ait mac mc o saint sainte st ste af av"
)
"""Words that begin a family name of several words."""

BORN = words("ne nee born nea")
MARRIED = words("epouse ep epse married veuve vve femme")
"""After these stands the other family name: at birth, or by marriage."""

NOBODY = words(
    "test inconnu inconnue unknown anonymous anonyme null none undefined nobody personne client cliente customer "
    "prenom nom name firstname lastname surname toto titi tata azerty qwerty asdf qsdf user utilisateur admin "
    "guest invite aucun aucune neant nc nr abc abcd foo essai exemple example sans xxx visiteur visitor fake "
    "particulier tbd tba deleted supprime xx divers comptoir"
) | {
    "n a",
    "n c",
    "n r",
    "first name",
    "last name",
    "non renseigne",
    "non communique",
    "not known",
    "not given",
    "john doe",
    "jane doe",
    "test test",
    "nom prenom",
    "prenom nom",
    "sans nom",
    "sans prenom",
    "non connu",
    "new user",
    "nouveau client",
    # What a till writes where nobody gave a name.
    "client comptoir",
    "client divers",
    "client de passage",
    "client passage",
    "comptoir client",
    "vente comptoir",
    "walk in",
    "walk in customer",
    "cash customer",
}
"""What stands in name fields without naming anybody; compared folded."""


def is_ordinal(folded: str) -> bool:
    """ "1st", "7th", "fifth"."""
    return folded in ORDINALS or (
        folded[:1].isdigit() and folded.lstrip("0123456789") in {"st", "nd", "rd", "th"}
    )


def is_title(word: str, following: list[str]) -> bool:
    """Whether a word is a title of the name that follows it. "M." before an initial is an initial itself."""
    if word not in TITLES or not following:
        return False
    if word == "m":
        return len(following[0]) > 1
    return word not in ALSO_NAMES or len(following) > 1


def without_titles(words: list[str]) -> list[str]:
    """Folded words from the first that is no title; the articles in "M. le Docteur X" and "The Hon. X" go too."""
    start = 0
    while start < len(words):
        following = words[start + 1 :]
        if not is_title(words[start], following) and not _is_article(words[start], following):
            break
        start += 1
    return words[start:]


def _is_article(word: str, following: list[str]) -> bool:
    if word not in {"le", "la", "the"} or len(following) < 2:
        return False
    return following[0] in TITLES and (word == "the" or following[0] not in ALSO_NAMES)
