"""CSV: dialect by content, and a fault costs one row."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import UnreadableFile
from app.sources import Quarantine, SourceFile, open_source
from app.sources.rows import FIELD_LIMIT
from tests.unit.sources.conftest import Write

HEADER = "id;nom;email\n"


def names(source: SourceFile) -> list[str]:
    return [name for frame in source.batches() for name in frame["family_name"]]


def faults(quarantine: Quarantine) -> list[tuple[int, str]]:
    return [(bad.row, bad.reason) for bad in quarantine.first]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found(write: Write, delimiter: str) -> None:
    source = open_source(write("id;nom;ville\n1;Martin;Paris\n2;Le Gall;Brest\n".replace(";", delimiter)))
    assert names(source) == ["Martin", "Le Gall"]
    assert source.format.startswith("CSV")


@pytest.mark.parametrize("first", ["sep=;\r\n", '"sep=;"\n', "SEP=\t\n"])
def test_the_line_that_excel_writes_above_the_header_is_no_row(write: Write, first: str) -> None:
    source = open_source(write(first + HEADER + "1;Martin;a@x.fr\n2;Durand;b@x.fr;\n3;Petit;c@x.fr;!\n"))
    assert names(source) == ["Martin", "Durand"]
    assert [row for row, _ in faults(source.quarantine)] == [4]


def test_commas_in_numbers_do_not_pass_for_delimiters(write: Write) -> None:
    source = open_source(write("nom;achats;solde\nMartin;12,50;1 234,5\nDurand;7,20;3\n"))
    frame = next(source.batches())
    assert frame["x_achats"].to_list() == ["12.50", "7.20"]
    assert frame["x_solde"].to_list() == ["1234.5", "3"]


def test_quotes_hold_delimiters_and_line_ends(write: Write) -> None:
    source = open_source(write('id,nom,adresse\n1,"Martin, dit ""Jo""","12 rue X\nbat B"\r\n2,Durand,\n'))
    frame = next(source.batches())
    assert frame["family_name"].to_list() == ['Martin, dit "Jo"', "Durand"]
    assert frame["street_address"].to_list() == ["12 rue X\nbat B", None]
    assert frame["row"].to_list() == [2, 3]


def test_rows_of_the_wrong_width_are_put_aside_and_the_rest_goes_on(write: Write) -> None:
    source = open_source(
        write(HEADER + "1;Martin;a@x.fr\n2;Durand\n\n4;Petit;b@x.fr;extra\n5;Leroy;c@x.fr;\n")
    )
    assert names(source) == ["Martin", "Leroy"], "an empty cell too many is no fault"
    assert faults(source.quarantine) == [
        (3, "2 cells where the header has 3"),
        (5, "4 cells where the header has 3"),
    ]
    assert source.read == 4


@pytest.mark.parametrize("broken", ['2;"Durand;b@x.fr', '2;Dur"and";"b@x.fr', '2;"Dur"and;b@x.fr'])
def test_a_quote_that_never_closes_costs_its_own_row_only(write: Write, broken: str) -> None:
    source = open_source(write(HEADER + f"1;Martin;a@x.fr\n{broken}\n3;Petit;\n4;Leroy;c@x.fr\n"))
    assert names(source) == ["Martin", "Petit", "Leroy"]
    assert [row for row, _ in faults(source.quarantine)] == [3]
    assert "quote" in faults(source.quarantine)[0][1]


def test_two_broken_quotes_do_not_make_one_good_row(write: Write) -> None:
    source = open_source(write(HEADER + '1;"Martin;a@x.fr\n2;"Durand;b@x.fr\n3;Petit;c@x.fr\n'))
    assert names(source) == ["Petit"]
    assert [row for row, _ in faults(source.quarantine)] == [2, 3]


@pytest.mark.parametrize("quote", ["", '"'])
def test_ten_megabytes_in_one_field_cost_one_row(write: Write, quote: str) -> None:
    huge = "é" * (10 * 1024 * 1024 // 2)
    source = open_source(write(HEADER + f"1;Martin;\n2;{quote}{huge}{quote};\n3;Petit;\n"))
    assert names(source) == ["Martin", "Petit"]
    [(row, reason)] = faults(source.quarantine)
    assert row == 3
    assert f"{FIELD_LIMIT:,}" in reason
    assert len(source.quarantine.first[0].raw) < 3_000, "the quarantine keeps its beginning"


def test_a_nul_character_costs_one_row(write: Write) -> None:
    source = open_source(write(b"id;nom;email\n1;Martin;a@x.fr\n2;Du\0rand;b@x.fr\n3;Petit;c@x.fr\n"))
    assert names(source) == ["Martin", "Petit"]
    assert source.quarantine.first[0].field == "nom"
    assert faults(source.quarantine) == [(3, "a NUL character")]


def test_bytes_that_are_no_utf8_cost_their_row_where_the_file_is_utf8(write: Write) -> None:
    good = "".join(f"{number};Hélène{number};\n" for number in range(5)).encode()
    source = open_source(write(HEADER.encode() + good + "9;Jérôme;\n".encode("latin-1")))
    assert names(source) == [f"Hélène{number}" for number in range(5)]
    assert faults(source.quarantine) == [(7, "a byte that is not UTF-8, in a file that is")]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"]
)
def test_encodings_are_found(write: Write, encoding: str) -> None:
    text = "prénom;nom;ville\nHélène;Lefèvre;Orléans\nJérôme;Nuñez;Besançon\n"
    frame = next(open_source(write(text.encode(encoding))).batches())
    assert frame["given_name"].to_list() == ["Hélène", "Jérôme"]
    assert frame["locality"].to_list() == ["Orléans", "Besançon"]


def test_an_accent_far_down_the_file_decides_as_well(write: Write) -> None:
    rows = "".join(f"{number};Martin;\n" for number in range(200_000))
    source = open_source(write((HEADER + rows + "x;Lefèvre;\n").encode("cp1252")))
    assert names(source)[-1] == "Lefèvre"


def test_headers_without_names_or_with_one_name_twice(write: Write) -> None:
    source = open_source(write("nom;;email;email\nMartin;x;a@x.fr;b@x.fr\n"))
    frame = next(source.batches())
    assert [mapping.column for mapping in source.mapping] == ["nom", "column_2", "email", "email_2"]
    assert frame["email"].to_list() == [["a@x.fr", "b@x.fr"]]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\n \n\n", "only blank lines"),
        (b"id;nom;email\n", "no rows"),
        (b"1;Martin;a@x.fr\n2;Durand;b@x.fr\n", "looks like data"),
        (b"12/05/1980;75011\n13/05/1980;75012\n", "looks like data"),
        (bytes(range(256)) * 40, "no text file"),
        (b"PK\x03\x04" + b"x" * 100, "Excel"),
        (b"\x1f\x8b" + b"x" * 100, "gzip"),
        (b'[\n{"nom": "Martin"}\n]\n', "one JSON list"),
        (b'{\n  "nom": "Martin"\n}\n', "JSON over several lines"),
    ],
)
def test_what_is_no_table_is_named(write: Write, content: bytes, message: str) -> None:
    with pytest.raises(UnreadableFile, match=message):
        open_source(write(content))


def test_a_file_that_is_not_there_or_is_a_folder(tmp_path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(UnreadableFile, match="cannot be read"):
            open_source(path)


def test_one_column_is_enough(write: Write) -> None:
    source = open_source(write("email\na@x.fr\nb@x.fr\n"))
    assert [email for frame in source.batches() for [email] in frame["email"]] == ["a@x.fr", "b@x.fr"]


cell = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=20)


@given(st.lists(st.tuples(cell, cell), min_size=1, max_size=20))
def test_whatever_was_written_is_read(tmp_path_factory, rows) -> None:
    import csv

    path = tmp_path_factory.mktemp("csv") / "file"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows(
            [("id", "nom", "x"), *((n, *row) for n, row in enumerate(rows))]
        )
    expected = [(name if name.strip() else None) for name, _ in rows if name.strip() or _.strip()]
    source = open_source(path, {"id": "record_id", "nom": "family_name", "x": "x_more"})
    assert names(source) == expected


def test_a_copy_of_a_name_takes_no_other_columns_name(write: Write) -> None:
    source = open_source(write("tel,tel_3,tel,tel_2,tel\n0612345678,,,,\n"))
    assert [mapping.column for mapping in source.mapping] == ["tel", "tel_3", "tel_2", "tel_2_2", "tel_4"]
