"""What an act did, for a person and for a program."""

from app.resolution.live import Effects
from app.stewardship.outcome import Outcome


def change(kind: str, type: str, id: str, **more: object) -> dict[str, object]:
    empty: dict[str, object] = {name: [] for name in ("joined", "left", "came_from", "went_to")}
    return {"type": type, "kind": kind, "id": id, "household": None, **empty, **more}


MERGE = [
    change("individual", "merged", "ind_1", joined=["b2", "b3"], came_from=["ind_2"]),
    change("individual", "retired", "ind_2", left=["b2", "b3"], went_to=["ind_1"]),
    change("household", "moved", "hh_1", left=["ind_2"]),
]


def test_a_dry_run_says_so_and_what_would_follow() -> None:
    text = str(Outcome("a and b: one person", Effects(2, MERGE), dry_run=True, evidence={"verdicts": 1}))
    assert text.splitlines() == [
        "Dry run, nothing was changed. a and b: one person.",
        "  verdicts 1",
        "  people: 2 touched, 1 merged, 1 retired",
        "  households: 1 touched, 1 moved",
        "  ind_1 takes over ind_2",
        "  ind_2 retires, ind_1 stands for it",
        "  hh_1 gains 0 and loses 1 people",
    ]


def test_a_program_gets_everything() -> None:
    found = Outcome(
        "done", Effects(2, MERGE, waiting=1), dry_run=False, action="act_1", notes=("mind",)
    ).as_json()
    assert found["people"] == {
        "touched": 2,
        "created": 0,
        "merged": 1,
        "split": 0,
        "moved": 0,
        "retired": 1,
        "erased": 0,
    }
    assert (found["changes"], found["records"], found["waiting"]) == (MERGE, 2, 1)
    assert (found["action"], found["notes"], found["dry_run"]) == ("act_1", ["mind"], False)


def test_a_long_list_is_cut_for_people() -> None:
    many = [change("individual", "created", f"ind_{number}") for number in range(50)]
    lines = str(Outcome("done", Effects(50, many), dry_run=False)).splitlines()
    assert lines[-1] == "  and 30 more; --json lists them all"
    assert len(lines) == 24


def test_nothing_followed_or_waits() -> None:
    assert "Nothing would follow" in str(Outcome("done", Effects(1), dry_run=True))
    assert "2 records wait" in str(Outcome("done", Effects(2, waiting=2), dry_run=False))
