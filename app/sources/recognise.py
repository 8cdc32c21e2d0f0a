"""Finds out what each column holds: first by its name, then by its values; what is left is an attribute.

It looks at a sample only, and never at a column that the caller has set aside (the truth of an evaluation).
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.errors import BadMapping
from app.fields import ATTRIBUTE_PREFIX, FIELDS, MULTIPLE, PAGES, SHOPS, ZONES
from app.sources import consent_columns as consent
from app.sources import content
from app.sources.column_names import (
    about_somebody_else,
    birth_part,
    field_of,
    is_event_id,
    key,
    namespace_of,
    words,
)
from app.sources.consent_columns import Vocabulary
from app.sources.mapping import EXTERNAL_ID, IGNORE, SUBJECT, ColumnMapping, Kind, attribute_of, kind_of
from app.sources.words import CONSENT_ONLY, PEOPLE, PLAIN_EXTERNAL_IDS, RECORD_IDS

Sample = Mapping[str, Sequence[str]]
"""Column -> its first values, without nulls."""

_FEW_ROWS = 20
_UNDATED = "consent and its date need each other: see consent_at"
_JOINED = frozenset({"street_address"})
"""Fields that several columns make up together."""
_SAY_WHO = frozenset({"given_name", "family_name", "full_name", "organisation"})
"""Where a column is named so, names in another are somebody else's."""
_RESERVED_NAMESPACES = {
    "email": "email",
    "phone": "phone",
    "address": IGNORE,
    "cookie": "cookie",
    "device": "device",
}


def recognise(
    columns: Sequence[str],
    sample: Sample,
    given: Mapping[str, str],
    id_column: str | None = None,
    consents: Vocabulary | None = None,
) -> list[ColumnMapping]:
    """One mapping per column, in the order of the file; two for a record's ID that is known elsewhere too.

    `given` maps columns to checked targets; they are taken as they are. `consents`: what consent may be about; without
    it, columns that say consent are attributes.
    """
    said = consent.recognised([column for column in columns if column not in given], consents)
    undated = consent.undated(given, said)
    said = {column: field for column, field in said.items() if column not in undated}
    named = _by_name([column for column in columns if column not in {*given, *said}], sample)
    if not {"purpose", "status"} <= {field for field, _ in named.values()} | set(given.values()):
        named = {column: claim for column, claim in named.items() if claim[0] not in CONSENT_ONLY}
    found = {column: ColumnMapping(column, field, "--map") for column, field in given.items()}
    found |= {column: ColumnMapping(column, field, "name") for column, field in said.items()}
    found |= _settle(named, taken={mapping.field for mapping in found.values()})
    found |= _whole_names(found, columns, sample)
    unnamed = [column for column in columns if column not in found and not _names_an_id(column)]
    found |= _by_content(unnamed, sample, taken={mapping.field for mapping in found.values()})
    kind = kind_of(mapping.field for mapping in found.values())
    record_id = (
        ColumnMapping(id_column, "record_id", "--id")
        if id_column
        else _record_id(columns, found, sample, kind)
    )
    mappings = [
        replace(mapping, why=_UNDATED) if mapping.column in undated else mapping
        for mapping in _complete(columns, found, record_id, sample)
    ]
    return mappings if kind == "people" else [_without_attribute(mapping, kind) for mapping in mappings]


def _by_name(columns: Sequence[str], sample: Sample) -> dict[str, tuple[str, int]]:
    """Column -> (field, rank) where the name says it and the values do not speak against it."""
    claims: dict[str, tuple[str, int]] = {}
    for column in columns:
        claim = field_of(column)
        values = sample[column]
        if claim and values:
            field = claim[0]
            # A `title` may be a book's, and a `device` may be just "mobile".
            if field == "gender" and not content.titles(values):
                continue
            # A VAT number may be of another country than France.
            if (
                field == "siret"
                and not {"siret", "siren"} & set(words(column))
                and not content.companies(values)
            ):
                continue
            if field in {"cookie", "device"} and not content.ids(values):
                continue
        if claim:
            claims[column] = claim
    parts = {column: part for column in columns if (part := birth_part(column))}
    if {"year", "month"} <= set(parts.values()):
        claims |= dict.fromkeys(parts, ("birth_date", sys.maxsize))
    return claims


def _settle(claims: Mapping[str, tuple[str, int]], taken: set[str]) -> dict[str, ColumnMapping]:
    """Each field that can have one column only goes to the one with the most telling name."""
    found: dict[str, ColumnMapping] = {}
    mapped, taken = taken, set(taken)
    for column, (field, _) in sorted(claims.items(), key=lambda item: item[1][1]):
        part_of_date = birth_part(column) is not None and field not in mapped
        if field in MULTIPLE or field in _JOINED or field not in taken or part_of_date:
            found[column] = ColumnMapping(column, field, "name")
        elif field == "family_name" and not {"birth_family_name"} & (
            taken | {claim for claim, _ in claims.values()}
        ):
            # `nom` beside `nom_usage` is the name at birth.
            found[column] = ColumnMapping(column, "birth_family_name", "name")
        elif field == "full_name":
            found[column] = ColumnMapping(column, IGNORE, "repeats the name")
        taken.add(found[column].field if column in found else field)
    return found


def _whole_names(
    found: Mapping[str, ColumnMapping], columns: Sequence[str], sample: Sample
) -> dict[str, ColumnMapping]:
    """What names say with the names beside them: `nom` without a first name, and `client`, may hold whole names, and
    `name` beside a first name may be the last."""
    there = {mapping.field: mapping for mapping in found.values()}
    alone = {"given_name", "family_name", "full_name"} & there.keys()
    if alone == {"given_name", "full_name"} and not content.whole_names(sample[there["full_name"].column]):
        return _named(there["full_name"], "family_name")
    if len(alone) == 1 and "full_name" not in alone:
        (only,) = (there[field] for field in alone)
        return _named(only, "full_name") if content.are_whole_names(sample[only.column]) else {}
    # Of a company's contact the name is one of its many people's.
    if alone or "organisation" in there:
        return {}
    for column in columns:
        if column not in found and key(column) in PEOPLE and content.whole_names(sample[column]):
            return {column: ColumnMapping(column, "full_name", "name and content")}
    return {}


def _named(mapping: ColumnMapping, field: str) -> dict[str, ColumnMapping]:
    if mapping.why != "name":
        return {}
    return {mapping.column: ColumnMapping(mapping.column, field, "name and content")}


def _names_an_id(column: str) -> bool:
    return key(column) in RECORD_IDS or is_event_id(column) or namespace_of(column) is not None


def _by_content(columns: Sequence[str], sample: Sample, taken: set[str]) -> dict[str, ColumnMapping]:
    found: dict[str, ColumnMapping] = {}
    for column in columns:
        field = None if about_somebody_else(column) or field_of(column) else content.field_of(sample[column])
        if field == "full_name" and taken & _SAY_WHO:
            continue
        if field and (field in MULTIPLE or field not in taken):
            found[column] = ColumnMapping(column, field, "content")
            taken.add(field)
    return found


def _record_id(
    columns: Sequence[str], found: Mapping[str, ColumnMapping], sample: Sample, kind: Kind
) -> ColumnMapping | None:
    """The column that names the row: one called an ID whose values hardly repeat, generic names first."""
    given = [mapping for mapping in found.values() if mapping.field == "record_id"]
    if given:
        return given[0]
    free = [column for column in columns if column not in found]
    generic = sorted(
        (column for column in free if key(column) in RECORD_IDS), key=lambda name: RECORD_IDS.index(key(name))
    )
    events = [column for column in free if is_event_id(column)]
    people = [column for column in free if namespace_of(column) and column not in generic]
    for candidates, least in ((generic, 0.5), (events, 0.5), (people if kind == "people" else [], 0.9)):
        for column in candidates:
            # In a short file one repeated ID, which is a fault, is already a large share.
            few = len(sample[column]) < _FEW_ROWS
            if content.distinct_share(sample[column]) >= (0.5 if few else least):
                return ColumnMapping(column, "record_id", "name")
    unnamed = [
        column for column in free if not about_somebody_else(column) and content.are_uuids(sample[column])
    ]
    unique = [column for column in unnamed if content.distinct_share(sample[column]) == 1.0]
    return ColumnMapping(unique[0], "record_id", "content") if unique else None


def _complete(
    columns: Sequence[str],
    found: Mapping[str, ColumnMapping],
    record_id: ColumnMapping | None,
    sample: Sample,
) -> list[ColumnMapping]:
    """Every column in order: as found, as an ID in a namespace, or as an attribute of its own."""
    result: list[ColumnMapping] = []
    attributes: set[str] = set()
    for column in columns:
        names_row = record_id is not None and column == record_id.column
        if record_id and names_row:
            result.append(record_id)
        mapping = found.get(column)
        if mapping and mapping != record_id:
            result.append(mapping)
        if mapping and mapping.field != "record_id":
            continue
        identifier = _external_id(column, sample[column], names_row=names_row)
        if identifier:
            result.append(ColumnMapping(column, identifier, "name"))
        elif not names_row:
            result.append(ColumnMapping(column, _unused(attribute_of(column), attributes), "not known"))
        attributes.add(result[-1].field)
    return result


def _external_id(column: str, values: Sequence[str], *, names_row: bool) -> str | None:
    """The target of a column that is an ID of people in a namespace. An e-mail address is a field."""
    if key(column) in PLAIN_EXTERNAL_IDS:
        return "external_id"
    namespace = namespace_of(column)
    if not namespace or (names_row and (key(column) in RECORD_IDS or is_event_id(column))):
        return None
    name, known = namespace
    if content.are_emails(values):
        return "email"
    if name in _RESERVED_NAMESPACES:
        return _RESERVED_NAMESPACES[name]
    return EXTERNAL_ID + name if known or content.distinct_share(values) >= 0.5 else None


def _without_attribute(mapping: ColumnMapping, kind: Kind) -> ColumnMapping:
    """Visits and consents are no records of people: what else stands in their rows is not kept, but where they were.

    Raises BadMapping for a consent that was mapped by hand.
    """
    if consent.is_consent(mapping.field):
        if mapping.why == "--map":
            raise BadMapping(
                f"--map {mapping.column}={mapping.field}: only for rows about people, not {kind}"
            )
        return ColumnMapping(mapping.column, IGNORE, f"not kept of {kind}")
    if kind == "visits" and mapping.field in (*PAGES, *SHOPS, *ZONES):
        return mapping
    if mapping.why != "--map" and mapping.field.startswith(ATTRIBUTE_PREFIX):
        return ColumnMapping(mapping.column, IGNORE, f"not kept of {kind}")
    return mapping


def _unused(name: str, used: set[str]) -> str:
    candidate, number = name, 2
    while candidate in used:
        candidate, number = f"{name}_{number}", number + 1
    return candidate


def knows_something(mappings: Sequence[ColumnMapping]) -> bool:
    """Whether any column holds a field of a person, not only attributes."""
    return any(mapping.field.partition(":")[0] in FIELDS or mapping.field in SUBJECT for mapping in mappings)
