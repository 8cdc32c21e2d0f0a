"""What the name of a column says about what it holds."""

import re
from functools import cache

from anyascii import anyascii

from app.fields import MULTIPLE
from app.sources.words import (
    BARE_NAMESPACES,
    BIRTH_PARTS,
    CONTEXT,
    EVENT_IDS,
    ID_WORDS,
    NAMES,
    NAMESPACES,
    NOT_PEOPLE,
    OTHER_PEOPLE,
    SHORT,
)

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=\d+$)")
_A_NAME = {"name", "nom"}
_A_VALUE = {"value", "valeur", "number", "numero", "id", "address", "adresse"}
_FILLERS = {"de", "du", "d", "of", "the", "la", "le", "l", "des"}


def words(column: str) -> list[str]:
    """`dateNaissance`, `Date de naissance` and `DATE_NAISSANCE` have the same first and last word."""
    split = _CAMEL.sub("_", anyascii(column))
    return [word for word in re.split(r"[^a-z0-9]+", split.lower()) if word]


def key(column: str) -> str:
    """The words joined by `_`: how `words.py` writes names."""
    return "_".join(words(column))


@cache
def _rank() -> dict[str, tuple[str, int]]:
    return {name: (field, rank) for field, names in NAMES.items() for rank, name in enumerate(names)}


def field_of(column: str) -> tuple[str, int] | None:
    """(field, rank) that the name stands for, rank 0 being the most telling name; None where it says nothing.

    What a nested key holds is said by its last part, whose it is by the parts before: `address.city`, `spouse.email`.
    """
    parts = words(column)
    exact = _rank().get("_".join(parts))
    if exact or not OTHER_PEOPLE.isdisjoint(parts):
        return exact
    parent, _, last = column.rpartition(".")
    of_last = words(last) if parent else parts
    found = _of_parent(parent, "_".join(of_last)) or _rank().get("_".join(of_last))
    if found:
        return found[0], found[1] + 100
    in_full = [SHORT.get(part, part) for part in parts]
    return (
        _without_context(parts)
        or _without_context(of_last)
        or (_rank().get("_".join(in_full)) or _without_context(in_full) if in_full != parts else None)
    )


def birth_part(column: str) -> str | None:
    """`year`, `month` or `day` where the name says that the column holds only that of the date of birth."""
    parts = [word for word in words(column) if word not in CONTEXT]
    return BIRTH_PARTS.get("_".join(parts))


def _of_parent(parent: str, last: str) -> tuple[str, int] | None:
    """`company.name` is the name of a company, not of a person, and `phones.number` a telephone number."""
    if last not in _A_NAME | _A_VALUE:
        return None
    found = _rank().get(key(parent.rpartition(".")[2]))
    return found if found and (last in _A_NAME or found[0] in MULTIPLE) else None


def _without_context(parts: list[str]) -> tuple[str, int] | None:
    core = [part for part in parts if part not in CONTEXT]
    found = _rank().get("_".join(core)) if core and core != parts else None
    return (found[0], found[1] + 200) if found else None


def about_somebody_else(column: str) -> bool:
    """`spouse.email` is no email of the person of the row."""
    return not OTHER_PEOPLE.isdisjoint(words(column))


def namespace_of(column: str) -> tuple[str, bool] | None:
    """(namespace, known) where the name is an ID of something that a person has one of; None where it is not.

    `known`: the thing is one of `NAMESPACES`; otherwise its values have to look like IDs of people, too.
    """
    whole, (parent, _, last) = words(column), column.rpartition(".")
    if not OTHER_PEOPLE.isdisjoint(whole):
        return None
    parts = words(last) if parent else whole
    if "_".join(parts) in BARE_NAMESPACES:
        return NAMESPACES["_".join(parts)], True
    noun = [part for part in parts if part not in ID_WORDS | _FILLERS and not part.isdigit()]
    if not noun or ID_WORDS.isdisjoint(parts) or not NOT_PEOPLE.isdisjoint(noun):
        return None
    for name in ("_".join(noun), noun[0], noun[-1]):
        if name in NAMESPACES:
            return NAMESPACES[name], True
    return "_".join(noun), False


def is_event_id(column: str) -> bool:
    """`visit_id`, `numero_commande`: the ID of something that happens once."""
    parts = set(words(column))
    return not parts.isdisjoint(EVENT_IDS) and not parts.isdisjoint(ID_WORDS)
