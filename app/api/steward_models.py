"""What goes in and out of the stewards' API, described for those who call it. Shapes only, no rules."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.api.models import INDIVIDUAL, Link, When

Id = Annotated[
    str,
    Field(min_length=1, max_length=512, description="ID of a record, or of an individual: its oldest record"),
]
Reason = Annotated[
    str | None, Field(max_length=500, description="Why, for other stewards; no personal data, please")
]
DryRun = Annotated[bool, Field(description="Only say what would happen: nothing is changed")]


def _example(**example: Any) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [example]})


class VerdictRequest(BaseModel):
    model_config = _example(
        a="shop:10021", b="web:77", verdict="cannot_link", reason="father and son", dry_run=True
    )

    a: Id
    b: Id
    verdict: Literal["must_link", "cannot_link"] = Field(
        description="`must_link`: one person, whatever the scores say. `cannot_link`: two"
    )
    reason: Reason = None
    dry_run: DryRun = False


class WithdrawRequest(BaseModel):
    """Either `a` and `b`, or the `action` of an earlier answer."""

    model_config = _example(a="shop:10021", b="web:77")

    a: Id | None = None
    b: Id | None = None
    action: str | None = Field(
        None, min_length=1, max_length=64, description="Withdraws all verdicts of one act, such as an unmerge"
    )
    dry_run: DryRun = False

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        pair = (self.a is not None) + (self.b is not None)
        if pair == 1 or (pair == 2) == (self.action is not None):
            raise ValueError("give `a` and `b`, or `action`")
        return self


class UnmergeRequest(BaseModel):
    model_config = _example(records=["shop:10021", "web:77"], reason="two sisters", dry_run=True)

    records: list[Annotated[str, Field(min_length=1, max_length=512)]] = Field(
        min_length=1,
        max_length=1000,
        description="Some of the individual's records: parted from all its others",
    )
    reason: Reason = None
    dry_run: DryRun = False


class BlockRequest(BaseModel):
    model_config = _example(namespace="phone", value="01 45 67 89 01", reason="the number of the shop")

    namespace: str = Field(
        min_length=1,
        max_length=64,
        description="`email`, `phone`, `cookie`, `device`, `national_id`, `siret`, or the namespace of an external ID",
    )
    value: str = Field(min_length=1, max_length=512, description="The identifier, written in any usual way")
    reason: Reason = None
    dry_run: DryRun = False


class UnblockRequest(BaseModel):
    model_config = _example(namespace="phone", value="01 45 67 89 01")

    namespace: str = Field(min_length=1, max_length=64)
    value: str = Field(min_length=1, max_length=512)
    dry_run: DryRun = False


class ReleaseRequest(BaseModel):
    model_config = _example(held="01KANQ5M3T8E5V4Z7WJ2C9XRPD", dry_run=True)

    held: str = Field(min_length=1, max_length=64, description="`held` of a review of kind `held_back`")
    dry_run: DryRun = False


class Touched(BaseModel):
    """IDs of one kind, by what happens to them."""

    touched: int
    created: int
    merged: int = Field(description="Took over others")
    split: int = Field(description="Others came out of them")
    moved: int = Field(description="Members came or went otherwise, or the household changed")
    retired: int = Field(description="Another stands for them")
    erased: int = Field(description="Nothing stands for them")


class ChangeOfId(BaseModel):
    """As it stands in the feed."""

    model_config = ConfigDict(extra="ignore")

    type: Literal["created", "merged", "split", "moved", "retired", "erased"]
    kind: Literal["individual", "household"]
    id: str = Field(examples=[INDIVIDUAL])
    household: str | None = None
    joined: list[str] = []
    left: list[str] = []
    came_from: list[str] = []
    went_to: list[str] = []


class StewardAnswer(BaseModel):
    done: str = Field(description="The act in a sentence")
    dry_run: bool
    action: str | None = Field(description="Names the act: `DELETE /api/v1/verdicts` withdraws it by this")
    evidence: dict[str, int] = Field(description="What the act changed by itself, counted")
    notes: list[str] = Field(description="What else to know")
    records: int = Field(description="Records looked at again")
    waiting: int = Field(description="Records that are resolved later: a resolve of everything comes first")
    people: Touched
    households: Touched
    changes: list[ChangeOfId] = Field(description="Everything that follows, in the order of the feed")


class Block(BaseModel):
    key: str = Field(examples=["phone:+33145678901"])
    by: str | None
    at: When
    reason: str | None
    records: int = Field(description="How many records carry it")


class Blocks(BaseModel):
    blocks: list[Block]


class Review(BaseModel):
    kind: Literal["near_miss", "doubtful_link", "hub", "held_back"] = Field(
        description="`near_miss`: refused between two people who look alike. `doubtful_link`: holds one together. "
        "`hub`: shared by more people than are allowed. `held_back`: records that would join too much at once"
    )
    value: float = Field(
        description="What a decision is worth: how far the answer goes against the evidence of the link alone, times "
        "the records that another answer would move"
    )
    question: str = Field(description="What to decide, in a sentence")
    individuals: list[str] = Field(
        description="Whom it is about, of many the first 20", examples=[[INDIVIDUAL]]
    )
    link: Link | None = Field(description="The link in question with its evidence")
    key: str | None = Field(description="Of a hub: the identifier")
    people: int | None = Field(
        description="Of a hub: how many differently named people carry it; of those held back: of how many individuals"
    )
    found: int | None = Field(
        description="Of a hub: how many records carry it; of records held back: how many"
    )
    held: str | None = Field(
        description="Of records held back: the name that `POST /api/v1/reviews/release` takes"
    )


class Reviews(BaseModel):
    reviews: list[Review]
    next: str | None = Field(description="Cursor of the next page; null on the last")
