"""Parquet: types become text, nested columns are flattened."""

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
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
