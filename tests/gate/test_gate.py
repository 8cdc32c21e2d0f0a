"""The gate itself: every shipped file has floors, and a loss is seen."""

import tomllib

from tests.gate.run import DATA, FLOORS, marks, table

EVALUATION = {"individuals": {"pairwise": {"f1": 0.97}}}


def test_every_shipped_file_has_floors() -> None:
    tasks = tomllib.loads(FLOORS.read_text(encoding="utf-8"))
    assert tasks.keys() == {path.stem for path in DATA.glob("*.parquet")}
    assert all(0.5 < floor < 1 for task in tasks.values() for floor in task["floors"].values())


def test_a_measure_below_its_floor_is_told() -> None:
    low, high = (marks("demo", EVALUATION, {"individuals.pairwise.f1": floor})[0] for floor in (0.98, 0.96))
    assert (low.holds, high.holds) == (False, True)
    assert "BELOW" in table([low, high])
