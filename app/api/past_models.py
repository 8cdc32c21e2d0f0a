"""People and households of some moment, in answers. Shapes only."""

from pydantic import BaseModel, Field

from app.api.models import HOUSEHOLD, INDIVIDUAL, AsOf, GoldenValue, SourceRecord


class IndividualThen(BaseModel):
    """Who its records were is as it was; what they say is what they say today."""

    id: str = Field(examples=[INDIVIDUAL])
    as_of: AsOf
    name: str | None
    household: str | None = Field(examples=[HOUSEHOLD])
    golden: dict[str, list[GoldenValue]] = Field(description="Field -> its best values, from these records")
    records: list[SourceRecord] = Field(description="Those of then that exist today")
    gone: int = Field(description="How many of then exist no more")


class MemberThen(BaseModel):
    id: str = Field(examples=[INDIVIDUAL])
    name: str | None
    records: int = Field(description="How many records of then exist today")
    gone: int = Field(description="How many of then exist no more")


class HouseholdThen(BaseModel):
    id: str = Field(examples=[HOUSEHOLD])
    as_of: AsOf
    size: int
    members: list[MemberThen]
