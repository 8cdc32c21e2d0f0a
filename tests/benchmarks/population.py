"""A file of people in households for measuring growth: a million records in seconds, and the same for the same seed.

One to five records a person, surnames and given names that fall off like Zipf's law over as many names as a country
has, towns by population, families on one landline, movers, partners of two names, missing and misspelt values.
"""

import random
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from app.demo.pools import load_towns, names, read_gzip
from app.standardise.text import fold

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
RECORDS_EACH = (0.40, 0.30, 0.16, 0.09, 0.05)
"""Share of people with one to five records: two on average."""
MEMBERS = (0.35, 0.30, 0.16, 0.14, 0.05)
"""Share of households of one to five people."""
_SURNAMES = 60_000
_STREETS = 20_000
_PROVIDERS = ("gmail.com", "orange.fr", "free.fr", "hotmail.fr", "laposte.net", "yahoo.fr", "wanadoo.fr")
_KEYS = "abcdefghijklmnopqrstuvwxyz"


def write_population(path: Path, records: int, seed: int = 1) -> None:
    """Write a Parquet file of so many records, with the truth in the columns `person` and `household`."""
    rng = np.random.default_rng(seed)
    each = float(np.arange(1, 6) @ np.array(RECORDS_EACH))
    people = _people(rng, round(records / each * 1.02) + 10)
    times = rng.choice(5, people.height, p=RECORDS_EACH) + 1
    owner = rng.permutation(np.repeat(np.arange(people.height), times)[:records])
    _faulty(people[owner], rng).with_columns(
        id=pl.format("r{}", pl.int_range(pl.len()).cast(pl.String).str.zfill(8))
    ).write_parquet(path)


def _zipf(rng: np.random.Generator, values: int, draws: int, power: float) -> Ints:
    """Places in a list, the first ones most often."""
    sums = np.cumsum(1 / (np.arange(values) + 8.0) ** power)
    places: Ints = np.searchsorted(sums, rng.random(draws) * sums[-1])
    return places


def _surnames(rng: np.random.Generator) -> list[str]:
    known = names()
    real = [*known["family_common"], *known["family_foreign"], *read_gzip("village_names.txt.gz")]
    syllables = [part for name in real for part in (fold(name)[:3], fold(name)[-3:]) if part.isalpha()]
    while len(real) < _SURNAMES:
        real = list(dict.fromkeys([*real, *("".join(pair) for pair in rng.choice(syllables, (9_000, 2)))]))
    return real[:_SURNAMES]


def _people(rng: np.random.Generator, count: int) -> pl.DataFrame:
    """One row per person, as they truly are: a household's members stand together."""
    sizes = rng.choice(5, count, p=MEMBERS) + 1
    house = np.repeat(np.arange(count), sizes)[:count]
    member = (np.arange(count) - np.searchsorted(house, house)).astype(np.int64)
    surnames, homes = _zipf(rng, _SURNAMES, count, 0.95), _homes(rng, count)
    own_name = (member == 1) & (rng.random(count) < 0.35)
    family = np.where(own_name, _zipf(rng, _SURNAMES, count, 0.95), surnames[house])
    gender = rng.integers(0, 2, count)
    gender[member == 1] = 1 - gender[np.flatnonzero(member == 1) - 1]
    born = rng.normal(1968, 16, count).astype(np.int64)[house] + np.where(member > 1, 28, 0)
    days = born * 365 + rng.integers(0, 365, count) + np.where(member > 1, 365 * (member - 2), 0)
    moved = rng.random(count) < 0.12
    return pl.DataFrame(
        {
            "person": np.arange(count),
            "household": house,
            "given_name": _given(rng, gender),
            "family_name": np.array(_surnames(rng), object)[family],
            "birth_date": (
                np.datetime64("0000-01-01") + (days * 365.2425 / 365).astype("timedelta64[D]")
            ).astype(str),
            "gender": np.where(gender, "M", "F"),
            "number": rng.integers(0, 10_000, count),
            "provider": np.array(_PROVIDERS, object)[rng.integers(0, len(_PROVIDERS), count)],
            "mobile": np.char.add("06", np.char.zfill(rng.integers(0, 10**8, count).astype(str), 8)),
            "landline": np.char.add("01", np.char.zfill(rng.integers(0, 10**8, count).astype(str), 8))[house],
            **{name: column[house] for name, column in homes.items()},
            **{
                f"former_{name}": np.where(moved, column[::-1], column[house])
                for name, column in homes.items()
            },
        }
    )


def _given(rng: np.random.Generator, gender: Ints) -> npt.NDArray[np.object_]:
    known = names()
    lists = {
        sex: list(dict.fromkeys(n for part in known["given_by_birth_year"].values() for n in part[sex]))
        + list(known["given_foreign"][sex])
        for sex in ("f", "m")
    }
    every = np.array(lists["f"] + lists["m"], object)
    f, m = (_zipf(rng, len(lists[sex]), len(gender), 0.8) for sex in ("f", "m"))
    second = rng.random(len(gender)) < 0.06
    first = every[np.where(gender, m + len(lists["f"]), f)]
    return np.where(second, first + "-" + rng.permutation(first), first)


def _homes(rng: np.random.Generator, count: int) -> dict[str, npt.NDArray[Any]]:
    """Addresses: towns by population, a street of the town, a number, sometimes a flat."""
    towns = load_towns()
    sums = np.cumsum([population for _, population in towns])
    town = np.searchsorted(sums, rng.random(count) * sums[-1])
    village = read_gzip("village_names.txt.gz")
    kinds = np.array(["rue", "rue", "rue", "avenue", "chemin", "allee", "place"], object)
    known = names()["street_names"]
    streets = [*known, *(village[i] for i in rng.integers(0, len(village), _STREETS - len(known)))]
    street = (
        kinds[rng.integers(0, len(kinds), count)]
        + " "
        + np.array(streets, object)[_zipf(rng, _STREETS, count, 0.7)]
    )
    number = (rng.exponential(35, count).astype(np.int64) + 1).astype(str).astype(object)
    flat = np.char.add(", Apt ", rng.integers(1, 60, count).astype(str)).astype(object)
    return {
        "address": number + " " + street + np.where(rng.random(count) < 0.25, flat, ""),
        "postal_code": np.array([place.postal_code for place, _ in towns], object)[town],
        "city": np.array([place.name for place, _ in towns], object)[town],
    }


def _faulty(true: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """The records of people, as somebody wrote them down."""
    size = true.height
    old, second_mail, landline = (rng.random(size) < share for share in (0.5, 0.2, 0.3))
    letters = pl.concat_str(pl.col("given_name"), pl.col("family_name"), separator=".").str.to_lowercase()
    mail = pl.concat_str(
        letters, pl.when(pl.Series(second_mail)).then(pl.col("number") % 97).otherwise("number")
    )
    home = {
        name: pl.when(pl.Series(old)).then(f"former_{name}").otherwise(name)
        for name in ("address", "postal_code", "city")
    }
    told = true.select(
        "person",
        "household",
        "given_name",
        "family_name",
        "birth_date",
        "gender",
        email=pl.concat_str(mail.str.replace_all(r"[^a-z0-9.]", ""), pl.lit("@"), "provider"),
        phone=pl.when(pl.Series(landline)).then("landline").otherwise("mobile"),
        **home,
    )  # fmt: skip
    missing = {
        "birth_date": 0.1,
        "gender": 0.2,
        "email": 0.4,
        "phone": 0.35,
        "address": 0.15,
        "postal_code": 0.05,
    }
    told = told.with_columns(
        pl.when(pl.Series(rng.random(size) >= share)).then(name).alias(name)
        for name, share in missing.items()
    )
    slips = {
        "given_name": 0.05,
        "family_name": 0.05,
        "birth_date": 0.03,
        "email": 0.02,
        "phone": 0.02,
        "address": 0.05,
    }
    return told.with_columns(_slipped(told[name], share, rng) for name, share in slips.items())


def _slipped(column: pl.Series, share: float, rng: np.random.Generator) -> pl.Series:
    """Some of the values with a slip of the finger."""
    chance = random.Random(int(rng.integers(1 << 32)))
    rows = np.flatnonzero((rng.random(len(column)) < share) & column.is_not_null().to_numpy())
    return column.clone().scatter(rows, [_slip(text, chance) for text in column.gather(rows).to_list()])


def _slip(text: str, chance: random.Random) -> str:
    """One character left out, doubled, swapped with the next, or another one; a digit stays a digit."""
    place = chance.randrange(len(text))
    before, here, after = text[:place], text[place], text[place + 1 :]
    if here.isdigit():
        return f"{before}{chance.randrange(10)}{after}"
    swapped = after[:1] + here + after[1:]
    return before + chance.choice((after, here * 2 + after, swapped, chance.choice(_KEYS) + after))
