"""Which records a load that is taken back removes, restores or leaves."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.stewardship.unload_records import plan_of


def record(
    load: str, *also: str, former: tuple[tuple[str, ...], ...] = (), seen: tuple[str, ...] = ()
) -> dict[str, Any]:
    before = [
        {"id": f"f{at}", "load_id": loads[0], "also_in": list(loads[1:]), "hash": f"h{at}", "at": "then"}
        for at, loads in enumerate(former)
    ]
    seen_in = [{"load_id": one, "account": f"till:r of {one}"} for one in seen]
    loads = {"load_id": load, "also_in": list(also), "seen_in": seen_in, "former": before}
    return {"id": "r", "source": "till", "hash": "now", "at": "then"} | loads


def test_what_only_that_load_brought_goes() -> None:
    plan = plan_of([record("1")], {"1"}, (), {})
    assert (plan.removed, plan.changed, plan.assigned) == ({"r"}, set(), [])


def test_what_another_load_brought_too_stays_as_it_is() -> None:
    plan = plan_of([record("1", "2", "3")], {"1"}, (), {})
    assert (plan.removed, plan.changed) == (set(), set())
    assert plan.assigned == [{"id": "r", "former": None, "load_id": "2", "also_in": ["3"], "at": None}]


def test_what_that_load_changed_comes_back() -> None:
    plan = plan_of([record("3", former=(("1",), ("2",)))], {"3"}, (), {})
    assert plan.restored == [{"id": "r", "former": "f1"}]
    assert (plan.removed, plan.changed, plan.forgotten) == (set(), {"r"}, [])


def test_a_load_in_between_is_forgotten_and_all_loads_are_the_end() -> None:
    row = record("3", former=(("1",), ("2",)))
    plan = plan_of([row], {"2"}, (), {})
    assert (plan.restored, plan.forgotten, plan.changed) == ([], ["f1"], {"r"})
    assert plan_of([row], {"1", "2", "3"}, (), {}).removed == {"r"}


def test_what_is_said_twice_with_nothing_in_between_is_said_once() -> None:
    row = record("3", "4", former=(("1",), ("2",)))
    row["former"][0]["hash"] = "now"
    plan = plan_of([row], {"2"}, (), {})
    assert (plan.restored, plan.forgotten) == ([{"id": "r", "former": "f0"}], ["f1"])
    assert plan.assigned == [{"id": "r", "former": None, "load_id": "1", "also_in": ["3", "4"], "at": None}]


def test_what_has_no_time_of_its_own_is_as_old_as_the_first_load_that_is_left() -> None:
    began = {"1": "then", "2": "later"}
    plan = plan_of([record("1", "2")], {"1"}, (), began)
    assert (plan.changed, plan.assigned[0]["at"]) == ({"r"}, "later")
    plan = plan_of([record("1", "2") | {"at": "long ago"}], {"1"}, (), began)
    assert (plan.changed, plan.assigned[0]["at"]) == (set(), None)


def test_an_account_stays_while_any_visits_saw_it() -> None:
    row = record("1", seen=("1", "2"))
    plan = plan_of([row], {"1"}, {"1", "2"}, {})
    assert (plan.removed, plan.changed) == (set(), {"r"})
    assert plan.assigned[0]["load_id"] == "2"
    assert plan_of([row], {"1", "2"}, {"1", "2"}, {}).removed == {"r"}


def test_an_account_of_which_a_file_told_first_stays_while_any_visits_saw_it() -> None:
    plan = plan_of([record("1", seen=("2", "3"))], {"1", "2"}, {"2", "3"}, {})
    assert [row["external_id"] for row in plan.seen] == [["till:r of 3"]]
    assert (plan.removed, plan.changed, plan.restored) == (set(), {"r"}, [])
    assert plan.assigned == [{"id": "r", "former": None, "load_id": "3", "also_in": None, "at": None}]


@given(
    st.lists(
        st.lists(st.sampled_from("abcdef"), min_size=1, max_size=3, unique=True), min_size=1, max_size=4
    ),
    st.sets(st.sampled_from("abcdef")),
)
def test_a_record_is_left_as_long_as_any_load_is(versions: list[list[str]], gone: set[str]) -> None:
    *former, now = (tuple(loads) for loads in versions)
    plan = plan_of([record(*now, former=tuple(former))], gone, (), {})
    assert ("r" in plan.removed) == all(set(loads) <= gone for loads in versions)
    left = {row["load_id"] for row in plan.assigned} | {
        one for row in plan.assigned for one in row["also_in"] or ()
    }
    assert left == (
        {load for loads in versions for load in loads} - gone if "r" not in plan.removed else set()
    )
