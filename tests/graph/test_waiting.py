"""Records that wait say something else than what stands, and others are derived beside them meanwhile."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.audit import COMMAND
from app.graph.store import Store
from app.matching.shipped import shipped_model
from app.resolution.in_force import put_in_force
from app.resolution.live import rederive
from app.resolution.live.waiting import resolve_waiting
from app.stewardship import verdicts
from app.stewardship.unload import unload
from tests.graph.evidence import Row, add, partition
from tests.graph.rebuilt import assert_as_rebuilt
from tests.graph.tracking import identify, track

MARIE = {
    "id": "1",
    "first_name": "Marie",
    "last_name": "Petit",
    "birth_date": "1980-05-12",
    "email": "marie@laposte.net",
}
HUGO = {
    "id": "1",
    "first_name": "Hugo",
    "last_name": "Roux",
    "birth_date": "1952-01-01",
    "email": "hugo@free.fr",
}


@pytest.fixture
def crm(graph: Store, tmp_path: Path) -> Callable[[Row], str]:
    """Loads a file of one record, which waits; the ID of the load."""
    put_in_force(graph, shipped_model(), chosen=True)
    graph.write("live/ready", ready=True)

    def come(row: Row) -> str:
        add(graph, tmp_path, "crm", [row])
        return str(graph.run_text("MATCH (l:Load {source: 'crm'}) RETURN max(l.id) AS id")[0]["id"])

    return come


@pytest.fixture(params=["told again", "taken back"])
def take_back(
    request: pytest.FixtureRequest, graph: Store, crm: Callable[[Row], str]
) -> Callable[[str], None]:
    """The record says what it said before, by another file or as the wrong one is taken back."""

    def corrected(load: str) -> None:
        if request.param == "told again":
            crm(MARIE)
        else:
            unload(graph, COMMAND, "crm", load)
        resolve_waiting(graph)

    return corrected


def test_who_was_derived_beside_it_is_joined_again(
    graph: Store, tmp_path: Path, crm: Callable[[Row], str], take_back: Callable[[str], None]
) -> None:
    crm(MARIE)
    add(graph, tmp_path, "shop", [MARIE | {"id": "2", "phone": "0612345678"}])
    resolve_waiting(graph)
    together = {frozenset({"crm:1", "shop:2"})}
    assert partition(graph) == together

    wrong = crm(HUGO)
    rederive(graph, lambda run: ["shop:2"])
    take_back(wrong)

    assert partition(graph) == together
    assert_as_rebuilt(graph)


def test_so_is_who_came_meanwhile(
    graph: Store, crm: Callable[[Row], str], take_back: Callable[[str], None]
) -> None:
    crm(MARIE)
    resolve_waiting(graph)

    wrong = crm(HUGO)
    told = {
        "firstName": "Marie",
        "lastName": "Petit",
        "email": MARIE["email"],
        "birthday": MARIE["birth_date"],
    }
    track(graph, identify("u1", "m1", 9, **told))
    take_back(wrong)

    assert partition(graph) == {frozenset({"crm:1", "web:u1"})}
    assert_as_rebuilt(graph)


@pytest.mark.parametrize("limits", ["[people_per_value]\nemail = 1"], indirect=True)
@pytest.mark.usefixtures("limits")
def test_whoever_waits_makes_no_value_a_hub(
    graph: Store, tmp_path: Path, crm: Callable[[Row], str], take_back: Callable[[str], None]
) -> None:
    """By a mistake another name has an email address that one may have; who has it is derived beside the mistake."""
    crm(MARIE)
    resolve_waiting(graph)
    durand = {"last_name": "Durand", "email": "jeanne.durand@free.fr"}
    add(graph, tmp_path, "shop", [durand | {"id": "2", "first_name": "Jeanne"}, durand | {"id": "3"}])
    resolve_waiting(graph)
    verdicts.judge(graph, COMMAND, "crm:1", "shop:2", "cannot_link")
    together = {frozenset({"crm:1"}), frozenset({"shop:2", "shop:3"})}
    assert partition(graph) == together

    wrong = crm(HUGO | {"email": durand["email"]})
    rederive(graph, lambda run: ["shop:2"])
    assert partition(graph) == together
    take_back(wrong)

    assert partition(graph) == together
    assert_as_rebuilt(graph)
