"""`--map`: what is taken, and what the answer to a wrong one is."""

import pytest

from app.errors import BadMapping
from app.sources.mapping import ColumnMapping, as_table, check_columns, parse_map, target


def test_options_are_taken_apart_at_the_last_sign() -> None:
    assert parse_map(["nom=family_name", "a=b=ignore"]) == {"nom": "family_name", "a=b": "ignore"}


@pytest.mark.parametrize("options", [["nom"], ["=email"], ["nom="], ["a=email", "a=phone"]])
def test_options_that_say_nothing_clear(options: list[str]) -> None:
    with pytest.raises(BadMapping):
        parse_map(options)


@pytest.mark.parametrize(
    ("column", "field", "meant"),
    [
        ("a", "email", "email"),
        ("numero_carte", "external_id", "external_id:loyalty"),
        ("crm", "external_id", "external_id:crm"),
        ("external_id", "external_id", "external_id"),
        ("a", "external_id:crm-2", "external_id:crm-2"),
        ("a", "x_score", "x_score"),
        ("a", "record_id", "record_id"),
        ("a", "ignore", "ignore"),
    ],
)
def test_targets(column: str, field: str, meant: str) -> None:
    assert target(column, field) == meant


@pytest.mark.parametrize(
    ("field", "hint"),
    [
        ("emial", "Did you mean 'email'"),
        ("Given_Name", "Did you mean 'given_name'"),
        ("zzz", "Fields: ignore, given_name"),
        ("external_id:Big Name", "lower-case"),
        ("external_id:email", "map it to email"),
        ("external_id:address", "map it to street_address"),
        ("x_Été", "lower-case"),
    ],
)
def test_wrong_targets_are_answered_with_a_hint(field: str, hint: str) -> None:
    with pytest.raises(BadMapping, match=hint):
        target("a", field)


def test_wrong_columns_are_answered_with_a_hint() -> None:
    with pytest.raises(BadMapping, match="Did you mean 'ville'"):
        check_columns(["vile"], ["nom", "ville"], "--map")


def test_the_table_aligns() -> None:
    table = as_table([ColumnMapping("nom", "family_name", "name"), ColumnMapping("dob", "x_dob", "--map")])
    assert (
        len(
            {
                line.index(word)
                for line, word in zip(table.splitlines(), ("because", "name", "--map"), strict=True)
            }
            - {0}
        )
        <= 2
    )
    assert table.splitlines()[1].split() == ["nom", "family_name", "name"]
