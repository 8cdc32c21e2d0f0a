"""One entry of the audit, and the hash that ties it to the one before. Pure."""

import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

SAID = ("role", "caller", "action", "subjects", "purpose", "details")
"""What an entry says, besides when; in the order in which it is hashed."""
MOST_SUBJECTS = 1_000
"""An entry about more is written as several."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ID = re.compile(r"[a-z]{2,12}_[0-9A-Za-z_-]{1,64}")
_DETAIL = re.compile(r"[\w .:/+-]{0,100}")
"""Neither an email address nor a sentence."""

Detail = str | int | float | bool | None


class Who(Protocol):
    """Whoever acts: a role, and an ID that names nobody."""

    @property
    def role(self) -> str: ...

    @property
    def id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Actor:
    """A role, and the pseudonymous ID of a key or a sign-in."""

    role: str
    id: str


COMMAND = Actor("operator", f"user_{os.getuid()}")
"""Whoever runs `idgraph` on this machine: the number of the account, not its name."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Who did what to whom, why and when. `subjects`: see `entry`."""

    role: str
    caller: str
    action: str
    subjects: tuple[str, ...]
    purpose: str | None
    details: tuple[str, ...]
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def records(self) -> list[str]:
        """Those subjects that are IDs of records, which a source may have made of personal data."""
        return [subject for subject in self.subjects if ":" in subject]

    def without_record_ids(self, births: Mapping[str, str]) -> tuple[str, ...]:
        """The subjects as they are written: a record by its birth."""
        return tuple(f"rec_{births.get(one, 'unknown')}" if ":" in one else one for one in self.subjects)

    def parts(self) -> list["Entry"]:
        """Itself, or several where it has more subjects than one entry may hold."""
        starts = range(0, len(self.subjects) or 1, MOST_SUBJECTS)
        return [
            Entry(
                self.role,
                self.caller,
                self.action,
                self.subjects[start : start + MOST_SUBJECTS],
                self.purpose,
                self.details,
                self.at,
            )
            for start in starts
        ]


def entry(
    who: Who,
    action: str,
    subjects: Iterable[str] = (),
    purpose: str | None = None,
    details: Mapping[str, Detail] | None = None,
) -> Entry:
    """An entry that surely holds no value of a person; ValueError where a subject or detail might be one."""
    about = tuple(sorted(set(subjects)))
    if any(":" not in subject and not _ID.fullmatch(subject) for subject in about):
        raise ValueError(f"A subject of {action!r} is no ID of ours and no ID of a record")
    told = {name: str(value) for name, value in sorted((details or {}).items()) if value is not None}
    if odd := [name for name, value in told.items() if not _DETAIL.fullmatch(value)]:
        raise ValueError(f"Details of {action!r} that are no plain words or numbers: {', '.join(odd)}")
    return Entry(
        who.role, who.id, action, about, purpose, tuple(f"{name}={value}" for name, value in told.items())
    )


def microseconds(at: datetime) -> int:
    """Since 1970, exactly."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def digest(chain: str, seq: int, previous: str, at: int, said: Sequence[Any]) -> str:
    """The hash of an entry: hex SHA-256 over its place, the hash before it, and all it says.

    `at` in microseconds since 1970; `said`: the values of `SAID`.
    """
    text = json.dumps([chain, seq, previous, at, *said], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()
