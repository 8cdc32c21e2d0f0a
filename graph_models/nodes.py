"""Every node label of the graph, evidence first, then what is derived from it, then bookkeeping."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from app.fields import ATTRIBUTE_PREFIX, FIELDS
from graph_models.base import Node, Personal
from graph_models.service import (
    ApiKey,
    Audit,
    AuditChain,
    Block,
    Change,
    DeadLetter,
    Erasure,
    Feed,
    Lock,
    Message,
    Model,
    Schema,
    Tombstone,
    Webhook,
)

STANDARDISED = frozenset(FIELDS) - {"street_address", "birth_family_name"} | {"street", "unit"}
"""What may follow `std_`: the name at birth joins the family name, a street address is cut in two."""


# (:Customer)
@dataclass(frozen=True, kw_only=True)
class Customer(Node):
    """One record of a person in one source, as delivered, with the standardised forms beside it.

    `told_at`: where it comes from events, when each field was told: "email 2026-03-14T09:26:53+00:00".
    """

    families: ClassVar[dict[str, frozenset[str] | None]] = {
        "": frozenset(FIELDS),
        "std_": STANDARDISED,
        ATTRIBUTE_PREFIX: None,
    }

    id: str
    source: str
    source_id: str
    born: str
    seen_at: datetime
    load_id: str
    hash: str
    junk: list[str] | None = None
    doubtful: list[str] | None = None
    told_at: list[str] | None = None
    claimed: bool | None = None
    """From a public write key, which anybody can read: kept as delivered, and no evidence of who somebody is."""
    restricted: bool | None = None
    """Its person had processing restricted (GDPR, article 18): shown to nobody but privacy."""
    also_in: list[str] | None = None
    """Later loads that found it as it was, the newest ten."""
    filed_at: datetime | None = None
    """Where visits saw it later than a file says: when the file does. `seen_at` is that again where they go."""
    said_at: datetime | None = None
    """Where it comes from events: when what it says now was told. A visit alone is no news."""
    touched: str | None = None
    """While it waits to be resolved: another one after every change."""
    held: str | None = None
    """Why it waits for a steward."""
    held_under: str | None = None
    """The name to release it by, with all held back together. None on holds of earlier versions: `touched` is."""
    keys: str | None = None
    content: str | None = None
    carries: str | None = None
    """Derived: tokens of the blocks it is in, of all that it says, and of its values that may be hubs."""
    called: Personal[str | None] = None
    """Derived: what it counts as where people of different names are counted."""


# (:Customer:Pending)
@dataclass(frozen=True, kw_only=True)
class Pending(Node):
    """A second label of a source record that waits to be resolved."""

    identity_of: ClassVar[str | None] = "Customer"

    id: str


# (:Customer:Pending:HeldBack)
@dataclass(frozen=True, kw_only=True)
class HeldBack(Node):
    """A third one, where a steward has to look first: it would join too much at once."""

    identity_of: ClassVar[str | None] = "Customer"

    id: str


# (:FormerRecord)
@dataclass(frozen=True, kw_only=True)
class FormerRecord(Node):
    """What a record said before the load `until` changed it: comes back where that load is taken back."""

    families: ClassVar[dict[str, frozenset[str] | None]] = Customer.families

    id: str
    record: str
    until: str
    source: str
    source_id: str
    born: str
    seen_at: datetime
    load_id: str
    hash: str
    junk: list[str] | None = None
    doubtful: list[str] | None = None
    filed_at: datetime | None = None
    also_in: list[str] | None = None


# (:Identifier)
@dataclass(frozen=True, kw_only=True)
class Identifier(Node):
    """A value that points at a person. Never a node of its own kind: each is also one of the labels below."""

    identity: ClassVar[str] = "key"
    identity_of: ClassVar[str | None] = "Identifier"

    key: Personal[str]
    value: Personal[str]
    hub: bool | None = None
    blocked: bool | None = None
    """A steward said that it counts for nothing."""
    blocked_by: str | None = None
    blocked_at: datetime | None = None
    blocked_reason: str | None = None


# (:Email:Identifier)
@dataclass(frozen=True, kw_only=True)
class Email(Identifier):
    """`email:<address>`"""


# (:Phone:Identifier)
@dataclass(frozen=True, kw_only=True)
class Phone(Identifier):
    """`phone:<E.164 number>`"""


# (:Address:Identifier)
@dataclass(frozen=True, kw_only=True)
class Address(Identifier):
    """`address:<country>:<postal code>:<locality>:<street>`; the flat stands on LIVES_AT"""


# (:ExternalId:Identifier)
@dataclass(frozen=True, kw_only=True)
class ExternalId(Identifier):
    """`<namespace>:<value>`: a loyalty card, an account, a national number, a SIRET"""


# (:Cookie:Identifier)
@dataclass(frozen=True, kw_only=True)
class Cookie(Identifier):
    """`cookie:<value>`; `events` keeps hashes of the visits already counted.

    What visits say of it: visits by hour of the day in `hours` (24 numbers); the newest IP addresses and places, newest
    first, with the visits at each: `ip_days`, `ip_nights`, `place_counts`, in the order of `ips` and `places`.
    """

    first_seen: datetime
    last_seen: datetime
    user_agent: Personal[str | None] = None
    ips: Personal[list[str] | None] = None
    ip_days: Personal[list[int] | None] = None
    ip_nights: Personal[list[int] | None] = None
    hours: Personal[list[int] | None] = None
    places: Personal[list[str] | None] = None
    place_counts: Personal[list[int] | None] = None
    events: list[int] | None = None
    may: list[int] | None = None
    may_by: int | None = None
    may_from: int | None = None
    may_until: int | None = None
    """What it is allowed for, as remembered: see `app.consent.remembered`. Times in seconds since 1970."""


# (:Device:Identifier)
@dataclass(frozen=True, kw_only=True)
class Device(Identifier):
    """`device:<value>`; otherwise like a cookie"""

    first_seen: datetime
    last_seen: datetime
    user_agent: Personal[str | None] = None
    ips: Personal[list[str] | None] = None
    ip_days: Personal[list[int] | None] = None
    ip_nights: Personal[list[int] | None] = None
    hours: Personal[list[int] | None] = None
    places: Personal[list[str] | None] = None
    place_counts: Personal[list[int] | None] = None
    events: list[int] | None = None


# (:Sightings)
@dataclass(frozen=True, kw_only=True)
class Sightings(Node):
    """What one load of visits brought to one cookie, device or account, so that it can be taken back."""

    id: str
    load_id: str
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    user_agent: Personal[str | None] = None
    ips: Personal[list[str] | None] = None
    ip_days: Personal[list[int] | None] = None
    ip_nights: Personal[list[int] | None] = None
    hours: Personal[list[int] | None] = None
    places: Personal[list[str] | None] = None
    place_counts: Personal[list[int] | None] = None
    events: list[int] | None = None
    account: Personal[str | None] = None


# (:Load)
@dataclass(frozen=True, kw_only=True)
class Load(Node):
    """One load of a file: when, what it read and did, what was said about its source. `done_at`: not cut short."""

    id: str
    source: str
    kind: Literal["people", "visits", "consents"]
    at: datetime
    done_at: datetime | None = None
    rows: int | None = None
    quarantined: int | None = None
    new: int | None = None
    changed: int | None = None
    unchanged: int | None = None
    owner: str | None = None
    trust: float | None = None
    licence: str | None = None
    deduplicated: bool | None = None


# (:Source)
@dataclass(frozen=True, kw_only=True)
class Source(Node):
    """Where records come from: the data catalogue."""

    identity: ClassVar[str] = "name"

    name: str
    owner: str | None = None
    trust: float | None = None
    licence: str | None = None
    deduplicated: bool | None = None
    """Whether it promises one record a person: no two of its records are ever one individual."""
    refreshed_at: datetime | None = None
    rows: int | None = None
    quarantined: int | None = None


# (:Consent)
@dataclass(frozen=True, kw_only=True)
class Consent(Node):
    """One statement about one purpose on one channel ("all": on each). Append-only: the newest one counts.

    Its proof: which text was agreed to (`text_version`), on which `form`, in which request (`request_id`). A choice
    that events are stamped with is one a day, first seen `at` and last `confirmed`.
    """

    id: str
    purpose: str
    channel: str
    status: Literal["granted", "denied", "withdrawn"]
    at: datetime
    source: str
    load_id: str | None = None
    """The load of a file that brought it, and later ones that brought it again, the newest ten."""
    also_in: list[str] | None = None
    lawful_basis: str | None = None
    text_version: str | None = None
    form: str | None = None
    request_id: str | None = None
    confirmed: datetime | None = None


# (:Individual)
@dataclass(frozen=True, kw_only=True)
class Individual(Node):
    """One person, derived: the records connected by accepted MATCHES."""

    id: str
    name: Personal[str | None] = None
    size: int | None = None
    keys: str | None = None
    building: str | None = None
    """Tokens of the blocks of people it is in, and of the house it lives in."""
    may: list[int] | None = None
    may_by: int | None = None
    may_from: int | None = None
    may_until: int | None = None
    """What it allows, as remembered: see `app.consent.remembered`. Times in seconds since 1970."""


# (:Household)
@dataclass(frozen=True, kw_only=True)
class Household(Node):
    """People under one roof, derived: the individuals connected by SHARES_HOME. Every individual has one."""

    id: str
    name: Personal[str | None] = None
    size: int | None = None


# (:Individual:Retired), (:Household:Retired)
@dataclass(frozen=True, kw_only=True)
class Retired(Node):
    """A second label, on an Individual or Household merged away: without members, it still resolves."""


IDENTIFIERS: tuple[type[Identifier], ...] = (Email, Phone, Address, ExternalId, Cookie, Device)
NODES: tuple[type[Node], ...] = (
    Customer,
    Pending,
    HeldBack,
    Identifier,
    *IDENTIFIERS,
    FormerRecord,
    Sightings,
    Source,
    Load,
    Consent,
    Individual,
    Household,
    Retired,
    Model,
    Change,
    Feed,
    Webhook,
    DeadLetter,
    Audit,
    AuditChain,
    Tombstone,
    Erasure,
    Message,
    ApiKey,
    Block,
    Schema,
    Lock,
)
