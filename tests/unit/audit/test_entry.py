"""What an entry may hold, and that every part of it counts for its hash."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.audit.entry import MOST_SUBJECTS, Actor, digest, entry, microseconds

WHO = Actor("steward", "key_01J")
ID = "ind_01JA8Q3V5N0000000000000001"
SAID = ["steward", "key_01J", "read", [ID], None, []]


@given(st.text(max_size=20))
def test_what_is_no_id_is_never_written(text: str) -> None:
    try:
        found = entry(WHO, "read", [text])
    except ValueError as error:
        assert len(text) < 3 or text not in str(error)
        return
    assert found.without_record_ids({}) in {(text,), ("rec_unknown",)}
    assert ":" in text or "_" in text


@pytest.mark.parametrize("value", ["marie@example.org", 'said: "no"', "x" * 101, "a\nb"])
def test_what_may_be_a_sentence_or_an_address_is_no_detail(value: str) -> None:
    with pytest.raises(ValueError, match="no plain words or numbers: reason") as error:
        entry(WHO, "read", [ID], details={"reason": value})
    assert value not in str(error.value)


def test_details_stand_in_one_order_and_none_is_left_out() -> None:
    found = entry(WHO, "read", [ID, ID], details={"rows": 3, "dry_run": False, "file": None})
    assert found.details == ("dry_run=False", "rows=3")
    assert found.subjects == (ID,)


def test_very_many_subjects_make_several_entries_of_one_time() -> None:
    parts = entry(WHO, "read", [f"ind_{n}" for n in range(2 * MOST_SUBJECTS + 1)]).parts()
    assert [len(part.subjects) for part in parts] == [MOST_SUBJECTS, MOST_SUBJECTS, 1]
    assert len({part.at for part in parts}) == 1
    assert len(entry(WHO, "read").parts()) == 1


@pytest.mark.parametrize("place", range(len(SAID)))
def test_every_part_counts_for_the_hash(place: int) -> None:
    other = [*SAID]
    other[place] = ["ind_2"] if isinstance(SAID[place], list) else "other"
    assert digest("c", 1, "", 0, other) != digest("c", 1, "", 0, SAID)


def test_so_do_chain_number_time_and_the_hash_before() -> None:
    places = [("c", 1, "", 0), ("d", 1, "", 0), ("c", 2, "", 0), ("c", 1, "x", 0), ("c", 1, "", 1)]
    assert len({digest(*place, SAID) for place in places}) == len(places)


@given(st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2100, 1, 1)))
def test_microseconds_are_exact(at: datetime) -> None:
    moment = at.replace(tzinfo=UTC)
    assert datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds(moment)) == moment
