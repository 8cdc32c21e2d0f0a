"""What is disclosed, as files: JSON, CSV (one file a section) and one readable page of HTML that needs nothing else."""

import csv
import io
import json
import os
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, get_args

from jinja2 import Environment, PackageLoader, StrictUndefined

from app.errors import BadInput, CannotWrite
from app.privacy.access import Disclosure
from app.privacy.words import LANGUAGES, Language, label, title

Format = Literal["json", "csv", "html"]
ARCHIVE = "personal-data.zip"
"""All tables in one file: a search for what is about a person takes all of it, and not row by row."""
FORMATS: tuple[Format, ...] = get_args(Format)
_FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d .()/-]*$)")
"""How a cell begins that a spreadsheet would compute: what sources deliver may be an attack on who opens the file."""


def format_of(name: str) -> Format:
    """Raises BadInput for a format there is not."""
    for form in FORMATS:
        if form == name:
            return form
    raise BadInput(f"--format {name}: choose one of {', '.join(FORMATS)}")


def language_of(name: str) -> Language:
    """Raises BadInput for a language there is not."""
    for language in LANGUAGES:
        if language == name:
            return language
    raise BadInput(f"--language {name}: choose one of {', '.join(LANGUAGES)}")


def files(disclosure: Disclosure, form: Format, language: Language = "en") -> dict[str, str]:
    """File name -> content."""
    if form == "csv":
        return {f"{name}.csv": _table(rows) for name, rows in _sections(disclosure)}
    if form == "html":
        return {"personal-data.html": _page(disclosure, language)}
    return {"personal-data.json": json.dumps(disclosure.as_json(), ensure_ascii=False, indent=1) + "\n"}


def zipped(found: Mapping[str, str]) -> bytes:
    """Several files as one archive."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in found.items():
            file.writestr(name, content)
    return archive.getvalue()


def write(name: str, content: bytes, folder: Path) -> Path:
    """Put a file in a folder, readable by its owner alone; its path. Raises CannotWrite, never overwrites."""
    path = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
    except FileExistsError as error:
        raise CannotWrite(f"{error.filename} is there already: name another folder with --output") from None
    except OSError as error:
        raise CannotWrite(f"{error.filename} cannot be written: {error.strerror}") from None
    return path


def _sections(disclosure: Disclosure) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for name, content in disclosure.as_json().items():
        yield name, content if isinstance(content, list) else [content]


def _table(rows: list[dict[str, Any]]) -> str:
    """CSV with a header; what is nested has a column for each leaf, "values.email"."""
    flat = [dict(_leaves("", row)) for row in rows]
    columns = list(dict.fromkeys(column for row in flat for column in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="")
    writer.writeheader()
    writer.writerows(flat)
    return text.getvalue()


def _leaves(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves(f"{path}.{name}" if path else name, inner)
    elif isinstance(value, list) and any(isinstance(item, (Mapping, list)) for item in value):
        yield path, json.dumps(value, ensure_ascii=False)
    elif isinstance(value, list):
        yield path, _cell(" | ".join(map(str, value)))
    else:
        yield path, _cell("" if value is None else str(value))


def _cell(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def _page(disclosure: Disclosure, language: Language) -> str:
    environment = Environment(
        loader=PackageLoader("app.privacy"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["label"] = lambda name: label(str(name), language)
    environment.filters["moment"] = lambda at: str(at or "")[:16].replace("T", " ")
    environment.globals["t"] = lambda name: title(name, language)
    return environment.get_template("access.html").render(language=language, **disclosure.as_json())
