"""Every relationship type of the graph, drawn above its class: evidence first, then what is derived."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from graph_models.base import Node, Personal, Relationship
from graph_models.nodes import (
    IDENTIFIERS,
    Address,
    Consent,
    Cookie,
    Customer,
    Device,
    Email,
    ExternalId,
    FormerRecord,
    Household,
    Individual,
    Phone,
    Sightings,
    Source,
)
from graph_models.service import DeadLetter, Webhook

Ends = tuple[tuple[type[Node], type[Node]], ...]


@dataclass(frozen=True, kw_only=True)
class Carries(Relationship):
    """What a record's link to an identifier says. Not a type of its own."""

    first_seen: datetime
    last_seen: datetime
    source: str
    verified: bool | None = None


# (:Customer)-[:HAS_EMAIL]->(:Email)
@dataclass(frozen=True, kw_only=True)
class HasEmail(Carries):
    ends: ClassVar[Ends] = ((Customer, Email),)


# (:Customer)-[:HAS_PHONE]->(:Phone)
@dataclass(frozen=True, kw_only=True)
class HasPhone(Carries):
    ends: ClassVar[Ends] = ((Customer, Phone),)


# (:Customer)-[:LIVES_AT {unit}]->(:Address)
@dataclass(frozen=True, kw_only=True)
class LivesAt(Carries):
    ends: ClassVar[Ends] = ((Customer, Address),)

    unit: Personal[str | None] = None


# (:Customer)-[:USES_COOKIE]->(:Cookie)
@dataclass(frozen=True, kw_only=True)
class UsesCookie(Carries):
    ends: ClassVar[Ends] = ((Customer, Cookie),)

    covers: list[bool] | None = None
    """For each place of what is remembered of the record's individual, whether a grant covers the cookie."""


# (:Customer)-[:USES_DEVICE]->(:Device)
@dataclass(frozen=True, kw_only=True)
class UsesDevice(Carries):
    ends: ClassVar[Ends] = ((Customer, Device),)

    covers: list[bool] | None = None
    """As of a cookie."""


# (:Customer)-[:HAS_ID]->(:ExternalId)
@dataclass(frozen=True, kw_only=True)
class HasId(Carries):
    ends: ClassVar[Ends] = ((Customer, ExternalId),)


# (:Customer)-[:CLAIMS]->(:Identifier)
@dataclass(frozen=True, kw_only=True)
class Claims(Carries):
    """What a record from a public write key says it has. No evidence: nothing that asks who somebody is follows it."""

    ends: ClassVar[Ends] = tuple((Customer, identifier) for identifier in IDENTIFIERS)

    unit: Personal[str | None] = None


# (:Cookie)-[:SEEN_ON {count}]->(:Device)
@dataclass(frozen=True, kw_only=True)
class SeenOn(Relationship):
    """`count`: in how many events the two were seen together."""

    ends: ClassVar[Ends] = ((Cookie, Device),)

    first_seen: datetime
    last_seen: datetime
    count: int


# (:Customer)-[:WAS]->(:FormerRecord)
@dataclass(frozen=True, kw_only=True)
class Was(Relationship):
    ends: ClassVar[Ends] = ((Customer, FormerRecord),)


# (:Customer|Cookie|Device)-[:SEEN_IN]->(:Sightings)
@dataclass(frozen=True, kw_only=True)
class SeenIn(Relationship):
    ends: ClassVar[Ends] = ((Customer, Sightings), (Cookie, Sightings), (Device, Sightings))


# (:Sightings)-[:SEEN_WITH {count}]->(:Device|Cookie|ExternalId)
@dataclass(frozen=True, kw_only=True)
class SeenWith(Relationship):
    """A load's share of SEEN_ON, where the sightings are a cookie's; of where an account signed in, if a record's."""

    ends: ClassVar[Ends] = ((Sightings, Device), (Sightings, Cookie), (Sightings, ExternalId))

    first_seen: datetime
    last_seen: datetime
    count: int | None = None


# (:Customer)-[:FROM]->(:Source)
@dataclass(frozen=True, kw_only=True)
class From(Relationship):
    ends: ClassVar[Ends] = ((Customer, Source),)


# (:Identifier)-[:HAS_CONSENT]->(:Consent)
@dataclass(frozen=True, kw_only=True)
class HasConsent(Relationship):
    ends: ClassVar[Ends] = tuple((identifier, Consent) for identifier in IDENTIFIERS)


@dataclass(frozen=True, kw_only=True)
class Verdict(Relationship):
    """What a steward decided about two records. Not a type of its own. Verdicts of one act share its `action`.

    `named`: the IDs that it was asked for by, sorted, to be withdrawn by: an individual's may lead elsewhere later.
    """

    ends: ClassVar[Ends] = ((Customer, Customer),)

    by: str
    at: datetime
    reason: str | None = None
    action: str | None = None
    named: list[str] | None = None


# (:Customer)-[:MUST_LINK]->(:Customer)
@dataclass(frozen=True, kw_only=True)
class MustLink(Verdict):
    pass


# (:Customer)-[:CANNOT_LINK]->(:Customer)
@dataclass(frozen=True, kw_only=True)
class CannotLink(Verdict):
    pass


@dataclass(frozen=True, kw_only=True)
class Scored(Relationship):
    """A pair the model has weighed. Not a type of its own. From the smaller id to the larger one.

    `weight` is in bits (log2 of the Bayes factor). `evidence` lists "comparison|level|bits", summing to it.
    """

    weight: float
    probability: float
    evidence: list[str]
    model: str
    at: datetime


# (:Customer|Cookie|Device)-[:MATCHES {accepted, reason, basis}]->(:Customer|Cookie|Device)
@dataclass(frozen=True, kw_only=True)
class Matches(Scored):
    """Two that may be one person. Individuals are the connected components over the accepted ones.

    From an anonymous cookie or device to a known one it is a suggestion (`reason`), never accepted; its probability is
    that of the known one's individual, against everybody else who may own it.
    """

    ends: ClassVar[Ends] = tuple(
        (start, end) for start in (Customer, Cookie, Device) for end in (Customer, Cookie, Device)
    )

    basis: str
    accepted: bool
    reason: str | None = None


# (:Customer)-[:SHARES_HOME]->(:Customer)
@dataclass(frozen=True, kw_only=True)
class SharesHome(Scored):
    """Two records that may be of one household. Households are the connected components over them."""

    ends: ClassVar[Ends] = ((Customer, Customer),)


@dataclass(frozen=True, kw_only=True)
class MayBeGuessed(Relationship):
    """Known where `probability` is missing: somebody signed in. Else a guess about an anonymous cookie or device, with
    its evidence as on MATCHES. Not a type of its own.
    """

    since: datetime
    weight: float | None = None
    probability: float | None = None
    evidence: list[str] | None = None
    basis: str | None = None
    model: str | None = None


# (:Customer)-[:TOUCHES]->(:Customer), the smaller ID first
@dataclass(frozen=True, kw_only=True)
class Touches(Relationship):
    """Two records are alike enough that all records of their two people are compared with one another."""

    ends: ClassVar[Ends] = ((Customer, Customer),)


# (:Individual)-[:NEAR]->(:Individual), the smaller ID first
@dataclass(frozen=True, kw_only=True)
class Near(Relationship):
    """Two people probably share a home, as far as the two alone say; who else lives there may say otherwise."""

    ends: ClassVar[Ends] = ((Individual, Individual),)


# (:Customer|Cookie|Device)-[:IDENTIFIES]->(:Individual)
@dataclass(frozen=True, kw_only=True)
class Identifies(MayBeGuessed):
    ends: ClassVar[Ends] = ((Customer, Individual), (Cookie, Individual), (Device, Individual))

    covers: list[bool] | None = None
    """For each place of what is remembered of the individual, whether a grant covers the record, cookie or device."""


# (:Individual|Cookie|Device)-[:MEMBER_OF]->(:Household)
@dataclass(frozen=True, kw_only=True)
class MemberOf(MayBeGuessed):
    """A cookie or device is a member itself where several people of one household use it, or where that is guessed."""

    ends: ClassVar[Ends] = ((Individual, Household), (Cookie, Household), (Device, Household))


# (:Individual)-[:MERGED_INTO]->(:Individual), (:Household)-[:MERGED_INTO]->(:Household)
@dataclass(frozen=True, kw_only=True)
class MergedInto(Relationship):
    """A retired ID's successor."""

    ends: ClassVar[Ends] = ((Individual, Individual), (Household, Household))

    at: datetime


# (:DeadLetter)-[:MEANT_FOR]->(:Webhook)
@dataclass(frozen=True, kw_only=True)
class MeantFor(Relationship):
    """The endpoint that never received it."""

    ends: ClassVar[Ends] = ((DeadLetter, Webhook),)


RELATIONSHIPS: tuple[type[Relationship], ...] = (
    HasEmail,
    HasPhone,
    LivesAt,
    UsesCookie,
    UsesDevice,
    HasId,
    Claims,
    SeenOn,
    Was,
    SeenIn,
    SeenWith,
    From,
    HasConsent,
    MustLink,
    CannotLink,
    Matches,
    SharesHome,
    Touches,
    Near,
    Identifies,
    MemberOf,
    MergedInto,
    MeantFor,
)
