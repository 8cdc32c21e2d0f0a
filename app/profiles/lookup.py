"""Who is behind an identifier? Its value is brought to standard form first, as it was when it was loaded."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from app.consent.evidence import restricted_in
from app.consent.may import State
from app.consent.view import View
from app.errors import BadInput, NotFound
from app.feed.past import Moment
from app.graph.store import Row, Store
from app.profiles.past import lookup_then
from app.standardise.device import standardise_cookie, standardise_device
from app.standardise.email import standardise_email
from app.standardise.identifier import (
    standardise_external_id,
    standardise_national_id,
    standardise_siret,
)
from app.standardise.phone import standardise_phone
from app.standardise.quality import Standard

MOST_RECORDS = 100
_STANDARDISERS: dict[str, Callable[[str], Standard]] = {
    "email": standardise_email,
    "phone": standardise_phone,
    "cookie": standardise_cookie,
    "device": standardise_device,
    "national_id": standardise_national_id,
    "siret": standardise_siret,
}
"""Namespaces of ours; any other is one of external IDs."""
Kind = Literal["known", "shared", "anonymous", "refused"]


@dataclass(frozen=True, slots=True)
class Question:
    """A look-up as the graph is asked it: the first row of `statement`, a Store's or a Reader's, goes to `answer`."""

    view: View
    node: str
    """The key of an identifier, or the ID of a record."""
    statement: str
    p: Row

    @property
    def is_browser(self) -> bool:
        """Whether it is about a cookie or device: of several who use it, any may be the one at it."""
        return self.node.startswith(("cookie:", "device:"))


def lookup(
    store: Store, namespace: str, value: str, view: View, then: Moment | None = None
) -> dict[str, Any]:
    """{kind, individual, household, individuals, records, found, as_of} behind `value`.

    known: one individual. shared: several, or a hub that too many people share; `household` is given where
    they live together. anonymous: the identifier was seen, no individual carries it yet. refused: nobody behind it
    may be seen for the purpose one reads for, or somebody refused who uses this cookie or device; nothing else is said.
    Raises BadInput where the value cannot be one of this namespace, NotFound where it was never seen; neither says it.

    With `then`, who the records that carry it today were of at that moment, and `as_of`.
    """
    asked = question(namespace, value, view)
    row = store.one(asked.statement, **asked.p)
    if then is None:
        return answer(asked, row)
    moment = then
    found = answer(asked, row, lambda records: lookup_then(store, records, moment))
    return found | {"as_of": then.as_json()}


def question(namespace: str, value: str, view: View) -> Question:
    """What to ask. Raises BadInput as `lookup`."""
    namespace, value = namespace.strip().lower(), value.strip()
    if namespace == "record":
        return Question(view, value, "read/lookup_record", {"id": value, **view.p})
    key = key_of(namespace, value)
    if key is None:
        raise BadInput("This is not a value that an identifier of this namespace can have")
    return Question(view, key, "read/lookup", {"key": key, "limit": MOST_RECORDS, **view.p})


def answer(
    asked: Question, row: Row | None, then: Callable[[list[str]], Row] | None = None
) -> dict[str, Any]:
    """As `lookup`, of what was found. `then`: records -> whose they were at the moment asked about. Raises NotFound."""
    if row is None:
        raise NotFound("No record carries this identifier")
    consent = _keep_permitted(row, asked) if row["individuals"] else None
    if consent is None and asked.view.asks:
        row["records"] = []  # nobody is known to have agreed for them
    row["individuals"] = [one["id"] for one in row["individuals"]]
    refused = consent is not None and not row["individuals"]
    if then and not refused:
        row |= then(row["records"])
    kind = "refused" if refused else _kind(row)
    return {
        "kind": kind,
        "consent": consent,
        "individual": row["individuals"][0] if kind == "known" else None,
        "household": row["households"][0] if len(row["households"]) == 1 else None,
        **{key: row[key] for key in ("individuals", "records", "found")},
        "as_of": None,
    }


def _keep_permitted(row: Row, asked: Question) -> State:
    """Leave those who may be seen by what was looked up, with their records, and of a browser that several use nobody
    where one refused; what their consent has come to."""
    permits = {one["id"]: asked.view.answer(one) for one in row["individuals"]}
    hidden = set().union(*(restricted_in(one["said"] or ()) for one in row["individuals"]))
    states = [permit.answer.state for permit in permits.values()]
    refusal = next((permit.answer.state for permit in permits.values() if permit.refused), None)
    if refusal and asked.is_browser and not row["hub"]:
        row |= {"individuals": [], "households": [], "records": [], "found": 0}
        return refusal
    row["individuals"] = [one for one in row["individuals"] if permits[one["id"]].shows(asked.node)]
    homes = {one["household"] for one in row["individuals"]}
    row["households"] = [home for home in row["households"] if home in homes]
    kept = [
        id for id in row["records"] if id not in hidden and any(one.shows(id) for one in permits.values())
    ]
    # Where people have to have agreed, nobody knows of those beyond the first whether they did.
    row["found"] = len(kept) if asked.view.asks else row["found"] - len(row["records"]) + len(kept)
    row["records"] = kept
    if row["individuals"]:
        return permits[row["individuals"][0]["id"]].answer.state
    return next((state for state in states if state != "granted"), "never_collected")


def _kind(row: Row) -> Kind:
    if len(row["individuals"]) == 1 and not row["hub"]:
        return "known"
    return "shared" if row["individuals"] or row["households"] else "anonymous"


def key_of(namespace: str, value: str) -> str | None:
    """The key of an identifier's node: "Phone", "06 12 34 56 78" -> "phone:+33612345678"; "loyalty", "A 1" ->
    "loyalty:a1". None where the value cannot be one of this namespace. Pure.
    """
    standardise = _STANDARDISERS.get(namespace)
    if standardise is None:
        return standardise_external_id(f"{namespace}:{value}").value
    standard = standardise(value).value
    return standard and f"{namespace}:{standard}"
