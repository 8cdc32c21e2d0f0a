"""Traits into fields: Segment's reserved names, the OpenID Connect claims, and what columns are called in files.

What is recognised by none of these is not kept: a trait is free text, and what nobody asked for is not collected.
"""

from functools import lru_cache
from typing import Any, NamedTuple

from app.fields import FIELDS, MULTIPLE
from app.sources import content
from app.sources.column_names import field_of, namespace_of, words
from app.sources.tracking.values import leaves
from app.sources.words import OF_THE_USER

_RESERVED = {
    "birthdate": "birth_date",
    "birthday": "birth_date",
    "company": "organisation",
    "company.name": "organisation",
    "address.state": None,
    "address.region": None,
    "address.formatted": None,
    "company.id": None,
    "id": None,
    "username": None,
    "preferred_username": None,
    "title": None,
}
"""Names that mean something else here than at the head of a column, in lower case."""
_NOT_OF_TRAITS = frozenset({"cookie", "device", "ip", "user_agent", "external_id"})
"""What an event says of itself, in its context; the same in a trait is somebody's copy."""
_NOT_THEIRS = frozenset({"account", "person", "contact", "company"})
"""Namespaces of IDs that say who somebody is to the sender, as the user ID does, or that all their colleagues share."""
_ORGANISATION = ("organisation", "siret")
_RESERVED_RANK = -1
_LONGEST_REMEMBERED, _MOST_REMEMBERED = 100, 10_000
"""Characters of a name, and names: a site has a few dozen, and who makes up new ones fills no memory."""


class _Meaning(NamedTuple):
    """What the name of a trait says: as `field_of` and `namespace_of` have it."""

    claim: tuple[str, int] | None
    namespace: tuple[str, bool] | None


def _meant(name: str) -> _Meaning:
    claim = field_of(name)
    return _Meaning(claim if claim and _is_theirs(name, claim[0]) else None, namespace_of(name))


def _is_theirs(path: str, field: str) -> bool:
    """Whether all objects on the way are the user's own. Below a trait stands as well whoever sold, manages or invited
    (`salesRep.email`), and what they use (`store.phone`). Of a company its name and number are told."""
    for parent in path.split(".")[:-1]:
        of_parent = field_of(parent)
        if of_parent and of_parent[0] in _ORGANISATION:
            if field not in _ORGANISATION:
                return False
        elif not all(word in OF_THE_USER or word.isdigit() for word in words(parent)):
            return False
    return True


_remembered = lru_cache(_MOST_REMEMBERED)(_meant)


def _meaning(name: str) -> _Meaning:
    """The same names come with every event."""
    return (_remembered if len(name) <= _LONGEST_REMEMBERED else _meant)(name)


def fields_of(traits: dict[str, Any]) -> dict[str, str | list[str]]:
    """Field -> what the traits tell of it, raw: a text, or a list of texts where a record may have several.

    Of several traits for one field the one with the most telling name counts.
    """
    best: dict[str, tuple[int, list[str]]] = {}
    for path, texts in leaves(traits).items():
        field, rank = _field_of(path, texts)
        if field and (field not in best or rank < best[field][0]):
            best[field] = rank, texts
    return {field: texts if field in MULTIPLE else texts[0] for field, (_, texts) in best.items()}


def ids_of(traits: dict[str, Any]) -> list[str]:
    """IDs of known kinds among the traits, as "namespace:value": `{"loyaltyCard": "42"}` has "loyalty:42"."""
    found = ((_meaning(path).namespace, texts) for path, texts in leaves(traits).items() if "." not in path)
    return [
        f"{named[0]}:{text}"
        for named, texts in found
        if named and named[1] and named[0] not in _NOT_THEIRS
        for text in texts
    ]


def organisation_of(traits: dict[str, Any]) -> dict[str, str | list[str]]:
    """What the traits of a group tell of its members: the name and number of their organisation."""
    told = fields_of({"company": traits.get("name")})
    return told | {field: value for field, value in fields_of(traits).items() if field == "siret"}


def _field_of(path: str, texts: list[str]) -> tuple[str | None, int]:
    lowered = path.lower()
    if lowered in ("title", "salutation"):  # a civility, or else a position in a company
        return ("gender" if content.titles(texts) else "occupation"), _RESERVED_RANK
    if lowered in _RESERVED:
        return _RESERVED[lowered], _RESERVED_RANK
    claim = _meaning(path).claim
    if not claim or claim[0] not in FIELDS or claim[0] in _NOT_OF_TRAITS:
        return None, 0
    return claim
