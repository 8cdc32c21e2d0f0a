"""What somebody refused outlives what it was said on: cookies that are kept too long, and their own erasure."""

from pathlib import Path

import pytest

from app.access.caller import LOCAL
from app.consent.view import view_of
from app.errors import BadInput, Conflict
from app.graph.store import Store
from app.privacy.restriction import object_to, readmit
from app.privacy.subject import Asked
from app.profiles.lookup import lookup
from app.resolution.bulk import resolve
from app.stewardship.blocks import block
from tests.graph.evidence import add, individual
from tests.graph.test_erasure import NOW, WHO, eraser, home, world

__all__ = ["home", "world"]
EMAIL = "couple@example.org"


def test_an_objection_is_said_on_what_lasts(graph: Store, tmp_path: Path) -> None:
    """Anna has nothing to herself but a cookie, which retention takes after 13 months, and the objection with it."""
    anna = {"id": "a", "first_name": "Anna", "last_name": "Petit", "email": EMAIL, "cookie": "ga-anna-1"}
    bruno = {"id": "b", "first_name": "Bruno", "last_name": "Morel", "email": EMAIL}
    add(graph, tmp_path, "crm", [anna, bruno])
    resolve(graph, quiet=True)
    whom = individual(graph, "crm:a")
    assert whom != individual(graph, "crm:b")
    object_to(graph, WHO, Asked(individual=whom), ["marketing"], None, NOW)
    graph.run_text("MATCH (x:Cookie)-[:HAS_CONSENT]->(k) DETACH DELETE x, k")
    found = lookup(graph, "record", "crm:a", view_of(LOCAL, "marketing", "email"))
    assert (found["kind"], found["consent"]) == ("refused", "denied")


def test_an_objection_is_said_on_what_counts(graph: Store, tmp_path: Path) -> None:
    """What a steward blocked is evidence of nobody, so a refusal there would be nobody's."""
    anna = {"id": "a", "first_name": "Anna", "last_name": "Petit", "email": EMAIL, "loyalty": "L-0815"}
    bruno = {"id": "b", "first_name": "Bruno", "last_name": "Morel", "email": EMAIL}
    add(graph, tmp_path, "crm", [anna, bruno])
    resolve(graph, quiet=True)
    (card,) = graph.run_text("MATCH (:Customer {id: 'crm:a'})-[:HAS_ID]->(x) RETURN x.key AS key")
    block(graph, WHO, *card["key"].split(":"))
    whom = Asked(individual=individual(graph, "crm:a"))
    object_to(graph, WHO, whom, ["marketing"], None, NOW)
    found = lookup(graph, "record", "crm:a", view_of(LOCAL, "marketing", "email"))
    assert (found["kind"], found["consent"]) == ("refused", "denied")
    block(graph, WHO, "email", EMAIL)
    with pytest.raises(Conflict, match="restrict them instead"):
        object_to(graph, WHO, whom, ["marketing"], None, NOW)


def test_who_refused_is_not_readmitted_by_what_no_refusal_can_be_said_about(world: Store, home: Path) -> None:
    zoe = individual(world, "shop:zoe1")
    object_to(world, WHO, Asked(individual=zoe), ["marketing"], "email", NOW)
    eraser(world, home).erase(Asked(individual=zoe))
    by_record, by_email = (
        Asked(namespace="record", value="shop:zoe1"),
        Asked(namespace="email", value="zoe.quenneville@example.org"),
    )
    with pytest.raises(BadInput, match="goes on refusing"):
        readmit(world, home, WHO, by_record, NOW)
    assert readmit(world, home, WHO, by_email, NOW).statements == 1
