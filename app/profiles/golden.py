"""The golden record: for each field the value to show, and the record it came from. Pure: records in, values
out.

The rule is the same for every field: a valid value beats a doubtful one, then the more trusted source wins,
then the value seen last; junk is never shown. Rules per field, and a steward's choice, come with a later
issue.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Literal, TypedDict

from app.fields import ATTRIBUTE_PREFIX, FIELDS, MULTIPLE, SEPARATOR

Record = Mapping[str, Any]
"""A Customer's properties, and `trust` of its source (0 to 1). `seen_at` may be any type that sorts by time.
"""

_DEFAULT_TRUST = 0.5
_STANDARD_NAME = {"street_address": "street"}
_WHOLE = ("street_address", "postal_code", "locality", "country")
"""An address is taken whole from one record: two halves of two addresses are no address."""
_NAMES = ("given_name", "family_name")
_NOT_OF_THE_PERSON = frozenset({"cookie", "device", "ip", "user_agent"})


class Value(TypedDict):
    """One value of the golden record, and where it comes from."""

    value: str
    standard: str | None
    record: str
    source: str
    quality: Literal["valid", "doubtful"]
    seen_at: Any


def golden(records: Iterable[Record]) -> dict[str, list[Value]]:
    """Field -> its values, best first. Fields with one value per person hold exactly one; fields nobody fills
    are left out. The order of `records` makes no difference.
    """
    ordered = _ordered(records)
    result = {field: values for field in _fields(ordered) if (values := _values(ordered, field))}
    if any(name in result for name in _NAMES):
        result.pop("full_name", None)
    return result


def golden_name(records: Iterable[Record]) -> str:
    """The name to show for a person: given and family name, else whatever names them; empty where nothing
    does.
    """
    ordered = _ordered(records)
    names = [values[0]["value"] for field in _NAMES if (values := _values(ordered, field))]
    if not names:
        others = (_values(ordered, field) for field in ("full_name", "organisation"))
        names = [values[0]["value"] for values in others if values][:1]
    return " ".join(_tidy(name) for name in names)


def _ordered(records: Iterable[Record]) -> list[Record]:
    return sorted(records, key=lambda record: str(record["id"]))


def _fields(records: list[Record]) -> list[str]:
    attributes = {key for record in records for key in record if key.startswith(ATTRIBUTE_PREFIX)}
    return [field for field in FIELDS if field not in _NOT_OF_THE_PERSON] + sorted(attributes)


def _values(records: list[Record], field: str) -> list[Value]:
    if field in MULTIPLE:
        return _several(records, field)
    if field in _WHOLE[1:]:
        street = _several(records, _WHOLE[0])
        records = [record for record in records if record["id"] == street[0]["record"]] if street else records
    return _several(records, field)[:1]


def _several(records: list[Record], field: str) -> list[Value]:
    """Every distinct value of a field with the best record that has it, best first."""
    best: dict[str, Value] = {}
    ranked = sorted(records, key=lambda record: _rank(record, field), reverse=True)
    for record in ranked:
        for value, standard in _shown(record, field):
            best.setdefault(value, _value(record, field, value, standard))
    return list(best.values())


def _rank(record: Record, field: str) -> tuple[bool, float, bool, Any]:
    trust, seen = record.get("trust"), record.get("seen_at")
    return (
        field not in (record.get("doubtful") or ()),
        _DEFAULT_TRUST if trust is None else trust,
        seen is not None,
        seen if seen is not None else 0,
    )


def _shown(record: Record, field: str) -> list[tuple[str, str | None]]:
    """(value to show, standardised form) pairs: as delivered where there is one value, standardised where
    many.
    """
    if field not in MULTIPLE and field in (record.get("junk") or ()):
        return []
    standard = record.get(f"std_{_STANDARD_NAME.get(field, field)}")
    if field in MULTIPLE:
        return [(value, value) for value in (standard or "").split(SEPARATOR) if value]
    value = record.get(field) or standard
    return [(str(value), standard)] if value else []


def _value(record: Record, field: str, value: str, standard: str | None) -> Value:
    doubtful = field in (record.get("doubtful") or ())
    return Value(
        value=value,
        standard=standard,
        record=record["id"],
        source=record["source"],
        quality="doubtful" if doubtful else "valid",
        seen_at=record.get("seen_at"),
    )


def _tidy(name: str) -> str:
    """DUPONT and dupont become Dupont; a name in mixed case is left as it was written."""
    first = name.split(SEPARATOR, maxsplit=1)[0].strip()
    return first.title() if first.isupper() or first.islower() else first
