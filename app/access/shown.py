"""An answer as a role may see it: the table of fields, applied to JSON. Pure.

Shapes stay as described: what is kept from a role becomes `***`, null where it was no text, a stand-in where it is an
ID that edges refer to; fields of a person that a role does not see at all leave the golden record and the records.
"""

import re
from collections.abc import Mapping
from typing import Any

from app.access.caller import Role
from app.access.masks import HIDDEN, masked, stand_in
from app.access.table import BY_FIELD, BY_KEY, OF_FIELD, PLAIN, Table

_NAMELESS = re.compile(r"(?:ind|hh)_\w+|record (?!.* [A-Z_]{5,} ).*", re.DOTALL)
"""IDs of ours and of records. With a type of relationship in it, it is the ID of an edge, which names both its ends."""
_NAMESPACE = re.compile(r"(?:^| )([^\s:]+):")


class Shown:
    """What one role sees of the answers of one route. `names`: the fields in them, None where that is not known.

    `changes`: whether anything in them can be kept from the role.
    """

    def __init__(self, table: Table, role: Role, route: str, names: frozenset[str] | None = None) -> None:
        self._table, self._role = table, role
        self._readings: Mapping[str, str] = table.readings(route)
        kinds = {"email"} | {self._readings.get(name, "") for name in names or [""]}
        self.changes = any(table.sight(role, kind) != "full" for kind in kinds)

    def of(self, answer: Any) -> Any:
        """The answer, JSON as Python has it, as the role may see it. `answer` itself is left alone."""
        return self._object(answer, None) if isinstance(answer, dict) else self._every(answer, None, None)

    def _object(self, found: Mapping[str, Any], around: str | None) -> dict[str, Any]:
        """`around`: the kind of data that this object is about, where a field or a key said so."""
        key = found.get("key")
        kind = self._kind_of_key(key) if isinstance(key, str) else around
        return {name: self._value(name, value, kind) for name, value in found.items()}

    def _value(self, name: str, value: Any, around: str | None) -> Any:
        reading = self._readings.get(name)
        if isinstance(value, dict):
            return self._below(reading, value, around)
        return self._every(value, reading, around)

    def _below(self, reading: str | None, value: Mapping[str, Any], around: str | None) -> dict[str, Any]:
        if reading == BY_FIELD:
            kinds = {field: self._table.kind_of_field(field) or "attribute" for field in value}
            return {
                field: self._every(inner, kinds[field], kinds[field])
                for field, inner in value.items()
                if self._table.sight(self._role, kinds[field]) != "none"
            }
        if reading in self._table.kinds:
            return {name: self._every(inner, reading, around) for name, inner in value.items()}
        return self._object(value, around)

    def _every(self, value: Any, reading: str | None, around: str | None) -> Any:
        if isinstance(value, list):
            return [self._every(one, reading, around) for one in value]
        if isinstance(value, dict):
            return self._object(value, around)
        return self._leaf(value, reading, around)

    def _leaf(self, value: Any, reading: str | None, around: str | None) -> Any:
        if value is None:
            return None
        if reading == BY_KEY:
            return self._by_key(value)
        kind = around or PLAIN if reading in (OF_FIELD, BY_FIELD) else reading
        sight = self._table.sight(self._role, kind) if kind else "none"
        if sight == "full":
            return self._plain(value) if kind == PLAIN else value
        if not isinstance(value, str):
            return None
        return masked(kind, value) if kind and sight == "masked" else HIDDEN

    def _by_key(self, value: Any) -> Any:
        if not isinstance(value, str) or _NAMELESS.fullmatch(value):
            return value
        kinds = {self._table.kind_of_namespace(found) for found in _NAMESPACE.findall(value)}
        if all(self._table.sight(self._role, kind) == "full" for kind in kinds):
            return value
        return stand_in(value)

    def _kind_of_key(self, key: str) -> str:
        if _NAMELESS.fullmatch(key):
            return "name"
        return self._table.kind_of_namespace(key.partition(":")[0])

    def _plain(self, value: Any) -> Any:
        hides = isinstance(value, str) and "@" in value and self._table.sight(self._role, "email") != "full"
        return stand_in(value) if hides else value
