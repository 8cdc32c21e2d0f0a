"""What goes in and out of the API about changes. Shapes only."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.api.models import HOUSEHOLD, INDIVIDUAL, RecordId, When

_RECORD = "01JA8Q3V5N0000000000000001"


class Change(BaseModel):
    """What became of one ID. Members of an individual are records, each by the ULID it was born with; of a household,
    individuals."""

    seq: int = Field(description="Its number in the feed")
    at: When
    type: Literal["created", "merged", "split", "moved", "retired", "erased"] = Field(
        description="`created`: in force now, new or again. `merged`: took over the IDs in `came_from`. `split`: the "
        "IDs in `went_to` came out of it. `moved`: members came or went otherwise, or an individual changed household. "
        "`retired`: the one ID in `went_to` stands for it now. `erased`: nothing stands for it"
    )
    kind: Literal["individual", "household"]
    id: str = Field(examples=[INDIVIDUAL])
    household: str | None = Field(
        description="Of an individual in force: its household from now on", examples=[HOUSEHOLD]
    )
    joined: list[str] = Field(description="Members that it has from now on and had not", examples=[[_RECORD]])
    left: list[str] = Field(description="Members that it has no longer")
    came_from: list[str] = Field(description="IDs that had what it has now")
    went_to: list[str] = Field(description="IDs that have what it had")
    records: dict[str, RecordId] = Field(
        description="The records in `joined` and `left` that exist today and may be seen for the purpose, by ULID",
        examples=[{_RECORD: "shop:10021"}],
    )


class Changes(BaseModel):
    changes: list[Change]
    next: int = Field(description="`after` of the next page")
    last: int = Field(description="The number of the last change there is")


class WebhookRequest(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"url": "https://example.org/hook", "types": ["merged", "split"]}]}
    )

    url: str = Field(min_length=1, max_length=2000, description="https; http only on this machine")
    types: list[Annotated[str, Field(max_length=64)]] = Field(
        default=[], max_length=20, description="As `types` of `GET /api/v1/changes`; empty: all"
    )
    after: int | None = Field(
        None, ge=0, le=2**62, description="Tell it of all changes after this number; null: from now on"
    )
    private: bool = Field(False, description="It may have an address that is not public")


class Webhook(BaseModel):
    id: str = Field(examples=["wh_01JA8Q3V5N0000000000000001"])
    url: str
    types: list[str] = Field(description="Empty: all", examples=[["individual.merged", "household.merged"]])
    private: bool
    created_at: When
    after: int = Field(description="All changes up to this number are done with")
    state: Literal["on", "failing", "off"] = Field(description="`off`: it answered 410 Gone")
    failing: str | None = Field(description="Why the last attempt failed", examples=["answered 503"])
    tries: int = Field(description="Attempts that failed for the next change")
    next_at: When = Field(description="When it is tried again")


class NewWebhook(Webhook):
    secret: str = Field(description="Shown this once", examples=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])


class Webhooks(BaseModel):
    webhooks: list[Webhook]


class Tried(BaseModel):
    delivered: bool
    reason: str = Field(examples=["answered 200"])
    seconds: float


class DeadLetter(BaseModel):
    id: str = Field(description="Of the message, as in `webhook-id`", examples=["msg_01JA8Q3V5N_42"])
    seq: int
    type: str = Field(examples=["individual.merged"])
    tries: int
    reason: str = Field(examples=["answered 500"])
    at: When


class DeadLetters(BaseModel):
    dead_letters: list[DeadLetter]


class Replayed(BaseModel):
    delivered: int
    left: int
    reason: str | None = Field(description="Why the last attempt failed, where it did")
