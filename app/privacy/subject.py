"""Whom a request is about: named by the ID of an individual, or by an identifier that is one person's alone."""

from dataclasses import dataclass

from app.errors import BadInput, Conflict, NotFound
from app.graph.store import Store
from app.ingest.tombstones import record_name
from app.profiles.lookup import key_of

_MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """How the person is named: by `individual`, or by `namespace` and `value` ("record" and its ID).

    Raises BadInput where neither or both are given, or the value cannot be one of this namespace; it is not repeated.
    """

    individual: str | None = None
    namespace: str | None = None
    value: str | None = None

    def __post_init__(self) -> None:
        if (self.individual is None) == (self.namespace is None or self.value is None):
            raise BadInput(
                "Name the person either by the ID of an individual or by one identifier and its namespace"
            )
        if self.individual is None and not self.name:
            raise BadInput("This is not a value that an identifier of this namespace can have")

    @property
    def name(self) -> str:
        """The key of the identifier, or the name of the record, as tombstones know them."""
        namespace, value = (self.namespace or "").strip().lower(), (self.value or "").strip()
        return record_name(value) if namespace == "record" else key_of(namespace, value) or ""


@dataclass(frozen=True, slots=True)
class Subject:
    """Either an individual, by ID, or an anonymous cookie or device that no record carries, by its key."""

    individual: str | None = None
    key: str | None = None


def subject_of(store: Store, asked: Asked) -> Subject:
    """Find out whom a request is about.

    Raises BadInput where several people carry the identifier, NotFound, Conflict where the records that carry it were
    not resolved yet.
    """
    if asked.individual is not None:
        return Subject(individual=asked.individual)
    if asked.name.startswith(record_name("")):
        return _of_record(store, asked.name.removeprefix(record_name("")))
    return _of_identifier(store, asked.name)


def _of_record(store: Store, record: str) -> Subject:
    row = store.one("privacy/person_of_record", id=record)
    if row is None:
        raise NotFound("No record has this ID")
    if row["id"] is None:
        raise _not_resolved()
    return Subject(individual=row["id"])


def _of_identifier(store: Store, key: str) -> Subject:
    row = store.one("privacy/people_behind", key=key)
    if row is None:
        raise NotFound("No record carries this identifier")
    people = row["individuals"]
    if len(people) > 1:
        some = ", ".join(people[:_MOST_NAMED]) + (", …" if len(people) > _MOST_NAMED else "")
        raise BadInput(f"{len(people)} people carry this identifier: name one by ID ({some})")
    if people:
        return Subject(individual=people[0])
    if row["records"]:
        raise _not_resolved()
    return Subject(key=key)


def _not_resolved() -> Conflict:
    return Conflict(
        "The records that carry this were not resolved yet: run `idgraph resolve`, then ask again"
    )
