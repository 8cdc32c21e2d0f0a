"""The limits document: what it says holds, and what it cannot mean is refused with the place and the names known."""

import pytest

from app.errors import BadInput
from app.matching.limits import read_limits, shipped_limits


def test_a_house_says_only_what_differs() -> None:
    found = read_limits(
        "[people_per_value]\nemail = 2\n[people_per_external_id]\nloyalty = 3\n[held_back]\ncomponent = 50\n",
        "ours",
    )
    shipped = shipped_limits()
    assert found.people_per_value == shipped.people_per_value | {"email": 2}
    assert found.people_per_external_id == {"loyalty": 3}
    assert (found.held_back.component, found.held_back.merged_people) == (50, shipped.held_back.merged_people)


def test_an_empty_document_changes_nothing() -> None:
    assert read_limits(b"", "ours") == shipped_limits()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("email 5", "ours.toml is not TOML.*line 1"),
        (b"\xff\xfe", "not UTF-8"),
        ("[people]\nemail = 5", "people: is no table of a limits document; these are: people_per_value,"),
        (
            "[people_per_value]\nemial = 5",
            "people_per_value.emial: is no column that has limits.*email, phone",
        ),
        ("[people_per_value]\nemail = 0", "people_per_value.email: .*greater than or equal to 1"),
        ("[people_per_value]\nemail = '5'", "people_per_value.email: .*valid integer"),
        ("[people_per_value]\nemail = true", "people_per_value.email: .*valid integer"),
        ("people_per_value = 5", "people_per_value: .*valid dictionary"),
        ("[people_per_external_id]\nemail = 5", "email is a column, not a namespace of external IDs"),
        ("[people_per_external_id]\n'Card No' = 5", "people_per_external_id.Card No: "),
        ("[junk]\nemail = '*@x.fr'", "junk.email: .*valid list"),
        ("[junk]\nemail = ['*']", "a pattern of email is empty or would fit every value"),
        (
            "[held_back]\ncomponents = 5",
            "held_back.components: is unknown; known are: component, merged_people",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(text: str | bytes, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_limits(text, "ours.toml")
