"""A value that too many differently named people carry joins nobody; everything else stays as it was."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matching import hubs
from app.matching.features import add_features
from app.matching.hubs import CROWDED, drop_hubs, find_hubs
from app.matching.limits import read_limits, shipped_limits

LIMITS = shipped_limits().people_per_value


def frame(column: str, carried: list[tuple[str | None, str | None]]) -> pl.DataFrame:
    schema = {"family_sound": pl.String, column: pl.String}
    return pl.DataFrame(carried, schema=schema, orient="row").with_row_index("record")


@pytest.mark.parametrize("column", sorted(LIMITS.keys() - {"address"}))
def test_the_limit_is_the_last_number_allowed(column: str) -> None:
    people = [(f"p{n}", "shared") for n in range(LIMITS[column])]
    kept, hubs = drop_hubs(frame(column, people))
    assert hubs == []
    assert kept[column].to_list() == ["shared"] * len(people)
    kept, hubs = drop_hubs(frame(column, [*people, ("one more", "shared|own")]))
    assert [(hub.column, hub.value, hub.people) for hub in hubs] == [(column, "shared", LIMITS[column] + 1)]
    assert kept[column].to_list() == [None] * len(people) + ["own"]


def test_one_name_many_times_is_one_person() -> None:
    carried = [("anne", "a@x.fr")] * 100 + [(None, "a@x.fr")] * 100
    assert drop_hubs(frame("email", carried))[1] == []


@given(
    st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from(["x", "y", "x|y", None])), max_size=40)
)
def test_rows_keep_their_order_and_their_other_values(carried: list[tuple[str, str | None]]) -> None:
    before = frame("email", list(carried))
    kept, hubs = drop_hubs(before)
    gone = {hub.value for hub in hubs}
    assert kept["record"].to_list() == before["record"].to_list()
    for was, now in zip(before["email"].to_list(), kept["email"].to_list(), strict=True):
        left = [value for value in (was or "").split("|") if value and value not in gone]
        assert now == ("|".join(left) or None)


def test_a_namespace_may_have_a_limit_of_its_own() -> None:
    limits = read_limits("[people_per_external_id]\nfamily_card = 2\n", "ours")
    carried = [(f"p{n}", "family_card:1|loyalty:1") for n in range(3)]
    kept, hubs = drop_hubs(frame("external_id", carried), limits)
    assert [(hub.value, hub.people) for hub in hubs] == [("family_card:1", 3)]
    assert kept["external_id"].to_list() == ["loyalty:1"] * 3


def test_junk_joins_nobody_however_few_have_it() -> None:
    limits = read_limits('[junk]\nemail = ["*@till.x.fr", "a?b@x.fr"]\n', "ours")
    carried = [("anne", "7@till.x.fr|anne@x.fr"), (None, "a.b@x.fr"), ("paul", "a..b@x.fr|8@till.xxfr")]
    kept, hubs = drop_hubs(frame("email", carried), limits)
    assert [(hub.value, hub.people) for hub in hubs] == [("7@till.x.fr", 1), ("a.b@x.fr", 0)]
    assert kept["email"].to_list() == ["anne@x.fr", None, "a..b@x.fr|8@till.xxfr"]


def test_who_signed_in_on_a_browser_carries_it() -> None:
    kept = LIMITS["cookie"]
    people = [(f"p{n}", "shop|own" if n == 0 else None, "shop") for n in range(kept)]
    carried = pl.DataFrame(
        people, schema=["family_sound", "cookie", "visits_cookie"], orient="row", infer_schema_length=None
    )
    assert drop_hubs(carried)[1] == []
    more = pl.DataFrame([("one more", None, "shop|his")], schema=carried.schema, orient="row")
    left, hubs = drop_hubs(pl.concat([carried, more]))
    assert [(hub.column, hub.value, hub.people) for hub in hubs] == [("cookie", "shop", kept + 1)]
    assert left["cookie"].to_list() == ["own"] + [None] * kept
    assert left["visits_cookie"].to_list() == [None] * kept + ["his"]


def test_a_house_of_too_many_tells_nobody_apart_and_stays_a_home() -> None:
    most = LIMITS["address"]
    school = {"street": "4 rue de l ecole", "postal_code": "35000", "locality": "rennes"}
    people = [{"family_sound": f"p{n}", "unit": f"apt {n}", **school} for n in range(most)]
    elsewhere = {"family_sound": "elsewhere", "unit": None, **school, "street": "6 rue de l ecole"}
    kept, hubs = drop_hubs(add_features(pl.DataFrame([*people, elsewhere])))
    assert (hubs, kept["full_address"].null_count()) == ([], 0)
    people.append({**people[0], "family_sound": "one more"})
    kept, hubs = drop_hubs(add_features(pl.DataFrame([*people, elsewhere])))
    assert [(hub.column, hub.value) for hub in hubs] == [("address", "FR:35000:rennes:4 rue de l ecole")]
    assert kept["full_address"].drop_nulls().to_list() == ["35000/rennes/6 rue de l ecole/"]
    assert kept[CROWDED].null_count() == 1


@given(
    st.lists(
        st.tuples(st.sampled_from([*"abcd", None]), st.sampled_from(["x", "y", "x|y", "t7|y", None])),
        max_size=12,
    )
)
def test_few_rows_have_the_hubs_that_many_have(carried: list[tuple[str | None, str | None]]) -> None:
    limits = read_limits('[people_per_value]\nemail = 2\n[junk]\nemail = ["t?"]\n', "ours")
    few = find_hubs(frame("email", carried), limits)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hubs, "FEW", -1)
        assert find_hubs(frame("email", carried), limits) == few
