"""The match model: a document of m and u probabilities per comparison level, and the arithmetic of its bits.

Fellegi and Sunter (1969), "A theory for record linkage", with one addition. Two different people who live together
agree on surname, address and landline for a reason that is not chance, so "not the same person" is split in two:
strangers, who agree with probability u, and housemates, who agree on a share of such fields as if they were one
person. With `w` that share, h = w m + (1 - w) u, and a pair's weight is

    log2 P(levels | same person) / P(levels | not the same person)
        = sum(bits) - log2((1 - q) + q 2^sum(home bits)),   bits = log2 m/u,   home bits = log2 h/u

where q is the prior chance that two different people live together. The last term is shown as evidence of its own.

What stewards decided may calibrate the model (see `calibration`): it moves the prior and the steepness of the
probability, never the bits of a pair, so the bits always sum to the weight.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from functools import cached_property
from math import fsum
from typing import Annotated, Any, Self

import numpy as np
import numpy.typing as npt
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    SerializerFunctionWrapHandler,
    field_validator,
    model_serializer,
    model_validator,
)

from app.matching.sizes import MOST, alone_bits

FORMAT = 3
"""Number of the document's format; `document` reads this one only."""
HOME = "same household"
"""Name of the evidence line that takes back what living together explains."""


Bits = npt.NDArray[np.float32]
Key = Callable[[str], str | None]
"""What two texts are alike in: a part of them, or nothing."""
Share = Annotated[float, Field(gt=0, le=1)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Level(_Part):
    """One level: how often the same person (`m`) and two strangers (`u`) reach it. Both are probabilities."""

    name: str
    m: Share
    u: Share

    @property
    def bits(self) -> float:
        return float(np.log2(self.m / self.u))


class ComparisonWeights(_Part):
    """The levels of one comparison, best first, and how often its common values occur."""

    name: str
    levels: tuple[Level, ...]
    home_share: float = Field(0.0, ge=0, lt=1)
    """`w`: share of housemates who agree here as if they were one person."""
    frequencies: dict[str, Share] = {}
    """Term frequency: share of records that carry a value, for the common ones."""
    rare_frequency: Share | None = None
    """Frequency taken for a value that is not listed; None: no term frequency adjustment."""
    _chances: dict[Key, tuple[dict[str, Share], float]] = PrivateAttr(default_factory=dict)

    def __eq__(self, other: object) -> bool:
        """What was found out on the way makes no other weights."""
        return isinstance(other, ComparisonWeights) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash((self.name, self.levels))

    def chance_of_agreeing(self, key: Key) -> float:
        """How often two random records have the same `key`, from the frequencies of those that are common."""
        # A copy with other frequencies shares what was found out before: it holds for the frequencies it came from.
        listed, chance = self._chances.get(key, (None, 0.0))
        if listed is not self.frequencies:
            # The same in whatever order they are listed.
            found = fsum(share * share for text, share in self.frequencies.items() if key(text) == text)
            chance = max(found, self.rare_frequency or 0.0)
            self._chances[key] = self.frequencies, chance
        return chance

    @model_validator(mode="after")
    def _last_level_is_different(self) -> Self:
        if len(self.levels) < 2:
            raise ValueError(f"comparison {self.name!r} needs at least two levels")
        return self


class Calibration(_Part):
    """What verdicts taught: the log2 odds are `slope * (weight + prior bits + shift)`."""

    slope: float = Field(gt=0, allow_inf_nan=False)
    shift: float = Field(allow_inf_nan=False)
    """In bits, added to the prior."""
    verdicts: int = Field(gt=0)
    """Number of pairs it was learned on."""


class MatchModel(_Part):
    """A trained, immutable model. `version` is derived from the content, so equal models have equal versions, and stays
    where names go out of its tables; the model of households inside has a version of its own."""

    format: int = FORMAT
    records: int = Field(gt=0)
    """Number of records it was trained on."""
    prior: float = Field(gt=0, lt=1)
    """Probability that two records picked at random are one person."""
    home_prior: float = Field(gt=0, lt=1)
    """`q`: probability that two records of different people are of one household."""
    comparisons: tuple[ComparisonWeights, ...]
    calibration: Calibration | None = None
    sizes: tuple[float, ...] = ()
    """What the number of records that people have says about merging, in bits (see `sizes`); none: nothing."""
    household_columns: tuple[str, ...] = ()
    """Attributes and namespaces of external IDs whose values name a household, not a person."""
    homes: "MatchModel | None" = None
    """The model of who lives together: learned where records are resolved, once there are people to learn it from."""
    known_as: str | None = None
    """The version that it had before names went out of its tables: it weighs everybody as that did, so it keeps it."""

    @model_validator(mode="after")
    def _names_are_different(self) -> Self:
        names = [comparison.name for comparison in self.comparisons]
        if len(names) > len(set(names)):
            raise ValueError("a comparison stands there twice")
        return self

    @field_validator("sizes")
    @classmethod
    def _as_many_as_count(cls, sizes: tuple[float, ...]) -> tuple[float, ...]:
        if len(sizes) not in (0, MOST) or not np.isfinite(sizes).all():
            raise ValueError(f"must be {MOST} numbers, or none")
        return sizes

    @property
    def version(self) -> str:
        """What it is known by: edges name it, and the graph keeps it under that."""
        return self.known_as or self.content

    @cached_property
    def content(self) -> str:
        """A hash of it all, but for the model of homes."""
        # A model without sizes has the version that it had before there were any.
        left_out = {"homes", "known_as"} if self.sizes else {"homes", "known_as", "sizes"}
        text = json.dumps(self.model_dump(mode="json", exclude=left_out), sort_keys=True)
        return "fs-" + hashlib.sha256(text.encode()).hexdigest()[:12]

    @model_serializer(mode="wrap")
    def _as_learned(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """A model that lost no names looks as it did before any could."""
        found: dict[str, Any] = dump(self)
        if found.get("known_as") is None:
            found.pop("known_as", None)
        return found

    def __copy__(self) -> Self:
        """`model_copy` starts with this: another content has another hash."""
        copied = super().__copy__()
        copied.__dict__.pop("content", None)
        return copied

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """The same with another content, and then under a version of its own; the model of homes has its own anyway."""
        changed = dict(update or {})
        if not changed.keys() <= {"homes"}:
            changed = {"known_as": None} | changed
        return super().model_copy(update=changed, deep=deep)

    @property
    def prior_bits(self) -> float:
        """Log2 odds of a pair without evidence, calibrated: a weight of minus this is a probability of one half."""
        shift = self.calibration.shift if self.calibration else 0.0
        return float(np.log2(self.prior / (1 - self.prior))) + shift

    def probability(self, weight: Bits) -> Bits:
        """Probability that a pair of this weight (bits) is one person, as calibrated."""
        return probability(weight, self.prior_bits, self.calibration.slope if self.calibration else 1.0)

    def least_probability(self, floor: float) -> float:
        """`floor`, or less where that is enough for two records that are both alone to be as probable as that."""
        odds = np.log2(floor / (1 - floor)) - alone_bits(self.sizes)
        slope = self.calibration.slope if self.calibration else 1.0
        return float(1 / (1 + np.exp2(-slope * odds)))

    @property
    def comparisons_by_name(self) -> dict[str, ComparisonWeights]:
        return {item.name: item for item in self.comparisons}

    def comparison(self, name: str) -> ComparisonWeights | None:
        return self.comparisons_by_name.get(name)

    def table(self) -> list[dict[str, str | float]]:
        """Rows comparison, level, m, u, bits: what a person reads to judge the model."""
        return [
            {
                "comparison": c.name,
                "level": level.name,
                "m": level.m,
                "u": level.u,
                "bits": round(level.bits, 2),
            }
            for c in self.comparisons
            for level in c.levels
        ]


def home_bits(bits: Bits, share: float | Bits) -> Bits:
    """log2 h/u from log2 m/u: what agreeing is worth for "they live together", per field."""
    return np.log2(share * np.exp2(bits) + (1 - share)).astype(np.float32)


def home_correction(home_sum: Bits, home_prior: float) -> Bits:
    """The (never positive) bits by which living together explains an agreement away."""
    mixed = np.logaddexp2(np.log2(1 - home_prior), np.log2(home_prior) + home_sum)
    return (-np.maximum(mixed, 0)).astype(np.float32)


def probability(weight: Bits, prior_bits: float, slope: float = 1.0) -> Bits:
    """Probability that a pair of this weight (bits) is one person."""
    return (1 / (1 + np.exp2(-(np.clip(slope * (weight + prior_bits), -60, 60))))).astype(np.float32)
