"""What would join too much at once waits for a steward, and nothing of it is lost."""

import contextlib
from pathlib import Path

import pytest

from app.audit import COMMAND
from app.errors import Conflict, NotFound
from app.graph.lease import lease
from app.graph.store import Row, Store
from app.matching.limits import Limits
from app.resolution.invariants import invariants
from app.resolution.live.waiting import resolve_waiting
from app.resolution.up_to_date import bring_up_to_date
from app.stewardship import verdicts
from app.stewardship.held import release
from app.stewardship.reviews import as_table
from app.stewardship.why import why
from tests.graph.evidence import add, derived, judge, partition, population
from tests.graph.held import all_paul, corrected, held, limited, newcomers_held_back
from tests.graph.rebuilt import assert_as_rebuilt
from tests.graph.tracking import identify, track


@pytest.fixture
def waiting(graph: Store, tmp_path: Path, narrow: Limits) -> Store:
    """Six people, and a correction of a file that says that they are one: it is held back."""
    people = population(6)
    add(graph, tmp_path, "crm", people)
    bring_up_to_date(graph, quiet=True)
    add(graph, tmp_path, "crm", all_paul(people))
    assert bring_up_to_date(graph, quiet=True).held == 12
    return graph


def test_it_is_shown_with_the_reason(waiting: Store) -> None:
    (review,) = held(waiting)
    assert (review["found"], review["people"], len(review["individuals"])) == (12, 6, 6)
    assert "6 people would become 1, and at most 2 may be merged at once" in review["question"]
    assert f"{review['held']}\n" in as_table([review])


@pytest.mark.parametrize(("batch", "held_back"), [(8, 4), (4, 0)])
def test_a_batch_merges_no_more_than_it_may_however_many_transactions_it_takes(
    graph: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, narrow: Limits, batch: int, held_back: int
) -> None:
    """Two records are resolved together, by which two people are one."""
    monkeypatch.setattr("app.resolution.live.waiting._TOGETHER", 2)
    monkeypatch.setattr("app.resolution.live.waiting.BATCH", batch)
    corrected(graph, tmp_path, {1: 0, 3: 2, 5: 4, 7: 6})
    assert bring_up_to_date(graph, quiet=True).held == held_back
    assert len(partition(graph)) == 4 + held_back // 2
    assert all(
        "at most 2 may be merged at once, of whom 2 were just before" in one["question"]
        for one in held(graph)
    )


@pytest.mark.parametrize(("merged_people", "held_back"), [(2, 4), (3, 2)])
def test_neither_does_one_that_is_resolved_by_halves(
    graph: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, merged_people: int, held_back: int
) -> None:
    """Three people would be one, of six records: that is too many, and those who came with them are none the worse."""
    limited(monkeypatch, component=4, merged_people=merged_people)
    corrected(graph, tmp_path, {1: 0, 3: 2, 5: 4, 6: 4})
    assert bring_up_to_date(graph, quiet=True).held == held_back
    assert len(partition(graph)) == 8 - merged_people


def test_who_asks_why_is_told_that_it_waits(waiting: Store) -> None:
    note = why(waiting, "crm:000a", "crm:001a")["changes"]["note"]
    assert "held back" in note
    assert "idgraph resolve" not in note


def test_a_release_is_predicted_and_done_once(waiting: Store) -> None:
    (review,) = held(waiting)
    before = derived(waiting)
    predicted = release(waiting, COMMAND, review["held"], dry_run=True)
    assert (derived(waiting), held(waiting)) == (before, [review])
    done = release(waiting, COMMAND, review["held"])
    assert done.effects == predicted.effects
    assert done.as_json()["people"]["merged"] == 1
    assert partition(waiting) == {frozenset(f"crm:{n:03}{side}" for n in range(6) for side in "ab")}
    assert held(waiting) == []
    assert_as_rebuilt(waiting)
    with pytest.raises(NotFound, match="idgraph reviews"):
        release(waiting, COMMAND, review["held"])
    rows = waiting.run_text("MATCH (a:Audit) RETURN a.action AS action")
    assert [row["action"] for row in rows].count("held back records released") == 1


def test_nothing_is_released_while_everything_is_resolved(waiting: Store) -> None:
    """It would wait until that is done, and be held back again then."""
    (review,) = before = held(waiting)
    with lease(waiting, "resolve"), pytest.raises(Conflict, match="when that is done"):
        release(waiting, COMMAND, review["held"])
    assert held(waiting) == before


def test_left_waiting_it_changes_nobody_however_much_else_comes(
    waiting: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.resolution.up_to_date._few", lambda records: 1)
    (review,) = held(waiting)
    before = partition(waiting)
    add(waiting, tmp_path, "shop", [row | {"id": f"x{row['id']}"} for row in population(20)[20:]])
    bring_up_to_date(waiting, quiet=True)
    assert held(waiting) == [review]
    assert {group for group in partition(waiting) if any(id.startswith("crm:") for id in group)} == before
    assert not any(found.broken for found in invariants(waiting, quiet=True))


def test_beside_new_records_that_are_held_back_many_others_are_resolved_together(
    graph: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newcomers_held_back(graph, tmp_path, monkeypatch, population(12), 0)
    before, reviewed = partition(graph), held(graph)
    judge(graph, "MUST_LINK", "crm:003a", "shop:n000a")
    monkeypatch.setattr("app.resolution.up_to_date._few", lambda records: 0)
    add(graph, tmp_path, "web", [row | {"id": f"w{row['id']}"} for row in population(18)[24:]])
    found = bring_up_to_date(graph, quiet=True)
    assert (found.came, found.held) == (None, 1)
    assert held(graph) == reviewed
    assert partition(graph) == before | {frozenset({f"web:w{n:03}a", f"web:w{n:03}b"}) for n in range(12, 18)}
    assert not any(one.broken for one in invariants(graph, quiet=True))
    (review,) = reviewed
    release(graph, COMMAND, review["held"])
    assert held(graph) == []
    assert_as_rebuilt(graph)


def test_who_hangs_together_with_a_held_correction_waits_with_it(
    graph: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stands in its record already: deriving them would let it in."""
    first, second, other, _ = people = population(2)
    add(graph, tmp_path, "crm", people)
    bring_up_to_date(graph, quiet=True)
    limited(monkeypatch, component=2)
    add(graph, tmp_path, "crm", [other | {"id": first["id"]}])
    assert bring_up_to_date(graph, quiet=True).held == 1
    (review,) = held(graph)
    before = derived(graph)
    add(graph, tmp_path, "crm", [second | {"phone": "0611223344"}])
    assert bring_up_to_date(graph, quiet=True).held == 2
    assert derived(graph) == before
    assert [(one["held"], one["found"]) for one in held(graph)] == [(review["held"], 2)]
    release(graph, COMMAND, review["held"])
    assert held(graph) == []
    assert_as_rebuilt(graph)


def test_who_is_held_back_counts_by_the_name_that_a_steward_lets_in(
    graph: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Six would share an email, did not one of them say since then that they are called like another."""
    names = ("Martin", "Bernard", "Robert", "Richard", "Durand", "Dubois", "Moreau")
    one, *others, sixth, alone = (
        {"id": f"{at}", "first_name": "Claire", "last_name": name, "email": "desk@example.org"}
        | {"phone": f"06123456{at}0", "birth_date": f"19{at}1-03-14"}
        for at, name in enumerate(names, 1)
    )
    sixth, alone = (row | {"email": f"{row['last_name'].lower()}@example.org"} for row in (sixth, alone))
    add(graph, tmp_path, "crm", [one, *others, sixth, alone])
    bring_up_to_date(graph, quiet=True)
    limited(monkeypatch, merged_people=0)
    for correction in (one | {"id": others[0]["id"]}, alone | {"id": sixth["id"], "email": one["email"]}):
        add(graph, tmp_path, "crm", [correction])
        assert bring_up_to_date(graph, quiet=True).held
    verdicts.judge(graph, COMMAND, f"crm:{sixth['id']}", f"crm:{others[1]['id']}", "cannot_link")
    assert graph.run_text("MATCH (x:Identifier) WHERE x.hub RETURN x.key AS key") == []
    assert_as_rebuilt(graph)


def test_what_is_loaded_anew_is_looked_at_anew(waiting: Store, tmp_path: Path) -> None:
    """It was held for what it said before: who it belongs to now is not."""
    first, second, *_ = population(6)
    (review,) = held(waiting)
    add(waiting, tmp_path, "crm", [first, second])
    assert [one["found"] for one in held(waiting)] == [10]
    assert bring_up_to_date(waiting, quiet=True).held == 10
    assert [(one["held"], one["found"]) for one in held(waiting)] == [(review["held"], 10)]
    assert frozenset({"crm:000a", "crm:000b"}) in partition(waiting)
    release(waiting, COMMAND, review["held"])
    assert_as_rebuilt(waiting)


def told(store: Store, message: str, hour: int, row: Row) -> None:
    """An event that tells of a user what a row of a file does."""
    names = {"firstName": "first_name", "lastName": "last_name", "birthday": "birth_date", "email": "email"}
    track(store, identify("u1", message, hour, **{name: row[column] for name, column in names.items()}))


@pytest.mark.parametrize("resolving", [False, True])
def test_what_an_event_tells_anew_is_looked_at_anew(
    graph: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, resolving: bool
) -> None:
    """While everything is resolved it waits for that alone, whatever it was held back for before."""
    first, *_, another = population(4)
    add(graph, tmp_path, "crm", population(2))
    bring_up_to_date(graph, quiet=True)
    limited(monkeypatch, component=2)
    told(graph, "m1", 8, first)
    assert [one["found"] for one in held(graph)] == [1]
    with lease(graph, "resolve") if resolving else contextlib.nullcontext():
        told(graph, "m2", 9, another)
    bring_up_to_date(graph, quiet=True)
    assert held(graph) == []
    assert frozenset({"web:u1"}) in partition(graph)
    assert_as_rebuilt(graph)
    with lease(graph, "resolve") if resolving else contextlib.nullcontext():
        told(graph, "m3", 10, first)
    bring_up_to_date(graph, quiet=True)
    (review,) = held(graph)
    assert "3 records hang together" in review["question"]
    release(graph, COMMAND, review["held"])
    assert_as_rebuilt(graph)


def test_holds_keep_their_names_whatever_else_is_to_be_looked_at(
    graph: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other evidence of a whole source lets all its records wait, and those that are held with them."""
    news = newcomers_held_back(graph, tmp_path, monkeypatch, population(2), 0, 2)
    one, other = before = held(graph)
    add(graph, tmp_path, "shop", news, deduplicated=True)
    assert held(graph) == before
    release(graph, COMMAND, one["held"])
    assert held(graph) == [other]
    release(graph, COMMAND, other["held"])
    bring_up_to_date(graph, quiet=True)
    assert held(graph) == []
    assert_as_rebuilt(graph)


def test_of_a_group_only_what_hangs_together_with_too_many_waits(
    graph: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = population(9)
    add(graph, tmp_path, "crm", people)
    bring_up_to_date(graph, quiet=True)
    limited(monkeypatch, component=2)
    news = [
        row | {"id": f"n{row['id']}"} for row in (people[0], *(population(14)[2 * n] for n in range(9, 14)))
    ]
    add(graph, tmp_path, "shop", news)
    assert resolve_waiting(graph).held
    (review,) = held(graph)
    assert review["found"] == 1
    assert "records hang together, and at most 2 may be joined at once" in review["question"]
    found = graph.run_text("MATCH (c:Customer {source: 'shop'})-[:IDENTIFIES]->() RETURN c.id AS id")
    assert len(found) == len(news) - 1
    release(graph, COMMAND, review["held"])
    assert frozenset({"crm:000a", "crm:000b", "shop:n000a"}) in partition(graph)
    assert_as_rebuilt(graph)


def test_a_batch_that_merges_unusually_many_waits(graph: Store, tmp_path: Path, narrow: Limits) -> None:
    people = population(12)
    add(graph, tmp_path, "crm", people)
    bring_up_to_date(graph, quiet=True)
    before = partition(graph)
    gathered = [row | {"email": f"paul.martin{number}@orange.fr"} for number, row in enumerate(people)]
    names = {row["first_name"] for row in people[:8]}
    same = [
        row | {"first_name": "Paul", "last_name": "Martin", "birth_date": "1980-05-12"} for row in gathered
    ]
    add(graph, tmp_path, "crm", [row for row in same if row["id"] < "006"])
    assert len(names) > 2
    found = bring_up_to_date(graph, quiet=True)
    assert found.held == 12
    assert partition(graph) == before
    found = bring_up_to_date(graph, full=True, quiet=True)
    assert found.held == 0
    assert partition(graph) != before


@pytest.mark.parametrize("few", [0, 200])
def test_what_a_steward_decides_while_everything_is_resolved_is_not_held_back(
    graph: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    """Not as more than may hang together, nor under what was held back before."""
    monkeypatch.setattr("app.resolution.up_to_date._few", lambda records: few)
    newcomers_held_back(graph, tmp_path, monkeypatch, population(4), 0)
    with lease(graph, "resolve"):
        for one, other in (("crm:000a", "shop:n000a"), ("crm:001a", "crm:002a")):
            assert verdicts.judge(graph, COMMAND, one, other, "must_link").effects.waiting
    bring_up_to_date(graph, quiet=True)
    assert held(graph) == []
    assert frozenset({"crm:000a", "crm:000b", "shop:n000a"}) in partition(graph)
    assert frozenset({"crm:001a", "crm:001b", "crm:002a", "crm:002b"}) in partition(graph)
    assert_as_rebuilt(graph)
