"""What goes in and out of the API, described for those who call it. Shapes only, no rules."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

INDIVIDUAL = "ind_01JA8Q3V5N0000000000000001"
HOUSEHOLD = "hh_01JA8Q3V5N0000000000000001"
When = Annotated[str | None, Field(description="ISO 8601, UTC", examples=["2026-03-14T09:26:53Z"])]
RecordId = Annotated[str, Field(description="`<source>:<id in the source>`", examples=["shop:10021"])]


Purpose = Annotated[
    str | None,
    Field(
        max_length=64,
        description="What you read for: whoever did not agree to it is not shown. Left out: what your role, or your "
        "key, usually reads for",
    ),
]
Channel = Annotated[
    str | None,
    Field(
        max_length=40,
        description="By which channel you would reach people; left out: a refusal of any channel is one",
    ),
]
Consent = (
    Literal[
        "granted",
        "denied",
        "withdrawn",
        "expired",
        "never_collected",
        "minor",
        "restricted",
        "not_needed",
        "exempt",
    ]
    | None
)
"""States of `app.consent.may`."""


class AsOf(BaseModel):
    """The commit that was the last one then."""

    seq: int = Field(description="Number of its last change in the feed; 0: the feed had not begun")
    at: When


def _example(**example: Any) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [example]})


class LookupRequest(BaseModel):
    model_config = _example(namespace="email", value="marie.dupont@example.fr")

    namespace: str = Field(
        min_length=1,
        max_length=64,
        description="`email`, `phone`, `cookie`, `device`, `national_id`, `siret`, `record`, or the "
        "namespace of an external ID such as `loyalty`",
    )
    value: str = Field(min_length=1, max_length=512, description="The identifier, written in any usual way")
    purpose: Purpose = None
    channel: Channel = None
    as_of: str | None = Field(
        None, min_length=1, max_length=40, description="A number of the feed, or a time (ISO 8601)"
    )


class LookupAnswer(BaseModel):
    kind: Literal["known", "shared", "anonymous", "refused"] = Field(
        description="`known`: one individual. `shared`: several people use it, or too many to say anything. "
        "`anonymous`: seen, but no individual carries it yet. `refused`: nobody behind it may be shown for the "
        "purpose, or one of those who use this cookie or device refused"
    )
    consent: Consent = Field(
        description="What the purpose's consent has come to; null where nobody is concerned"
    )
    individual: str | None = Field(description="The one individual, where `known`", examples=[INDIVIDUAL])
    household: str | None = Field(description="Where all who carry it live together", examples=[HOUSEHOLD])
    individuals: list[str] = Field(description="All who carry it, at most 100", examples=[[INDIVIDUAL]])
    records: list[RecordId] = Field(description="The records that carry it, at most 100")
    found: int = Field(description="How many records carry it")
    as_of: AsOf | None = Field(description="The moment, where one was asked for")


class CookiesRequest(BaseModel):
    model_config = _example(cookies=["ga-1842", "ga-7733"], purpose="advertising")

    cookies: list[Annotated[str, Field(max_length=512)]] = Field(
        min_length=1, max_length=1000, description="What is no cookie, as an empty text, is anonymous"
    )
    purpose: str = Field(min_length=1, max_length=64, description="What for, as the consent rules name it")


class Evidence(BaseModel):
    comparison: str = Field(description="What was compared", examples=["given_name"])
    level: str = Field(description="How alike the two were", examples=["exact"])
    bits: float = Field(
        description="What that is worth: positive speaks for, negative against", examples=[7.21]
    )


class Guess(BaseModel):
    """What is likely and not known: nobody signed in. It grants nothing."""

    probability: float | None = Field(ge=0, le=1, description="That the individual uses it")
    basis: str = Field(
        description="What it rests on: networks, hours, places and browser", examples=["visits"]
    )
    evidence: list[Evidence] = Field(description="What speaks for and against, in bits")


class CookieGuess(Guess):
    individual: str | None = Field(description="The likeliest individual", examples=[INDIVIDUAL])
    household: str | None = Field(description="The likeliest household", examples=[HOUSEHOLD])
    household_probability: float | None = Field(
        ge=0, le=1, description="That somebody of the household uses it, where that is likely enough to say"
    )


class CookieAnswer(BaseModel):
    cookie: str = Field(description="As it was sent")
    status: Literal["known", "anonymous", "refused", "shared"] = Field(
        description="`known`: one individual signed in with it. `anonymous`: nobody did, or it was never "
        "seen. `refused`: the cookie is without consent for this purpose, or somebody it is linked to refused. "
        "`shared`: several individuals signed in"
    )
    consent: Consent = Field(
        description="Why: `never_collected` is no refusal, and no yes; null where the cookie was never seen"
    )
    individual: str | None = Field(description="Where `known`", examples=[INDIVIDUAL])
    household: str | None = Field(
        description="Where `known`, or shared within one household", examples=[HOUSEHOLD]
    )
    probability: float | None = Field(
        ge=0, le=1, description="Where `known`: how sure it is that the record which signed in is theirs"
    )
    guess: CookieGuess | None = Field(
        description="Where `anonymous`: whose it may be, where they agreed to this purpose too"
    )


class CookiesAnswer(BaseModel):
    purpose: str
    cookies: list[CookieAnswer] = Field(description="One answer for each cookie sent, in the same order")


class GoldenValue(BaseModel):
    value: str = Field(description="The value to show: as delivered; where a field has several, standardised")
    standard: str | None = Field(description="In standard form, as it was compared")
    record: RecordId
    source: str
    quality: Literal["valid", "doubtful"]
    seen_at: When


class SourceRecord(BaseModel):
    id: RecordId
    source: str
    source_id: str
    seen_at: When
    values: dict[str, str | list[str]] = Field(description="Field -> as delivered")
    standard: dict[str, str] = Field(description="Field -> in standard form; several values joined by `|`")
    attributes: dict[str, Any] = Field(description="Columns that are no field of ours")
    junk: list[str] = Field(description="Fields whose value says nothing, such as `info@` or 01/01/1900")
    doubtful: list[str] = Field(description="Fields whose value may be wrong")


class Link(BaseModel):
    """Two records that were compared and weighed."""

    a: RecordId
    b: RecordId
    individual_a: str | None = None
    individual_b: str | None = None
    weight: float = Field(description="Sum of the evidence, in bits: log2 of the Bayes factor")
    probability: float = Field(ge=0, le=1)
    evidence: list[Evidence]
    basis: str | None = Field(None, description="What brought the pair up for comparison")
    accepted: bool | None = Field(None, description="Whether it holds an individual together")
    reason: str | None = Field(None, description="Why not, where it does not")
    model: str | None = Field(None, description="Version of the match model")
    at: When = None


class Individual(BaseModel):
    id: str = Field(examples=[INDIVIDUAL])
    name: str | None
    household: str | None = Field(examples=[HOUSEHOLD])
    since: When
    golden: dict[str, list[GoldenValue]] = Field(
        description="Field -> its best values with their source, best first; one where a person has one"
    )
    records: list[SourceRecord]
    links: list[Link] = Field(description="All weighed pairs with one of the records, accepted or refused")


class GraphNode(BaseModel):
    id: str = Field(description="For the edges to refer to; unlike `key`, no two nodes have the same")
    kind: str = Field(description="Label", examples=["Customer"])
    key: str = Field(description="ID of an individual, household or record; key of an identifier")
    name: str | None
    hub: bool = Field(description="Shared by so many that it is no evidence")


class GraphEdge(BaseModel):
    id: str
    source: str
    target: str
    kind: str = Field(description="Relationship type", examples=["MATCHES"])
    weight: float | None = Field(description="Bits, where weighed")
    probability: float | None
    accepted: bool | None
    reason: str | None
    evidence: list[Evidence]


class Graph(BaseModel):
    centre: str = Field(description="The individual asked for", examples=[INDIVIDUAL])
    nodes: list[GraphNode]
    edges: list[GraphEdge]
    truncated: bool = Field(description="There was more than fits a drawing")


class SeenDevice(BaseModel):
    key: str = Field(examples=["cookie:ga-1842"])
    kind: Literal["cookie", "device"]
    value: str
    user_agent: str | None
    first_seen: When
    last_seen: When


class PersonalDevice(SeenDevice):
    whose: Literal["own", "household", "shared", "guess", "household guess"] = Field(
        description="`own`: this individual alone. `household`: several people who live together. "
        "`shared`: others too. `guess`, `household guess`: nobody signed in, but it may be theirs, or that of "
        "somebody of their household"
    )
    guess: Guess | None = Field(description="Where guessed: how likely, and why")
    records: list[RecordId] = Field(description="The individual's records that signed in on it")
    seen_on: list[str] = Field(description="For a cookie: the devices it was seen on")


class Devices(BaseModel):
    id: str = Field(examples=[INDIVIDUAL])
    household: str | None
    devices: list[PersonalDevice] = Field(description="Last seen first")


class Joined(BaseModel):
    id: RecordId
    since: When


class RetiredId(BaseModel):
    id: str
    into: str
    at: When


class History(BaseModel):
    id: str = Field(examples=[INDIVIDUAL])
    since: When
    records: list[Joined]
    retired: list[RetiredId] = Field(description="IDs that were merged into this one; they still answer")


class Act(BaseModel):
    at: When
    act: str = Field(examples=["cookie last seen"])
    what: str = Field(description="Record, identifier or ID it is about")
    detail: str | None


class Timeline(BaseModel):
    id: str = Field(examples=[INDIVIDUAL])
    acts: list[Act] = Field(description="Newest first")


class Member(BaseModel):
    id: str = Field(examples=[INDIVIDUAL])
    name: str | None
    records: int | None
    since: When


class HouseholdAddress(BaseModel):
    key: str
    value: str
    units: list[str]
    members: list[str] = Field(description="Who has a record at this address")
    last_seen: When
    hub: bool


class Totals(BaseModel):
    members: int
    records: int
    sources: int
    emails: int
    phones: int
    cookies: int
    devices: int


class Household(BaseModel):
    id: str = Field(examples=[HOUSEHOLD])
    name: str | None
    size: int
    since: When
    members: list[Member]
    addresses: list[HouseholdAddress] = Field(description="The one most members share comes first")
    devices: list[SeenDevice] = Field(description="Those that several members sign in on")
    why: list[Link] = Field(description="The links that hold it together, strongest first, at most 200")
    totals: Totals = Field(description="Roll-up over all members")


class HouseholdRow(BaseModel):
    id: str = Field(examples=[HOUSEHOLD])
    name: str | None
    size: int
    members: list[str]


class Households(BaseModel):
    households: list[HouseholdRow]
    next: str | None = Field(description="Cursor of the next page; null on the last")


class Health(BaseModel):
    status: Literal["ok"] = "ok"
