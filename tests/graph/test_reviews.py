"""The stewards' queue on a real Neo4j: what is doubtful, the most valuable first, and gone once it is decided."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.audit import Actor
from app.errors import BadInput
from app.graph.store import Store
from app.resolution.bulk import resolve
from app.stewardship.blocks import block
from app.stewardship.reviews import reviews
from app.stewardship.verdicts import judge
from tests.graph.evidence import GIVEN, add, population

ADA = Actor("steward", "key_ada")


def edge(
    store: Store, a: str, b: str, probability: float, *, accepted: bool, reason: str | None = None
) -> None:
    store.run_text(
        "MATCH (a:Customer {id: $p.a}), (b:Customer {id: $p.b}) MERGE (a)-[m:MATCHES]->(b) "
        "SET m = {weight: 3.0, probability: $p.probability, evidence: ['email|exact|3.0'], basis: 'identifier', "
        "model: 'm', at: datetime(), accepted: $p.accepted, reason: $p.reason}",
        a=a,
        b=b,
        probability=probability,
        accepted=accepted,
        reason=reason,
    )


@pytest.fixture
def town(graph: Store, tmp_path: Path) -> Store:
    """Twelve people of two records each, whose links are all sure, and three doubts."""
    add(graph, tmp_path, "crm", population(12))
    resolve(graph, quiet=True)
    graph.run_text("MATCH ()-[m:MATCHES]->() SET m.probability = CASE WHEN m.accepted THEN 1.0 ELSE 0.0 END")
    close = "all records of the two people together leave it too close to call (0.6 bits)"
    edge(graph, "crm:001a", "crm:003a", 0.9, accepted=False, reason=close)
    edge(graph, "crm:001b", "crm:003b", 0.8, accepted=False, reason=close)
    edge(
        graph,
        "crm:004a",
        "crm:006a",
        0.99,
        accepted=False,
        reason="two different values of a unique identifier",
    )
    edge(graph, "crm:007a", "crm:007b", 0.7, accepted=True)
    return graph


def every(store: Store, size: int) -> Iterator[dict[str, Any]]:
    """The whole queue, page by page."""
    after: str | None = ""
    while after is not None:
        page = reviews(store, after, size)
        assert len(page["reviews"]) <= size
        yield from page["reviews"]
        after = page["next"]


def doubts(store: Store) -> list[tuple[str, str, str]]:
    found = reviews(store, "", 100)["reviews"]
    return [
        (one["kind"], one["link"]["a"], one["link"]["b"])
        for one in found
        if one["value"] > 0.001 and one["link"]
    ]


def test_the_most_valuable_comes_first_with_its_evidence(town: Store) -> None:
    assert doubts(town) == [("near_miss", "crm:001a", "crm:003a"), ("doubtful_link", "crm:007a", "crm:007b")]
    first, second = reviews(town, "", 2)["reviews"]
    assert (first["value"], second["value"]) == (1.8, 0.3)
    assert first["link"]["evidence"] == [{"comparison": "email", "level": "exact", "bits": 3.0}]
    assert len(first["individuals"]) == 2
    assert "with 1 more links between them" in first["question"]


def test_pages_give_everything_once(town: Store) -> None:
    whole = list(every(town, 100))
    assert [one["value"] for one in whole] == sorted((one["value"] for one in whole), reverse=True)
    assert list(every(town, 1)) == whole
    assert list(every(town, 3)) == whole


def test_what_was_decided_leaves_the_queue(town: Store) -> None:
    town.run_text(
        "MATCH (a:Customer {id: 'crm:001b'}), (b:Customer {id: 'crm:003a'}) "
        "CREATE (a)-[:CANNOT_LINK {by: 'ada', at: datetime()}]->(b)"
    )
    assert doubts(town) == [("doubtful_link", "crm:007a", "crm:007b")]
    judge(town, ADA, "crm:007a", "crm:007b", "must_link")
    assert ("doubtful_link", "crm:007a", "crm:007b") not in doubts(town)


def test_people_whose_processing_is_restricted_are_left_alone(town: Store) -> None:
    town.run_text("MATCH (c:Customer) WHERE c.id IN ['crm:003b', 'crm:007b'] SET c.restricted = true")
    assert doubts(town) == []


def test_a_hub_is_an_alert_until_it_is_blocked(graph: Store, tmp_path: Path) -> None:
    rows = [row | {"phone": "0145678901"} for row in population(20)[::2]]
    add(graph, tmp_path, "crm", rows)
    resolve(graph, quiet=True)
    (hub,) = [one for one in every(graph, 10) if one["kind"] == "hub"]
    assert (hub["key"], hub["found"], hub["link"]) == ("phone:+33145678901", 20, None)
    assert hub["people"] > 6
    block(graph, ADA, "phone", "0145678901")
    assert not [one for one in every(graph, 10) if one["kind"] == "hub"]


@pytest.mark.parametrize("column", ["email", "ip"])
def test_a_hub_of_people_of_whom_no_surname_is_known_is_an_alert(
    graph: Store, tmp_path: Path, column: str
) -> None:
    """As many people as it was counted to be a hub by: a given name tells them apart, too, and spelling does not."""
    shared = {"email": "lesamis@example.org"} if column == "email" else {"ip": "81.2.69.160"}
    names = [{"first_name": given} for given in GIVEN[:12]]
    names += [{"first_name": "Ada", "last_name": family} for family in ("Martin", "Marten")]
    add(graph, tmp_path, "crm", [{"id": f"{at}", **name, **shared} for at, name in enumerate(names)])
    resolve(graph, quiet=True)
    (hub,) = [one for one in every(graph, 10) if one["kind"] == "hub"]
    assert (hub["found"], hub["people"]) == (14, 13)


def test_a_cursor_of_somebody_else_is_refused(graph: Store) -> None:
    with pytest.raises(BadInput, match="did not come from here"):
        reviews(graph, "ind_01", 10)
