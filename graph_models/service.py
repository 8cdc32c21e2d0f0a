"""Every node label that the service keeps for its own work: the model, the feed, the audit, keys, locks."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from graph_models.base import Node, Personal


# (:Model)
@dataclass(frozen=True, kw_only=True)
class Model(Node):
    """A match model, as the document it is. One is in force: it scores. Growth replaces only one that nobody chose."""

    identity: ClassVar[str] = "version"

    version: str
    document: str
    records: int | None = None
    in_force: bool
    chosen: bool | None = None
    next: bool | None = None
    """It takes over with the next resolve; until then the one in force scores."""
    homes: str | None = None
    """Version of its model of homes."""
    edition: int | None = None
    """Another one with every document under this version: names of who was erased go out of its tables."""
    at: datetime


# (:Change)
@dataclass(frozen=True, kw_only=True)
class Change(Node):
    """One entry of the lifecycle feed: what became of one ID. Append-only. A record stands by its `born`."""

    identity: ClassVar[str] = "seq"

    seq: int
    last: int
    at: datetime
    type: Literal["created", "merged", "split", "moved", "retired", "erased"]
    kind: Literal["individual", "household"]
    id: str
    household: str | None = None
    joined: list[str] | None = None
    left: list[str] | None = None
    came_from: list[str] | None = None
    went_to: list[str] | None = None


# (:Feed)
@dataclass(frozen=True, kw_only=True)
class Feed(Node):
    """One node: the number and time of the last entry, and the last number `before` the transaction that appended it.
    Who appends holds it until the commit."""

    identity: ClassVar[str] = "name"

    name: str
    seq: int
    at: datetime
    before: int | None = None


# (:Webhook)
@dataclass(frozen=True, kw_only=True)
class Webhook(Node):
    """An endpoint that is told of changes, signed with `secret`; of all up to `after` it has been told."""

    id: str
    url: str
    secret: str
    types: list[str]
    private: bool
    created_at: datetime
    after: int
    tries: int | None = None
    failing: str | None = None
    next_at: datetime | None = None
    off: bool | None = None


# (:DeadLetter)
@dataclass(frozen=True, kw_only=True)
class DeadLetter(Node):
    """A change that an endpoint never received, however often it was tried. `id` is that of its message."""

    id: str
    seq: int
    type: str
    tries: int
    reason: str
    at: datetime


# (:Audit)
@dataclass(frozen=True, kw_only=True)
class Audit(Node):
    """Who read or changed what, why and when. A chain: `hash` covers the entry and `previous`, the hash before.

    No personal data: `caller` and `subjects` are pseudonyms, `details` numbers and words of ours. Append-only.
    Entries are found in pages of fifty: the last one of each says whom any of them is `about`.
    """

    identity: ClassVar[str] = "seq"

    seq: int
    at: datetime
    role: str
    caller: str
    action: str
    subjects: list[str]
    purpose: str | None = None
    details: list[str]
    previous: str
    hash: str
    about: list[str] | None = None


# (:AuditChain)
@dataclass(frozen=True, kw_only=True)
class AuditChain(Node):
    """One node: the end of the audit's chain, locked by whoever appends to it. `paged`: the last entry in a page."""

    identity: ClassVar[str] = "name"

    name: str
    id: str
    seq: int
    hash: str
    paged: int | None = None


# (:Tombstone)
@dataclass(frozen=True, kw_only=True)
class Tombstone(Node):
    """Keeps an erased person away: `id` is a keyed hash of a record's ID or of an identifier only that person carried.

    `refused`: what the person had refused there, "purpose|channel". The one with the ID "proof" tells a wrong secret.
    """

    id: str
    at: datetime
    erasure: str | None = None
    refused: list[str] | None = None
    proof: str | None = None


# (:Erasure)
@dataclass(frozen=True, kw_only=True)
class Erasure(Node):
    """One erased person, without personal data. `removed`: files of ours may still name them; `done`: nothing does."""

    id: str
    individual: str
    by: str
    at: datetime
    state: Literal["removed", "done"]
    certificate: str


# (:Message)
@dataclass(frozen=True, kw_only=True)
class Message(Node):
    """An event of the tracking API that is counted: a hash of its source and messageId, and the day it came.

    Forgotten when no SDK sends it again.
    """

    id: int
    day: int


# (:ApiKey)
@dataclass(frozen=True, kw_only=True)
class ApiKey(Node):
    """A key of a service: the SHA-256 of its secret, its role, the purposes it may read for (none: all its role may).

    `public`: a write key that stands in pages for anybody to read. `name` of a write key is the source of its events.
    """

    id: str
    hash: str
    role: str
    name: str
    purposes: list[str]
    public: bool
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None


# (:Schema)
@dataclass(frozen=True, kw_only=True)
class Schema(Node):
    """One node: the version of the last migration applied."""

    identity: ClassVar[str] = "name"

    name: str
    version: int
    applied_at: datetime


# (:Lock)
@dataclass(frozen=True, kw_only=True)
class Lock(Node):
    """Held while something runs that may run only once at a time."""

    identity: ClassVar[str] = "name"

    name: str
    owner: str | None = None
    until: datetime | None = None
    ready: bool | None = None
    """Of the one named `live`: whether what arrives is resolved as it arrives."""
    limits: str | None = None
    """Of the same: version of the limits by which everything was derived."""


# (:Block)
@dataclass(frozen=True, kw_only=True)
class Block(Node):
    """A token that joins nobody: of a block over its cap, or of a hub, which `most` people may share, -1 where it is
    junk. `key`: what names the hub: an Identifier, an IP address (`ip:...`)."""

    identity: ClassVar[str] = "token"

    token: str
    most: int | None = None
    key: Personal[str | None] = None
