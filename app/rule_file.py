"""Documents that a house brings to overrule shipped ones (limits, consent rules, retention rules): read, or refused."""

import tomllib
from pathlib import Path
from typing import Any

from app.errors import BadInput, SettingsError


def content_of(path: Path, setting: str) -> bytes:
    """What stands in the file that a setting names. Raises SettingsError where it cannot be read."""
    try:
        return path.expanduser().read_bytes()
    except OSError as error:
        raise SettingsError(f"{setting}: cannot read {path}: {error.strerror}") from None


def parsed(content: str | bytes, name: str) -> dict[str, Any]:
    """A TOML document as plain values. `name` says in errors what was read. Raises BadInput."""
    try:
        return tomllib.loads(content if isinstance(content, str) else content.decode("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{name} is not TOML: {error}") from None
    except UnicodeDecodeError:
        raise BadInput(f"{name} is not UTF-8 text") from None
