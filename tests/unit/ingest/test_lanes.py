"""Which lane an event takes: what may change who somebody is goes with the people."""

import dataclasses
from datetime import UTC, datetime

from app.ingest.lanes import PEOPLE, QUICK, Lanes
from app.sources.tracking import Event

TOLD = {"given_name": "Marie", "email": ["m@x.fr"]}
KNOWN = Event("web", 1, datetime(2026, 3, 14, tzinfo=UTC), "u1", TOLD, seen={"cookie": ["c1"]})
PAGE = dataclasses.replace(KNOWN, told={})


def lane(event: Event, *before: Event) -> int:
    lanes = Lanes()
    lanes.note(before)
    return lanes.of(event)


def test_who_is_seen_for_the_first_time_goes_with_the_people() -> None:
    assert (lane(KNOWN), lane(PAGE)) == (PEOPLE, PEOPLE)
    assert lane(dataclasses.replace(PAGE, record=None)) == QUICK


def test_who_tells_the_same_or_nothing_where_they_are_known_is_quick() -> None:
    assert (lane(KNOWN, KNOWN), lane(PAGE, KNOWN), lane(PAGE, PAGE)) == (QUICK, QUICK, QUICK)


def test_who_tells_news_goes_with_the_people() -> None:
    other = dataclasses.replace(KNOWN, told=TOLD | {"given_name": "Ana"})
    assert (lane(other, KNOWN), lane(KNOWN, PAGE)) == (PEOPLE, PEOPLE)
    assert lane(KNOWN, KNOWN, other) == PEOPLE, "told something else meanwhile"
    assert lane(PAGE, KNOWN, other) == QUICK


def test_who_is_known_is_quick_where_nobody_else_was_seen() -> None:
    elsewhere = dataclasses.replace(PAGE, seen={"cookie": ["c2"]})
    other = dataclasses.replace(elsewhere, record="u2")
    assert lane(elsewhere, KNOWN) == QUICK
    assert lane(elsewhere, KNOWN, other) == PEOPLE
    assert lane(elsewhere, KNOWN, other, elsewhere) == QUICK, "they share it, and that is known"
    by_another_id, claimed = dataclasses.replace(elsewhere, ids=("loyalty:7",)), {"claimed": True}
    assert lane(by_another_id, KNOWN) == PEOPLE
    assert lane(dataclasses.replace(elsewhere, **claimed), dataclasses.replace(KNOWN, **claimed)) == PEOPLE


def test_of_whom_it_was_wrong_to_be_quick_goes_with_the_people_when_they_are_told_anything() -> None:
    lanes = Lanes()
    lanes.note([KNOWN])
    lanes.correct(["web:u1"])
    lanes.note([KNOWN])
    assert (lanes.of(KNOWN), lanes.of(PAGE)) == (PEOPLE, QUICK)
