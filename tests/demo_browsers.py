"""The cookies and devices of a demo folder as the graph would have them, without a graph, and whose they are."""

import csv
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from app.ingest.identifiers import Identifier
from app.ingest.online import Online, Span, places_of
from app.resolution.online.guess import UNITS, Guesses
from app.standardise.device import standardise_user_agent

Row = dict[str, Any]


@dataclass(frozen=True)
class Browsers:
    """`units` for `guess`, where whoever signed in is named by the truth; `truth`: key -> person, household."""

    units: pl.DataFrame
    truth: dict[str, tuple[str, str]]


def browsers_of(folder: Path) -> Browsers:
    accounts, truth = {}, {}
    homes: dict[str, set[str]] = {}
    with (folder / "truth.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            who = (row["person"], row["household"])
            if row["kind"] == "record":
                homes.setdefault(row["household"], set()).add(row["person"])
            if row["kind"] == "record" and row["source"] == "visits":
                accounts[row["id"]] = who
            elif row["kind"] != "record":
                truth[f"{row['kind']}:{row['id']}"] = who
    nodes: dict[str, Online] = {}
    seen_on: dict[str, set[str]] = {}
    users: dict[str, set[tuple[str, str]]] = {}
    with (folder / "visits.jsonl").open(encoding="utf-8") as file:
        for visit in map(json.loads, file):
            keys = [f"{kind}:{visit[kind]}" for kind in ("cookie", "device") if kind in visit]
            for key in keys:
                _note(nodes, key, visit)
                seen_on.setdefault(key, set()).update(one for one in keys if one.startswith("device:"))
                users.setdefault(key, set()).update(
                    [accounts[visit["account_id"]]] if "account_id" in visit else []
                )
    sizes = {home: len(members) for home, members in homes.items()}
    rows = [_unit(key, node, seen_on[key], users[key], sizes) for key, node in nodes.items()]
    return Browsers(pl.DataFrame(rows, schema=UNITS, orient="row"), truth)


def _note(nodes: dict[str, Online], key: str, visit: Row) -> None:
    at = datetime.fromisoformat(visit["at"])
    label, value = key.split(":", 1)
    node = nodes.setdefault(key, Online(Identifier(key, label.title(), "", value), Span(at, at)))
    places = places_of({"x_page": visit["page"]}, {})
    node.note(at, at.hour, standardise_user_agent(visit["user_agent"]).value, [visit["ip"]], places)


def _unit(
    key: str, node: Online, seen_on: set[str], users: set[tuple[str, str]], sizes: dict[str, int]
) -> Row:
    told = {name: value for name, value in node.row().items() if name in UNITS}
    return told | {
        "hours": [node.hours.get(hour, 0) for hour in range(24)],
        "device": key.startswith("device:"),
        "devices": sorted(seen_on),
        "people": sorted({person for person, _ in users}),
        "households": sorted({household for _, household in users}),
        "home_size": max((sizes[household] for _, household in users), default=None),
    }


def judged(found: Guesses, truth: dict[str, tuple[str, str]]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The best suggestion and the household link of each browser: probability, right."""
    best = found.suggestions.unique("key", keep="first", maintain_order=True)
    return _judged(best, "individual", 0, truth), _judged(found.homes, "household", 1, truth)


def _judged(rows: pl.DataFrame, owner: str, place: int, truth: dict[str, tuple[str, str]]) -> pl.DataFrame:
    right = [truth[key][place] == said for key, said in rows.select("key", owner).iter_rows()]
    return rows.select("probability").with_columns(right=pl.Series(right, dtype=pl.Boolean))


def knowable_homes(browsers: Browsers) -> int:
    """Anonymous browsers of a household in which somebody signed in: the most that can be found."""
    known = set(browsers.units["households"].explode().drop_nulls())
    anonymous = browsers.units.filter(pl.col("people").list.len() == 0)["key"]
    return sum(browsers.truth[key][1] in known for key in anonymous)
