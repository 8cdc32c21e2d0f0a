"""Email addresses: syntax by email-validator, everyday faults repaired, addresses that name no person refused."""

import re
from functools import lru_cache

from anyascii import anyascii
from email_validator import EmailNotValidError, validate_email

from app.standardise.quality import Standard, graded, junk
from app.standardise.tables import words
from app.standardise.text import PLACEHOLDERS, is_repeated, standardiser

NOBODY = PLACEHOLDERS | words(
    "noreply donotreply dontreply nepasrepondre nepasrepondresvp mailerdaemon nomail noemail no non pasdemail "
    "pasdadresse pasdemel pasdecourriel sansmail sansemail sansadresse nobody personne fake faux toto titi tata "
    "azerty azertyuiop qwerty qwertyuiop asdf qsdf abc abcd aaa azer adresse monadresse email mail monemail "
    "votreemail youremail xyz bidon poubelle spam nonrenseigne inconnue pasemail pasmail"
)
"""Local parts, without punctuation and digits at the end, that are written to fill a mandatory box."""

ROLES = words(
    "info infos information informations contact contacts contactus accueil reception office bureau hello bonjour "
    "admin administration administrateur administrator direction directeur secretariat secretaire compta "
    "comptabilite comptable accounting accounts finance facturation billing invoice facture factures achat achats "
    "purchasing commercial commerce vente ventes sales support sav service services serviceclient serviceclients "
    "customerservice relationclient rh hr drh recrutement recruitment jobs careers emploi marketing communication "
    "com presse press media webmaster postmaster hostmaster abuse root security privacy dpo rgpd mairie boutique "
    "magasin shop store commande commandes order orders reservation reservations booking newsletter news team "
    "equipe staff enquiries enquiry help helpdesk hotline technique tech logistique livraison standard gestion "
    "agence cabinet courrier site web association club ecole college lycee"
)
"""Mailboxes of a function, not of a person: several strangers write from one."""

DISPOSABLE = words(
    "yopmail.com yopmail.fr mailinator.com guerrillamail.com 10minutemail.com trashmail.com tempmail.com "
    "temp-mail.org jetable.org sharklasers.com throwawaymail.com getnada.com maildrop.cc"
)

MISSPELT_DOMAINS = {
    misspelt: right
    for right, variants in {
        "gmail.com": "gmial.com gmai.com gmail.co gmail.fr gmal.com gamil.com gmaill.com gnail.com gmil.com "
        "gmail.cm gmail.om gmail.comm gmailcom gmail g.mail.com gmailc.om gimail.com gmaiil.com gmail.cim",
        "hotmail.fr": "hotmial.fr hotmal.fr hotmai.fr hotamil.fr hotmil.fr homail.fr hormail.fr hotmaill.fr hotmailfr",
        "hotmail.com": "hotmial.com hotmal.com hotmai.com hotamil.com hotmil.com homail.com hotmail.co hotmailcom",
        "outlook.fr": "outlok.fr oulook.fr outloo.fr outllok.fr outloock.fr outlookfr",
        "outlook.com": "outlok.com oulook.com outloo.com outllok.com outlookcom",
        "yahoo.fr": "yaho.fr yahou.fr yhaoo.fr yhoo.fr yaoo.fr yahooo.fr yahoofr",
        "yahoo.com": "yaho.com yahou.com yhaoo.com yhoo.com yaoo.com yahooo.com yahoo.co yahoocom",
        "orange.fr": "orang.fr ornage.fr oange.fr orange.f orange orange.com.fr ornge.fr orangefr",
        "wanadoo.fr": "wanado.fr wandoo.fr wanadou.fr wannadoo.fr wanadoo wanadoofr wanaddo.fr",
        "laposte.net": "laposte.fr lapost.net laposte laposte.com la-poste.net",
        "free.fr": "fre.fr freee.fr free.f freefr",
        "icloud.com": "iclod.com icoud.com icloud.co icloud.fr iclou.com",
        "live.fr": "live.f livefr lvie.fr",
        "sfr.fr": "srf.fr sfr.f sfr sfrfr",
    }.items()
    for misspelt in variants.split()
}

_MAILBOX_DOMAINS = {
    "googlemail.com": "gmail.com",
    "protonmail.com": "proton.me",
    "protonmail.ch": "proton.me",
    "pm.me": "proton.me",
    "me.com": "icloud.com",
    "mac.com": "icloud.com",
    "wanadoo.fr": "orange.fr",
    "ya.ru": "yandex.ru",
    "yandex.com": "yandex.ru",
}
"""Domains of one provider that reach the same mailbox."""

_DOTS_DO_NOT_COUNT = {"gmail.com": ".", "proton.me": "._-"}

_PLAIN = re.compile(r"[a-z0-9_!#$%&'*+/=?^`{|}~-]+(?:\.[a-z0-9_!#$%&'*+/=?^`{|}~-]+)*")
_LONGEST_LOCAL, _LONGEST = 64, 254
"""Characters (RFC 5321)."""
_IN_BRACKETS = re.compile(r"<([^<>]+@[^<>]+)>")
_NEXT_ADDRESS = re.compile(r"[;,/| ]+(?=[^@;,/| ]+@)")
_COMMA_BEFORE_TLD = re.compile(r",(?=[a-z]{2,4}$)")
_AT_IN_WORDS = re.compile(r"\s*[(\[{]\s*(?:at|arobase|a|@)\s*[)\]}]\s*|\s+(?:at|arobase)\s+")
_BAD_TLD = re.compile(r"\.(?:con|cmo|ocm|vom|xom|comm|coom|cpm|cim)$")
_TRAILING_DIGITS = re.compile(r"\d+$")


@standardiser
def standardise_email(text: str) -> Standard:
    """Lower-case address with an ASCII domain: " Jean.DUPONT@Gmial,com" -> doubtful "jean.dupont@gmail.com"."""
    text = text.lower()
    if "@" not in text and not _AT_IN_WORDS.search(text):
        return junk("no @")
    address, doubt = _repair(text)
    if "|" in address:
        return junk("not an address")
    parts = _checked(address)
    if parts is None:
        return junk("not an address")
    local, domain = parts
    if not local.isascii():
        local, doubt = anyascii(local).lower().replace(" ", ""), doubt or "accents in the address"
    nobody = _names_no_person(local, domain)
    if nobody:
        return junk(nobody)
    if domain in DISPOSABLE:
        doubt = doubt or "disposable address"
    elif local.partition(".")[0] in ROLES or local.partition("-")[0] in ROLES:
        doubt = doubt or "perhaps a role account"
    return graded(f"{local}@{domain}", doubt)


def _checked(address: str) -> tuple[str, str] | None:
    """Local part and ASCII domain; None where this is no address. Of plain ones only the domain is asked about, once:
    most people share a few of them, and to check one takes longer than everything else here."""
    local, _, domain = address.rpartition("@")
    if (
        _PLAIN.fullmatch(local)
        and len(local) <= _LONGEST_LOCAL
        and len(address) <= _LONGEST
        and domain.isascii()
    ):
        name = _domain(domain)
        return (local, name) if name else None
    try:
        checked = validate_email(address, check_deliverability=False)
    except EmailNotValidError:
        return None
    return checked.local_part, checked.ascii_domain or checked.domain


@lru_cache(maxsize=10_000)
def _domain(text: str) -> str | None:
    try:
        checked = validate_email(f"a@{text}", check_deliverability=False)
    except EmailNotValidError:
        return None
    return checked.ascii_domain or checked.domain


def _repair(text: str) -> tuple[str, str]:
    """The address as it was meant, and what was wrong with it ("" for nothing)."""
    in_brackets = _IN_BRACKETS.search(text)
    address = in_brackets[1] if in_brackets else text
    address = address.strip(" \"'<>()[];,:").removeprefix("mailto:")
    first, *others = _NEXT_ADDRESS.split(address)
    doubt = ""
    if others and "@" in first:
        address, doubt = first, "several addresses"
    repaired = _AT_IN_WORDS.sub("@", address) if "@" not in address.replace("(@)", "") else address
    repaired = re.sub(r"@+", "@", repaired.replace(" ", "")).strip(".,;")
    repaired = re.sub(r"\.\.+", ".", _COMMA_BEFORE_TLD.sub(".", repaired))
    repaired = repaired.replace(".@", "@").replace("@.", "@")
    if repaired != address:
        doubt = doubt or "misspelt"
    local, at, domain = repaired.rpartition("@")
    right = MISSPELT_DOMAINS.get(domain) or _BAD_TLD.sub(".com", domain)
    if right != domain:
        doubt = doubt or "misspelt domain"
    return local + at + right, doubt


def _names_no_person(local: str, domain: str) -> str:
    """Why the address can never tell one person from another; "" where it can."""
    letters = re.sub(r"[^a-z0-9]", "", local.partition("+")[0])
    word = _TRAILING_DIGITS.sub("", letters) or letters
    host = domain.partition(".")[0]
    if word in NOBODY or is_repeated(letters):
        return "names nobody"
    if host in NOBODY - {"mail", "email"} or (local == host and len(host) < 3) or is_repeated(host):
        return "names nobody"
    if word in ROLES:
        return "role account"
    return ""


def mailbox_key(email: str) -> str:
    """The mailbox behind a standardised address: provider rules applied, so weaker evidence than the address.

    "j.dupont+news@googlemail.com" -> "jdupont@gmail.com". Tags after a plus go everywhere: hardly any provider treats
    them otherwise. "" where the text is no address.
    """
    local, at, domain = email.partition("@")
    if not (local and at and domain):
        return ""
    domain = _MAILBOX_DOMAINS.get(domain, domain)
    local = local.partition("+")[0] or local
    for char in _DOTS_DO_NOT_COUNT.get(domain, ""):
        local = local.replace(char, "") or local
    return f"{local}@{domain}"
