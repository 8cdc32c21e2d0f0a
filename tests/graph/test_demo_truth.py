"""The whole path on a demo world that nothing was tuned on: the graph against the truth, and `evaluate` beside it."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from app.demo.files import write_demo_data
from app.demo.show import SOURCES
from app.evaluation.evaluate import Evaluation, evaluate_file
from app.graph.store import Store
from app.ingest.load import load
from app.matching.metrics import Agreement, agreement
from app.resolution.bulk import resolve
from app.sources import open_source

PEOPLE, SEED = 1_500, 101

PREDICTED = """
MATCH (c:Customer)-[:IDENTIFIES]->(i:Individual)-[:MEMBER_OF]->(h:Household)
RETURN c.id AS record, i.id AS person, h.id AS household
"""
COOKIES = """
MATCH (x:Cookie)-[:IDENTIFIES]->(i:Individual)
RETURN x.value AS cookie, i.id AS individual
"""
GUESSED_HOMES = """
MATCH (x:Cookie|Device)-[r:MEMBER_OF]->(h:Household)
WHERE r.probability IS NOT NULL
RETURN x.value AS browser, x:Device AS device, h.id AS household, r.probability AS probability
"""


@dataclass(frozen=True)
class World:
    store: Store
    folder: Path
    truth: dict[tuple[str, str], dict[str, str]]
    """(kind, source:id or value) -> person, household"""


@pytest.fixture(scope="module")
def world(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("truth")
    write_demo_data(folder, people=PEOPLE, seed=SEED, quiet=True)
    store.run_text("MATCH (n) WHERE NOT n:Schema CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS")
    for file, about in SOURCES.values():
        load(store, open_source(folder / file), about, quiet=True)
    resolve(store, quiet=True)
    with (folder / "truth.csv").open(encoding="utf-8") as file:
        truth = {
            (row["kind"], f"{row['source']}:{row['id']}" if row["kind"] == "record" else row["id"]): row
            for row in csv.DictReader(file)
        }
    yield World(store, folder, truth)
    store.run_text("MATCH (n) WHERE NOT n:Schema CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS")


@pytest.fixture(scope="module")
def evaluated(world: World) -> Evaluation:
    return evaluate_file(
        world.folder / "evaluate.parquet",
        truth="person",
        household_truth="household",
        ignore=["source"],
        quiet=True,
    )


def judged(world: World, level: str) -> Agreement:
    """What the graph says of the records, against the truth about them."""
    rows = [row for row in world.store.run_text(PREDICTED) if ("record", row["record"]) in world.truth]
    assert len(rows) == sum(kind == "record" for kind, _ in world.truth)
    predicted = np.unique([row[level] for row in rows], return_inverse=True)[1]
    real = np.unique([world.truth["record", row["record"]][level] for row in rows], return_inverse=True)[1]
    return agreement(predicted, real)


def test_individuals_are_the_people(world: World) -> None:
    found = judged(world, "person").pairwise
    assert found.f1 >= 0.95
    assert found.precision >= 0.98


def test_households_are_the_homes(world: World) -> None:
    assert judged(world, "household").pairwise.f1 >= 0.90


def test_evaluate_says_the_same_of_individuals(world: World, evaluated: Evaluation) -> None:
    assert evaluated.individuals is not None
    graph, memory = judged(world, "person").pairwise, evaluated.individuals.pairwise
    for measure in ("precision", "recall", "f1"):
        assert getattr(graph, measure) == pytest.approx(getattr(memory, measure), abs=0.02)


def test_evaluate_says_the_same_of_households(world: World, evaluated: Evaluation) -> None:
    assert evaluated.households is not None
    assert judged(world, "household").pairwise.f1 == pytest.approx(evaluated.households.pairwise.f1, abs=0.02)


def majority(world: World, level: str) -> dict[str, str]:
    """Individual or household of the graph -> the real one that most of its records belong to."""
    votes: dict[str, Counter[str]] = {}
    for row in world.store.run_text(PREDICTED):
        if real := world.truth.get(("record", row["record"])):
            votes.setdefault(row[level], Counter())[real[level]] += 1
    return {one: max(mine, key=lambda real: (mine[real], real)) for one, mine in votes.items()}


def test_cookies_that_are_one_persons_are_mostly_hers(world: World) -> None:
    """Of the cookies given to one individual, how many belong to the person most of whose records it holds."""
    owner = majority(world, "person")
    right = total = 0
    for row in world.store.run_text(COOKIES):
        real = world.truth.get(("cookie", row["cookie"]))
        if real and real["person"] and row["individual"] in owner:
            total += 1
            right += owner[row["individual"]] == real["person"]
    assert total > 500
    assert right / total > 0.9


def test_anonymous_browsers_are_linked_to_the_right_homes(world: World) -> None:
    """Of the households guessed for cookies and devices on which nobody signed in."""
    home = majority(world, "household")
    guesses = world.store.run_text(GUESSED_HOMES)
    right = [
        home[row["household"]]
        == world.truth["device" if row["device"] else "cookie", row["browser"]]["household"]
        for row in guesses
    ]
    assert len(right) > 300
    assert sum(right) / len(right) > 0.88
    assert sum(row["probability"] for row in guesses) <= 1.05 * sum(right)
