"""What goes in and out of /api/v1/why, described for those who call it."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.api.models import Evidence, Link, RecordId, When

Asked = Annotated[
    str,
    Field(min_length=1, max_length=512, description="ID of a record, or of an individual: its oldest record"),
]


class WhyRequest(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"a": "shop:10021", "b": "web:77"}]})

    a: Asked
    b: Asked
    changes: bool = Field(
        True,
        description="Whether to work out what single change would part or join the two; it takes a second",
    )


class End(BaseModel):
    asked: str
    record: RecordId
    individual: str | None
    household: str | None


class WeighedLink(Link):
    """A link with its sums: the weight is the two together."""

    bits_for: float = Field(description="Sum of what speaks for one person")
    bits_against: float = Field(description="Sum of what speaks against it; never positive")


class PeopleCompared(BaseModel):
    """The evidence between two individuals as a whole, which decides whether they are joined."""

    pairs: int = Field(description="Pairs of their records; of each field the power mean over these counts")
    prior_bits: float = Field(description="Log2 odds that two records picked at random are one person")
    evidence: list[Evidence]
    log_odds: float = Field(description="The prior and the evidence together, in bits")
    needed: float = Field(description="What the two would have to exceed to be joined")


class VerdictSaid(BaseModel):
    a: RecordId
    b: RecordId
    verdict: Literal["MUST_LINK", "CANNOT_LINK"]
    by: str
    at: When
    reason: str | None


class LeftOut(BaseModel):
    key: str
    people: int = Field(description="How many records carry it")
    blocked: bool = Field(description="Whether a steward blocked it; otherwise too many people share it")


class WhatIfChange(BaseModel):
    """One thing that would be otherwise."""

    kind: Literal["link", "value", "record", "verdict", "agreement", "promise"]
    text: str = Field(examples=["without the record web:77"])
    evidence: bool = Field(
        description="Whether evidence changes; false for a new verdict, which overrules it"
    )
    a: RecordId | None
    b: RecordId | None
    record: RecordId | None
    key: str | None = Field(description="Of the value")
    field: str | None
    source: str | None = Field(description="That promises one record a person")


class WhatIf(BaseModel):
    """What single change would part or join the two: each was made in memory, and all derived again."""

    effect: Literal["separates", "joins"]
    found: list[WhatIfChange]
    tried: int
    untried: int = Field(description="How many more there would have been")
    note: str | None = Field(description="Where nothing was found, or nothing could be tried: why")


class SharedHome(BaseModel):
    """Why two people live in one household."""

    id: str
    path: list[WeighedLink] = Field(description="From the one to the other, by the strongest way there is")
    weakest: float | None = Field(description="Bits of the weakest link on the path")


class WhyAnswer(BaseModel):
    same: bool = Field(description="Whether the two are one person")
    summary: str = Field(description="The answer in a sentence")
    ends: list[End]
    path: list[WeighedLink] = Field(
        description="From a to b, by the strongest way there is; empty where there is none"
    )
    weakest: float | None = Field(description="Bits of the weakest link on the path")
    compared: WeighedLink | None = Field(
        description="The two records with the model in force, whether a link joins them or not"
    )
    people: PeopleCompared | None = Field(description="The two individuals as a whole, where they are two")
    refused: list[WeighedLink] = Field(
        description="Links between the two that were turned down, with the reason"
    )
    verdicts: list[VerdictSaid] = Field(description="What stewards said about their records")
    hubs: list[LeftOut] = Field(
        description="What both carry and what counts for nothing: identifiers, houses and IP addresses that too many "
        "share, blocked values"
    )
    changes: WhatIf | None = Field(description="What single change would part or join the two")
    household: SharedHome | None = Field(description="Where two individuals live together")
