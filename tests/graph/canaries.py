"""Values that stand nowhere else, for every property that graph_models declares: where one is found, it was told."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Annotated, Any, Literal, get_args, get_origin

from app.fields import FIELDS, MULTIPLE
from graph_models.base import Property, Shape

_NUMBERS = count(10_000)
_START = datetime(2001, 1, 1, tzinfo=UTC)


@dataclass
class Canaries:
    """Makes values and remembers where each was put: text to look for -> "Label.property"."""

    planted: dict[str, str] = field(default_factory=dict)

    def properties(self, shape: type[Shape], name: str, /, **fixed: Any) -> dict[str, Any]:
        """All properties of a node or relationship, families included; `fixed` ones are no canaries."""
        declared = {
            item.name: self.value(item, name)
            for item in shape.properties().values()
            if item.name not in fixed
        }
        return {**declared, **self._family(shape, name), **fixed}

    def value(self, item: Property, name: str) -> Any:
        where = f"{name}.{item.name}"
        kind = _kind(item.type)
        if item.name == "evidence":
            number = next(_NUMBERS)
            return [f"{self._text(where)}|{self._text(where)}|{self._told(f'{number}.25', where)}"]
        if kind is datetime:
            at = _START + timedelta(hours=next(_NUMBERS))
            self._told(at.isoformat()[:19], where)
            return at
        if kind is int:
            return int(self._told(str(9_000_000_000 + next(_NUMBERS)), where))
        if kind is float:
            return float(self._told(f"{next(_NUMBERS)}.125", where))
        if kind == list[str]:
            return [self._text(where)]
        if kind == list[int]:
            return [int(self._told(str(9_000_000_000 + next(_NUMBERS)), where))]
        return True if kind is bool else self._text(where)

    def _family(self, shape: type[Shape], name: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for prefix, names in shape.families.items():
            for one in sorted(names or {"one", "two"}):
                where = f"{name}.{prefix}{one}"
                text = self._day(where) if prefix + one == "std_birth_date" else self._text(where)
                found[prefix + one] = [text] if not prefix and one in MULTIPLE & FIELDS.keys() else text
        return found

    def _text(self, where: str) -> str:
        return self._told(f"canary{next(_NUMBERS)}x", where)

    def _day(self, where: str) -> str:
        return self._told((date(1930, 1, 1) + timedelta(days=next(_NUMBERS))).isoformat(), where)

    def _told(self, text: str, where: str) -> str:
        self.planted[text] = where
        return text


def _kind(annotation: Any) -> Any:
    """`Personal[str | None]` -> str"""
    if get_origin(annotation) is Annotated:
        return _kind(get_args(annotation)[0])
    if get_origin(annotation) is Literal:
        return str
    if get_origin(annotation) is list:
        return annotation
    rest = [part for part in get_args(annotation) if part is not type(None)]
    return _kind(rest[0]) if rest else annotation
