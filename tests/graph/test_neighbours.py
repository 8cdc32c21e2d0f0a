"""Who lives together hangs on who else lives in the house: on neighbours, who come and go."""

from pathlib import Path

import pytest

from app.audit import COMMAND
from app.graph.store import Store
from app.matching.shipped import shipped_model
from app.resolution.bulk import resolve
from app.resolution.live.waiting import resolve_waiting
from app.stewardship.unload import unload
from tests.graph.evidence import Row, add, homes
from tests.graph.rebuilt import assert_as_rebuilt

PARIS = {"postal_code": "75011", "city": "Paris"}
HOUSE = {"address": "12 rue des Lilas"} | PARIS
PAUL = {
    "id": "a",
    "first_name": "Paul",
    "last_name": "Martin",
    "birth_date": "1950-02-03",
    "phone": "0612345678",
    "email": "paul@free.fr",
}
JULIE = {
    "id": "b",
    "first_name": "Julie",
    "last_name": "Marten",
    "birth_date": "1981-07-21",
    "phone": "0698765432",
    "email": "julie@orange.fr",
}
"""Of nearly the same name in nearly the same street."""
NEIGHBOURS = (
    ("Ugo", "Klein"),
    ("Nicolas", "Wagner"),
    ("Xavier", "Zimmer"),
    ("Yvonne", "Huet"),
    ("Karine", "Imbert"),
)


def neighbour(number: int) -> Row:
    first, last = NEIGHBOURS[number]
    born = f"19{60 + number}-0{number + 1}-11"
    return {"id": f"c{number}", "first_name": first, "last_name": last, "birth_date": born} | HOUSE


@pytest.mark.parametrize("how", ["moves", "is taken back"])
def test_when_a_neighbour_leaves_those_who_stay_are_looked_at_anew(
    graph: Store, tmp_path: Path, how: str
) -> None:
    """The fewer strangers live in a house, the more an address like it says of two who share nothing with who left."""
    stay = [neighbour(number) for number in range(4)]
    add(graph, tmp_path, "crm", [PAUL | HOUSE, JULIE | HOUSE | {"address": "12 rue des Lila"}, *stay])
    add(graph, tmp_path, "shop", [neighbour(4)])
    resolve(graph, model=shipped_model(), quiet=True)
    family = frozenset({"crm:a", "crm:b"})
    assert family not in homes(graph)

    if how == "moves":
        moved = {"address": "3 place Bellecour", "postal_code": "69002", "city": "Lyon"}
        add(graph, tmp_path, "shop", [neighbour(4) | moved])
        resolve_waiting(graph)
    else:
        unload(graph, COMMAND, "shop")

    assert family in homes(graph)
    assert_as_rebuilt(graph)
