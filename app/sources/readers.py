"""Opens a file by its content: Parquet, JSON Lines or CSV. The name of the file decides nothing."""

from pathlib import Path

from app.errors import UnreadableFile
from app.sources.csv_file import CsvFile
from app.sources.encoding import Encoding, encoding_of
from app.sources.json_lines import JsonLinesFile
from app.sources.parquet import ParquetFile
from app.sources.rows import Table, bounded_lines, open_text

_REFUSED = {
    b"PK\x03\x04": "a zip archive or an Excel workbook: save the sheet as CSV",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook: save the sheet as CSV",
    b"\x1f\x8b": "compressed with gzip: unpack it first",
    b"\x28\xb5\x2f\xfd": "compressed with zstd: unpack it first",
}
_LINES_LOOKED_AT = 20


def open_table(path: Path) -> Table:
    """The file, ready to be read. Raises UnreadableFile that says what it is instead, or what is missing."""
    try:
        with path.open("rb") as file:
            if not file.seekable():
                raise UnreadableFile(
                    f"{path} is a pipe, and a file is read more than once: save it as one first"
                )
            head = file.read(8)
        if not head:
            raise UnreadableFile(f"{path.name} is empty")
        for magic, what in _REFUSED.items():
            if head.startswith(magic):
                raise UnreadableFile(f"{path.name} is {what}")
        if head.startswith(b"PAR1"):
            return ParquetFile(path)
        return _open_text_table(path, encoding_of(path))
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror}") from None


def _open_text_table(path: Path, encoding: Encoding) -> Table:
    with open_text(path, encoding) as file:
        lines = [line.lstrip() for _, line in zip(range(_LINES_LOOKED_AT), bounded_lines(file), strict=False)]
    filled = [line for line in lines if line]
    if not filled:
        raise UnreadableFile(f"{path.name} has only blank lines")
    if filled[0].startswith("[") and filled[0].rstrip().endswith(("[", ",", "]", "{", "}")):
        raise UnreadableFile(
            f"{path.name} is one JSON list: give JSON Lines, one object a line (`jq -c '.[]'`)"
        )
    if filled[0].rstrip() == "{":
        raise UnreadableFile(
            f"{path.name} is JSON over several lines: give JSON Lines, one object a line (`jq -c .`)"
        )
    if sum(line.startswith("{") for line in filled) * 2 > len(filled):
        return JsonLinesFile(path, encoding)
    return CsvFile(path, encoding)
