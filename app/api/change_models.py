"""Shapes of the feed in the API."""

from typing import Literal

from pydantic import BaseModel, Field

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
        description="The records in `joined` and `left` that exist today, by their ULID",
        examples=[{_RECORD: "shop:10021"}],
    )


class Changes(BaseModel):
    changes: list[Change]
    next: int = Field(description="`after` of the next page")
    last: int = Field(description="The number of the last change there is")
