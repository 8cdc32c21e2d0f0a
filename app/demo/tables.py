"""The columns of each demo file: how a record, a visit or a consent statement is written there."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from app.demo.chance import chance
from app.demo.consents import Consent
from app.demo.records import Record
from app.demo.visits import VisitLog

_STAMP = "%Y-%m-%dT%H:%M:%SZ"
_TITLES = {"f": "Mme", "m": "M.", "": ""}
_PARTNERS = ("Club Lecture", "Jardin & Maison Magazine", "Sport Plus", "Salon de l'Habitat")
_NAMESPACES = {"loyalty": "loyalty", "accounts": "account", "newsletter": "subscriber"}

Row = dict[str, Any]


def loyalty_row(record: Record) -> Row:
    """A card of the shops' loyalty programme, as an old till exports it: French dates."""
    return {
        "numero_carte": record.id,
        "civilite": _TITLES[record.gender],
        "nom": record.family,
        "prenom": record.given,
        "date_naissance": date.fromisoformat(record.birth).strftime("%d/%m/%Y") if record.birth else "",
        "telephone": record.phone,
        "telephone_fixe": record.landline,
        "email": record.email,
        "adresse": record.street,
        "complement": record.unit,
        "code_postal": record.postal_code,
        "ville": record.town,
        "date_maj": record.at.strftime("%d/%m/%Y"),
    }


def account_row(record: Record) -> Row:
    """A web account; what is not known is left out, as JSON allows."""
    opened = record.at - timedelta(minutes=chance(record.id).randint(5, 1_200_000))
    row = {
        "account_id": record.id,
        "email": record.email,
        "first_name": record.given,
        "last_name": record.family,
        "birth_date": record.birth,
        "phone": record.phone,
        "address": record.street,
        "address_line_2": record.unit,
        "postal_code": record.postal_code,
        "city": record.town,
        "country": "FR" if record.town else "",
        "loyalty_card": record.loyalty_card,
        "created_at": opened.strftime(_STAMP),
        "updated_at": record.at.strftime(_STAMP),
    }
    return {column: value for column, value in row.items() if value}


def newsletter_row(record: Record) -> Row:
    """A subscriber of the newsletter, or of a partner's."""
    partner = chance(record.id).choice((*_PARTNERS, "", "", "", "", ""))
    return {
        "subscriber_id": record.id,
        "email": record.email or None,
        "full_name": record.full or None,
        "postal_code": record.postal_code or None,
        "city": record.town or None,
        "phone": record.phone or None,
        "organisation": record.organisation or None,
        "partner": partner or None,
        "updated_at": record.at,
    }


def visit_rows(log: VisitLog) -> Iterator[Row]:
    for number, visit in enumerate(log.visits, 1):
        row = {
            "visit_id": f"v{number:08d}",
            "cookie": visit.browser.cookie,
            "device": visit.browser.device,
            "ip": visit.ip,
            "user_agent": visit.browser.user_agent,
            "account_id": visit.account,
            "page": visit.page,
            "at": visit.at.strftime(_STAMP),
        }
        yield {column: value for column, value in row.items() if value}


def consent_rows(statements: Iterable[Consent]) -> Iterator[Row]:
    return (one._asdict() | {"at": one.at.strftime(_STAMP)} for one in statements)


def truth_rows(records: Sequence[Record], log: VisitLog) -> Iterator[Row]:
    """The person and household of every record, cookie and device; only the household where a family shares.

    A visit is a record of the account that was signed in: source `visits`, id = account_id.
    """
    yield from (_truth("record", record.source, record.id, record) for record in records)
    signed_in = {visit.account for visit in log.visits if visit.account}
    yield from (_truth("record", "visits", record.id, record) for record in records if record.id in signed_in)
    for kind, used_by in (("cookie", log.cookies), ("device", log.devices)):
        for value, users in sorted(used_by.items()):
            homes = set(users.values())
            yield {
                "kind": kind,
                "source": "visits",
                "id": value,
                "person": next(iter(users)) if len(users) == 1 else "",
                "household": homes.pop() if len(homes) == 1 else "",
            }


def evaluation_row(record: Record) -> Row:
    """A record under the field names of `app.fields`, with its truth: input of `idgraph evaluate`."""
    own = [f"{_NAMESPACES[record.source]}:{record.id}"]
    card = [f"loyalty:{record.loyalty_card}"] if record.loyalty_card else []
    named = not record.full
    return {
        "source": record.source,
        "record_id": f"{record.source}:{record.id}",
        "person": record.person,
        "household": record.household,
        "given_name": record.given or None if named else None,
        "family_name": record.family or None if named else None,
        "full_name": record.full or None,
        "birth_date": record.birth or None,
        "gender": _TITLES[record.gender] or None if record.source == "loyalty" else None,
        "email": record.email or None,
        "phone": [phone for phone in (record.phone, record.landline) if phone] or None,
        "street_address": ", ".join(part for part in (record.street, record.unit) if part) or None,
        "postal_code": record.postal_code or None,
        "locality": record.town or None,
        "country": "FR" if record.town else None,
        "external_id": own + card,
        "organisation": record.organisation or None,
        "updated_at": record.at,
    }


def _truth(kind: str, source: str, key: str, record: Record) -> Row:
    return {"kind": kind, "source": source, "id": key, "person": record.person, "household": record.household}
