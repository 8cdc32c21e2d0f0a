"""The identifier nodes that a standardised record points to, and the relationship to each."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from app.fields import SEPARATOR


class Identifier(NamedTuple):
    """`key` names the node, `label` is its label beside :Identifier, `type` the relationship from a record."""

    key: str
    label: str
    type: str
    value: str


_LINKS = {
    "email": ("Email", "HAS_EMAIL"),
    "phone": ("Phone", "HAS_PHONE"),
    "cookie": ("Cookie", "USES_COOKIE"),
    "device": ("Device", "USES_DEVICE"),
    "national_id": ("ExternalId", "HAS_ID"),
    "siret": ("ExternalId", "HAS_ID"),
}
_FRENCH = re.compile(r"\d{5}")
ONLINE = frozenset({"Cookie", "Device"})
"""Labels of identifiers that know when they were seen."""


def identifiers_of(record: dict[str, Any]) -> Iterator[Identifier]:
    """Every identifier of one row of a standardised frame, each once. Junk is null there, so it makes none."""
    for field, (label, link) in _LINKS.items():
        for value in values_of(record[field]) if record.get(field) else ():
            yield Identifier(f"{field}:{value}", label, link, value)
    for key in values_of(record.get("external_id")):
        yield Identifier(key, "ExternalId", "HAS_ID", key.partition(":")[2])
    address = _address(record)
    if address:
        yield address


def label_of(key: str) -> str:
    """The label beside :Identifier of the node with this key."""
    namespace = key.partition(":")[0]
    return "Address" if namespace == "address" else _LINKS.get(namespace, ("ExternalId",))[0]


def said_as(key: str) -> tuple[str, str] | None:
    """The property of a record, and which of its values, that names the identifier; None of an address."""
    namespace, _, value = key.partition(":")
    if namespace == "address":
        return None
    return (f"std_{namespace}", value) if namespace in _LINKS else ("std_external_id", key)


def values_of(standardised: str | None) -> list[str]:
    return list(dict.fromkeys(standardised.split(SEPARATOR))) if standardised else []


def _address(record: dict[str, Any]) -> Identifier | None:
    """A street alone is no address: every town has a rue de la Gare. A postcode of five digits is taken for French."""
    street, town, postal_code = record.get("street"), record.get("locality"), record.get("postal_code")
    if not street or not (town or postal_code):
        return None
    country = record.get("country") or ("FR" if postal_code and _FRENCH.fullmatch(postal_code) else "")
    parts = (country, postal_code or "", town or "", street)
    place = " ".join(part for part in (postal_code, town) if part)
    return Identifier(f"address:{':'.join(parts)}", "Address", "LIVES_AT", f"{street}, {place}")
