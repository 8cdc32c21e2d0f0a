"""The log of visits has the structure of a real one: homes by night, carriers of thousands, offices by day."""

import csv
import json
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from app.demo.files import write_demo_data

Row = dict[str, Any]
CARRIER, OFFICE, WIFI = "37.", "195.", "185."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo")
    write_demo_data(path, 2000, 4, quiet=True)
    return path


@pytest.fixture(scope="module")
def visits(folder: Path) -> list[Row]:
    return [json.loads(line) for line in (folder / "visits.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def owners(folder: Path) -> dict[str, Row]:
    with (folder / "truth.csv").open(encoding="utf-8") as file:
        return {row["id"]: row for row in csv.DictReader(file) if row["kind"] == "cookie"}


def homes_by_network(visits: list[Row], owners: dict[str, Row]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for visit in visits:
        if home := owners[visit["cookie"]]["household"]:
            found[visit["ip"]].add(home)
    return found


def hour(visit: Row) -> int:
    return int(visit["at"][11:13])


def test_a_home_network_is_one_households(visits: list[Row], owners: dict[str, Row]) -> None:
    homes = homes_by_network(visits, owners)
    at_home = [len(of) for ip, of in homes.items() if not ip.startswith((CARRIER, OFFICE, WIFI))]
    assert len(at_home) > 300
    assert sum(count == 1 for count in at_home) / len(at_home) > 0.9
    assert max(at_home) > 5, "flat-shares and halls use one network"


def test_a_carrier_hides_hundreds_behind_one_address(visits: list[Row], owners: dict[str, Row]) -> None:
    homes = homes_by_network(visits, owners)
    assert all(len(of) > 50 for ip, of in homes.items() if ip.startswith(CARRIER))


def test_phones_are_at_home_by_night_and_at_work_by_day(visits: list[Row]) -> None:
    phones = [visit for visit in visits if "iPhone" in visit["user_agent"]]
    by_night = [visit for visit in phones if hour(visit) >= 20 or hour(visit) < 7]
    assert by_night
    assert not any(visit["ip"].startswith((CARRIER, OFFICE, WIFI)) for visit in by_night)
    at_work = [hour(visit) for visit in phones if visit["ip"].startswith(OFFICE)]
    assert len(at_work) > 20
    assert all(9 <= one < 18 for one in at_work)


def test_many_cookies_never_sign_in_and_their_truth_is_known(
    visits: list[Row], owners: dict[str, Row]
) -> None:
    signed_in = {visit["cookie"] for visit in visits if "account_id" in visit}
    anonymous = owners.keys() - signed_in
    assert 0.2 < len(anonymous) / len(owners) < 0.5
    assert all(owners[cookie]["person"] for cookie in anonymous)


def test_people_go_where_they_like(visits: list[Row], owners: dict[str, Row]) -> None:
    """Two visits of one person are at one place far more often than two visits of two."""
    pages: dict[str, list[str]] = defaultdict(list)
    for visit in visits:
        pages[owners[visit["cookie"]]["person"]].append(visit["page"])
    everybody = [mine[0] for mine in pages.values()]
    own = [mine[0] == mine[1] for mine in pages.values() if len(mine) > 1]
    strangers = [a == b for a, b in pairwise(everybody)]
    assert sum(own) / len(own) > 1.4 * sum(strangers) / len(strangers)
