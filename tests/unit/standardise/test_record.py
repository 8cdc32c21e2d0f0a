import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from app.fields import FIELDS, MULTIPLE
from app.standardise import record as module
from app.standardise.record import STANDARD_COLUMNS, standardise_frame, standardise_values

RAW = {
    "record": ["a", "b", "c"],
    "given_name": ["Jean-Pierre", "sir", None],
    "family_name": ["LE GALL", None, "Martin née Durand"],
    "full_name": [None, "sir john leslie, 2nd baronet", "Mme MARTIN Anne"],
    "birth_date": ["12/05/1980", "01/01/1900", "1856-13-05"],
    "email": [["Jean@Free.fr", "jean@free.fr", "info@shop.fr"], [], None],
    "phone": [["06 12 34 56 78", "01 45 67 89 12"], ["020 7946 0958"], ["0600000000"]],
    "street_address": ["Apt 4, 12 r. Oberkampf, 75011 PARIS", None, "Le Bourg"],
    "locality": [None, "London", " "],
    "postal_code": [None, "ta20 3aa", "1000"],
    "country": [None, "Royaume-Uni", "France"],
    "gender": [None, "t2227949953", None],
    "x_pet": ["Chat Noir", None, "n/a"],
}


@pytest.fixture(scope="module")
def rows() -> list[dict[str, object]]:
    done = standardise_frame(pl.DataFrame(RAW))
    assert done.counts["email"] == {"valid": 2, "doubtful": 0, "junk": 1}
    assert done.counts["birth_date"] == {"valid": 1, "doubtful": 1, "junk": 1}
    assert "organisation" not in done.counts
    return done.frame.to_dicts()


def known(row: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in row.items() if value not in (None, [])}


def test_a_french_record(rows: list[dict[str, object]]) -> None:
    assert known(rows[0]) == {
        "record": "a",
        "given_name": "jean pierre",
        "family_name": "le gall",
        "birth_date": "1980-05-12",
        "email": "jean@free.fr",
        "phone": "+33612345678|+33145678912",
        "street": "12 rue oberkampf",
        "unit": "apt 4",
        "locality": "paris",
        "postal_code": "75011",
        "x_pet": "chat noir",
        "junk": ["email"],
    }


def test_a_british_record_completed_from_its_whole_name(rows: list[dict[str, object]]) -> None:
    assert known(rows[1]) == {
        "record": "b",
        "given_name": "john",
        "family_name": "leslie",
        "full_name": "john leslie",
        "gender": "m",
        "phone": "+442079460958",
        "locality": "london",
        "postal_code": "TA203AA",
        "country": "GB",
        "junk": ["given_name", "birth_date", "gender"],
    }


def test_a_record_with_a_birth_name_and_doubts(rows: list[dict[str, object]]) -> None:
    assert known(rows[2]) == {
        "record": "c",
        "given_name": "anne",
        "family_name": "martin|durand",
        "full_name": "anne martin",
        "birth_date": "1856-05-13",
        "gender": "f",
        "street": "le bourg",
        "postal_code": "01000",
        "country": "FR",
        "junk": ["phone", "x_pet"],
        "doubtful": ["birth_date", "postal_code", "street_address"],
    }


def test_columns_and_types() -> None:
    for raw in (pl.DataFrame(RAW), pl.DataFrame(RAW).clear(), pl.DataFrame({"record": ["a"]})):
        frame = standardise_frame(raw).frame
        assert frame.height == raw.height
        assert frame.select(STANDARD_COLUMNS).dtypes == [pl.String] * len(STANDARD_COLUMNS)
        assert frame.select("junk", "doubtful").dtypes == [pl.List(pl.String)] * 2
        assert frame.columns[0] == "record"
        assert frame.null_count().select("junk", "doubtful").row(0) == (0, 0)


def test_separate_birth_name_column() -> None:
    frame = standardise_frame(
        pl.DataFrame(
            {
                "family_name": ["Martin", "Durand", None, "Martin"],
                "birth_family_name": ["DURAND", "Durand", "Durand", "n/a"],
            }
        )
    ).frame
    assert frame["family_name"].to_list() == ["martin|durand", "durand", "durand", "martin"]
    assert frame["junk"].to_list() == [[], [], [], ["birth_family_name"]]


def test_a_half_known_name_is_completed_with_the_other_half() -> None:
    frame = standardise_frame(
        pl.DataFrame(
            {
                "given_name": ["Sophie", None],
                "family_name": [None, "Sophie"],
                "full_name": ["bernard sophie", "sophie bernard"],
            }
        )
    ).frame
    assert frame.select("given_name", "family_name").rows() == [("sophie", "bernard"), ("bernard", "sophie")]


def test_lists_and_texts_are_taken_for_each_other() -> None:
    as_text = standardise_frame(pl.DataFrame({"phone": ["0612345678", None]})).frame
    assert as_text["phone"].to_list() == ["+33612345678", None]
    as_number = standardise_frame(pl.DataFrame({"birth_date": [19800512], "postal_code": [75011]})).frame
    assert as_number.select("birth_date", "postal_code").row(0) == ("1980-05-12", "75011")


def test_default_country() -> None:
    raw = pl.DataFrame({"phone": [["020 7946 0958"]], "postal_code": ["1000"]})
    assert standardise_frame(raw, country="gb").frame["phone"].to_list() == ["+442079460958"]
    assert standardise_frame(raw, country="BE").frame["postal_code"].to_list() == ["1000"]


def test_one_live_record() -> None:
    values, junk, doubtful = standardise_values(
        {
            "full_name": "Dupont Jean",
            "email": ["J@x.fr", "info@x.fr"],
            "phone": "0612345678",
            "record_id": "7",
        }
    )
    assert values == {
        "given_name": "jean",
        "family_name": "dupont",
        "full_name": "jean dupont",
        "email": "j@x.fr",
        "phone": "+33612345678",
    }
    assert (junk, doubtful) == (["email"], [])
    assert standardise_values({}) == ({}, [], [])
    assert standardise_values({"family_name": "Zo\ud800é", "email": []})[0]["family_name"] == "zo e"


TEXTS = st.sampled_from(
    ["", "null", "Jean", "DUPONT Jean", "Martin née Durand", "M. Le Gall", "12/05/1980", "1980", "0612345678", "a@b.fr",
     "A@B.fr", "info@b.fr", "12 rue X, 75011 Paris", "75011", "1000", "GB", "France", "crm:12", "é\x00😀", "female"]
)  # fmt: skip
RECORDS = st.fixed_dictionaries(
    {},
    optional={name: st.lists(TEXTS, max_size=3) if name in MULTIPLE else TEXTS for name in (*FIELDS, "x_a")},
)


@settings(max_examples=25, deadline=None)
@given(st.lists(RECORDS, min_size=1, max_size=5))
def test_bulk_and_live_agree(records: list[dict[str, str | list[str]]]) -> None:
    schema = {name: pl.List(pl.String) if name in MULTIPLE else pl.String for name in (*FIELDS, "x_a")}
    done = standardise_frame(pl.DataFrame(records, schema=schema)).frame.to_dicts()
    for row, record in zip(done, records, strict=True):
        values, junk, doubtful = standardise_values(record)
        assert values == {name: row[name] for name in (*STANDARD_COLUMNS, "x_a") if row[name] is not None}
        assert sorted(junk) == sorted(row["junk"])
        assert sorted(doubtful) == sorted(row["doubtful"])


def test_a_whole_name_may_be_an_organisation_s() -> None:
    values, junk, _ = standardise_values({"full_name": "S.A.R.L. Garage du Lac"})
    assert values == {"full_name": "s a r l garage du lac", "organisation": "garage du lac"}
    assert junk == []


_TEXT = st.sampled_from(
    ["Jean", " ", "", "06 12 34 56 78", "a@x.fr", "A@X.fr", "info@shop.fr", "n/a", "12/05/1980"]
)
_VALUES = st.lists(st.none() | _TEXT, max_size=3)


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                name: st.none() | (_VALUES if name in MULTIPLE else _TEXT)
                for name in ("given_name", "full_name", "email", "phone", "birth_date", "country", "x_pet")
            }
        ),
        min_size=1,
        max_size=5,
    )
)
def test_few_rows_are_standardised_as_many_are(rows: list[dict[str, object]]) -> None:
    schema = {name: pl.List(pl.String) if name in MULTIPLE else pl.String for name in rows[0]}
    frame = pl.DataFrame(rows, schema=schema)
    few = standardise_frame(frame)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_FEW", -1)
        many = standardise_frame(frame)
    assert_frame_equal(few.frame, many.frame)
    assert few.counts == many.counts
