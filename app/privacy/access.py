"""Everything about one person, for that person (GDPR, articles 15 and 20): gathered here, written by `access_files`.

Other people are not shown: what a link leads to outside the person's records is told as "somebody else"; of a browser
that others use too, how and where they used it is left out; so are the names of stewards and of whoever looked (EU
Court of Justice, C-579/21: the role and the time are owed, the employee's name is not).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.audit.show import shown
from app.fields import ATTRIBUTE_PREFIX, FIELDS
from app.graph.store import Row, Store
from app.privacy.files import rows_about
from app.privacy.holdings import Holdings, holdings, require_resolved
from app.privacy.permitted import permitted
from app.privacy.preview import traces_of
from app.privacy.subject import Subject
from app.settings import Settings

_STANDARD = "std_"
_OTHERS = frozenset({"by", "blocked_by", "named"})
"""Properties that name employees, or the other one of a verdict."""
_OF_IDS = ("joined", "left", "came_from", "went_to")
_MOST_LOOKS = 100_000


@dataclass(frozen=True, slots=True)
class Disclosure:
    """All sections, as JSON has them; each but `about` and `person` is a list of objects. Times are ISO 8601."""

    about: Row
    person: Row
    records: list[Row]
    identifiers: list[Row]
    consents: list[Row]
    permitted: list[Row]
    links: list[Row]
    guesses: list[Row]
    claims: list[Row]
    history: list[Row]
    looks: list[Row]
    set_aside: list[Row]

    def as_json(self) -> dict[str, Any]:
        """Section -> its content, in the order in which a person reads them."""
        return {name: getattr(self, name) for name in self.__slots__}

    @property
    def ids(self) -> list[str]:
        """The pseudonymous IDs that this is about, for the audit."""
        return [one for one in (self.about["individual"], *self.about["former_ids"]) if one]


def access(store: Store, settings: Settings, subject: Subject) -> Disclosure:
    """Gather it. Raises NotFound where there is no such person, Conflict where records that are or may be theirs
    wait to be resolved, CannotWrite where a file cannot be read.
    """
    held = holdings(store.read, subject)
    require_resolved(held)
    births = {record["id"]: f"rec_{record['born']}" for record in held.records}
    ours = {held.individual, *held.retired, *births.values(), *(record["born"] for record in held.records)}
    identifiers = _identifiers(store, held)
    records = [_record(row) for row in store.read("privacy/access_records", ids=held.record_ids)]
    restricted = any(record["technical"].get("restricted") for record in records)
    return Disclosure(
        about={
            "individual": held.individual,
            "former_ids": held.retired,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        },
        person=_person(store, held),
        records=records,
        identifiers=identifiers,
        consents=_taken_out(identifiers, "consents"),
        permitted=permitted(store, held, restricted=restricted),
        links=[_link(row) for row in store.read("privacy/access_links", ids=held.record_ids, keys=held.keys)],
        guesses=[
            _link(row) for row in store.read("privacy/access_guesses", id=held.individual, keys=held.keys)
        ],
        claims=_plain(
            store.read("privacy/access_claims", ids=[one["id"] for one in held.claims], keys=held.keys)
        ),
        history=_history(store, [held.individual, *held.retired], ours),
        looks=_looks(store, [held.individual, *held.retired, *births.values()]),
        set_aside=[
            {"file": file, "row": row}
            for file, row in rows_about(settings.home / "quarantine", traces_of(store, held))
        ],
    )


def _person(store: Store, held: Holdings) -> Row:
    """What was concluded about the person as a whole; nothing for an anonymous browser."""
    row = store.one("privacy/access_individual", id=held.individual) if held.individual else None
    return {} if row is None else _plain(row)


def _record(row: Row) -> Row:
    """A source record: as delivered, as understood, and what was noted about it."""
    found = _plain(row)
    return {
        "id": found["record"]["id"],
        "source": found["source"],
        **_parted(found["record"]),
        "counted_as_theirs": found["joined"],
        "identifiers": found["carries"],
        "former": [_parted(former) for former in found["former"]],
        "sightings": found["sightings"],
    }


def _parted(properties: Row) -> Row:
    """Every property of a record, by what it is."""
    values = {name: properties[name] for name in FIELDS if name in properties}
    attributes = _below(properties, ATTRIBUTE_PREFIX)
    standard = _below(properties, _STANDARD)
    known = {
        *values,
        *(ATTRIBUTE_PREFIX + name for name in attributes),
        *(_STANDARD + name for name in standard),
    }
    technical = {name: value for name, value in sorted(properties.items()) if name not in known}
    return {"values": values, "attributes": attributes, "standard": standard, "technical": technical}


def _below(properties: Row, prefix: str) -> Row:
    return {
        name.removeprefix(prefix): properties[name] for name in sorted(properties) if name.startswith(prefix)
    }


def _identifiers(store: Store, held: Holdings) -> list[Row]:
    """All that the person carries. Of those that others carry too, only that they are theirs, and the consent."""
    own = store.read("privacy/access_identifiers", keys=held.keys)
    shared = store.read("privacy/access_shared", keys=[one["key"] for one in held.shared])
    return [_identifier(row, shared=False) for row in own] + [_identifier(row, shared=True) for row in shared]


def _identifier(row: Row, *, shared: bool) -> Row:
    found = _plain(row)
    about = found.pop("identifier")
    label = found.pop("label")
    consents = [{"identifier": about["key"], **said} for said in _by_date(found.pop("consents"))]
    return {
        "key": about["key"],
        "kind": label,
        "shared_with_others": shared,
        **about,
        **found,
        "consents": consents,
    }


def _by_date(statements: Iterable[Row]) -> list[Row]:
    return sorted(statements, key=lambda one: str(one.get("at")))


def _taken_out(rows: Iterable[Row], name: str) -> list[Row]:
    """The lists of that name, joined, which leave their rows."""
    return [item for row in rows for item in row.pop(name)]


def _link(row: Row) -> Row:
    """A weighed pair, its evidence taken apart: "given_name|exact|7.21" -> {comparison, level, bits}."""
    found = _plain(row)
    link = {name: value for name, value in found.pop("link").items() if name not in _OTHERS}
    lines = [line.rsplit("|", 2) for line in link.pop("evidence", None) or []]
    evidence = [{"comparison": what, "level": level, "bits": float(bits)} for what, level, bits in lines]
    return {**found, **link, "evidence": evidence}


def _history(store: Store, ids: Iterable[str | None], ours: set[str | None]) -> list[Row]:
    rows = store.read("privacy/access_changes", ids=[id for id in ids if id])
    return [_change(_plain(row["change"]), ours) for row in rows]


def _change(change: Row, ours: set[str | None]) -> Row:
    """An entry of the feed; of the IDs in it those of the person, of the others how many there are."""
    others = 0
    for name in _OF_IDS:
        if found := change.get(name):
            change[name] = [id for id in found if id in ours]
            others += len(found) - len(change[name])
    return {**change, "of_others": others}


def _looks(store: Store, subjects: Iterable[str | None]) -> list[Row]:
    rows = shown(store, subjects=[subject for subject in subjects if subject], limit=_MOST_LOOKS)
    return [{name: row[name] for name in ("at", "role", "action", "purpose")} for row in rows]


def _plain(value: Any) -> Any:
    """With times as ISO 8601, without who else is named."""
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items() if name not in _OTHERS}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.iso_format() if hasattr(value, "iso_format") else value
