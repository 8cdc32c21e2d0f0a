"""What the graph holds of one person: records, identifiers that are theirs alone, and those that others carry, too."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass

from app.errors import Conflict, NotFound
from app.graph.store import Row, Run
from app.privacy.subject import Subject

_ONLINE = ("Cookie", "Device")
_TELLING = frozenset({"Email", "Phone", "ExternalId"})
"""Kinds of identifiers by which a record is likely to be of the same person."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """`records` and `claims`: {id, source, born}, of records also whether each `waits` to be resolved anew. `own` and
    `shared`: {key, label, value, others, individuals}, by key.

    `claims` are records from public write keys that name an identifier of this person, which proves nothing; `claimed`
    are the keys of all that these name.
    """

    subject: Subject
    individual: str | None
    household: str | None
    retired: list[str]
    """IDs that the individual had before it was merged."""
    records: list[Row]
    own: list[Row]
    shared: list[Row]
    claims: list[Row]
    claimed: list[str]

    @property
    def all_ids(self) -> list[str]:
        """Of the records, and of those that only claim to be this person's."""
        return sorted([*self.record_ids, *(claim["id"] for claim in self.claims)])

    @property
    def record_ids(self) -> list[str]:
        return [record["id"] for record in self.records]

    @property
    def keys(self) -> list[str]:
        """Of the identifiers that nobody else carries."""
        return [one["key"] for one in self.own]

    @property
    def fingerprint(self) -> str:
        """Another one as soon as a record or an identifier comes or goes."""
        content = json.dumps([self.individual, self.all_ids, self.keys])
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    def by_source(self) -> dict[str, int]:
        return dict(sorted(Counter(record["source"] for record in (*self.records, *self.claims)).items()))

    def by_label(self) -> dict[str, int]:
        """How many identifiers of each kind are theirs alone."""
        return dict(sorted(Counter(one["label"] for one in self.own).items()))


def holdings(run: Run, subject: Subject) -> Holdings:
    """Read what there is. Raises NotFound where there is nothing, Conflict where a key is no longer anonymous."""
    if subject.key:
        return _anonymous(run, subject)
    rows = run("privacy/person", id=subject.individual)
    if not rows:
        raise NotFound("No individual has this ID")
    person, records = rows[0], rows[0]["records"]
    ids = [record["id"] for record in records]
    own, shared = identifiers_of(run, ids)
    claims = run("privacy/claims_on", keys=[one["key"] for one in own], records=ids)
    named = run("privacy/carried", records=[one["id"] for one in claims]) if claims else []
    return Holdings(
        subject=subject,
        individual=person["id"],
        household=person["household"],
        retired=person["retired"],
        records=records,
        own=own,
        shared=shared,
        claims=claims,
        claimed=[one["key"] for one in named],
    )


def require_theirs(held: Holdings) -> None:
    """Raise Conflict where a record of the person waits: it is held to be theirs by what it said before.

    By what it says since it may be somebody else's: what is meant for the person would be done to a bystander.
    """
    if any(record["waits"] for record in held.records):
        raise _waits("Records of this person wait to be resolved, so they may be somebody else's by now")


def require_resolved(held: Holdings) -> None:
    """The same, and where other records carry what the person is known by, and whose these are is to be worked out.

    Such a record is most likely theirs: to say "this is all" or "all is gone" without it would not be true.
    """
    require_theirs(held)
    waiting = [
        one for one in held.shared if one["unresolved"] and one["label"] in _TELLING and not one["hub"]
    ]
    if waiting:
        kinds = ", ".join(sorted({one["label"] for one in waiting}))
        raise _waits(f"Other records with the same {kinds} wait to be resolved, so they may be this person's")


def _waits(found: str) -> Conflict:
    return Conflict(
        f"{found}: run `idgraph resolve` (for those that were held back, `idgraph release`), then ask again"
    )


def identifiers_of(run: Run, records: list[str]) -> tuple[list[Row], list[Row]]:
    """The identifiers that only these records carry, and those that others carry, too."""
    carried = run("privacy/carried", records=records)
    own = _with_companions(run, [one for one in carried if not one["others"]], records)
    return own, [one for one in carried if one["others"]]


def _anonymous(run: Run, subject: Subject) -> Holdings:
    rows = run("privacy/identifier", key=subject.key)
    if not rows:
        raise NotFound("No record carries this identifier")
    if rows[0]["others"]:
        raise Conflict("A record carries this identifier by now: ask again")
    return Holdings(subject, None, None, [], [], _with_companions(run, rows, []), [], [], [])


def _with_companions(run: Run, own: list[Row], records: list[str]) -> list[Row]:
    """And the cookies and devices that were never seen but with these: whoever used them has no other trace."""
    found = {one["key"]: one for one in own}
    online = [key for key, one in found.items() if one["label"] in _ONLINE]
    while online:
        more = run("privacy/seen_only_with", keys=online, records=records)
        found |= {one["key"]: one | {"others": 0, "individuals": []} for one in more}
        online = [*online, *(one["key"] for one in more)] if more else []
    return [found[key] for key in sorted(found)]
