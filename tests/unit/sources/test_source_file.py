"""A file as records: IDs, duplicates, columns set aside, memory."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from app.errors import BadMapping, UnreadableFile
from app.sources import SourceFile, open_source
from app.sources.source_file import ROW
from tests.unit.sources.conftest import Write


def records(source: SourceFile) -> list[str]:
    return [record for frame in source.batches() for record in frame["record"]]


def test_of_two_rows_with_one_id_the_first_counts(write: Write) -> None:
    source = open_source(write("id,nom\n1,Martin\n2,Durand\n1,Petit\n1,Martin\n 2 ,Durand\n3,Leroy\n"))
    assert records(source) == ["1", "2", "3"]
    assert [(bad.row, bad.field, bad.reason) for bad in source.quarantine.first] == [
        (4, "id", "the ID of row 2: the first one counts")
    ]
    assert source.quarantine.first[0].raw == {"id": "1", "nom": "Petit"}
    assert (source.repeated, source.read) == (2, 6)


def test_duplicates_are_found_across_batches(write: Write) -> None:
    rows = [f"{number % 900},n{number}" for number in range(1000)]
    source = open_source(write("\n".join(["id,nom", *rows])))
    assert [frame.height for frame in source.batches(100)] == [100] * 9
    assert source.quarantine.count == 100
    assert source.quarantine.first[0].reason == "the ID of row 2: the first one counts"
    assert source.quarantine.first[99].reason == "the ID of row 101: the first one counts"


def test_a_record_without_id_or_without_values_is_put_aside(write: Write) -> None:
    rows = ["1,Martin,", ",Durand,", "3,  ,2024-01-01", f"{'4' * 1_001},Petit,"]
    source = open_source(write("\n".join(["id,nom,updated_at", *rows])))
    assert records(source) == ["1"]
    assert [(bad.row, bad.field, bad.reason) for bad in source.quarantine.first] == [
        (3, "id", "the record has no ID"),
        (5, "id", "the record's ID is longer than 1000 characters"),
        (4, None, "no value in a known column"),
    ]


def test_without_an_id_the_content_names_the_record(write: Write) -> None:
    text = "nom,ville\nMartin,Paris\nDurand,Brest\nMartin,Paris\nMartin,Paris\n"
    first = records(open_source(write(text)))
    assert first == records(open_source(write(text)))
    assert len(set(first)) == 4
    assert first[2] == f"{first[0]}-2"
    assert first[3] == f"{first[0]}-3"
    source = open_source(write(text))
    assert source.id_column is None
    assert "--id" in source.warnings[0]


def test_kept_and_ignored_columns_take_no_part(write: Write) -> None:
    path = write("id,nom,cluster,email\n1,Martin,k1,a@x.fr\n2,Durand,k2,b@x.fr\n")
    source = open_source(path, ignore=["email"], keep=["cluster"])
    frame = next(source.batches())
    assert frame.columns == [ROW, "record", "family_name", "cluster"]
    assert frame["cluster"].to_list() == ["k1", "k2"]
    assert {mapping.column for mapping in source.mapping} == {"id", "nom"}
    with pytest.raises(BadMapping, match="rename"):
        open_source(write("id,nom,family_name\n1,a,b\n"), keep=["family_name"])


def test_ids_do_not_depend_on_the_columns_set_aside(write: Write) -> None:
    with_truth = records(open_source(write("nom,cluster\nMartin,1\n"), keep=["cluster"]))
    assert with_truth == records(open_source(write("nom\nMartin\n")))


def test_several_columns_make_one_field(write: Write) -> None:
    source = open_source(
        write(
            "id,street_number,address_1,address_2,tel,portable,email\n"
            "1,12,rue Oberkampf,bat B,0142345678,0612345678,a@x.fr; b@x.fr\n"
            "2,,rue Oberkampf,,0142345678,0142345678,\n"
        )
    )
    frame = next(source.batches())
    assert frame["street_address"].to_list() == ["12 rue Oberkampf, bat B", "rue Oberkampf"]
    assert frame["phone"].to_list() == [["0142345678", "0612345678"], ["0142345678"]]
    assert frame["email"].to_list() == [["a@x.fr", "b@x.fr"], None]


def test_values_stay_as_delivered(write: Write) -> None:
    frame = next(open_source(write("id,nom,email\n1,  LE  Gall ,A@X.FR\n")).batches())
    assert frame["family_name"].to_list() == ["  LE  Gall "]
    assert frame["email"].to_list() == [["A@X.FR"]]


def test_a_date_of_birth_in_several_columns(write: Write) -> None:
    frame = next(
        open_source(write("id,nom,birth_day,birth_month,birth_year\n1,x,3,12,1980\n2,y,3,,1981\n")).batches()
    )
    assert frame["birth_date"].to_list() == ["1980-12-03", "1981"]
    frame = next(open_source(write("id,nom,year_of_birth,dob\n1,x,1980,1980-12-03\n2,y,1981,\n")).batches())
    assert frame["birth_date"].to_list() == ["1980-12-03", "1981"]


def test_a_given_id_column(write: Write) -> None:
    source = open_source(write("code,loyalty_card,nom\na,1,x\nb,2,y\n"), id_column="code")
    assert records(source) == ["a", "b"]
    assert [(one.field, one.why) for one in source.mapping if one.column == "code"] == [("record_id", "--id")]
    with pytest.raises(BadMapping, match="--id"):
        open_source(write("code,nom\na,x\n"), id_column="cod")


def test_a_pipe_is_refused_before_anything_of_it_is_lost() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"id,nom\n1,Martin\n")
    os.close(writing)
    with pytest.raises(UnreadableFile, match="is a pipe"):
        open_source(Path(f"/dev/fd/{reading}"))
    assert os.read(reading, 100) == b"id,nom\n1,Martin\n"
    os.close(reading)


def test_no_column_that_is_known(write: Write) -> None:
    with pytest.raises(UnreadableFile, match=r"--map COLUMN=FIELD.*Columns: foo, bar"):
        open_source(write("foo,bar\nx,y\nz,t\n"))


READ_TWO = """
import resource, sys
from pathlib import Path
from app.sources import open_source
for path in sys.argv[1:]:
    rows = sum(batch.height for batch in open_source(Path(path)).batches())
    print(rows, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.parametrize("form", ["csv", "ndjson", "parquet"])
def test_a_long_file_takes_no_more_memory_than_a_short_one(tmp_path: Path, form: str) -> None:
    """The peak of a process of its own, in MB: 200,000 rows of 500 bytes after 20,000 of them."""
    paths = [tmp_path / "few", tmp_path / "many"]
    for path, rows in zip(paths, (20_000, 200_000), strict=True):
        frame = pl.DataFrame({"id": range(rows)}).with_columns(
            nom=pl.format("nom{}", "id"), note=pl.format("{}" + "x" * 500, "id")
        )
        write: Callable[..., object] = getattr(frame, f"write_{form}")
        write(path, row_group_size=20_000) if form == "parquet" else write(path)
    done = subprocess.run(
        [sys.executable, "-c", READ_TWO, *map(str, paths)], capture_output=True, text=True, check=True
    )
    (few, before), (many, after) = (map(int, line.split()) for line in done.stdout.splitlines())
    assert (few, many) == (20_000, 200_000)
    assert after - before < 40, "the long file has 100 MB"
