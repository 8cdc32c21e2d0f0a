"""Visits of a file are resolved by an ordinary `idgraph resolve`, as everything derived anew would have them."""

from pathlib import Path
from typing import Any

import pytest

from app.graph.store import Store
from app.resolution import bulk
from app.resolution.bulk import resolve
from app.resolution.invariants import invariants
from app.resolution.live.settling import Settling
from app.resolution.up_to_date import bring_up_to_date
from tests.graph.contents import everything
from tests.graph.evidence import add, household, individual, population, see
from tests.graph.test_households_online import TABLET, account

HOME = "90.7.7.1"
IRENE, LOIC, REMI = "shop:A1", "shop:A2", "shop:A3"


@pytest.fixture
def town(graph: Store, tmp_path: Path) -> Store:
    """A shop whose accounts sign in: each on what is theirs alone."""
    add(graph, tmp_path, "crm", population(20))
    people = [("Irène", "Kervella"), ("Loïc", "Kervella"), ("Rémi", "Kerguelen")]
    add(graph, tmp_path, "shop", [account(number, *name) for number, name in enumerate(people, 1)])
    alone = [seen(number, 12, cookie=f"cookie-{number}", ip=HOME) for number in (1, 2, 3)]
    see(graph, tmp_path, "shop", [*alone, seen(1, 13, device=TABLET)])
    resolve(graph, quiet=True)
    assert pending(graph) == set()
    return graph


def seen(number: int, hour: int, day: int = 1, **more: str) -> dict[str, str]:
    return {"at": f"2024-03-{day:02}T{hour:02}:00:00", "account_id": f"A{number}", **more}


def pending(store: Store) -> set[str]:
    return {row["id"] for row in store.run_text("MATCH (c:Pending) RETURN c.id AS id")}


def assert_resolved(store: Store, waiting: set[str]) -> None:
    """By themselves, and as everything is resolved anew."""
    assert pending(store) == waiting
    assert bring_up_to_date(store, quiet=True).came == len(waiting)
    assert not [one for one in invariants(store) if one.broken]
    stood = everything(store)
    bring_up_to_date(store, full=True, quiet=True)
    assert everything(store) == stood


def test_an_account_that_nobody_knew(town: Store, tmp_path: Path) -> None:
    see(town, tmp_path, "shop", [seen(7, 12, cookie="cookie-7"), seen(8, 12, 2, device=TABLET)])
    assert_resolved(town, {"shop:A7", "shop:A8"})
    assert household(town, "shop:A8") == household(town, IRENE)
    assert individual(town, "shop:A8") != individual(town, IRENE)


def test_a_known_account_where_another_one_was_alone(town: Store, tmp_path: Path) -> None:
    assert household(town, LOIC) != household(town, IRENE)
    see(town, tmp_path, "shop", [seen(2, 12, 2, device=TABLET)])
    assert_resolved(town, {LOIC})
    assert household(town, LOIC) == household(town, IRENE)


def test_an_address_that_becomes_a_home_while_nobody_is_signed_in(town: Store, tmp_path: Path) -> None:
    nights = [
        {"at": f"2024-03-{day:02}T23:00:00", "cookie": f"cookie-{number}", "ip": HOME}
        for number in (1, 2)
        for day in range(5, 9)
    ]
    see(town, tmp_path, "shop", nights)
    assert_resolved(town, {IRENE, LOIC})
    assert household(town, LOIC) == household(town, IRENE)


def test_who_visits_last_names_their_person(town: Store, tmp_path: Path) -> None:
    """As files have it: the newest record does."""
    name = "MATCH (:Customer {id: $p.id})-[:IDENTIFIES]->(i) RETURN i.name AS name"
    town.run_text(
        "MATCH (a:Customer {id: 'shop:A3'}) SET a.seen_at = datetime('2024-01-01') "
        "WITH a MATCH (b:Customer {id: 'shop:A2'}) SET b.seen_at = datetime('2024-02-01') "
        "CREATE (a)-[:MUST_LINK {by: 'a steward', at: datetime(), reason: 'a test'}]->(b)"
    )
    resolve(town, quiet=True)
    assert town.run_text(name, id=REMI) == [{"name": "Loïc Kervella"}]
    see(town, tmp_path, "shop", [seen(3, 12, 9, cookie="cookie-3"), seen(1, 12, 9, cookie="cookie-1")])
    assert_resolved(town, {REMI})
    assert town.run_text(name, id=REMI) == [{"name": "Rémi Kerguelen"}]


def test_what_was_seen_before_lets_nobody_wait(town: Store, tmp_path: Path) -> None:
    again = [seen(2, 12, 2, device=TABLET), seen(7, 12, cookie="cookie-7")]
    see(town, tmp_path, "shop", again)
    assert_resolved(town, {LOIC, "shop:A7"})
    stood = everything(town)
    see(town, tmp_path, "shop", again)
    assert everything(town) == stood
    see(town, tmp_path, "shop", [seen(2, 15, 2, device=TABLET)])
    assert pending(town) == set()


@pytest.mark.parametrize(("where", "step"), [(Settling, "settle"), (bulk, "derive")])
def test_visits_that_come_while_a_resolve_runs(
    town: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: Any, step: str
) -> None:
    """After it has read the record, and before it writes what follows: of those that wait, and of everything."""
    later, work = [seen(2, 12, 2, device=TABLET)], getattr(where, step)

    def meanwhile(*args: Any, **more: Any) -> Any:
        if later:
            see(town, tmp_path, "shop", [later.pop()])
        return work(*args, **more)

    see(town, tmp_path, "shop", [seen(2, 12, 2, cookie="cookie-8")])
    monkeypatch.setattr(where, step, meanwhile)
    bring_up_to_date(town, full=where is bulk, quiet=True)
    assert not later
    assert_resolved(town, set())
    assert household(town, LOIC) == household(town, IRENE)


def test_who_is_left_alone_on_a_browser_that_a_file_no_longer_names_waits(
    town: Store, tmp_path: Path
) -> None:
    """What they share with nobody any more is not what they are found by."""
    file_says = population(21)[-1] | {"id": "c1"}
    add(town, tmp_path, "crm", [file_says | {"cookie": "cookie-1"}])
    assert_resolved(town, {"crm:c1"})
    add(town, tmp_path, "crm", [file_says | {"cookie": "another"}])
    assert_resolved(town, {"crm:c1", IRENE})


def test_a_correction_leaves_people_where_visits_saw_them(town: Store, tmp_path: Path) -> None:
    """Whether a file says something else of somebody before or after they sign in makes no difference."""
    see(town, tmp_path, "shop", [seen(2, 12, 2, device=TABLET)])
    bring_up_to_date(town, quiet=True)
    assert household(town, LOIC) == household(town, IRENE)
    add(town, tmp_path, "shop", [account(2, "Loïc", "Kervella") | {"birth_date": "1962-12-12"}])
    assert_resolved(town, {LOIC})
    assert household(town, LOIC) == household(town, IRENE)
