"""The golden record: for each field the value to show, and the record it came from. Pure.

The rule is the same for every field: a valid value beats a doubtful one, one with a column of its own beats one
taken out of another (a given name out of a full name), then the more trusted source wins, then the value told last;
junk is never shown. Rules per field, and a steward's choice, come with a later issue.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple, TypedDict

from app.fields import ATTRIBUTE_PREFIX, FIELDS, MULTIPLE, SEPARATOR

Record = Mapping[str, Any]
"""A Customer's properties, and `trust` of its source (0 to 1). `told`: when it was last told what it says, of any type
that sorts; `seen_at` where that is not known. A visit since then makes no value newer."""

_DEFAULT_TRUST = 0.5
_STANDARD_NAME = {"street_address": "street"}
_STREET = "street_address"
_REST_OF_ADDRESS = frozenset({"postal_code", "locality", "country"})
"""Taken from the record the street is taken from: two halves of two addresses are no address."""
_NAMES = ("given_name", "family_name")
_NAMED_OTHERWISE = ("full_name", "organisation")
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
    """The name to show for a person: given and family name, else whatever names them; empty where nothing does.

    Needs no more of a record than `id`, and the names, `trust` and `told` where it has them.
    """
    ordered = _ordered(records)
    names = [found[0].shown for field in _NAMES if (found := _candidates(ordered, field))]
    if not names:
        others = (_candidates(ordered, field) for field in _NAMED_OTHERWISE)
        names = [found[0].shown for found in others if found][:1]
    return " ".join(_tidy(name) for name in names)


class _Candidate(NamedTuple):
    shown: str
    standard: str | None
    record: Record


def _ordered(records: Iterable[Record]) -> list[Record]:
    return sorted(records, key=lambda record: str(record["id"]))


def _fields(records: list[Record]) -> list[str]:
    attributes = {key for record in records for key in record if key.startswith(ATTRIBUTE_PREFIX)}
    return [field for field in FIELDS if field not in _NOT_OF_THE_PERSON] + sorted(attributes)


def _values(records: list[Record], field: str) -> list[Value]:
    if field in _REST_OF_ADDRESS and (street := _candidates(records, _STREET)):
        records = [street[0].record]
    found = _candidates(records, field)
    return [_value(candidate, field) for candidate in (found if field in MULTIPLE else found[:1])]


def _candidates(records: list[Record], field: str) -> list[_Candidate]:
    """Every distinct value of a field with the best record that has it, best first; equals by record ID."""
    best: dict[str, _Candidate] = {}
    for record in sorted(records, key=lambda record: _rank(record, field), reverse=True):
        for shown, standard in _shown(record, field):
            best.setdefault(shown, _Candidate(shown, standard, record))
    return list(best.values())


def _rank(record: Record, field: str) -> tuple[bool, bool, float, bool, Any]:
    trust, told = record.get("trust"), record.get("told", record.get("seen_at"))
    return (
        not _is(record, "doubtful", field),
        field in MULTIPLE or bool(record.get(field)),
        _DEFAULT_TRUST if trust is None else trust,
        told is not None,
        told if told is not None else 0,
    )


def _shown(record: Record, field: str) -> list[tuple[str, str | None]]:
    """(value to show, standardised form) pairs: as delivered where there is one value, standardised where many."""
    standard = record.get(f"std_{_STANDARD_NAME.get(field, field)}")
    if field in MULTIPLE:
        return [(value, value) for value in (standard or "").split(SEPARATOR) if value]
    value = record.get(field) or standard
    return [(str(value), standard)] if value and not _is(record, "junk", field) else []


def _is(record: Record, quality: Literal["junk", "doubtful"], field: str) -> bool:
    return field in (record.get(quality) or ())


def _value(candidate: _Candidate, field: str) -> Value:
    shown, standard, record = candidate
    return Value(
        value=shown,
        standard=standard,
        record=record["id"],
        source=record["source"],
        quality="doubtful" if _is(record, "doubtful", field) else "valid",
        seen_at=record.get("seen_at"),
    )


def _tidy(name: str) -> str:
    """DUPONT and dupont become Dupont; a name in mixed case is left as it was written."""
    first = name.split(SEPARATOR, maxsplit=1)[0].strip()
    return first.title() if first.isupper() or first.islower() else first
