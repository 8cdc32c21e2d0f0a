"""Records with three identifiers each: an email, a phone and a loyalty card; two records a person on average."""

import csv
import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.demo.chance import chance
from app.demo.pools import Pools, build_pools
from app.standardise.text import fold

SEED = 1
WITH_COOKIE = 500
"""So many records also carry a cookie, whatever the size: what is asked of `/cookies/match`."""
COLUMNS = (
    "id",
    "prenom",
    "nom",
    "date_naissance",
    "email",
    "telephone",
    "loyalty_card",
    "code_postal",
    "ville",
    "cookie",
)


@dataclass(frozen=True)
class Questions:
    """Identifiers that stand in the file."""

    emails: list[str]
    cookies: list[str]


def write_people(path: Path, records: int) -> Questions:
    """Write a CSV file of so many records. The same size gives the same bytes."""
    rng, pools = chance(SEED, "benchmark"), _pools()
    emails, cookies = [], []
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        written, person = 0, 0
        while written < records:
            person += 1
            fixed = _person(person, rng, *_names(rng, pools))
            town = pools.town(rng)
            emails.append(fixed[3])
            for _ in range(min(rng.choice((1, 2, 2, 3)), records - written)):
                written += 1
                cookie = f"bench-{written:016x}" if written <= WITH_COOKIE else ""
                cookies += [cookie] if cookie else []
                writer.writerow((f"r{written:07d}", *fixed, town.postal_code, town.name, cookie))
    return Questions(emails, cookies)


def newcomer(number: int) -> dict[str, str]:
    """What somebody tells who is not in the file, and has a name as people there have: the same of the same number."""
    given, family = _names(chance(SEED, f"newcomer {number}"), _pools())
    return {
        "firstName": given,
        "lastName": family,
        "email": f"{_letters(given, family)}{number}@orange.fr",
    }


@cache
def _pools() -> Pools:
    return build_pools(SEED)


def _names(rng: random.Random, pools: Pools) -> tuple[str, str]:
    return pools.given_name(rng, rng.choice("fm"), 1975), pools.family.draw(rng)


def _letters(given: str, family: str) -> str:
    return "".join(c for c in fold(f"{given}{family}") if c.isalpha())


def _person(number: int, rng: random.Random, given: str, family: str) -> tuple[str, ...]:
    """Given name, family name, birth date, email, phone, card: the identifiers are nobody else's."""
    born = f"{rng.randint(1940, 2005)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
    return (
        given,
        family,
        born,
        f"{_letters(given, family)}{number}@gmail.com",
        f"06{20_000_000 + 7 * number}",
        f"C{number:08d}",
    )
