"""JSON Lines: nested objects, lists, and lines that are no object."""

import pytest

from app.errors import UnreadableFile
from app.sources import open_source
from tests.unit.sources.conftest import Write


def test_nested_objects_are_flattened_and_lists_stay_lists(write: Write) -> None:
    source = open_source(
        write(
            '{"account_id": 7, "traits": {"first_name": "Anne", "address": {"city": "Brest"}},'
            ' "emails": ["a@x.fr", "b@x.fr"]}\n'
            '{"account_id": 8, "phones": [{"number": "0612345678"}, {"number": "0712345678"}], "vip": true}\n'
        )
    )
    frame = next(source.batches())
    assert frame["record"].to_list() == ["7", "8"]
    assert frame["external_id"].to_list() == [["account:7"], ["account:8"]]
    assert frame["given_name"].to_list() == ["Anne", None]
    assert frame["locality"].to_list() == ["Brest", None]
    assert frame["email"].to_list() == [["a@x.fr", "b@x.fr"], None]
    assert frame["phone"].to_list() == [None, ["0612345678", "0712345678"]]
    assert frame["x_vip"].to_list() == [None, "true"]


def test_numbers_stay_as_they_are_written(write: Write) -> None:
    frame = next(
        open_source(write('{"email": "a@x.fr", "zip": 75011.0, "big": 12345678901234567890}\n')).batches()
    )
    assert frame["postal_code"].to_list() == ["75011.0"]
    assert frame["x_big"].to_list() == ["12345678901234567890"]


def test_lines_that_are_no_object_are_put_aside(write: Write) -> None:
    deep = "[" * 100_000
    source = open_source(
        write(
            '{"id": 1, "email": "a@x.fr"}\n{"id": 2, "email": \n[1, 2]\n' + deep + "\n\n"
            '{"id": 3, "email": "b\\ud800"}\n{"id": 4, "email": "c@x.fr"}\n'
        )
    )
    records = [record for frame in source.batches() for record in frame["record"]]
    assert records == ["1", "4"]
    assert [(bad.row, bad.reason.partition(":")[0]) for bad in source.quarantine.first] == [
        (2, "broken JSON"),
        (3, "a JSON value that is no object"),
        (4, "broken JSON"),
        (6, "half of a surrogate pair, which is no character"),
    ]
    assert source.read == 6


def test_a_key_that_comes_late_is_a_column_too(write: Write) -> None:
    lines = [f'{{"id": {number}, "nom": "Martin"}}' for number in range(5_000)] + [
        '{"id": 5000, "courriel": "a@x.fr"}'
    ]
    source = open_source(write("\n".join(lines)))
    assert [frame["email"].drop_nulls().to_list() for frame in source.batches()][-1] == [["a@x.fr"]]


def test_nul_and_huge_values_are_put_aside(write: Write) -> None:
    huge = "x" * 10_000_000
    source = open_source(
        write(f'{{"id": 1, "nom": "a\\u0000b"}}\n{{"id": 2, "nom": "{huge}"}}\n{{"id": 3, "nom": "Petit"}}\n')
    )
    assert [record for frame in source.batches() for record in frame["record"]] == ["3"]
    assert [(bad.row, bad.field) for bad in source.quarantine.first] == [(1, "nom"), (2, "nom")]


def test_keys_that_are_values_are_refused(write: Write) -> None:
    with pytest.raises(UnreadableFile, match="different keys"):
        open_source(write("\n".join(f'{{"k{number}": 1}}' for number in range(1_001))))


def test_no_object_at_all(write: Write) -> None:
    with pytest.raises(UnreadableFile, match="JSON object"):
        open_source(write("{}\n{}\n"))


def test_a_key_without_a_name_is_a_column_too(write: Write) -> None:
    source = open_source(write('{"id": 1, "nom": "Martin", "": "red", "more": {"": ["blue", "green"]}}\n'))
    (row,) = next(source.batches()).drop("row").to_dicts()
    assert row == {
        "record": "1",
        "family_name": "Martin",
        "x_column": "red",
        "x_more_column": "blue green",
    }
