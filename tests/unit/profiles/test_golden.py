"""Which value of several is shown, and from which record."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.profiles.golden import golden, golden_name


def record(id: str, **fields: Any) -> dict[str, Any]:
    return {
        "id": id,
        "source": id.partition(":")[0],
        "trust": 0.5,
        "seen_at": "2026-01-01T00:00:00Z",
        **fields,
    }


def sources(*records: dict[str, Any], field: str) -> list[tuple[str, str]]:
    return [(value["value"], value["record"]) for value in golden(records).get(field, [])]


def test_a_valid_value_beats_a_doubtful_one_of_a_better_source() -> None:
    doubtful = record("a:1", birth_place="Lyonn", trust=0.9, doubtful=["birth_place"])
    valid = record("b:1", birth_place="Lyon", trust=0.1)
    assert sources(doubtful, valid, field="birth_place") == [("Lyon", "b:1")]
    assert golden([doubtful])["birth_place"][0]["quality"] == "doubtful"


def test_trust_beats_recency_and_recency_decides_between_equals() -> None:
    old = record("a:1", gender="f", trust=0.9, seen_at="2020-01-01T00:00:00Z")
    new = record("b:1", gender="m", trust=0.5, seen_at="2026-01-01T00:00:00Z")
    assert sources(old, new, field="gender") == [("f", "a:1")]
    assert sources({**old, "trust": 0.5}, new, field="gender") == [("m", "b:1")]
    assert sources({**old, "trust": 0.5, "seen_at": None}, new, field="gender") == [("m", "b:1")]


def test_junk_is_never_shown() -> None:
    assert golden([record("a:1", birth_date="01/01/1900", junk=["birth_date"])]) == {}


def test_a_value_is_shown_as_delivered_beside_its_standard_form() -> None:
    value = golden([record("a:1", birth_date="12/05/1980", std_birth_date="1980-05-12")])["birth_date"][0]
    assert (value["value"], value["standard"]) == ("12/05/1980", "1980-05-12")


def test_names_out_of_one_column_are_shown_in_their_parts() -> None:
    parsed = record("a:1", full_name="DUPONT Jean", std_given_name="jean", std_family_name="dupont")
    assert {field: values[0]["value"] for field, values in golden([parsed]).items()} == {
        "given_name": "jean",
        "family_name": "dupont",
    }


def test_a_name_with_its_own_column_beats_one_out_of_a_full_name() -> None:
    parsed = record("a:1", full_name="Kevin Dubois", std_given_name="kevin", trust=0.9)
    own = record("b:1", given_name="Kévin", std_given_name="kevin", trust=0.1)
    assert sources(parsed, own, field="given_name") == [("Kévin", "b:1")]


def test_several_values_are_all_kept_each_once_best_first() -> None:
    one = record("a:1", email=["A@x.fr"], std_email="a@x.fr|b@x.fr", trust=0.2)
    two = record("b:1", email=["b@x.fr"], std_email="b@x.fr", trust=0.8)
    assert sources(one, two, field="email") == [("b@x.fr", "b:1"), ("a@x.fr", "a:1")]


def test_an_address_is_taken_whole() -> None:
    street = record("a:1", street_address="2 rue A", locality="Metz", trust=0.2)
    town = record("b:1", locality="Lyon", postal_code="69001", trust=0.9)
    assert golden([street, town]).keys() == {"street_address", "locality"}
    assert sources(street, town, field="locality") == [("Metz", "a:1")]
    assert sources(town, field="locality") == [("Lyon", "b:1")]


def test_attributes_are_kept_and_what_is_seen_of_a_browser_is_not() -> None:
    seen = record("a:1", x_tier="gold", user_agent="Mozilla", cookie=["c"], std_cookie="c", std_ip="1.2.3.4")
    assert list(golden([seen])) == ["x_tier"]


fields = st.fixed_dictionaries(
    {},
    optional={
        "given_name": st.sampled_from(["Marie", "M.", "marie"]),
        "family_name": st.sampled_from(["Dupont", "Le Gall"]),
        "locality": st.sampled_from(["Metz", "Lyon"]),
        "street_address": st.sampled_from(["1 rue A", "2 rue B"]),
        "std_phone": st.sampled_from(["+33612345678", "+33612345678|+33199001122"]),
        "trust": st.sampled_from([0.1, 0.5, 0.9, None]),
        "seen_at": st.sampled_from(["2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z", None]),
        "doubtful": st.just(["given_name"]),
        "junk": st.just(["locality"]),
    },
)


@given(st.lists(fields, min_size=1, max_size=6), st.randoms())
def test_order_of_records_makes_no_difference(several: list[dict[str, Any]], random: Any) -> None:
    records = [record(f"s:{number}", **values) for number, values in enumerate(several)]
    shuffled = random.sample(records, len(records))
    assert golden(shuffled) == golden(records)
    assert golden_name(shuffled) == golden_name(records)


@given(st.lists(fields, min_size=1, max_size=6))
def test_every_value_stands_in_the_record_it_names(several: list[dict[str, Any]]) -> None:
    records = {f"s:{number}": record(f"s:{number}", **values) for number, values in enumerate(several)}
    for field, values in golden(records.values()).items():
        for value in values:
            given_by = records[value["record"]]
            assert value["value"] in (given_by.get(field), *str(given_by.get(f"std_{field}")).split("|"))


def test_a_name_to_show() -> None:
    assert (
        golden_name([record("a:1", given_name="MARIE-ANNE", family_name="le gall")]) == "Marie-Anne Le Gall"
    )
    assert golden_name([record("a:1", family_name="McDonald")]) == "McDonald"
    assert golden_name([record("a:1", full_name="JEAN DUPONT")]) == "Jean Dupont"
    assert golden_name([record("a:1", organisation="Acme SARL")]) == "Acme SARL"
    assert golden_name([record("a:1")]) == ""
    assert golden_name([{"id": "a:1", "given_name": "Ada"}]) == "Ada"
