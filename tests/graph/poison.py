"""A corpus of values that would join strangers, as delivered by one source, with who is who in it."""

import random
from dataclasses import dataclass

from app.demo.pools import build_pools
from tests.graph.evidence import Row

ROLE, FILLER, PUBLIC_IP = "info@grandmagasin.fr", "0600000000", "81.2.69.160"
"""Seen by their looks, but for the IP address: on every customer of the shop."""
MAILBOX, SWITCHBOARD, TILL = (
    "bouge.les.lignes@orange.fr",
    "06 12 34 56 78",
    "c0ffee00-1111-4222-8333-abcdefabcdef",
)
"""Seen by who has them."""
TABLET = "7ab1e700-2222-4333-8444-abcdefabcdef"
STAFF = 20
SCHOOL = {"address": "4 rue de l'École", "postal_code": "35000", "city": "Rennes"}
HOME = {"address": "18 rue des Tilleuls", "postal_code": "38100", "city": "Grenoble"}


@dataclass(frozen=True, slots=True)
class Poison:
    """`rows` have an `id` each. `same`: records that are one person. `home`: those of the family. `hubs`: what too many
    share, as reviews name it."""

    rows: list[Row]
    same: set[frozenset[str]]
    home: frozenset[str]
    hubs: set[str]


def poison(customers: int, pupils: int) -> Poison:
    """So many customers of the shop; the staff of a till; the pupils of a school; a family; two families that one typo
    would chain."""
    family = _family()
    school = {"address:FR:35000:rennes:4 rue de l ecole"} if pupils > 30 else set()
    return Poison(
        _customers(customers) + _staff() + _pupils(pupils) + family + _chained(),
        {frozenset({"c1", "c2"}), frozenset({"c3", "c4"})},
        frozenset(row["id"] for row in family),
        {f"email:{MAILBOX}", "phone:+33612345678", f"cookie:{TILL}", f"ip:{PUBLIC_IP}"} | school,
    )


def _people(mark: str, size: int, born: range) -> list[Row]:
    """People with the names of their time: among many, some have a surname, a given name or a birthday in common."""
    rng, pools = random.Random(mark), build_pools(7)
    people = []
    for number in range(size):
        year = rng.choice(born)
        people.append(
            {
                "id": f"{mark}{number:03}",
                "first_name": pools.given_name(rng, rng.choice("fm"), year),
                "last_name": pools.family.draw(rng),
                "birth_date": f"{year}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}",
            }
        )
    return people


def _customers(size: int) -> list[Row]:
    filled = {"email": ROLE, "phone": FILLER, "ip": PUBLIC_IP}
    return [row | filled for row in _people("i", size, range(1940, 2005))]


def _staff() -> list[Row]:
    shared = {"email": MAILBOX, "phone": SWITCHBOARD, "cookie_id": TILL}
    return [row | shared for row in _people("s", STAFF, range(1960, 2005))]


def _pupils(size: int) -> list[Row]:
    return [row | SCHOOL for row in _people("p", size, range(2010, 2013))]


def _family() -> list[Row]:
    """Parents and children on one tablet, with one landline."""
    born = {"Jean": "1969-02-11", "Sylvie": "1971-09-30", "Léa": "2003-05-04", "Hugo": "2006-12-01"}
    shared = {"last_name": "Vandermeersch", "phone": "04 76 12 34 56", "cookie_id": TABLET, **HOME}
    return [
        {"id": f"f{number}", "first_name": given, "birth_date": date} | shared
        for number, (given, date) in enumerate(born.items())
    ]


def _chained() -> list[Row]:
    rows = [
        ("c1", "Jean", "Moreau", "1970-03-04", "jean.moreau@free.fr"),
        ("c2", "Jean", "Morau", "1970-03-04", "jean.moreau@free.fr"),
        ("c3", "Jeanne", "Morand", "1974-03-09", "jeanne.morand@free.fr"),
        ("c4", "Jeanne", "Morand", "1974-03-09", "jeanne.morand@free.fr"),
    ]
    names = ("id", "first_name", "last_name", "birth_date", "email")
    return [dict(zip(names, row, strict=True)) for row in rows]
