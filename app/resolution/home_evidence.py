"""What speaks for living together: a Fellegi-Sunter model of its own, apart from the one of persons.

How often two housemates agree stands here; how often two strangers do is counted on the data. At an address, strangers
are told by their surnames: two surnames are what one household has (partners who kept their names), every further one
is a neighbour. So "the same building" weighs little in a tower and much at a house, without a list of towers.
"""

from collections.abc import Collection
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import polars as pl

from app.fields import SEPARATOR
from app.frames import beside
from app.matching import similarity as s
from app.matching.comparisons import COMPARISONS, Comparison, Levels
from app.matching.features import has, over_distinct
from app.matching.household_ids import HOUSEHOLD_ID
from app.matching.model import ComparisonWeights, Level, MatchModel
from app.matching.scoring import Scored
from app.matching.similarity import TextPairs, building_of, home_of
from app.matching.training import RESIDUAL_STRANGERS, weights_from
from app.progress import progress

HOUSEMATES_EACH = 1.2
"""How many housemates a person has on average: the prior."""
USUAL_SURNAMES = 2
"""Surnames that one household may well have."""
SHARED: dict[str, dict[str, float]] = {
    "household_id": {"shared": 0.90, "different": 0.10},
    "address": {
        "same home": 0.45,
        "same building": 0.40,
        "similar street, same town": 0.05,
        "same building, other unit": 0.01,
        "same street, other town": 0.002,
        "same postcode, no street": 0.04,
        "same town, no street": 0.004,
        "other street, same postcode": 0.008,
        "other street, same town": 0.006,
        "different": 0.03,
    },
    "family_name": {"exact": 0.62, "sounds alike": 0.03, "part of compound": 0.03, "similar": 0.01, "different": 0.309},
    "phone": {"exact": 0.30, "one digit differs": 0.01, "different": 0.69},
    "email": {"exact": 0.15, "same mailbox": 0.005, "different": 0.845},
    "device": {"shared": 0.25, "different": 0.75},
    "cookie": {"shared": 0.20, "different": 0.80},
    "ip": {"shared": 0.60, "different": 0.40},
}  # fmt: skip
"""Comparison -> how often two housemates reach each of its levels."""
STRANGERS: dict[str, dict[str, float]] = {
    "address": {
        "similar street, same town": 0.002,
        "same street, other town": 0.01,
        "same postcode, no street": 0.005,
        "same town, no street": 0.02,
        "similar town, no street": 0.005,
        "other street, same postcode": 0.03,
        "other street, same town": 0.05,
    },
    "family_name": {"exact": 0.005, "sounds alike": 0.005, "part of compound": 0.002, "similar": 0.01},
}
"""Comparison -> how often two strangers reach its levels, where no data say so yet."""
_UNLISTED = 0.001
_AT_HOME = ("same home", "same building", "similar street, same town")
_NO_STREET = ("same postcode, no street",)
_ELSEWHERE = (
    "same building, other unit",
    "same street, other town",
    "other street, same postcode",
    "other street, same town",
    "different",
)
_ROOTED = ("household_id", "phone", "ip")
_TRAVELLING = ("email", "device", "cookie")
"""What a grown child takes along: shared by two with different streets, it says family, not household."""
_ADDRESS, _SURNAME = "address", "family_name"

Booleans = npt.NDArray[np.bool_]


def _email(pairs: TextPairs) -> Levels:
    """Mailboxes that are merely alike (jean.dupont, jeanne.dupont) spell a surname, which counts already."""
    return np.where(s.share_value(pairs), 0, np.where(s.share_mailbox(pairs), 1, 2)).astype(np.int8)


def home_comparisons() -> list[Comparison]:
    """All comparisons of homes, whether or not the data have their columns yet.

    A home may share any phone, whatever its kind.
    """
    known = {c.name: c for c in COMPARISONS if c.name in SHARED}
    known["email"] = replace(known["email"], levels=tuple(SHARED["email"]), judge=_email)
    known["phone"] = replace(known["phone"], column="phone")
    return list(known.values())


def home_model(people: pl.DataFrame, *, quiet: bool = True) -> MatchModel:
    """The model for one row per individual. Its weights are of "one household" against "strangers".

    It does not say who lives where: `with_neighbours` does, of the people at hand.
    """
    comparisons = home_comparisons()
    counted = [comparison for comparison in comparisons if has(people, (comparison.column,))]
    with progress("learn what homes share", len(counted), quiet=quiet) as advance:
        learned = weights_from(people, counted, [_shares(comparison) for comparison in counted], advance)
    by_name = {item.name: item for item in learned}
    least = RESIDUAL_STRANGERS / people.height
    weights = [by_name.get(comparison.name) or _unseen(comparison, least) for comparison in comparisons]
    weights = [
        item.model_copy(update={"frequencies": {}, "rare_frequency": min(least, 1.0)})
        if item.name in (_ADDRESS, "ip", HOUSEHOLD_ID)
        else item
        for item in weights
    ]
    prior = min(HOUSEMATES_EACH / people.height, 0.5)
    return MatchModel(records=people.height, prior=prior, home_prior=1e-12, comparisons=tuple(weights))


def with_neighbours(model: MatchModel, people: pl.DataFrame, crowded: Collection[str]) -> MatchModel:
    """The model with the strangers at every address and line that these people have. What it says of an address hangs
    on the people there alone, so a few of them are judged like all, where no neighbour is left out. A line of the
    `crowded` ones, whose people are too many to be neighbours, tells nothing of who lives together."""
    places = {}
    if has(people, ("full_address",)):
        people = beside(
            people,
            (
                over_distinct(people["full_address"], name, key)
                for name, key in (("home", home_of), ("building", building_of))
            ),
        )
        places[_ADDRESS] = pl.concat_list("home", "building")
    if has(people, ("ip",)):
        places["ip"] = pl.col("ip").str.split(SEPARATOR)
    strangers = {
        item.name: _strangers(people, places[item.name], model.records, item) if item.name in places else {}
        for item in model.comparisons
        if item.name in (_ADDRESS, "ip")
    }
    if "ip" in strangers:
        strangers["ip"] |= dict.fromkeys(crowded, 1.0)
    weights = tuple(
        item.model_copy(update={"frequencies": strangers[item.name]}) if item.name in strangers else item
        for item in model.comparisons
    )
    return model.model_copy(update={"comparisons": weights})


def _unseen(comparison: Comparison, least: float) -> ComparisonWeights:
    """Weights for what nobody's record has yet. A value that two strangers share is rare, unless usual elsewhere."""
    usual = STRANGERS.get(comparison.name, {})
    u = np.array([usual.get(level, min(least, 0.5)) for level in comparison.levels])
    u[-1] = max(1 - u[:-1].sum(), least)
    levels = (
        Level(name=name, m=m, u=float(chance))
        for name, m, chance in zip(comparison.levels, _shares(comparison).tolist(), u / u.sum(), strict=True)
    )
    return ComparisonWeights(
        name=comparison.name,
        levels=tuple(levels),
        rare_frequency=min(least, 1.0) if comparison.frequency else None,
    )


def _shares(comparison: Comparison) -> npt.NDArray[np.float64]:
    listed = SHARED[comparison.name]
    m = np.array([listed.get(level, _UNLISTED) for level in comparison.levels])
    return m / m.sum()


def _strangers(
    people: pl.DataFrame, places: pl.Expr, total: int, weights: ComparisonWeights
) -> dict[str, float]:
    """Instead of term frequencies: the share of all people who are strangers at each home, building or line."""
    least = weights.rare_frequency or 1.0
    if "family_sound" not in people.columns:
        return {}
    named = people.select("person", places.alias("place"), "family_sound").explode("place").drop_nulls()
    # Hardly anywhere do more people live than one surname each would take.
    named = named.filter(pl.len().over("place") > USUAL_SURNAMES)
    if named.is_empty():
        return {}
    named = (
        named.with_columns(pl.col("family_sound").str.split(SEPARATOR)).explode("family_sound").drop_nulls()
    )
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
    return {
        place: min((count - USUAL_SURNAMES) / total + least, 1.0) for place, count in surnames.iter_rows()
    }


class Ties:
    """What kind of tie each of many scored pairs is: arrays with an entry per pair."""

    def __init__(self, scored: Scored, comparisons: list[Comparison]) -> None:
        self._levels = {c.name: (c.levels, scored.levels[:, scored.names.index(c.name)]) for c in comparisons}
        self._none = np.zeros(len(scored), np.bool_)

    def identifier(self) -> Booleans:
        """They share something that is handed to few: a number, a contract; or, with no two streets, what travels."""
        elsewhere = self._reach(_ELSEWHERE)
        rooted = [self._agree(name) for name in _ROOTED]
        travelling = [self._agree(name) & ~elsewhere for name in _TRAVELLING]
        return np.logical_or.reduce(rooted + travelling)

    def surname(self) -> Booleans:
        return self._agree(_SURNAME)

    def at_home(self) -> Booleans:
        """They stand at one street address, and no two flats of it."""
        return self._reach(_AT_HOME)

    def in_one_postcode(self) -> Booleans:
        """One postcode, and of at least one of them no street is known."""
        return self._reach(_NO_STREET)

    def _agree(self, name: str) -> Booleans:
        if name not in self._levels:
            return self._none
        names, levels = self._levels[name]
        return (levels >= 0) & (levels < len(names) - 1)

    def _reach(self, wanted: tuple[str, ...]) -> Booleans:
        if _ADDRESS not in self._levels:
            return self._none
        names, levels = self._levels[_ADDRESS]
        return np.isin(levels, [number for number, name in enumerate(names) if name in wanted])
