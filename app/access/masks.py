"""Values with only so much left of them as a role needs. Pure."""

import hashlib
import re
import secrets
from collections.abc import Callable

HIDDEN = "***"
_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")
_SECRET = secrets.token_bytes(32)
"""New with each process: a stand-in says which are the same inside one answer, and nothing more."""


def _birth_date(value: str) -> str:
    year = _YEAR.search(value)
    return f"{year[0]}-**-**" if year else HIDDEN


def _national_id(value: str) -> str:
    return "*" * max(len(value) - 2, 0) + value[-2:] if len(value) >= 8 else HIDDEN


def _email(value: str) -> str:
    local, at, domain = value.rpartition("@")
    return f"{local[:1]}***@{domain}" if at else HIDDEN


def _phone(value: str) -> str:
    return value[:4] + "*" * (len(value) - 4) if len(value) >= 8 else HIDDEN


_MASKS: dict[str, Callable[[str], str]] = {
    "birth_date": _birth_date,
    "national_id": _national_id,
    "email": _email,
    "phone": _phone,
}


def masked(kind: str, value: str) -> str:
    """What is left of a value: "1980-05-12" -> "1980-**-**", "marie@x.fr" -> "m***@x.fr". `***` where no rule is."""
    return _MASKS[kind](value) if kind in _MASKS else HIDDEN


def stand_in(value: str) -> str:
    """A name for what must not be named, the same for the same value while this process lives."""
    return "~" + hashlib.blake2b(value.encode(), key=_SECRET, digest_size=8).hexdigest()
