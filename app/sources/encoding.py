"""Which encoding a text file is in, found by its content.

The whole file is looked at: a French file may have its first accent in the last row. UTF-8 is believed where
it fits; a file that is UTF-8 but for a minority of its lines stays UTF-8, and those lines go to quarantine,
for one line alone is no evidence of another encoding. Everything else is taken for Windows-1252, the superset
of Latin-1 that old French exports are written in.
"""

import codecs
from dataclasses import dataclass
from pathlib import Path

from app.errors import UnreadableFile

_CHUNK = 1 << 20
_LONGEST_LINE = 1 << 26
_UNDEFINED_IN_CP1252 = bytes([0x81, 0x8D, 0x8F, 0x90, 0x9D])
_TEXT_CONTROLS = b"\t\n\r\f"


@dataclass(frozen=True)
class Encoding:
    """`name` is Python's; `strays`: some lines do not decode; `lines`: about how many there are."""

    name: str
    strays: bool
    lines: int


def encoding_of(path: Path) -> Encoding:
    """Find it. Raises UnreadableFile where the file is no text."""
    with path.open("rb") as file:
        head = file.read(1 << 16)
    wide = _utf_16(head)
    if wide:
        return Encoding(wide, strays=False, lines=_check_wide(path, wide))
    controls = sum(head.count(code) for code in range(32) if code not in _TEXT_CONTROLS)
    if controls > len(head) / 10:
        raise UnreadableFile(f"{path.name} is no text file: give CSV, JSON Lines or Parquet")
    return _narrow(path, bom=head.startswith(codecs.BOM_UTF8))


def _utf_16(head: bytes) -> str | None:
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    # Without a mark: in European text every other byte of UTF-16 is zero.
    if (
        len(head) >= 4
        and head[1::2].count(0) > 0.8 * len(head[1::2])
        and head[::2].count(0) < 0.2 * len(head[::2])
    ):
        return "utf-16-le"
    if (
        len(head) >= 4
        and head[::2].count(0) > 0.8 * len(head[::2])
        and head[1::2].count(0) < 0.2 * len(head[1::2])
    ):
        return "utf-16-be"
    return None


def _check_wide(path: Path, name: str) -> int:
    decoder = codecs.getincrementaldecoder(name)()
    lines = 0
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                lines += decoder.decode(chunk).count("\n")
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            raise UnreadableFile(
                f"{path.name} looks like {name} and is not: byte {error.start}, {error.reason}"
            ) from None
    return lines


def _narrow(path: Path, *, bom: bool) -> Encoding:
    utf8 = other = lines = 0
    undefined = False
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            chunk += file.readline(_LONGEST_LINE)
            lines += chunk.count(b"\n")
            if chunk.isascii():
                continue
            for line in chunk.split(b"\n"):
                if line.isascii():
                    continue
                if _is_utf8(line):
                    utf8 += 1
                else:
                    other += 1
                    undefined = undefined or any(byte in line for byte in _UNDEFINED_IN_CP1252)
    if not other or utf8 > other or bom:
        return Encoding("utf-8-sig" if bom else "utf-8", strays=other > 0, lines=lines)
    return Encoding("latin-1" if undefined else "cp1252", strays=False, lines=lines)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
