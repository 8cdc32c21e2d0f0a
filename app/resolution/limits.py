"""The limits in force: those of the document that the setting IDGRAPH_LIMITS names, else the shipped ones."""

from functools import cache
from pathlib import Path

from app.matching.limits import Limits, read_limits, shipped_limits
from app.rule_file import content_of
from app.settings import settings


def limits_in_force() -> Limits:
    """Read once a process. Raises SettingsError where it cannot be read, BadInput where it cannot be meant."""
    path = settings().limits
    return _limits_of(path) if path else shipped_limits()


@cache
def _limits_of(path: Path) -> Limits:
    return read_limits(content_of(path, "IDGRAPH_LIMITS"), f"IDGRAPH_LIMITS, {path.name}")
