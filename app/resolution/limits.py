"""The limits in force: those of the document that the setting IDGRAPH_LIMITS names, else the shipped ones."""

from functools import cache
from pathlib import Path

from app.errors import SettingsError
from app.matching.limits import Limits, read_limits, shipped_limits
from app.settings import settings


def limits_in_force() -> Limits:
    """Read once a process. Raises SettingsError where it cannot be read, BadInput where it cannot be meant."""
    path = settings().limits
    return _limits_of(path) if path else shipped_limits()


@cache
def _limits_of(path: Path) -> Limits:
    try:
        text = path.expanduser().read_bytes()
    except OSError as error:
        raise SettingsError(f"IDGRAPH_LIMITS: cannot read {path}: {error.strerror}") from None
    return read_limits(text, f"IDGRAPH_LIMITS, {path.name}")
