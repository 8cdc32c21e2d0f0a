"""Features are a function of each record alone."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.matching.features import add_features, has
from app.matching.hubs import drop_hubs

RECORD = {
    "given_name": "jean pierre",
    "family_name": "martin|le gall",
    "full_name": "dr jean pierre martin",
    "birth_date": "1980-05-12",
    "email": "jp.martin80@x.fr|contact@y.fr",
    "street": "12 rue oberkampf",
    "unit": "apt 4",
    "postal_code": "75011",
    "locality": "paris",
}


def of(**values: str | None) -> dict[str, str | None]:
    return add_features(pl.DataFrame([values], schema=dict.fromkeys(values, pl.String))).row(0, named=True)


@pytest.mark.parametrize(
    ("feature", "expected"),
    [
        ("year", "1980"),
        ("month", "05"),
        ("day", "12"),
        ("full_address", "75011/paris/12 rue oberkampf/apt 4"),
        ("local_part", "jp.martin80|contact"),
        ("mail_letters", "jpmartin|contact"),
        ("name_tokens", "gall|jean|martin|pierre"),
        ("name_rest", "dr"),
        ("mail_named", "name and number"),
    ],
)
def test_features_of_a_whole_record(feature: str, expected: str) -> None:
    assert of(**RECORD)[feature] == expected


def test_the_name_of_a_company_is_not_left_over_from_a_person_s() -> None:
    names = {"full_name": "sarl garage martin", "organisation": "garage martin"}
    assert of(given_name=None, family_name=None, **names)["name_rest"] is None
    assert of(given_name=None, family_name="martin", **names)["name_rest"] == "sarl garage"


def test_what_is_left_over_of_a_name_hangs_on_no_other_record() -> None:
    """A column that none of the records at hand fills is not there."""
    duke = {"full_name": "smith norfolk", "family_name": "smith"}
    assert of(**duke)["name_rest"] == of(given_name=None, organisation=None, **duke)["name_rest"] == "norfolk"


def test_a_date_known_in_part_has_the_parts_that_are_known() -> None:
    assert [of(birth_date="1980-05")[part] for part in ("year", "month", "day")] == ["1980", "05", None]


def test_a_unit_alone_is_no_address() -> None:
    assert of(street=None, unit="apt 4", postal_code=None)["full_address"] is None


def test_names_in_the_wrong_order_sound_the_same() -> None:
    one, other = (
        of(given_name=a, family_name=b)["name_sounds"] for a, b in (("anne", "martin"), ("martin", "anne"))
    )
    assert one == other


def test_a_frame_without_names_or_addresses_stays_as_it_is() -> None:
    frame = pl.DataFrame({"record": ["1"], "phone": ["+33612345678"]})
    assert add_features(frame).equals(frame)


values = st.one_of(st.none(), st.text("ab c|@.-09é", min_size=1, max_size=12))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.fixed_dictionaries(dict.fromkeys(RECORD, values)), min_size=2, max_size=6))
def test_other_records_do_not_matter(records: list[dict[str, str | None]]) -> None:
    schema = dict.fromkeys(RECORD, pl.String)
    together = add_features(pl.DataFrame(records, schema=schema)).to_dicts()
    assert [_known(row) for row in together] == [_known(of(**record)) for record in records]


def _known(row: dict[str, str | None]) -> dict[str, str]:
    """A column that nobody has a value for may be left out."""
    return {name: value for name, value in row.items() if value is not None}


def test_has_wants_every_column_there_with_a_value() -> None:
    frame = pl.DataFrame({"a": ["1", None], "b": [None, None]}, schema_overrides={"b": pl.String})
    assert has(frame, ("a",))
    assert not has(frame, ("a", "b"))
    assert not has(frame, ("c",))


def test_phones_are_told_by_kind_and_hubs_are_of_no_kind() -> None:
    shared = "+33145678901"
    rows = [
        (str(number), "anne", family, f"{shared}|+3361234567{number}")
        for number, family in enumerate(
            ["martin", "durand", "petit", "leroy", "moreau", "garcia", "roux", "faure", "simon"]
        )
    ]
    schema = ["record", "given_name", "family_name", "phone"]
    frame = pl.DataFrame([*rows, ("x", "anne", "roux", "+33478123456")], schema=schema, orient="row")
    found, hubs = drop_hubs(add_features(frame))
    assert [(hub.column, hub.value) for hub in hubs] == [("phone", shared)]
    assert found["mobile"].to_list() == [f"+3361234567{number}" for number in range(9)] + [None]
    assert found["landline"].to_list() == [None] * 9 + ["+33478123456"]
