"""Frames of made-up cookies and devices for tests of guesses: homes with a network each, where some sign in."""

import random
from typing import Any

import polars as pl

from app.resolution.online.guess import UNITS

Row = dict[str, Any]


def unit(key: str, **known: Any) -> Row:
    """One cookie that nothing is known of but what is given."""
    empty: Row = {name: [] for name in UNITS}
    return (
        empty
        | {"key": f"cookie:{key}", "device": False, "user_agent": None, "hours": None, "home_size": None}
        | known
    )


def frame(rows: list[Row]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=UNITS, orient="row")


def at_home(ip: str, nights: int = 3) -> Row:
    return {"ips": [ip], "ip_nights": [nights]}


def signed_in(person: str, household: str) -> Row:
    return {"people": [person], "households": [household]}


def town(homes: int = 150, seed: int = 0) -> tuple[pl.DataFrame, dict[str, tuple[str, str]]]:
    """Units, and key -> person, household in truth. Three cookies a person; one in four is anonymous."""
    rng = random.Random(seed)
    rows, truth = [], {}
    carrier, offices = [f"37.1.0.{n}" for n in range(4)], [f"195.1.0.{n}" for n in range(homes // 10)]
    for home in range(homes):
        ip, household = f"90.{home // 200}.{home % 200}.7", f"hh_{home:04}"
        for member in range(rng.choice((1, 1, 2, 3))):
            person, office = f"ind_{home:04}{member}", rng.choice(offices)
            shelves, peak = [f"/shelf/{rng.randint(0, 40)}" for _ in range(2)], rng.choice((7, 12, 21))
            for number in range(3):
                ips = [ip, rng.choice((office, office, rng.choice(carrier)))][: rng.choice((1, 2, 2))]
                hours = [0] * 24
                for _ in range(5):
                    hours[peak if rng.random() < 0.7 else rng.randint(0, 23)] += 1
                key = f"{rng.getrandbits(64):016x}"
                who = {} if rng.random() < 0.25 else signed_in(person, household)
                nights = [3] + [0] * (len(ips) - 1)
                places = [rng.choice(shelves), f"/shelf/{rng.randint(0, 40)}"]
                agent = ("safari/ios", "chrome/windows", "firefox/windows")[number]
                seen = {
                    "ips": ips,
                    "ip_nights": nights,
                    "hours": hours,
                    "places": places,
                    "user_agent": agent,
                }
                rows.append(unit(key, **seen, **who))
                truth[f"cookie:{key}"] = (person, household)
    return frame(rows), truth
