"""Parquet: types become text, nested columns are flattened."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from app.errors import UnreadableFile
from app.sources import open_source
from tests.unit.sources.conftest import Write


def test_types_become_text(tmp_path: Path) -> None:
    path = tmp_path / "file"
    pl.DataFrame(
        {
            "id": [1, 2],
            "siren": [552100554.0, None],
            "score": [1.5, float("nan")],
            "birth_date": [date(1980, 5, 12), None],
            "dob_other": [datetime(1980, 5, 12), datetime(1980, 5, 12, 8, 30)],
            "updated_at": [datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC), None],
            "vip": [True, False],
            "emails": [["a@x.fr", "b@x.fr"], []],
            "address": [{"city": "Brest", "zip": "29200"}, None],
            "kind": pl.Series(["a", "b"], dtype=pl.Categorical),
        }
    ).write_parquet(path)
    frame = next(open_source(path).batches())
    assert frame.drop("row").to_dicts() == [
        {
            "record": "1",
            "birth_date": "1980-05-12",
            "email": ["a@x.fr", "b@x.fr"],
            "locality": "Brest",
            "postal_code": "29200",
            "siret": "552100554",
            "updated_at": "2024-01-02T03:04:05Z",
            "x_score": "1.5",
            "x_dob_other": "1980-05-12",
            "x_vip": "true",
            "x_kind": "a",
        },
        dict.fromkeys(["birth_date", "email", "locality", "postal_code", "siret", "updated_at", "x_score"])
        | {"record": "2", "x_dob_other": "1980-05-12T08:30:00", "x_vip": "false", "x_kind": "b"},
    ]


def test_bytes_that_are_no_text_are_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "file"
    pl.DataFrame({"id": [1, 2], "nom": [b"Martin", b"\xff\xfe"]}).write_parquet(path)
    source = open_source(path)
    assert [name for frame in source.batches() for name in frame["family_name"]] == ["Martin"]
    assert [(bad.row, bad.field) for bad in source.quarantine.first] == [(2, "nom")]


def test_a_damaged_file_is_named(write: Write, tmp_path: Path) -> None:
    good = tmp_path / "good"
    pl.DataFrame({"nom": ["Martin"] * 1000}).write_parquet(good)
    with pytest.raises(UnreadableFile, match="Parquet"):
        open_source(write(good.read_bytes()[:-20]))


def test_types_that_other_tools_write_become_text(tmp_path: Path) -> None:
    path = tmp_path / "file"
    uuid = UUID("5f2d0c1e-8f6b-4c86-9d0a-6d1a6e0c1b11")
    columns = {
        "id": pa.ExtensionArray.from_storage(pa.uuid(), pa.array([uuid.bytes, None], pa.binary(16))),
        "email": pa.array(["a@x.fr", "b@x.fr"]),
        "embedding": pa.array([[1.5, 2.0], None], pa.list_(pa.float32(), 2)),
        "scores": pa.array([[[1], [2, None]], []]),
        "tags": pa.array([[("kind", "gold")], None], pa.map_(pa.string(), pa.string())),
        "stay": pa.array([timedelta(minutes=90), None]),
        "colours": pa.array([[b"red", None], None]),
        "extra": pa.ExtensionArray.from_storage(pa.json_(), pa.array(["[]", None])),
    }
    pq.write_table(pa.table(columns), path)
    frame = next(open_source(path, id_column="id").batches())
    assert frame.drop("row").to_dicts() == [
        {
            "record": str(uuid),
            "email": ["a@x.fr"],
            "x_embedding": "1.5 2",
            "x_scores": "1 2",
            "x_tags_key": "kind",
            "x_tags_value": "gold",
            "x_stay": "PT1H30M",
            "x_colours": "red",
            "x_extra": "[]",
        }
    ]


def test_bytes_in_a_list_that_are_no_text_are_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "file"
    pl.DataFrame({"id": [1, 2], "emails": [[b"a@x.fr"], [b"b@x.fr", b"\xff"]]}).write_parquet(path)
    source = open_source(path)
    assert [name for frame in source.batches() for name in frame["email"].to_list()] == [["a@x.fr"]]
    (bad,) = source.quarantine.first
    assert (bad.row, bad.field, bad.raw) == (2, "emails", {"emails": [b"b@x.fr".hex(), "ff"]})


def test_two_columns_of_one_name_are_refused_by_that_name(tmp_path: Path) -> None:
    path = tmp_path / "file"
    pq.write_table(pa.Table.from_arrays([pa.array(["1"]), pa.array(["2"])], names=["email", "email"]), path)
    with pytest.raises(UnreadableFile, match='"email"'):
        open_source(path)
