"""Values that would join strangers: none does, in any order of arrival, and each raises its alert."""

import random
from collections.abc import Collection
from pathlib import Path

import pytest

from app.feed.verify import verify
from app.graph.store import Store
from app.health import as_table, check_graph, usable
from app.matching.shipped import shipped_model
from app.resolution.in_force import put_in_force
from app.resolution.live.waiting import resolve_waiting
from app.settings import Settings
from app.stewardship.reviews import reviews
from tests.graph.evidence import Partition, add, homes, partition
from tests.graph.poison import FILLER, ROLE, TABLET, TILL, Poison, poison
from tests.graph.rebuilt import assert_as_rebuilt
from tests.graph.tracking import identify, track

KIOSK = "5f2d0c1e-8f6b-4c86-9d0a-6d1a6e0c1b99"


@pytest.fixture
def live(graph: Store) -> Store:
    """An empty graph that resolves what arrives."""
    put_in_force(graph, shipped_model(), chosen=True)
    graph.write("live/ready", ready=True)
    return graph


def bring(store: Store, folder: Path, corpus: Poison, seed: int, batch: int) -> None:
    rows = random.Random(seed).sample(corpus.rows, len(corpus.rows))
    for start in range(0, len(rows), batch):
        add(store, folder, "crm", rows[start : start + batch])
        found = resolve_waiting(store)
        assert not found.waiting
        assert not found.held


def together(groups: Partition) -> Partition:
    """Those of more than one record, by the records' IDs in the source."""
    named = ({record.removeprefix("crm:") for record in group} for group in groups)
    return {frozenset(group) for group in named if len(group) > 1}


def alerts(store: Store) -> set[str]:
    return {one["key"] for one in reviews(store, "", 100)["reviews"] if one["kind"] == "hub"}


def owners(store: Store, cookie: str) -> list[str]:
    rows = store.run_text(
        "MATCH (:Cookie {key: $p.key})-[r:IDENTIFIES|MEMBER_OF]->() RETURN type(r) AS how",
        key=f"cookie:{cookie}",
    )
    return [row["how"] for row in rows]


def assert_harmless(store: Store, corpus: Poison) -> None:
    """Nobody is merged but who is one person; strangers share no home; each value has its alert."""
    assert together(partition(store)) == corpus.same
    shared = together(homes(store))
    assert corpus.home in shared
    assert max(map(len, shared)) == len(corpus.home)
    assert alerts(store) == corpus.hubs
    assert (owners(store, TABLET), owners(store, TILL)) == (["MEMBER_OF"], [])
    assert_unusable(store, [row["id"] for row in corpus.rows if row.get("email") == ROLE])
    assert verify(store).ok


def assert_unusable(store: Store, customers: Collection[str]) -> None:
    """What fills a box is told of each record that has it."""
    rows = store.run_text(
        "MATCH (c:Customer) WHERE c.junk IS NOT NULL RETURN c.source_id AS id, c.junk AS junk"
    )
    assert {row["id"]: set(row["junk"]) for row in rows} == {id: {"email", "phone"} for id in customers}
    assert not store.run_text(
        "MATCH (x:Identifier) WHERE x.value IN $p.values RETURN x", values=[ROLE, FILLER]
    )


@pytest.mark.parametrize("seed", range(10))
def test_no_stranger_is_joined_in_any_order(live: Store, tmp_path: Path, seed: int) -> None:
    corpus = poison(customers=20, pupils=12)
    bring(live, tmp_path, corpus, seed, batch=20)
    assert_harmless(live, corpus)


def test_what_a_source_fills_its_boxes_with_is_told_of_without_the_values(
    graph: Store, settings: Settings, tmp_path: Path
) -> None:
    """No review is about it, as it joins nobody from the start. Its load says so, and health from then on."""
    corpus = poison(customers=20, pupils=12)
    assert add(graph, tmp_path, "crm", corpus.rows).unusable == {"email": 20, "phone": 20}
    add(graph, tmp_path, "shop", [row for row in corpus.rows if row.get("email") != ROLE])
    every = len(corpus.rows)
    found = usable(graph)
    assert (found.ok, found.warns) == (True, True)
    assert found.detail == f"crm email 20 of {every} records; crm phone 20 of {every} records"
    assert found in check_graph(settings)
    assert as_table([found]).startswith("warn  ")
    assert found.as_json() == {"ok": True, "detail": found.detail, "warns": True}


def test_a_few_values_that_say_nothing_are_nothing_to_look_at(graph: Store, tmp_path: Path) -> None:
    corpus = poison(customers=2, pupils=12)
    add(graph, tmp_path, "crm", corpus.rows)
    assert not usable(graph).warns


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_no_stranger_of_five_hundred_is_joined_in_any_order(live: Store, tmp_path: Path, seed: int) -> None:
    corpus = poison(customers=500, pupils=200)
    bring(live, tmp_path, corpus, seed, batch=random.Random(seed).choice((100, 250, 1_000)))
    assert_harmless(live, corpus)
    assert_as_rebuilt(live)


def test_strangers_who_sign_in_on_one_browser_share_no_home(live: Store) -> None:
    names = [row for row in poison(20, 0).rows if row["id"].startswith("s")]
    told = [
        identify(row["id"], f"m{number}", number % 12, firstName=row["first_name"], lastName=row["last_name"])
        | {"anonymousId": KIOSK}
        for number, row in enumerate(names)
    ]
    for start in range(0, len(told), 3):
        track(live, *told[start : start + 3])
    assert not [home for home in homes(live) if len(home) > 1]
    assert (alerts(live), owners(live, KIOSK)) == ({f"cookie:{KIOSK}"}, [])
    assert_as_rebuilt(live)
