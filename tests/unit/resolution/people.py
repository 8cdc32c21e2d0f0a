"""Frames of made-up records for tests of the pure part of resolution."""

import random

import polars as pl

from app.standardise.record import standardise_frame

GIVEN = ("Anna", "Bruno", "Chloé", "David", "Emma", "Farid", "Greta", "Hugo", "Inès", "Jules", "Karim", "Léa")
FAMILY = (
    "Aubert",
    "Boucher",
    "Carpentier",
    "Delorme",
    "Etienne",
    "Fontaine",
    "Guichard",
    "Huet",
    "Imbert",
    "Klein",
)

Row = dict[str, str | None]


def rows(people: int = 80, seed: int = 0) -> list[Row]:
    """Two or three records of each person, some values missing or misspelt; neighbours share a home."""
    rng = random.Random(seed)
    found = []
    for number in range(people):
        house = number - number % 2
        whole: Row = {
            "given_name": rng.choice(GIVEN),
            "family_name": FAMILY[house * 7 % 10] + "eau" * (house // 10 % 3),
            "birth_date": f"{1940 + rng.randrange(60)}-{rng.randrange(12) + 1:02}-{rng.randrange(28) + 1:02}",
            "email": f"user{number}.{rng.randrange(999)}@example-{number % 5}.org",
            "phone": f"06{10_000_000 + number * 104_729}",
            "street_address": f"{house + 1} rue des Lilas",
            "postal_code": f"75{house % 20 + 1:03}",
            "locality": "Paris",
        }
        for copy in range(2 + number % 2):
            row = {field: None if rng.random() < 0.2 * copy else value for field, value in whole.items()}
            name = row["family_name"]
            if name and rng.random() < 0.3:
                row["family_name"] = name[:2] + name[3:]
            found.append(row | {"person": str(number), "home": str(house), "record": f"r{number:03}-{copy}"})
    return found


def standardised(found: list[Row]) -> pl.DataFrame:
    """As `derive` takes them, without the truth."""
    raw = pl.DataFrame(found).drop("person", "home")
    many = [column for column in ("email", "phone") if column in raw.columns]
    return standardise_frame(
        raw.with_columns(pl.concat_list(column).list.drop_nulls() for column in many)
    ).frame
