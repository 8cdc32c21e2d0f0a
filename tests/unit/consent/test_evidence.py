"""What statements find about people, brought before `may`: each node is shown exactly where it says yes."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.consent.evidence import covered, evidence, permit
from app.consent.may import may
from tests.unit.consent.test_may import NOW, asked

statement = st.tuples(
    st.integers(0, 999).map(str),
    st.sampled_from(["email", "sms", "all"]),
    st.sampled_from(["granted", "granted", "denied", "withdrawn"]),
    st.integers(1, 5).map(lambda years: NOW - years * 31_000_000),
    st.none(),
    st.just("marketing"),
)
carried = st.tuples(
    st.sampled_from(["email:a", "email:b", "phone:a", "cookie:a", "address:a"]),
    st.integers(0, 2),
    st.lists(statement, max_size=2),
)
row = st.tuples(
    st.sampled_from(["r:1", "r:2", "r:3", None]),
    st.sampled_from([None, "1980"]),
    st.lists(st.sampled_from(["r:1", "r:2"]), max_size=1),
    st.lists(carried, max_size=3),
    st.just(False),
)
said = st.lists(row, max_size=4)
channels = st.sampled_from(["email", "sms", None])


@given(said, channels)
def test_what_is_shown_is_what_may_says_yes_to(rows: list[Any], channel: str | None) -> None:
    what = asked(channel)
    found = evidence([rows])
    permitted = permit(rows, what)
    each = {node for node in found.around.nodes if may(found.of(node), what).allowed}
    assert permitted.answer.allowed == bool(each & found.records)
    if permitted.answer.allowed:
        assert covered(found, what) == permitted.shown == each


def plain(record: str, *identifiers: tuple[str, int, list[Any]]) -> list[Any]:
    return [record, None, [], list(identifiers), False]


GRANT = ["1", "email", "granted", NOW - 1000, None, "marketing"]


def test_records_with_the_same_identifier_share_a_grant_and_a_guess_does_not() -> None:
    rows = [
        plain("r:1", ("email:a", 2, [GRANT]), ("address:x", 1, [])),
        plain("r:2", ("email:a", 2, [GRANT]), ("phone:b", 2, [])),
        plain("r:3", ("address:x", 1, []), ("email:c", 2, [])),
    ]
    shown = permit(rows, asked("email")).shown
    assert shown == {"r:1", "r:2", "email:a", "phone:b", "address:x"}


def test_a_stewards_link_carries_a_grant() -> None:
    rows = [plain("r:1", ("email:a", 2, [GRANT])), ["r:3", None, ["r:1"], [("email:c", 2, [])], False]]
    assert permit(rows, asked("email")).shown == {"r:1", "r:3", "email:a", "email:c"}


def test_a_device_of_several_people_carries_no_grant_and_every_refusal() -> None:
    shared = plain("r:1", ("cookie:t", 0, [GRANT]))
    assert permit([shared], asked("email")).answer.state == "never_collected"
    denied = ["2", "email", "denied", NOW - 500, None, "marketing"]
    rows = [plain("r:1", ("email:a", 2, [GRANT]), ("cookie:t", 0, [denied]))]
    assert permit(rows, asked("email")).answer.state == "denied"


def test_a_grant_on_ones_own_device_is_ones_own() -> None:
    own = [None, None, [], [("cookie:t", 1, [GRANT])], False]
    shown = permit([plain("r:1", ("cookie:t", 0, [GRANT])), own], asked("email")).shown
    assert shown == {"r:1", "cookie:t"}
    guessed = [None, None, [], [("cookie:g", 0, [GRANT])], False]
    assert permit([plain("r:1"), guessed], asked("email")).answer.state == "never_collected"


def test_fields_that_reach_by_a_channel_that_was_not_granted_are_hidden() -> None:
    hidden = permit([plain("r:1", ("email:a", 2, [GRANT]))], asked(None)).hidden
    assert "email" not in hidden
    assert {"phone", "street_address", "cookie"} <= hidden


def test_restricted_records_hide_the_person() -> None:
    rows = [[*plain("r:1", ("email:a", 2, [GRANT]))[:4], True]]
    assert permit(rows, asked("email")).answer.state == "restricted"
    assert permit(rows, asked(None, purpose="stewardship")).answer.state == "restricted"
    assert permit(rows, asked(None, purpose="subject_access")).answer.allowed
