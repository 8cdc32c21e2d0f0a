"""Households: which individuals live together, from where they live now and what they share.

People are compared as individuals, not as records: the address is the one of their latest record that has one (so a
child that moved out has left), the names, phones, emails and devices are all that any of their records carry. The
weights are a Fellegi-Sunter model of its own: how often two housemates agree stands here, how often two strangers do
is counted. At an address, strangers are told by their surnames: two surnames are what one household has (partners who
kept their names), every further one is a neighbour or flat-mate. So a tower, a student hall and a flat-share do not
become families, while people of one surname in them still do.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from app.fields import SEPARATOR
from app.matching.blocking import BlockingRule, candidate_pairs
from app.matching.comparisons import COMPARISONS, Comparison
from app.matching.features import has, over_distinct
from app.matching.model import MatchModel, probability
from app.matching.scoring import Scored, compare, score
from app.matching.similarity import building_of, home_of
from app.matching.training import RESIDUAL_STRANGERS, weights_from
from app.resolution.components import components

FLOOR = 0.5
HOUSEMATES_EACH = 1.2
"""How many housemates a person has on average: the prior."""
_BLOCK_CAP = 120

SHARED: dict[str, tuple[float, ...]] = {
    "address": (0.45, 0.40, 0.05, 0.01, 0.002, 0.04, 0.004, 0.008, 0.006, 0.03),
    "family_name": (0.62, 0.03, 0.03, 0.01, 0.001, 0.309),
    "phone": (0.30, 0.01, 0.69),
    "email": (0.15, 0.005, 0.005, 0.04, 0.80),
    "device": (0.25, 0.75),
    "cookie": (0.20, 0.80),
    "ip": (0.60, 0.40),
}
"""Comparison -> how often two housemates reach each of its levels."""
USUAL_SURNAMES = 2
"""Surnames that one household may well have."""
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
    weights = [
        item.model_copy(update=_strangers(people)) if item.name == "address" else item
        for item in weights_from(people, comparisons, m, home=False)
    ]
    return MatchModel(records=people.height, prior=prior, home_prior=1e-12, comparisons=tuple(weights))


def _strangers(people: pl.DataFrame) -> dict[str, Any]:
    """Instead of term frequencies: the share of all people who are strangers at each home and building."""
    least = RESIDUAL_STRANGERS / people.height
    if "family_sound" not in people.columns:
        return {"frequencies": {}, "rare_frequency": least}
    named = people.select(
        "person",
        pl.concat_list(
            over_distinct(people, "full_address", "home", home_of),
            over_distinct(people, "full_address", "building", building_of),
        ).alias("place"),
        pl.col("family_sound").str.split(SEPARATOR),
    )
    named = named.explode("place").explode("family_sound").drop_nulls()
    usual = named.with_columns(bearers=pl.len().over("place", "family_sound")).sort(
        "place", "person", "bearers", "family_sound", descending=[False, False, True, False]
    )
    surnames = (
        usual.unique(("place", "person"), keep="first", maintain_order=True)
        .group_by("place")
        .agg(pl.col("family_sound").n_unique().cast(pl.Int64))
        .filter(pl.col("family_sound") > USUAL_SURNAMES)
        .sort("place")
    )
    strangers = {
        place: (count - USUAL_SURNAMES) / people.height + least for place, count in surnames.iter_rows()
    }
    return {"frequencies": strangers, "rare_frequency": least}


def _people(records: pl.DataFrame, person: Ints) -> pl.DataFrame:
    """One row per individual: `person` (its first row), `spokesman` (the row whose address counts), values joined."""
    columns = [c for c in (*_LISTS, *_ADDRESS, "seen_at") if c in records.columns]
    rows = records.select(
        *columns, person=pl.Series(person), spokesman=pl.int_range(pl.len(), dtype=pl.Int64)
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
