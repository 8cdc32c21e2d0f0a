"""Households: which individuals live together, from where they live now and what they share.

People are compared as individuals, not as records: the address is the one of their latest record that has one (so a
child that moved out has left), the names, phones, emails and devices are all that any of their records carry. The
weights are a Fellegi-Sunter model of its own: how often two housemates agree stands here, how often two strangers do
is counted. An address shared by many says little (term frequency), so flat-shares, student halls and towers do not
become families; an address alone never joins anybody.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from app.fields import SEPARATOR
from app.matching.blocking import BlockingRule, candidate_pairs
from app.matching.comparisons import COMPARISONS, Comparison
from app.matching.features import has
from app.matching.model import MatchModel, probability
from app.matching.scoring import Scored, compare, score
from app.matching.training import weights_from
from app.resolution.components import components

FLOOR = 0.5
HOUSEMATES_EACH = 1.2
"""How many housemates a person has on average: the prior."""
_BLOCK_CAP = 120

SHARED: dict[str, tuple[float, ...]] = {
    "address": (0.77, 0.14, 0.04, 0.002, 0.002, 0.02, 0.002, 0.002, 0.002, 0.02),
    "family_name": (0.62, 0.03, 0.03, 0.01, 0.001, 0.309),
    "phone": (0.30, 0.01, 0.69),
    "email": (0.15, 0.005, 0.005, 0.04, 0.80),
    "device": (0.25, 0.75),
    "cookie": (0.20, 0.80),
    "ip": (0.60, 0.40),
}
"""Comparison -> how often two housemates reach each of its levels."""
_LISTS = ("family_name", "family_sound", "phone", "email", "device", "cookie", "ip")
_ADDRESS = ("full_address", "street", "postal_code", "locality")
_RULES = tuple(
    BlockingRule(keys)
    for keys in (
        ("street", "postal_code"),
        ("street", "locality"),
        ("full_address",),
        ("street", "postal_code", "family_sound"),
        ("phone",),
        ("email",),
        ("device",),
        ("cookie",),
        ("ip",),
    )
)

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Homes:
    """`home[i]` labels row i's household by a row number. The links join rows that stand for two individuals each."""

    home: Ints
    model: MatchModel | None
    links: Scored | None


def share_homes(records: pl.DataFrame, person: Ints) -> Homes:
    """Group individuals into households. `records` has features; `person` labels each row's individual."""
    people = _people(records, person)
    comparisons = [c for c in COMPARISONS if c.name in SHARED and has(people, (c.column,))]
    if people.height < 2 or not comparisons:
        return Homes(person, None, None)
    candidates = candidate_pairs(people, _RULES, _BLOCK_CAP)
    compared = compare(people, comparisons, candidates.left, candidates.right)
    model = _home_model(people, comparisons)
    scored = score(compared, model)
    linked = probability(scored.weight, model.prior_bits) >= FLOOR
    groups = components(people.height, scored.left[linked], scored.right[linked])
    spokesmen = people["spokesman"].to_numpy().astype(np.int64)
    first_row = people["person"].to_numpy().astype(np.int64)
    of_person = np.empty(records.height, np.int64)
    of_person[first_row] = first_row[groups]
    links = scored.pick(linked)
    return Homes(of_person[person], model, links.renumbered(spokesmen))


def _home_model(people: pl.DataFrame, comparisons: list[Comparison]) -> MatchModel:
    prior = min(HOUSEMATES_EACH / people.height, 0.5)
    m = [np.array(SHARED[comparison.name]) for comparison in comparisons]
    return MatchModel(
        records=people.height,
        prior=prior,
        home_prior=1e-12,
        comparisons=weights_from(people, comparisons, m, home=False),
    )


def _people(records: pl.DataFrame, person: Ints) -> pl.DataFrame:
    """One row per individual: `person` (its first row), `spokesman` (the row whose address counts), values joined."""
    columns = [c for c in (*_LISTS, *_ADDRESS, "seen_at") if c in records.columns]
    rows = records.select(columns).with_columns(
        person=pl.Series(person), spokesman=pl.int_range(pl.len(), dtype=pl.Int64)
    )
    columns_there = set(rows.columns)
    rows = rows.with_columns(
        housed=pl.col("street").is_not_null() if "street" in columns_there else pl.lit(value=False),
        when=pl.col("seen_at") if "seen_at" in columns_there else pl.lit(0),
        oldest_first=-pl.col("spokesman"),
    )
    latest = (
        rows.sort("person", "housed", "when", "oldest_first", nulls_last=False)
        .group_by("person", maintain_order=True)
        .last()
    )
    people = latest.select("person", "spokesman", *(c for c in _ADDRESS if c in rows.columns))
    for column in (c for c in _LISTS if c in rows.columns):
        values = (
            rows.select("person", pl.col(column).str.split(SEPARATOR)).explode(column).drop_nulls().unique()
            .sort("person", column)
            .group_by("person", maintain_order=True)
            .agg(pl.col(column).head(8).str.join(SEPARATOR))
        )  # fmt: skip
        people = people.join(values, on="person", how="left", maintain_order="left")
    return people
