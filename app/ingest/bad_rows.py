"""Bad rows of people who were erased: they are in no quarantine file. Whose a row is, is told by the values it has."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from app.graph.store import Store
from app.ingest.tombstones import erased, record_name, secret_file
from app.profiles.lookup import key_of
from app.sources import BadRow, ColumnMapping

_WORD = re.compile(r"[^\s\"',;:{}()\[\]|<>\\]+")
_LONGEST = 200
"""Characters of a value that may be an identifier; a longer one is a broken line, of which the words are."""
_MOST_WORDS = 200
_NAMESPACES = ("email", "phone", "cookie", "device", "national_id")
_EXTERNAL_ID = "external_id:"
ACCOUNTS = "account"
"""Namespace of the user IDs of the tracking API."""


def sparing(
    store: Store, source: str, mapping: Iterable[ColumnMapping] = ()
) -> Callable[[list[BadRow]], list[BadRow]]:
    """A function that leaves out the rows of people who were erased. `mapping`: of the file, for its namespaces."""
    external = [one.field.removeprefix(_EXTERNAL_ID) for one in mapping if one.field.startswith(_EXTERNAL_ID)]
    namespaces = (*_NAMESPACES, *dict.fromkeys([*external, ACCOUNTS]))

    def spared(rows: list[BadRow]) -> list[BadRow]:
        if store.home is None or not secret_file(store.home).exists():
            return rows
        names = {str(index): set(_names(row.raw, source, namespaces)) for index, row in enumerate(rows)}
        gone = erased(store.read, store.home, names)
        return [row for index, row in enumerate(rows) if str(index) not in gone]

    return spared


def _names(raw: Any, source: str, namespaces: Sequence[str]) -> Iterator[str]:
    """Under which names the values of a row may have a tombstone."""
    for text in _texts(raw):
        yield record_name(f"{source}:{text}")
        yield from (key for namespace in namespaces if (key := key_of(namespace, text)))


def _texts(raw: Any) -> Iterator[str]:
    if isinstance(raw, dict):
        raw = list(raw.values())
    if isinstance(raw, list):
        for value in raw:
            yield from _texts(value)
    elif isinstance(raw, str):
        if len(raw) <= _LONGEST:
            yield raw
        yield from _WORD.findall(raw)[:_MOST_WORDS]
