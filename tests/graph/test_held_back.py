"""What would join too much at once waits for a steward, and nothing of it is lost."""

from pathlib import Path

import pytest

from app.graph.store import Store
from app.matching.limits import Limits, shipped_limits
from app.resolution.up_to_date import bring_up_to_date
from tests.graph.evidence import add, partition, population


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> Limits:
    """Two people may be merged at once."""
    shipped = shipped_limits()
    limits = shipped.model_copy(
        update={"held_back": shipped.held_back.model_copy(update={"merged_people": 2})}
    )
    monkeypatch.setattr("app.resolution.live.rederiving.limits_in_force", lambda: limits)
    return limits


def test_a_batch_that_merges_unusually_many_waits(graph: Store, tmp_path: Path, narrow: Limits) -> None:
    people = population(12)
    add(graph, tmp_path, "crm", people)
    bring_up_to_date(graph, quiet=True)
    before = partition(graph)
    gathered = [row | {"email": f"x{number}@orange.fr"} for number, row in enumerate(people)]
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
