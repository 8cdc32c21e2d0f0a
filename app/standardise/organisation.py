"""Company and organisation names."""

import re

from app.standardise.quality import Standard, junk, valid
from app.standardise.tables import words
from app.standardise.text import fold, is_placeholder, standardiser

LEGAL_FORMS = words(
    "sa sas sasu sarl eurl sci scp snc scop scic selarl selas sel eirl ei gie gaec earl asso association fondation "
    "societe ste soc ets etablissement etablissements cie compagnie ltd limited inc incorporated llc llp lp plc gmbh "
    "ag kg ug bv nv sprl srl spa oy ab as aps corp corporation co company pty"
)
"""Words at either end that say what the organisation is in law, not who it is."""

_SURELY_LEGAL = LEGAL_FORMS - words(
    "sa sas se sel ei ag kg ug bv nv spa ab as oy aps co company earl asso inc cie lp association fondation"
) | words("inc")
"""Legal forms that are no name of a person, however they are written."""

_TRADES = words(
    "boulangerie patisserie boucherie charcuterie epicerie garage carrosserie cabinet restaurant brasserie pizzeria "
    "hotel camping transports pharmacie plomberie menuiserie electricite maconnerie peinture chauffage couverture "
    "constructions batiment entreprise entreprises etablissements agence imprimerie laboratoire clinique lycee mairie "
    "commune association fondation federation syndicat banque assurances immobilier immobiliere conseils consulting "
    "informatique coiffure optique domaine chateaux editions groupe group holding holdings services solutions partners "
    "partenaires industries logistics logistique plumbing builders motors bakery hospital university foundation "
    "institute council agency systems technologies software ventures capital estates autohaus backerei beratung "
    "metallbau elektro gastronomie immobilien stiftung verein"
)
"""Words that say what is done or made at a place; next to another word they make the name of an organisation."""

_FAMILY_FIRM = re.compile(
    r"\b(?:et|and|und|&)\s+(?:fils|filles|freres|associes|cie|sons|daughters|brothers|co|sohne|partner|partners)$"
)

_NOBODY = words(
    "particulier particuliers individual private retraite retired etudiant student personnel prive self sans emploi "
    "freelance independant chomeur"
) | {"sans emploi", "sans profession", "self employed", "a la retraite", "pas de societe"}
_SPELT = re.compile(r"\b(?:[a-z] ){1,}[a-z]\b")


@standardiser
def standardise_organisation(text: str) -> Standard:
    """Folded, legal form stripped: "S.A.R.L. Dupont & Fils" -> "dupont et fils", "Acme Inc." -> "acme"."""
    folded = fold(text.replace("&", " et ").replace("+", " et "))
    folded = _SPELT.sub(lambda letters: letters[0].replace(" ", ""), folded)
    if is_placeholder(folded) or folded in _NOBODY:
        return junk("names no organisation")
    words = folded.split()
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    while len(words) > 1 and words[0] in LEGAL_FORMS:
        words.pop(0)
    return valid(" ".join(words))


def names_organisation(text: str) -> bool:
    """Whether a name that may be a person's is an organisation's: "Dupont SARL", "Garage du Lac", "Smith & Sons"."""
    folded = _SPELT.sub(lambda letters: letters[0].replace(" ", ""), fold(text.replace("&", " et ")))
    found = folded.split()
    if len(found) < 2:
        return False
    if found[0] in _SURELY_LEGAL or found[-1] in _SURELY_LEGAL or _FAMILY_FIRM.search(folded):
        return True
    if found[0] in _TRADES or found[-1] in _TRADES:
        return True
    written = text.split()
    # "Dupont SA": capitals among small letters are a legal form, "DUPONT SA" and "AG Smith" may be people.
    forms = [written[-1], *(word for word in written[:1] if word in {"SA", "SAS"})]
    return not text.isupper() and any(word.isupper() and fold(word) in LEGAL_FORMS for word in forms)
