"""The words of the page that a person gets about their own data, in French and in English."""

from typing import Literal, get_args

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_TITLES: dict[str, tuple[str, str]] = {
    "title": ("Your personal data", "Vos données personnelles"),
    "intro": (
        "Everything that we hold about you, gathered on {}. Other people's data is left out.",
        "Tout ce que nous détenons à votre sujet, réuni le {}. Les données d'autres personnes n'y figurent pas.",
    ),
    "your_id": ("We know you as", "Nous vous désignons par"),
    "no_person": (
        "No account and no record stands behind this: only a browser or device that was seen.",
        "Aucun compte ni aucune fiche n'y est rattaché : seulement un navigateur ou un appareil vu.",
    ),
    "none": ("Nothing.", "Rien."),
    "more": ("All details", "Tous les détails"),
    "yes": ("yes", "oui"),
    "no": ("no", "non"),
    "and": ("and", "et"),
    "person": ("What we concluded about you", "Ce que nous avons déduit à votre sujet"),
    "records": ("What our sources say of you", "Ce que nos sources disent de vous"),
    "records_why": (
        "Each is a record as we received it, with what we made of it below.",
        "Chacune est une fiche telle que nous l'avons reçue, avec en dessous ce que nous en avons fait.",
    ),
    "identifiers": (
        "How you can be recognised or reached",
        "Ce qui permet de vous reconnaître ou de vous joindre",
    ),
    "identifiers_why": (
        "Contact points, account numbers, browsers and devices. Of those that other people use, too, only that you do.",
        "Coordonnées, numéros de compte, navigateurs et appareils. De ceux que d'autres utilisent aussi, seulement "
        "que vous les utilisez.",
    ),
    "consents": ("What you allowed and refused", "Ce que vous avez accepté et refusé"),
    "permitted": ("What we may do, as of now", "Ce que nous pouvons faire, à ce jour"),
    "permitted_why": (
        "For each purpose and channel, with the answers that decided. Without an answer of yours it is no.",
        "Pour chaque finalité et chaque canal, avec les réponses qui ont décidé. Sans réponse de vous, c'est non.",
    ),
    "any_channel": ("any", "tous"),
    "links": (
        "Why we think that these records are you",
        "Pourquoi nous pensons que ces fiches sont les vôtres",
    ),
    "links_why": (
        "Records were compared in pairs. The weight is in bits: each bit makes it twice as likely that both are one "
        "person.",
        "Les fiches ont été comparées deux à deux. Le poids est en bits : chaque bit double la vraisemblance qu'il "
        "s'agisse de la même personne.",
    ),
    "guesses": ("Browsers that we guess may be yours", "Navigateurs que nous supposons être les vôtres"),
    "claims": (
        "Where somebody entered your contact points, you or not",
        "Où quelqu'un, vous ou non, a saisi vos coordonnées",
    ),
    "history": ("What became of your IDs", "Ce que sont devenus vos identifiants internes"),
    "looks": ("Who looked at your data", "Qui a consulté vos données"),
    "set_aside": (
        "Rows about you that could not be used",
        "Lignes à votre sujet qui n'ont pas pu être utilisées",
    ),
    "some_browser": ("a browser that nobody signed in with", "un navigateur sans connexion à un compte"),
    "somebody_else": ("a record of somebody else", "une fiche d'une autre personne"),
}
_NAMES: dict[str, tuple[str, str]] = {
    "given_name": ("First name", "Prénom"),
    "family_name": ("Last name", "Nom"),
    "birth_family_name": ("Last name at birth", "Nom de naissance"),
    "full_name": ("Name", "Nom complet"),
    "birth_date": ("Date of birth", "Date de naissance"),
    "birth_place": ("Place of birth", "Lieu de naissance"),
    "gender": ("Gender", "Genre"),
    "email": ("Email", "Courriel"),
    "phone": ("Phone", "Téléphone"),
    "street_address": ("Street", "Rue"),
    "locality": ("Town", "Commune"),
    "postal_code": ("Postcode", "Code postal"),
    "country": ("Country", "Pays"),
    "national_id": ("National ID", "Numéro national"),
    "external_id": ("Account or card", "Compte ou carte"),
    "cookie": ("Cookie", "Cookie"),
    "device": ("Device", "Appareil"),
    "ip": ("IP address", "Adresse IP"),
    "user_agent": ("Browser", "Navigateur"),
    "organisation": ("Organisation", "Organisme"),
    "siret": ("SIRET", "SIRET"),
    "occupation": ("Occupation", "Profession"),
    "address": ("Address", "Adresse"),
    "name": ("Name", "Nom"),
    "kind": ("Kind", "Type"),
    "value": ("Value", "Valeur"),
    "key": ("Key", "Clé"),
    "shared_with_others": ("Others use it, too", "D'autres l'utilisent aussi"),
    "source": ("Source", "Source"),
    "owner": ("Answered for by", "Responsable"),
    "licence": ("May be used for", "Usage permis"),
    "seen_at": ("Last seen", "Vu le"),
    "first_seen": ("First seen", "Vu la première fois"),
    "last_seen": ("Last seen", "Vu la dernière fois"),
    "purpose": ("Purpose", "Finalité"),
    "channel": ("Channel", "Canal"),
    "status": ("Answer", "Réponse"),
    "granted": ("granted", "accepté"),
    "denied": ("denied", "refusé"),
    "withdrawn": ("withdrawn", "retiré"),
    "allowed": ("Allowed", "Permis"),
    "state": ("Why", "Motif"),
    "because": ("Decided by", "Décidé par"),
    "expires": ("Ends", "Fin"),
    "expired": ("expired", "expiré"),
    "never_collected": ("never asked", "jamais demandé"),
    "minor": ("under age", "mineur"),
    "restricted": ("processing restricted", "traitement limité"),
    "at": ("When", "Quand"),
    "since": ("Since", "Depuis"),
    "identifier": ("Given with", "Donné avec"),
    "role": ("Role", "Rôle"),
    "action": ("What was done", "Action"),
    "weight": ("Weight", "Poids"),
    "probability": ("Probability", "Probabilité"),
    "evidence": ("Compared", "Comparé"),
    "accepted": ("Counted", "Retenu"),
    "reason": ("Reason", "Motif"),
    "type": ("Type", "Type"),
    "household": ("Household", "Foyer"),
    "membership": ("In this household", "Dans ce foyer"),
    "size": ("How many in it", "Nombre"),
    "alike_home": ("People who probably share your home", "Personnes qui partagent sans doute votre foyer"),
    "members": ("People in the household", "Personnes du foyer"),
    "individual": ("Person", "Personne"),
    "former": ("Before", "Auparavant"),
    "standard": ("In standard form", "Forme normalisée"),
    "technical": ("Technical notes", "Notes techniques"),
    "attributes": ("Further data", "Autres données"),
    "values": ("As received", "Tel que reçu"),
    "sightings": ("Visits, by file", "Visites, par fichier"),
    "file": ("File", "Fichier"),
    "row": ("Row", "Ligne"),
    "a": ("Record", "Fiche"),
    "b": ("Compared with", "Comparée à"),
    "MATCHES": ("same person?", "même personne ?"),
    "SHARES_HOME": ("same home?", "même foyer ?"),
    "TOUCHES": ("alike enough to be compared in full", "assez semblables pour tout comparer"),
    "MUST_LINK": ("same person, says a steward", "même personne, selon un gestionnaire"),
    "CANNOT_LINK": ("not the same person, says a steward", "pas la même personne, selon un gestionnaire"),
}


def title(name: str, language: Language) -> str:
    """A heading or sentence of the page. KeyError where there is none of that name."""
    return _TITLES[name][language == "fr"]


def label(name: str, language: Language) -> str:
    """A field's name, or a word of ours, as a person reads it; what is not known stands as it is, but for `_`."""
    known = _NAMES.get(name) or _NAMES.get(name.lower())
    return known[language == "fr"] if known else name.replace("_", " ")
