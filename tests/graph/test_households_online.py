"""Who signed in on one tablet, or from one line at night, lives together; that never makes two people one."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.audit import COMMAND
from app.graph.store import Store
from app.ingest.load import About, load
from app.resolution.bulk import resolve
from app.sources import open_source
from app.stewardship.blocks import block, unblock
from tests.graph.evidence import add, household, individual, living, population
from tests.graph.rebuilt import assert_as_afresh, assert_as_rebuilt

TABLET = "7f3a9c2e-0000-4000-8000-000000000001"


def account(number: int, given: str, family: str) -> dict[str, Any]:
    return {
        "id": f"A{number}",
        "account_id": f"A{number}",
        "first_name": given,
        "last_name": family,
        "birth_date": f"19{60 + number}-0{number}-1{number}",
    }


@pytest.fixture
def town(graph: Store, tmp_path: Path) -> Store:
    add(graph, tmp_path, "crm", population(40))
    couple = [
        account(1, "Irène", "Kervella"),
        account(2, "Loïc", "Kervella"),
        account(3, "Rémi", "Kerguelen"),
    ]
    add(graph, tmp_path, "accounts", couple)
    return graph


def visit(store: Store, folder: Path, *visits: dict[str, str]) -> None:
    path = folder / "visits.jsonl"
    path.write_text(
        "".join(json.dumps({"visit_id": f"v{n}"} | row) + "\n" for n, row in enumerate(visits)), "utf-8"
    )
    load(store, open_source(path), About("web"), quiet=True)
    store.run_text(
        "MATCH (a:Customer {source: 'accounts'}), (w:Customer {source: 'web', source_id: a.source_id}) "
        "MERGE (a)-[v:MUST_LINK]->(w) SET v.by = 'a steward', v.at = datetime(), v.reason = 'one account'"
    )


def at(hour: int, number: int, **more: str) -> dict[str, str]:
    return {"at": f"2024-03-{number + 1:02}T{hour:02}:00:00", "account_id": f"A{number}", **more}


def together(store: Store) -> list[bool]:
    """Whether account 2, and 3, live with account 1. No two are ever one person."""
    assert len({individual(store, f"accounts:A{n}") for n in (1, 2, 3)}) == 3
    first = household(store, "accounts:A1")
    return [household(store, f"accounts:A{n}") == first for n in (2, 3)]


def test_nothing_in_common_is_no_household(town: Store) -> None:
    resolve(town, quiet=True)
    assert together(town) == [False, False]


def test_one_tablet_is_one_household(town: Store, tmp_path: Path) -> None:
    visit(town, tmp_path, *(at(12, number, device=TABLET) for number in (1, 2)))
    resolve(town, quiet=True)
    assert together(town) == [True, False]
    evidence = town.run_text("MATCH ()-[m:SHARES_HOME]->() UNWIND m.evidence AS line RETURN line")
    assert sum(row["line"].startswith("device|shared|") for row in evidence) == 1
    assert not any(resolve(town, quiet=True).changes.values())


def test_one_line_by_night_is_one_household_and_by_day_none(town: Store, tmp_path: Path) -> None:
    lines = {1: "90.7.7.1", 2: "90.7.7.1", 3: "90.8.8.1"}
    days = [at(11, number, cookie=f"cookie-{number}", ip="90.1.1.1") for number in (1, 2, 3)]
    nights = [
        at(22, n, cookie=f"cookie-{n}", ip=ip, page=f"/{k}") for n, ip in lines.items() for k in range(3)
    ]
    visit(town, tmp_path, *days)
    resolve(town, quiet=True)
    assert together(town) == [False, False]
    visit(town, tmp_path, *days, *nights)
    resolve(town, quiet=True)
    assert together(town) == [True, False]


@pytest.mark.parametrize("namespace", ["cookie", "device"])
def test_what_is_blocked_does_not_say_where_its_users_live(
    town: Store, tmp_path: Path, namespace: str
) -> None:
    """As if nobody had ever had it: nor was it ever used on that line by night."""
    line = {"ip": "90.7.7.1", namespace: TABLET}
    visit(town, tmp_path, *(at(22, n, page=f"/{k}", **line) for n in (1, 2) for k in range(3)))
    resolve(town, quiet=True)
    assert together(town) == [True, False]
    before = living(town)
    block(town, COMMAND, namespace, TABLET)
    assert together(town) == [False, False]
    evidence = town.run_text("MATCH ()-[m:SHARES_HOME]->() UNWIND m.evidence AS line RETURN line")
    assert not [row for row in evidence if row["line"].startswith(("ip|shared", f"{namespace}|shared"))]
    assert_as_rebuilt(town)
    assert_as_afresh(town)
    unblock(town, COMMAND, namespace, TABLET)
    assert living(town) == before
    assert_as_rebuilt(town)
    assert_as_afresh(town)
