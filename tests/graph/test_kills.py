"""A few of the kills of `make soak`, in the slow lane."""

from pathlib import Path

import pytest

from tests.kills import run


@pytest.mark.slow
def test_what_was_acknowledged_survives_kill_9_of_api_and_neo4j(tmp_path: Path) -> None:
    run(4, 1, tmp_path)
