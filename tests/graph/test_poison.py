"""Values that would join strangers: none does, in any order of arrival, and each raises its alert."""

import random
from pathlib import Path

import pytest

from app.feed.verify import verify
from app.graph.store import Store
from app.matching.shipped import shipped_model
from app.resolution.in_force import put_in_force
from app.resolution.live.waiting import resolve_waiting
from tests.graph.evidence import FAMILY, GIVEN, add, partition

SHARED_PHONE, SHARED_EMAIL = "06 12 34 56 78", "standard.mairie@orange.fr"
TABLET = "c0ffee00-1111-4222-8333-abcdefabcdef"


def people() -> list[dict[str, str]]:
    """Twenty strangers on one switchboard, one mailbox and one tablet; twelve pupils at their school's address; and two
    families that a typo in one record would chain."""
    strangers = [
        {
            "id": f"s{n:02}",
            "first_name": GIVEN[n],
            "last_name": FAMILY[n],
            "birth_date": f"{1950 + n}-0{n % 9 + 1}-1{n % 9}",
            "email": SHARED_EMAIL,
            "phone": SHARED_PHONE,
            "cookie_id": TABLET,
        }
        for n in range(20)
    ]
    pupils = [
        {
            "id": f"p{n:02}",
            "first_name": GIVEN[24 - n],
            "last_name": FAMILY[(29 - n) % 25],
            "birth_date": f"2010-0{n % 9 + 1}-0{n % 7 + 1}",
            "address": "4 rue de l'École",
            "postal_code": "35000",
            "city": "Rennes",
        }
        for n in range(12)
    ]
    chained = [
        ("c1", "Jean", "Moreau", "1970-03-04", "jean.moreau@free.fr"),
        ("c2", "Jean", "Morau", "1970-03-04", "jean.moreau@free.fr"),
        ("c3", "Jeanne", "Morand", "1974-03-09", "jeanne.morand@free.fr"),
        ("c4", "Jeanne", "Morand", "1974-03-09", "jeanne.morand@free.fr"),
    ]
    names = ("id", "first_name", "last_name", "birth_date", "email")
    return strangers + pupils + [dict(zip(names, row, strict=True)) for row in chained]


@pytest.mark.parametrize("seed", range(10))
def test_no_stranger_is_joined_in_any_order(graph: Store, tmp_path: Path, seed: int) -> None:
    put_in_force(graph, shipped_model(), chosen=True)
    graph.write("live/ready", ready=True)
    rows = random.Random(seed).sample(people(), 36)
    for start in range(0, len(rows), 9):
        add(graph, tmp_path, "crm", rows[start : start + 9])
        assert not resolve_waiting(graph).waiting
    together = {frozenset(record.removeprefix("crm:") for record in group) for group in partition(graph)}
    assert {group for group in together if len(group) > 1} == {
        frozenset({"c1", "c2"}),
        frozenset({"c3", "c4"}),
    }
    alerts = {row["key"] for row in graph.run_text("MATCH (x:Identifier) WHERE x.hub RETURN x.key AS key")}
    assert alerts == {"phone:+33612345678", f"email:{SHARED_EMAIL}", f"cookie:{TABLET}"}
    assert verify(graph).ok
