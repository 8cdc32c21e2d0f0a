"""A frame without blocked values is the frame of records that never had them."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from app.ingest.identifiers import identifiers_of
from app.matching.blocked import without_blocked
from app.standardise.record import standardise_frame

VALUES = {
    "email": ["anne@x.fr", "info@boulangerie.fr", None],
    "phone": ["0612345678", "0145678901", None],
    "external_id": ["loyalty:123", "card:123", None],
    "cookie": ["ga-1", "ga-2", None],
}
PLACES = [
    ("12 rue de la Gare", "75011", "Paris"),
    ("12 rue de la Gare", "69003", "Lyon"),
    (None, "75011", "Paris"),
]

rows = st.lists(
    st.fixed_dictionaries(
        {name: st.lists(st.sampled_from(values), max_size=2, unique=True) for name, values in VALUES.items()}
        | {"place": st.sampled_from(PLACES)}
    ),
    min_size=1,
    max_size=8,
)


def standardised(people: list[dict]) -> pl.DataFrame:
    raw = [
        {
            "record": str(number),
            "family_name": "Martin",
            **{name: [value for value in person[name] if value] or None for name in VALUES},
            **dict(zip(("street_address", "postal_code", "locality"), person["place"], strict=True)),
        }
        for number, person in enumerate(people)
    ]
    schema = {"record": pl.String, "family_name": pl.String} | dict.fromkeys(VALUES, pl.List(pl.String))
    places = dict.fromkeys(("street_address", "postal_code", "locality"), pl.String)
    return standardise_frame(pl.DataFrame(raw, schema=schema | places)).frame


def keys_of(frame: pl.DataFrame) -> list[set[str]]:
    return [{one.key for one in identifiers_of(row)} for row in frame.to_dicts()]


@given(rows, st.data())
def test_blocked_identifiers_are_gone_and_no_other(people: list[dict], data: st.DataObject) -> None:
    frame = standardised(people)
    before = keys_of(frame)
    blocked = data.draw(st.sets(st.sampled_from(sorted({"email:nobody@x.fr"}.union(*before)))))
    after = without_blocked(frame, blocked)
    assert keys_of(after) == [keys - blocked for keys in before]
    assert after["family_name"].to_list() == frame["family_name"].to_list()
    assert after.columns == frame.columns


def test_of_a_blocked_address_nothing_is_left() -> None:
    people = [{name: [] for name in VALUES} | {"place": place} for place in PLACES]
    after = without_blocked(standardised(people), ["address:FR:75011:paris:12 rue de la gare"])
    assert after["postal_code"].to_list() == [None, "69003", "75011"]
    assert after["street"].null_count() == 2
