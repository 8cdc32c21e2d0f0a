"""What standardising says of a value: the comparable form, and how far to trust it."""

from dataclasses import dataclass
from enum import StrEnum


class Quality(StrEnum):
    VALID = "valid"
    DOUBTFUL = "doubtful"
    JUNK = "junk"


@dataclass(frozen=True, slots=True)
class Standard:
    """`value` is None when nothing was delivered (valid) or nothing of use was (junk)."""

    value: str | None
    quality: Quality
    reason: str = ""


EMPTY = Standard(None, Quality.VALID)
"""Nothing was delivered, which is no fault."""


def valid(value: str) -> Standard:
    return Standard(value, Quality.VALID)


def doubtful(value: str, reason: str) -> Standard:
    return Standard(value, Quality.DOUBTFUL, reason)


def junk(reason: str) -> Standard:
    return Standard(None, Quality.JUNK, reason)


def graded(value: str, doubt: str) -> Standard:
    """Doubtful where there is a doubt to name, else valid."""
    return doubtful(value, doubt) if doubt else valid(value)
