"""A live graph is what deriving everything anew would make of it, whatever came before."""

from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from app.graph.store import Store
from app.matching.blocking import candidate_pairs
from app.resolution import derive, households
from app.resolution.live import homes, ready, settling
from tests.graph.histories import LiveGraph

SMALL = settings(
    max_examples=6,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
    phases=(
        Phase.explicit,
        Phase.reuse,
        Phase.generate,
    ),  # a shorter history is not worth minutes of a database
)


@pytest.fixture(params=["as shipped", "small blocks"])
def caps(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of a few records cross a small cap; the shipped one needs files of a town."""
    if request.param == "small blocks":
        monkeypatch.setattr(derive, "candidate_pairs", partial(candidate_pairs, cap=4))
        for module in (settling, ready, households, homes):
            monkeypatch.setattr(module, "BLOCK_CAP", 4)


def test_any_history_ends_as_a_rebuild(graph: Store, tmp_path: Path, caps: None) -> None:
    machine = type("Here", (LiveGraph,), {"store": graph, "folder": tmp_path})
    run_state_machine_as_test(machine, settings=SMALL)
