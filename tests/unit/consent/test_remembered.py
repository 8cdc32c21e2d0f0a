"""What is remembered is what `may` says, at the moment it is worked out and at every other until it ends."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.consent.evidence import about, covered, evidence, permit
from app.consent.may import Asked, adult_at, is_minor, may
from app.consent.remembered import STATES, Worked, definition, of_cookie, of_person, places
from app.consent.rules import shipped_rules
from tests.unit.consent.test_may import NOW, RULES

YEAR = 31_557_600
CHANNELS = ["email", "sms", "web", "all"]
statement = st.tuples(
    st.integers(0, 999).map(str),
    st.sampled_from(CHANNELS),
    st.sampled_from(["granted", "granted", "denied", "withdrawn"]),
    st.integers(-4 * YEAR, 300).map(lambda seconds: NOW + seconds),
    st.one_of(st.none(), st.integers(-YEAR, 300).map(lambda seconds: NOW + seconds)),
    st.sampled_from(["marketing", "advertising"]),
).map(list)
carried = st.tuples(
    st.sampled_from(["email:a", "email:b", "phone:a", "cookie:a", "address:a"]),
    st.integers(0, 2),
    st.lists(statement, max_size=2),
).map(list)
row = st.tuples(
    st.sampled_from(["r:1", "r:2", "r:3", None]),
    st.sampled_from([None, None, "1980", "2008-06", "2008-06-02", "2012-02-29"]),
    st.lists(st.sampled_from(["r:1", "r:2"]), max_size=1),
    st.lists(carried, max_size=3),
    st.sampled_from([False, False, False, True]),
).map(list)
said = st.lists(row, max_size=4)
later = st.floats(0, 1, exclude_max=True)


def moment(worked: Worked, share: float) -> int:
    """Some moment from when it was worked out until it ends."""
    assert worked.until > NOW
    return NOW + int((worked.until - NOW) * share)


@given(said, later)
def test_of_a_person(rows: list[Any], share: float) -> None:
    worked = of_person(rows, RULES, NOW)
    at = moment(worked, share)
    for (purpose, channel), place in places(RULES).items():
        told, asked = about(rows, purpose), Asked(RULES, purpose, channel, at)
        permitted = permit(told, asked)
        assert STATES[worked.may[place]] == permitted.answer.state
        if permitted.answer.allowed:
            assert permitted.shown == worked.covered[place] == covered(evidence([told]), asked)


@given(st.lists(statement, max_size=3), st.lists(said, max_size=2), later)
def test_of_a_cookie(statements: list[Any], linked: list[Any], share: float) -> None:
    worked = of_cookie("cookie:a", statements, linked, RULES, NOW)
    at = moment(worked, share)
    for (purpose, channel), place in places(RULES).items():
        own = [one for one in statements if one[5] == purpose]
        known = evidence([about(rows, purpose) for rows in linked], [("cookie:a", own)])
        answer = may(known.of("cookie:a"), Asked(RULES, purpose, channel, at))
        assert STATES[worked.may[place]] == answer.state


@given(
    st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)).map(str),
    st.sampled_from([10, 7, 4]),
    st.integers(-YEAR, YEAR),
)
def test_who_comes_of_age_does_so_once(born: str, known: int, seconds: int) -> None:
    day = adult_at(born[:known])
    assert is_minor(born[:known], day - 1)
    assert not is_minor(born[:known], day)
    assert is_minor(born[:known], day + seconds) == (seconds < 0)


def test_other_rules_void_what_is_remembered() -> None:
    longer = RULES.model_copy(update={"months": RULES.months | {"web": 12}})
    assert definition(longer) != definition(RULES) == definition(shipped_rules())
    assert 0 <= definition(RULES) < 2**31


def test_purposes_that_ask_nobody_have_no_place() -> None:
    assert ("stewardship", None) not in places(RULES)
    assert {places(RULES)["marketing", None], places(RULES)["marketing", "email"]} == {0, 1}
