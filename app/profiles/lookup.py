"""Who is behind an identifier? Its value is brought to standard form first, as it was when it was loaded."""

from collections.abc import Callable
from typing import Any, Literal

from app.errors import BadInput, NotFound
from app.graph.store import Store
from app.standardise.email import standardise_email
from app.standardise.phone import standardise_phone
from app.standardise.quality import Standard
from app.standardise.text import clean

MOST_RECORDS = 100
_STANDARDISERS: dict[str, Callable[[str], Standard]] = {
    "email": standardise_email,
    "phone": standardise_phone,
}
Kind = Literal["known", "shared", "anonymous"]


def lookup(store: Store, namespace: str, value: str) -> dict[str, Any]:
    """{kind, individual, household, individuals, records, found} behind `value`.

    known: one individual. shared: several, or a hub that too many people share; `household` is given where
    they live together. anonymous: the identifier was seen, no individual carries it yet. Raises BadInput
    where the value cannot be one of this namespace, NotFound where it was never seen. Neither repeats it.
    """
    row = _row(store, namespace.strip().lower(), value.strip())
    if row is None:
        raise NotFound("No record carries this identifier")
    kind = _kind(row["hub"], len(row["individuals"]))
    return {
        "kind": kind,
        "individual": row["individuals"][0] if kind == "known" else None,
        "household": row["households"][0] if len(row["households"]) == 1 else None,
        **{key: row[key] for key in ("individuals", "records", "found")},
    }


def _row(store: Store, namespace: str, value: str) -> dict[str, Any] | None:
    if namespace == "record":
        return store.one("read/lookup_record", id=value)
    standard = standard_value(namespace, value)
    if standard is None:
        raise BadInput(f"This is not a usable value for the namespace {namespace!r}")
    return store.one("read/lookup", key=f"{namespace}:{standard}", limit=MOST_RECORDS)


def _kind(hub: bool, individuals: int) -> Kind:
    if individuals == 0:
        return "anonymous"
    return "known" if individuals == 1 and not hub else "shared"


def standard_value(namespace: str, value: str) -> str | None:
    """`value` as it stands in an identifier's key, or None where it cannot be one of this namespace. Pure."""
    standardise = _STANDARDISERS.get(namespace)
    return standardise(value).value if standardise else clean(value)
