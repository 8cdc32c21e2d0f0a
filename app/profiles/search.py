"""What a person at the console types or starts from: an identifier, a name, an example. Not part of the API.

Every hit is a row {id, name, size, household}: an individual.
"""

import re

from app.consent.evidence import Permit
from app.consent.view import View
from app.errors import BadInput, NotFound
from app.graph.store import Row, Store
from app.profiles.lookup import lookup
from app.profiles.names import seen_name
from app.standardise.text import fold

MOST = 25
_BARE = ("cookie", "device", "national_id", "siret")
"""Namespaces tried for a word that says nothing about what it is."""
_NAMES = ("std_given_name", "std_family_name", "std_full_name")
"""What a name is looked for in: the index holds tokens, too."""


def find(store: Store, text: str, view: View, *, by_name: bool = True) -> list[Row]:
    """The individuals behind an identifier, or else, where whoever asks may look so, those with this name."""
    for namespace, value in guesses(text):
        try:
            found = lookup(store, namespace, value, view)
        except (BadInput, NotFound):
            continue
        if found["individuals"]:
            ids = found["individuals"][:MOST]
            return _permitted(store.read("read/individuals_named", ids=ids, **view.p), view)
    return named(store, text, view) if by_name else []


def guesses(text: str) -> list[tuple[str, str]]:
    """What the text may be as an identifier, as (namespace, value), the likeliest first. Pure.

    "a@b.fr" -> email; "06 12 34 56 78" -> phone; "loyalty:123" -> loyalty, or the record 123 of the source
    loyalty.
    """
    text = text.strip()
    if "@" in text:
        return [("email", text)]
    if len(re.sub(r"\D", "", text)) >= 8 and re.fullmatch(r"[\d\s.()/+-]+", text):
        return [("phone", text), *((namespace, text) for namespace in _BARE)]
    if re.search(r"\s", text) or not text:
        return []
    namespace, colon, value = text.partition(":")
    named = [("record", text), (namespace, value)] if colon and namespace and value else []
    return [*named, *((bare, text) for bare in _BARE)]


def named(store: Store, text: str, view: View) -> list[Row]:
    """Individuals with a record whose names hold every word given, or its beginning."""
    words = fold(text).split()
    query = " AND ".join(f"({' '.join(f'{name}:{word}*' for name in _NAMES)})" for word in words)
    return (
        _permitted(store.read("read/search_name", query=query, limit=MOST, **view.p), view) if words else []
    )


def examples(store: Store, view: View) -> list[Row]:
    """A few people worth looking at: several records, a household, devices. Empty before a first resolve."""
    return _permitted(store.read("read/examples", among=300, limit=4, **view.p), view)


def totals(store: Store) -> Row:
    """{records, individuals, households, sources}: how much there is."""
    return store.read("read/totals")[0]


def _permitted(rows: list[Row], view: View) -> list[Row]:
    """Those who may be seen for the purpose one reads for, with as much as may: the rest of it is about all of them."""
    found = ((row, view.of(row["said"])) for row in rows)
    return [_row(row, permit) for row, permit in found if permit.answer.allowed]


def _row(row: Row, permit: Permit) -> Row:
    if permit.shown is None:
        return {name: value for name, value in row.items() if name not in ("said", "cards")}
    records = sum(permit.shows(card["id"]) for card in row["cards"])
    return {
        "id": row["id"],
        "name": seen_name(row, permit),
        "size": records,
        "household": row.get("household"),
    }
