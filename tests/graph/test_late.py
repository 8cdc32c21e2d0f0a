"""Events that come late, about somebody else than the last ones: what they change of whoever is known by now."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from app.access.caller import LOCAL
from app.consent.view import view_of
from app.graph.store import Store
from app.ingest.track_events import Sighting, sighted
from app.ingest.tracking import Tracking
from app.matching.shipped import shipped_model
from app.profiles.individual import individual
from app.resolution.bulk import resolve
from tests.graph.evidence import add, homes
from tests.graph.rebuilt import assert_as_rebuilt
from tests.graph.tracking import PHONE, TABLET, at, events, identify, page, track, write_seen

MARIE, PAUL = "marie.petit@orange.fr", "paul.petit@free.fr"
Write = Callable[[Tracking, Sequence[Sighting]], None]


@pytest.mark.parametrize("write", [Tracking.write, write_seen], ids=["of people", "quick"])
@pytest.mark.parametrize("cookie", [PHONE, TABLET], ids=["where they were", "elsewhere"])
def test_who_was_first_heard_of_before_is_no_longer_the_newest(
    graph: Store, tmp_path: Path, cookie: str, write: Write
) -> None:
    """A record that tells nothing is as old as its first event. By the newest one of a person, where none has a street,
    it is said where they live."""
    paris = {"postal_code": "75011", "city": "Paris", "updated_at": "2026-03-14T09:00:00Z"}
    marie = {"id": "1", "first_name": "Marie", "last_name": "Petit", "email": MARIE} | paris
    paul = {"id": "2", "first_name": "Paul", "last_name": "Petit", "email": PAUL} | paris
    add(graph, tmp_path, "crm", [marie, paul | {"address": "12 rue Oberkampf"}])
    resolve(graph, model=shipped_model(), quiet=True)
    together = homes(graph)
    track(graph, page(PHONE, "m1", 10, userId=MARIE))
    assert len(homes(graph)) > len(together)

    write(Tracking(graph), sighted(events(page(cookie, "m2", 8, userId=MARIE))))

    assert len(homes(graph)) == len(together)
    assert_as_rebuilt(graph)


@pytest.mark.parametrize("second", [10, 0], ids=["hours later", "in the same minute"])
def test_a_visit_makes_no_name_newer(graph: Store, second: int) -> None:
    """Nor does it matter how Neo4j writes a time down: without seconds where they are none."""
    same = {"firstName": "Marie", "email": MARIE, "birthday": "1980-05-12"}
    newest = identify("u2", "m2", 9, lastName="Marten", **same)
    if not second:
        newest |= {"timestamp": at(9).replace(":00.000Z", ":05.000Z")}
    else:
        newest |= {"timestamp": at(second)}
    track(graph, identify("u1", "m1", 9, lastName="Martin", **same), newest)
    track(graph, page(PHONE, "m3", 12, userId="u1") if second else page(PHONE, "m3", 8, userId="u1"))
    (row,) = graph.run_text("MATCH (i:Individual) RETURN i.id AS id, i.name AS name")
    found = individual(graph, row["id"], view_of(LOCAL, None))
    assert row["name"] == found["name"] == "Marie Marten"
    assert [value["value"] for value in found["golden"]["family_name"]] == ["Marten"]
