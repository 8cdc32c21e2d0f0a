"""Restriction, objection, and the way back after an erasure (GDPR, articles 18, 21)."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app.audit import Who, record_change
from app.consent.ledger import append
from app.consent.rules import rules_in_force
from app.consent.statements import row_of, understood
from app.errors import BadInput, Conflict, NotFound
from app.graph.store import Row, Run, Store
from app.ingest.identifiers import Identifier
from app.ingest.tombstones import record_name, sealer_in_use
from app.privacy.holdings import Holdings, holdings, require_theirs
from app.privacy.removal import lock
from app.privacy.subject import Asked, subject_of

SOURCE = "privacy"
"""Source of the statements that are made here."""
_OBJECTION, _EARLIER = "objection", "refused before the erasure"
_ONLINE = frozenset({"Cookie", "Device"})
"""What is said on these alone would go with them, when they are kept long enough: see the rules of retention."""
_NOBODY = "An anonymous browser has no records: erase it, or deny consent for its identifier"


@dataclass(frozen=True)
class Done:
    """What was done, in a sentence and in numbers."""

    done: str
    individual: str | None
    records: int = 0
    statements: int = 0
    tombstones: int = 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def __str__(self) -> str:
        return self.done


def restrict(store: Store, who: Who, asked: Asked, *, lift: bool = False) -> Done:
    """Show a person to nobody but privacy, until it is lifted; records that join the person are hidden with them.

    Raises BadInput, NotFound, and Conflict where records of theirs wait to be resolved: the mark outlives that.
    """
    subject = subject_of(store, asked)

    def work(run: Run) -> Done:
        held = holdings(run, subject)
        if held.individual is None:
            raise BadInput(_NOBODY)
        require_theirs(held)
        changed = run("privacy/restrict", ids=held.record_ids, restricted=None if lift else True)
        action = "restriction lifted" if lift else "processing restricted"
        record_change(run, who, action, [held.individual], records=len(changed))
        return Done(f"{action.capitalize()}: {held.individual}", held.individual, records=len(changed))

    return store.transact(work)


def object_to(
    store: Store, who: Who, asked: Asked, purposes: Sequence[str], channel: str | None, now: datetime
) -> Done:
    """Note that a person objects: a denial for each purpose, on the identifiers that are theirs alone.

    A denial holds for the whole person, whatever identifiers they have. Without one of their own that lasts, as a
    cookie does not, and that counts, as what is blocked does not, it is said on those as well that they share, and then
    holds for those who share them, too. Raises BadInput, NotFound, and Conflict where nothing that it could be said on
    counts, or records of theirs wait to be resolved, with what may be of others.
    """
    if not purposes:
        raise BadInput("Say what the person objects to: one purpose at least")
    rules = rules_in_force()
    given = [
        {"purpose": purpose, "channel": channel, "status": "denied", "at": now, "form": _OBJECTION}
        for purpose in purposes
    ]
    said = [understood(one, SOURCE, rules, now) for one in given]
    subject = subject_of(store, asked)

    def work(run: Run) -> Done:
        held = holdings(run, subject)
        require_theirs(held)
        identifiers = _spoken_for(held)
        lock(run, [], [one.key for one in identifiers])
        rows = [row_of(one, statement) for one in identifiers for statement in said]
        append(run, rows)
        subjects = [held.individual] if held.individual else []
        record_change(run, who, "objection noted", subjects, statements=len(rows))
        whom = held.individual or "an anonymous browser"
        return Done(f"Objection noted: {whom}", held.individual, statements=len(rows))

    return store.transact(work)


def readmit(store: Store, home: Path, who: Who, asked: Asked, now: datetime) -> Done:
    """Let somebody who was erased come back, for they asked to: all tombstones of their erasure go.

    What they had refused is refused still: it is said anew about the identifier named. Raises NotFound where there is
    no tombstone, BadInput where no identifier is named or only a record and there is something to say, SettingsError
    where the secret of tombstones is gone.
    """
    if asked.individual:
        raise BadInput("Who was erased has no ID any more: name an identifier, or record and its ID")
    sealed = sealer_in_use(store.read, home)
    tombstones = store.read("privacy/tombstones_of", id=sealed.seal(asked.name)) if sealed else []
    if not tombstones:
        raise NotFound("Nobody who was erased had this identifier alone")
    refused = {refusal for one in tombstones for refusal in one["refused"] or ()}
    if refused and asked.name.startswith(record_name("")):
        raise BadInput(
            "This person had refused something, and goes on refusing it: name an identifier that it can be said about"
        )

    def work(run: Run) -> Done:
        run("privacy/tombstones_lift", ids=[one["id"] for one in tombstones])
        rows = list(_refusals(asked.name, refused, now))
        append(run, rows)
        record_change(run, who, "erased person readmitted", [tombstones[0]["erasure"]], statements=len(rows))
        done = "They may come back with the next load"
        return Done(done, None, statements=len(rows), tombstones=len(tombstones))

    return store.transact(work)


def readmit_all(store: Store, who: Who) -> Done:
    """Give all tombstones up, where their secret is lost: whoever was erased may come back with an old file."""

    def work(run: Run) -> Done:
        (row,) = run("privacy/tombstones_lift_all")
        record_change(run, who, "tombstones given up", tombstones=row["lifted"])
        return Done(f"{row['lifted']:,} tombstones given up", None, tombstones=row["lifted"])

    return store.transact(work)


def _spoken_for(held: Holdings) -> list[Identifier]:
    """The identifiers on which a denial is said."""
    found = held.own
    if _ONLINE.issuperset(one["label"] for one in held.own if _counts(one)):
        found = [*held.own, *(one for one in held.shared if _counts(one))]
    if not any(map(_counts, found)):
        raise Conflict(
            "This person has no identifier that consent could be stated about: restrict them instead"
        )
    return [_identifier(one) for one in found]


def _counts(identifier: Row) -> bool:
    """Whether what is said there is said of whoever carries it: see `parts/consents`. Of what nobody carries it is."""
    return not identifier.get("hub") and not identifier.get("blocked")


def _identifier(row: Row) -> Identifier:
    return Identifier(row["key"], row["label"], "", row["value"])


def _refusals(key: str, refused: Iterable[str], now: datetime) -> Iterable[Row]:
    labels = {"email": "Email", "phone": "Phone", "cookie": "Cookie", "device": "Device"}
    namespace, _, value = key.partition(":")
    identifier = Identifier(key, labels.get(namespace, "ExternalId"), "", value)
    rules = rules_in_force()
    for refusal in sorted(refused):
        purpose, _, channel = refusal.partition("|")
        given = {"purpose": purpose, "channel": channel, "status": "denied", "at": now, "form": _EARLIER}
        yield row_of(identifier, understood(given, SOURCE, rules, now))
