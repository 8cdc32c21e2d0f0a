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
