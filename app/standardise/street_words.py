"""The words of a street address, French and English: street types, abbreviations, units."""

from app.standardise.tables import words

FRENCH_TYPES = {
    abbreviation: word
    for word, abbreviations in {
        "allee": "all allees al",
        "avenue": "av ave aven",
        "boulevard": "bd bld blvd boul bvd bvrd",
        "carrefour": "car carr carref",
        "chaussee": "chs chau",
        "chemin": "che chem chm ch",
        "cite": "cte",
        "cours": "crs cr",
        "domaine": "dom",
        "esplanade": "esp espl",
        "faubourg": "fg fbg fbrg",
        "hameau": "ham hme",
        "impasse": "imp impas",
        "lieu dit": "ld lieudit",
        "lotissement": "lot lots lotiss",
        "montee": "mte mtee",
        "parc": "prc",
        "passage": "pas pass psg psge",
        "place": "pl plc plce",
        "placette": "",
        "promenade": "prom",
        "quai": "qu qai",
        "quartier": "quart qua qrt",
        "residence": "res resid rce",
        "rond point": "rpt rdpt rondpoint",
        "route": "rte rt",
        "rue": "r",
        "ruelle": "rle",
        "sentier": "sen sent",
        "square": "sq",
        "traverse": "tra trav",
        "villa": "vla",
        "voie": "voi",
        "zone artisanale": "za",
        "zone industrielle": "zi",
        "zone d activite": "zac zae",
        "clos": "",
        "cour": "",
        "mail": "",
        "venelle": "ven",
        "sente": "",
        "ferme": "",
        "port": "",
    }.items()
    for abbreviation in (word, *abbreviations.split())
}

ENGLISH_TYPES = {
    abbreviation: word
    for word, abbreviations in {
        "street": "st str strt",
        "road": "rd",
        "avenue": "ave av aven",
        "lane": "ln la",
        "drive": "dr drv",
        "court": "ct crt",
        "crescent": "cres cr crs cresc",
        "place": "pl plc",
        "boulevard": "blvd bvd boul",
        "square": "sq",
        "terrace": "ter tce terr tec",
        "highway": "hwy hway",
        "parkway": "pkwy pky",
        "close": "cl",
        "gardens": "gdns gdn",
        "grove": "gr grv gve",
        "circuit": "cct circ cirt",
        "circle": "cir",
        "parade": "pde pda",
        "mews": "mws",
        "way": "wy",
        "trail": "trl",
        "turnpike": "tpke",
        "green": "grn",
        "hill": "hl",
        "park": "pk",
        "walk": "wlk",
        "row": "",
        "rise": "",
        "view": "vw",
        "esplanade": "esp",
        "alley": "aly",
        "wharf": "whf",
        "yard": "yd",
        "vale": "",
        "loop": "",
    }.items()
    for abbreviation in (word, *abbreviations.split())
}

INSIDE = {
    "gal": "general",
    "gnal": "general",
    "gral": "general",
    "mal": "marechal",
    "mchal": "marechal",
    "pdt": "president",
    "cdt": "commandant",
    "cmdt": "commandant",
    "cap": "capitaine",
    "capt": "capitaine",
    "col": "colonel",
    "lt": "lieutenant",
    "dr": "docteur",
    "doct": "docteur",
    "prof": "professeur",
    "pr": "professeur",
    "mgr": "monseigneur",
    "st": "saint",
    "ste": "sainte",
    "sts": "saints",
    "gd": "grand",
    "gde": "grande",
    "gds": "grands",
    "pt": "petit",
    "pte": "petite",
    "nd": "notre dame",
    "fg": "faubourg",
    "fbg": "faubourg",
    "chap": "chapelle",
    "egl": "eglise",
    "republ": "republique",
    "rep": "republique",
    "lib": "liberation",
    "mt": "mont",
}
"""Abbreviations inside the name of a French street: "av du Gal de Gaulle"."""

ENGLISH_INSIDE = {"st": "saint", "mt": "mount", "nth": "north", "sth": "south"}

UNITS = {
    abbreviation: word
    for word, abbreviations in {
        "apt": "appt appart appartement app apartment apto",
        "flat": "flt",
        "unit": "",
        "suite": "",
        "bat": "batiment bt bat btm bldg building",
        "esc": "escalier",
        "etage": "etg floor fl level niveau niv",
        "porte": "pte door",
        "chambre": "chb chbre ch room rm",
        "entree": "ent entr hall",
        "tour": "tower",
        "imm": "immeuble",
        "bp": "",
        "cs": "",
        "tsa": "",
        "po box": "pobox",
        "boite": "bte bal",
        "lot": "",
    }.items()
    for abbreviation in (word, *abbreviations.split())
}
"""Words that a number or letter follows and that lie inside a building, and post boxes."""

NUMBER_SUFFIXES = {"bis": "bis", "ter": "ter", "quater": "quater", "b": "bis", "t": "ter", "q": "quater"}

MONTHS = words(
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre january february march april "
    "may june july august september october november december"
)

NUMBERED_ROADS = words(
    "rd rn departementale nationale route km highway hwy lot d n a zone za zi zac bp cs no ndeg"
)
"""After these a number at the end belongs to the name and is no house number."""
