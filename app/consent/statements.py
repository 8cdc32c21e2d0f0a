"""Consent statements as they are delivered, into statements that can be relied on, and rows for the ledger. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any, get_args

from app.consent.may import Status
from app.consent.rules import EVERY_CHANNEL, LawfulBasis, Purpose, Rules
from app.errors import BadInput
from app.graph.store import Row
from app.ingest.identifiers import ONLINE, Identifier
from app.ingest.times import moment
from app.standardise.text import fold

CLOCKS_DIFFER = timedelta(minutes=5)
"""What lies further ahead was not said yet; by a clock that is less ahead it was said now, and counts at once."""
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST = 200
_WORDS: dict[Status, str] = {
    "granted": "granted given accepted accepte accord accorde consenti optin in inscrit yes oui true vrai 1 y o",
    "denied": "denied refused refuse rejected optout out never no non false faux 0 n",
    "withdrawn": "withdrawn revoked revoque retire unsubscribed desinscrit desabonne",
}
_STATUS = {word: status for status, words in _WORDS.items() for word in words.split()}
_BASES = get_args(LawfulBasis)
PROOF = ("text_version", "form", "request_id")
"""Which text was agreed to, on which form, in which request."""


class Unclear(BadInput):
    """A statement that cannot be taken: the field at fault, and why. Never repeats what was sent."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason


@dataclass(frozen=True, slots=True)
class Said:
    """One statement, whoever it is about. `confirmed`: when a choice stamped on every event was last seen."""

    purpose: str
    channel: str
    status: Status
    at: datetime
    source: str
    lawful_basis: str
    text_version: str | None = None
    form: str | None = None
    request_id: str | None = None
    confirmed: datetime | None = None


def understood(given: Mapping[str, Any], source: str, rules: Rules, now: datetime) -> Said:
    """The statement that is meant. Raises Unclear.

    `given`: purpose, status, at (a text or a time), and where known channel, lawful_basis, text_version, form and
    request_id.
    """
    name, purpose = _purpose(given.get("purpose"), rules)
    status = _STATUS.get(fold(str(given.get("status") or "")).replace(" ", ""))
    if status is None:
        raise Unclear("status", "a status that is not granted, denied or withdrawn")
    return Said(
        purpose=name,
        channel=_channel(given.get("channel"), name, purpose),
        status=status,
        at=_at(given.get("at"), now),
        source=source,
        lawful_basis=_basis(given.get("lawful_basis"), status, purpose),
        text_version=_proof("text_version", given),
        form=_proof("form", given),
        request_id=_proof("request_id", given),
    )


def row_of(identifier: Identifier, said: Said) -> Row:
    """As `cypher/ingest/consents_append` takes it. The same statement has the same ID whoever delivers it again.

    Of a choice that is stamped on every event there is one a day: `at` is when it was seen first.
    """
    node: Row = {"value": identifier.value}
    if identifier.label in ONLINE:
        node |= {"first_seen": as_text(said.at), "last_seen": as_text(said.at)}
    props = {name: value for name, value in asdict(said).items() if value is not None}
    own = [f"{name}={value}" for name, value in props.items() if name not in ("at", "confirmed")]
    when = said.at.date() if said.confirmed else said.at
    digest = blake2b("\n".join((identifier.key, when.isoformat(), *own)).encode(), digest_size=16).hexdigest()
    subject = {"key": identifier.key, "label": identifier.label, "node": node}
    texts = {name: as_text(props[name]) for name in ("at", "confirmed") if name in props}
    return {"identifier": subject, "props": {"id": digest, **props, **texts}}


def as_text(at: datetime) -> str:
    """A time in UTC as statements take it: ISO texts of one length are in the order of the times."""
    return at.isoformat(timespec="microseconds")


def _purpose(given: Any, rules: Rules) -> tuple[str, Purpose]:
    known = ", ".join(name for name, purpose in rules.purposes.items() if purpose.needs == "consent")
    if not given:
        raise Unclear("purpose", f"no purpose; there are: {known}")
    name = rules.name_of(str(given))
    if name is None:
        raise Unclear("purpose", f"an unknown purpose; there are: {known}")
    purpose = rules.purposes[name]
    if purpose.needs != "consent":
        raise Unclear("purpose", f"{name} needs no consent, so none can be stated")
    return name, purpose


def _channel(given: Any, name: str, purpose: Purpose) -> str:
    """Without one, all channels of the purpose."""
    word = fold(str(given or "")).replace(" ", "")
    if word in ("", EVERY_CHANNEL):
        return EVERY_CHANNEL
    if word not in purpose.channels:
        raise Unclear("channel", f"no channel of {name}; it has: {', '.join(purpose.channels)}")
    return word


def _at(given: Any, now: datetime) -> datetime:
    """Always said: when consent was given decides what counts, so it is never guessed."""
    if given in (None, ""):
        raise Unclear("at", "no date: when was it said?")
    at = given if isinstance(given, datetime) else moment(str(given).strip())
    if at is None or at < _EARLIEST:
        raise Unclear("at", "a date that cannot be read: write it like 2026-03-14T09:26:53Z")
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    if at > now + CLOCKS_DIFFER:
        raise Unclear("at", "a date in the future")
    return min(at, now)


def _basis(given: Any, status: Status, purpose: Purpose) -> str:
    if not given:
        return purpose.lawful_bases[0]
    basis = fold(str(given)).replace(" ", "_")
    if basis not in _BASES:
        raise Unclear("lawful_basis", f"no lawful basis; there are: {', '.join(_BASES)}")
    if status == "granted" and basis not in purpose.lawful_bases:
        allowed = ", ".join(purpose.lawful_bases)
        raise Unclear("lawful_basis", f"the rules let this purpose rest on {allowed} only")
    return basis


def _proof(field: str, given: Mapping[str, Any]) -> str | None:
    text = str(given.get(field) or "").strip()
    if len(text) > _LONGEST:
        raise Unclear(field, f"longer than {_LONGEST} characters: give a reference, not the text itself")
    return text or None
