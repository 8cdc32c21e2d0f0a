"""The catalogue over `cypher/`: a statement is a file, its path without `.cypher` is its name."""

from functools import cache
from pathlib import Path

import cypher as _cypher_folder

FOLDER = Path(next(iter(_cypher_folder.__path__)))


@cache
def statement(name: str) -> str:
    """The text of `cypher/<name>.cypher`. KeyError where there is no such file."""
    path = FOLDER / f"{name}.cypher"
    if not path.is_file():
        raise KeyError(f"no statement {name!r} in {FOLDER}")
    return path.read_text(encoding="utf-8")


def names(under: str = "") -> list[str]:
    """All statement names below one folder of the catalogue, sorted."""
    return sorted(
        str(path.relative_to(FOLDER).with_suffix("")) for path in (FOLDER / under).rglob("*.cypher")
    )
