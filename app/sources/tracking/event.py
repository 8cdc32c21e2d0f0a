"""What one event of a tracking SDK says, as evidence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Sender:
    """Where a request came from. `ip` and `user_agent` are a browser's own; None where a server sends for others.

    `claims`: anybody can send as this source, so what it tells of people is a claim. `gpc`: the browser sends Global
    Privacy Control.
    """

    source: str
    received: datetime
    ip: str | None = None
    user_agent: str | None = None
    claims: bool = False
    gpc: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """What an event says of consent: categories of a consent platform, a TC string, Global Privacy Control."""

    categories: Mapping[str, bool]
    tc_string: str | None = None
    gpc: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One event. All values are raw, in the fields of `app.fields`.

    `message` is a hash of source and messageId: what has the same is the same event. `record` is the source's own ID
    of the record the event speaks of, None where it speaks of nobody. `told`: what it tells of that person;
    `ids`: the person's IDs as `namespace:value`; `seen`: cookie, device, IP address, browser, page and time zone.
    `claimed`: what is told, and that the person was there, is a claim. `choices`: None where nothing is said of
    consent. `place`: in its request, or of its message in the stream.
    """

    source: str
    message: int
    at: datetime
    record: str | None
    told: dict[str, str | list[str]] = field(default_factory=dict)
    ids: tuple[str, ...] = ()
    seen: dict[str, str | list[str]] = field(default_factory=dict)
    claimed: bool = False
    choices: Choices | None = None
    place: int = field(default=1, compare=False)

    @property
    def record_id(self) -> str | None:
        """What the graph knows the record by."""
        return self.record and f"{self.source}:{self.record}"
