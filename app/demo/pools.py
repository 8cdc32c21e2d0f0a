"""Names, towns and streets to sample from. Faker is slow per call, so its names are drawn once."""

import gzip
import json
import random
from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import accumulate
from typing import Any

from faker import Faker

from app.demo.people import Town

_DATA = files("app.demo") / "data"
_FAKER_NAMES, _FAKER_STREETS, _FAKER_COMPANIES = 1200, 1500, 250
_STREET_TYPES = {
    "rue": 58, "avenue": 12, "boulevard": 6, "chemin": 6, "impasse": 6, "allée": 6, "place": 4, "route": 2,
}  # fmt: skip
_FAMILY_SHARES = {"common": 0.20, "faker": 0.22, "village": 0.43, "foreign": 0.10, "particles": 0.05}
_FOREIGN_GIVEN = 0.06


class Pool:
    """Values with weights; drawing is one binary search."""

    def __init__(self, weights: dict[str, float]) -> None:
        self._values = list(weights)
        self._sums = list(accumulate(weights.values()))

    def draw(self, rng: random.Random) -> str:
        return self._values[bisect(self._sums, rng.random() * self._sums[-1], hi=len(self._values) - 1)]


@dataclass(frozen=True)
class Pools:
    given: dict[tuple[int, str], Pool]
    """(first birth year of the cohort, gender) -> given names of that time."""
    family: Pool
    streets: Pool
    companies: Sequence[str]
    residences: Sequence[str]
    twins: dict[str, list[list[str]]]
    """Genders of the two ("f", "m", "fm") -> pairs of names that look alike."""
    towns: Sequence[Town]
    town_sums: Sequence[float]
    """Running sums of the towns' populations."""

    def town(self, rng: random.Random) -> Town:
        return self.towns[bisect(self.town_sums, rng.random() * self.town_sums[-1], hi=len(self.towns) - 1)]

    def given_name(self, rng: random.Random, gender: str, birth_year: int) -> str:
        cohort = max(year for year, _ in self.given if year <= max(birth_year, 1930))
        return self.given[cohort, gender].draw(rng)

    def street(self, rng: random.Random) -> str:
        return self.streets.draw(rng)


def names() -> dict[str, Any]:
    """The name lists of data/names.json."""
    loaded: dict[str, Any] = json.loads((_DATA / "names.json").read_text("utf-8"))
    return loaded


def read_gzip(name: str) -> list[str]:
    """The lines of a compressed data file."""
    return gzip.decompress((_DATA / name).read_bytes()).decode("utf-8").splitlines()


def load_towns() -> list[tuple[Town, int]]:
    """Every town and postcode in order of postcode, with its population."""
    rows = (line.split(",") for line in read_gzip("towns.csv.gz")[1:])
    return [(Town(code, name), int(population)) for code, name, population in rows]


def build_pools(seed: int) -> Pools:
    """All pools; the part that comes from Faker depends on `seed`."""
    known = names()
    faker = Faker("fr_FR")
    faker.seed_instance(seed)
    towns = load_towns()
    return Pools(
        given=_given(known, faker),
        family=_family(known, faker),
        streets=_streets(known, faker),
        companies=list(dict.fromkeys(faker.company() for _ in range(_FAKER_COMPANIES))),
        residences=known["residences"],
        twins=known["twins"],
        towns=[town for town, _ in towns],
        town_sums=list(accumulate(float(population) for _, population in towns)),
    )


def falling(values: Iterable[str], share: float, power: float) -> dict[str, float]:
    """Weights that fall with the rank (Zipf) and sum to `share`: a heavy head, or flat for power 0."""
    ranks = {value: 1 / (rank + 4) ** power for rank, value in enumerate(dict.fromkeys(values))}
    total = sum(ranks.values())
    return {value: share * weight / total for value, weight in ranks.items()}


def _mix(*parts: dict[str, float]) -> Pool:
    weights: dict[str, float] = {}
    for part in parts:
        for value, weight in part.items():
            weights[value] = weights.get(value, 0.0) + weight
    return Pool(weights)


def _given(known: dict[str, Any], faker: Faker) -> dict[tuple[int, str], Pool]:
    tail = {
        "f": [faker.first_name_female() for _ in range(_FAKER_NAMES)],
        "m": [faker.first_name_male() for _ in range(_FAKER_NAMES)],
    }
    return {
        (int(year), gender): _mix(
            falling(lists[gender], 0.86, 0.7),
            falling(tail[gender], 0.14 - _FOREIGN_GIVEN, 0),
            falling(known["given_foreign"][gender], _FOREIGN_GIVEN, 0),
        )
        for year, lists in known["given_by_birth_year"].items()
        for gender in ("f", "m")
    }


def _family(known: dict[str, Any], faker: Faker) -> Pool:
    return _mix(
        falling(known["family_common"], _FAMILY_SHARES["common"], 0.7),
        falling((faker.last_name() for _ in range(_FAKER_NAMES)), _FAMILY_SHARES["faker"], 0),
        falling(read_gzip("village_names.txt.gz"), _FAMILY_SHARES["village"], 0),
        falling(known["family_foreign"], _FAMILY_SHARES["foreign"], 0),
        falling(known["family_particles"], _FAMILY_SHARES["particles"], 0),
    )


def _streets(known: dict[str, Any], faker: Faker) -> Pool:
    people = (f"{faker.first_name()} {faker.last_name()}" for _ in range(_FAKER_STREETS))
    names_of_streets = falling(known["street_names"], 0.65, 0.6) | falling(people, 0.35, 0)
    return Pool(
        {
            f"{kind} {name}": weight * share
            for name, weight in names_of_streets.items()
            for kind, share in _STREET_TYPES.items()
        }
    )
