"""What holds of what was told, whatever the order in which it arrives."""

import itertools
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from app.ingest.told import Fields, Told


def at(hour: int) -> datetime:
    return datetime(2026, 3, 14, hour, tzinfo=UTC)


def told(*tellings: tuple[int, Fields]) -> Fields:
    """What holds after each telling was kept and read again, as between two transactions."""
    state = Told()
    for hour, fields in tellings:
        state = Told.of(state.fields, state.lines())
        state.tell(fields, at(hour))
    return state.fields


def test_the_newest_counts_field_by_field() -> None:
    assert told(
        (1, {"email": ["a@x"], "phone": ["1"]}), (3, {"email": ["c@x"]}), (2, {"email": ["b@x"]})
    ) == {
        "email": ["c@x"],
        "phone": ["1"],
    }


def test_an_address_is_told_whole() -> None:
    moved = {"locality": "Lyon", "postal_code": "69001"}
    assert told((1, {"street_address": "12 rue X", "locality": "Paris"}), (2, moved)) == moved


def test_a_whole_name_replaces_its_parts_and_parts_a_whole_name() -> None:
    parts = {"given_name": "Marie", "family_name": "Dupont"}
    assert told((1, parts), (2, {"full_name": "Marie Martin"})) == {"full_name": "Marie Martin"}
    assert (
        told((1, {"full_name": "M M"}), (2, {"given_name": "Marie"}), (3, {"family_name": "Dupont"})) == parts
    )
    assert told((1, parts | {"full_name": "Marie Dupont"})) == parts | {"full_name": "Marie Dupont"}


FIELDS = ("given_name", "family_name", "full_name", "street_address", "locality", "email")
TELLING = st.tuples(
    st.integers(0, 4), st.dictionaries(st.sampled_from(FIELDS), st.sampled_from("ab"), min_size=1, max_size=3)
)


@given(st.lists(TELLING, max_size=4))
def test_any_order_ends_the_same(tellings: list[tuple[int, Fields]]) -> None:
    assert len({str(sorted(told(*order).items())) for order in itertools.permutations(tellings)}) <= 1
