"""Where many wait, those are held back that would be if they came one by one, and nothing of them is lost."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from app.audit import COMMAND
from app.graph.store import Row, Store
from app.matching.limits import Limits
from app.resolution import reading
from app.resolution.at_once import TooManyMerged
from app.resolution.bulk import Resolved, resolve
from app.resolution.invariants import invariants
from app.resolution.live import rederive
from app.resolution.up_to_date import bring_up_to_date
from app.stewardship.held import release
from tests.graph.evidence import add, judge, partition, population
from tests.graph.held import all_paul, held, limited
from tests.graph.rebuilt import assert_as_rebuilt


def test_many_that_wait_are_held_back_as_few_are(
    graph: Store, tmp_path: Path, narrow: Limits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.resolution.up_to_date._few", lambda records: 0)
    people = population(12)
    add(graph, tmp_path, "crm", people)
    first = bring_up_to_date(graph, quiet=True)
    assert (first.came, first.individuals) == (None, 12)
    before = partition(graph)
    add(graph, tmp_path, "crm", all_paul(people[:12]))
    found = bring_up_to_date(graph, quiet=True)
    assert (found.came, found.held, partition(graph)) == (12, 12, before)
    (review,) = held(graph)
    assert "5 people would be merged, and at most 2 may be" in review["question"]
    assert not any(one.broken for one in invariants(graph, quiet=True))
    add(graph, tmp_path, "shop", [row | {"id": f"x{row['id']}"} for row in population(20)[20:]])
    bring_up_to_date(graph, quiet=True)
    assert held(graph) == [review]
    release(graph, COMMAND, review["held"])
    assert frozenset(f"crm:{n:03}{side}" for n in range(6) for side in "ab") in partition(graph)
    assert_as_rebuilt(graph)


def test_what_somebody_resolves_before_it_is_held_back_stays_free(
    graph: Store, tmp_path: Path, narrow: Limits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.resolution.up_to_date._few", lambda records: 0)
    add(graph, tmp_path, "crm", population(12))
    bring_up_to_date(graph, quiet=True)
    add(graph, tmp_path, "crm", all_paul(population(12)[:12]))

    def another(*args: Any, **options: Any) -> Resolved:
        try:
            return resolve(*args, **options)
        except TooManyMerged:
            rederive(graph, lambda run: ["crm:000a"])
            raise

    monkeypatch.setattr("app.resolution.up_to_date.resolve", another)
    bring_up_to_date(graph, quiet=True)
    found = by_record(graph)
    assert (len(found), "crm:000a" in found) == (11, False)


def test_who_comes_while_everything_is_read_is_looked_at_too(
    graph: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited(monkeypatch, component=5)
    monkeypatch.setattr("app.resolution.up_to_date._few", lambda records: 0)
    add(graph, tmp_path, "crm", population(12))
    bring_up_to_date(graph, quiet=True)
    add(graph, tmp_path, "crm", population(13)[24:])

    def with_more(*args: Any, **options: Any) -> pl.DataFrame:
        monkeypatch.undo()
        limited(monkeypatch, component=5)
        add(graph, tmp_path, "shop", news())
        return read(*args, **options)

    read = reading.records
    monkeypatch.setattr("app.resolution.reading.records", with_more)
    found = bring_up_to_date(graph, quiet=True)
    assert found.held == 5
    assert max(map(len, partition(graph))) == 5
    bring_up_to_date(graph, full=True, quiet=True)
    assert not by_record(graph)
    assert_as_rebuilt(graph)


def news() -> list[Row]:
    """Eight more records of the first person, and one of each of eleven others, known and new."""
    people = population(15)
    more = [people[0] | {"id": f"m{number}", "phone": f"06987654{number:02}"} for number in range(8)]
    return more + [row | {"id": f"n{row['id']}"} for row in people[8::2]]


def by_record(store: Store) -> list[str]:
    rows = store.run_text("MATCH (c:Customer:HeldBack) RETURN c.id AS id ORDER BY id")
    return [row["id"] for row in rows]


@pytest.mark.parametrize("verdict", [None, "MUST_LINK", "CANNOT_LINK"])
def test_of_many_those_wait_that_would_wait_one_by_one(
    graph: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verdict: str | None
) -> None:
    limited(monkeypatch, component=5)
    monkeypatch.setattr("app.resolution.up_to_date._few", lambda records: 0)

    def town() -> None:
        graph.run_text("MATCH (n) WHERE NOT n:Schema DETACH DELETE n")
        add(graph, tmp_path, "crm", population(12))
        bring_up_to_date(graph, quiet=True)
        if verdict:
            judge(graph, verdict, "crm:003a", "crm:007a")
            rederive(graph, lambda run: ["crm:003a", "crm:007a"])
        add(graph, tmp_path, "shop", news())

    town()
    for id in sorted(f"shop:{row['id']}" for row in news()):
        rederive(graph, lambda run, id=id: [id], merged=0)  # type: ignore[misc]
    one_by_one = by_record(graph), partition(graph)
    town()
    found = bring_up_to_date(graph, quiet=True)
    assert (by_record(graph), partition(graph)) == one_by_one
    assert found.held == len(by_record(graph))
    assert by_record(graph)[:5] == [f"shop:m{number}" for number in range(3, 8)]
    assert len(by_record(graph)) == 5
    assert [one for one in invariants(graph, quiet=True) if one.broken] == []
    for review in held(graph):
        assert "records hang together, and at most 5 may be joined at once" in review["question"]
        release(graph, COMMAND, review["held"])
    assert_as_rebuilt(graph)


def test_many_that_nobody_looks_at_twice_come_in_together(
    graph: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.resolution.up_to_date._few", lambda records: 0)
    add(graph, tmp_path, "crm", population(12))
    bring_up_to_date(graph, quiet=True)
    limited(monkeypatch, component=10)
    add(graph, tmp_path, "shop", news())
    found = bring_up_to_date(graph, quiet=True)
    assert (found.came, found.held) == (None, 0)
    limited(monkeypatch, component=9)
    add(graph, tmp_path, "shop", [row | {"city": "Metz"} for row in news()])
    found = bring_up_to_date(graph, full=True, quiet=True)
    assert (found.came, found.held) == (None, 0)
