"""Which column holds what. A mapping is chosen by `recognise` or given with `--map COLUMN=FIELD`.

A target is a field of `app.fields`, `external_id:NAMESPACE`, `consent:PURPOSE:CHANNEL` and its date (see
`consent_columns`), `x_NAME` for an attribute, or `ignore`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from app.errors import BadMapping
from app.fields import ATTRIBUTE_PREFIX, BOOKKEEPING, FIELDS
from app.sources.column_names import key, namespace_of
from app.sources.consent_columns import Vocabulary, checked, is_consent
from app.sources.words import PLAIN_EXTERNAL_IDS

IGNORE = "ignore"
EXTERNAL_ID = "external_id:"
SUBJECT = frozenset({"subject_namespace", "subject_value"})
"""In a file of consents: whose consent it is, as the namespace and the value of an identifier."""

_RESERVED = frozenset({"email", "phone", "address", "cookie", "device"})
_PERSON = frozenset(
    {"given_name", "family_name", "birth_family_name", "full_name", "birth_date", "email", "phone"}
    | {"street_address", "national_id"}
)

Kind = Literal["people", "visits", "consents"]


@dataclass(frozen=True)
class ColumnMapping:
    """One column and what it holds; `why` says what that rests on: name, content, --map or --id."""

    column: str
    field: str
    why: str


def parse_map(options: Iterable[str]) -> dict[str, str]:
    """`["nom=family_name"]` -> `{"nom": "family_name"}`. The last `=` counts: names may have others."""
    mapping: dict[str, str] = {}
    for option in options:
        column, equals, field = option.rpartition("=")
        if not equals or not column or not field:
            raise BadMapping(f"--map {option!r} is not COLUMN=FIELD")
        if column in mapping:
            raise BadMapping(f"--map names the column {column!r} twice")
        mapping[column.strip()] = field.strip()
    return mapping


def check_columns(named: Iterable[str], columns: Sequence[str], option: str) -> None:
    """Raise BadMapping with a suggestion where a column is named that the file does not have."""
    for column in named:
        if column not in columns:
            raise BadMapping(
                f"{option}: no column {column!r}.{_suggest(column, columns)} Columns: {', '.join(columns)}"
            )


def target(column: str, field: str, consents: Vocabulary | None = None) -> str:
    """The field of a `--map`, with its namespace or purpose spelled out. Raises BadMapping with a suggestion."""
    if is_consent(field):
        return checked(column, field, consents)
    if field == "external_id" and key(column) not in PLAIN_EXTERNAL_IDS:
        found = namespace_of(column)
        field = EXTERNAL_ID + (found[0] if found else key(column))
    if field.startswith(EXTERNAL_ID):
        namespace = field.removeprefix(EXTERNAL_ID)
        if namespace in _RESERVED:
            instead = "street_address" if namespace == "address" else namespace
            raise BadMapping(f"--map {column}={field}: map it to {instead}")
        if not re.fullmatch(r"[a-z0-9][a-z0-9_.-]*", namespace):
            raise BadMapping(
                f"--map {column}={field}: a namespace has lower-case letters, digits, '_', '.' and '-'"
            )
        return field
    if field.startswith(ATTRIBUTE_PREFIX):
        if not re.fullmatch(r"x_[a-z0-9_]+", field):
            raise BadMapping(
                f"--map {column}={field}: the name of an attribute has lower-case letters, digits and '_'"
            )
        return field
    known = [IGNORE, *FIELDS, *BOOKKEEPING]
    if field not in known:
        raise BadMapping(
            f"--map {column}={field}: no such field.{_suggest(field, known)} Fields: {', '.join(known)}"
        )
    return field


def attribute_of(column: str) -> str:
    """`État civil` -> `x_etat_civil`."""
    return ATTRIBUTE_PREFIX + (key(column) or "column")


def kind_of(fields: Iterable[str]) -> Kind:
    """What a row of a file with these fields is: a consent, a visit, or else a record of a person."""
    found = set(fields)
    if {"purpose", "status"} <= found:
        return "consents"
    return "visits" if found & {"cookie", "device"} and not found & _PERSON else "people"


def as_table(mappings: Sequence[ColumnMapping]) -> str:
    """The mapping for a person to check: column, field and why. Shows no value, for those are personal data."""
    rows = [("column", "field", "because of"), *((one.column, one.field, one.why) for one in mappings)]
    widths = [max(len(row[position]) for row in rows) for position in range(2)]
    return "\n".join(f"  {column:<{widths[0]}}  {field:<{widths[1]}}  {why}" for column, field, why in rows)


def _suggest(wrong: str, known: Sequence[str]) -> str:
    folded = {name.lower(): name for name in known}
    close = get_close_matches(wrong.lower(), folded, n=1, cutoff=0.6)
    return f" Did you mean {folded[close[0]]!r}?" if close else ""
