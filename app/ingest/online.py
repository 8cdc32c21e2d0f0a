"""What visits say of one cookie or device, in little space: when, where from, with which browser, where on the site.

That is the evidence by which an anonymous browser is later likened to known ones. Per node at most `KEPT` addresses and
places, the newest; visits at each are counted, those at an address by day and by night. A place is a page of the site
(two steps of its path, nothing that follows a `?`), a shop, or the town or postcode that the log gives.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from app.fields import PAGES, SHOPS, ZONES
from app.graph.store import Row
from app.ingest.identifiers import Identifier
from app.standardise.zone import time_zone, zone_in

KEPT = 20
HOURS = 24
NIGHT_BEGINS, NIGHT_ENDS = 20, 7
"""Hours between which people are mostly at home, by the clock of where they are: see `hour_of`."""
_SPOTS = (*SHOPS, "locality", "postal_code")
_LONGEST = 60
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STEPS = 2


def places_of(given: Row, standard: Row) -> list[str]:
    """The places of one visit, such as "/femme/robes" or "locality:lyon". The home page is no place."""
    pages = (_page(text) for column in PAGES if isinstance(text := given.get(column), str))
    spots = (f"{column.removeprefix('x_')}:{text}" for column in _SPOTS if (text := standard.get(column)))
    return [place[:_LONGEST] for place in dict.fromkeys((*pages, *spots)) if place]


def hour_of(given: Row, at: datetime) -> int:
    """The hour of a visit where it was, if it says its time zone or its time has one; as delivered otherwise: a log
    without one is taken for local time."""
    named = (*(given.get(column) for column in ZONES), zone_in(given.get("updated_at")))
    zone = next(filter(None, (time_zone(text) for text in named if isinstance(text, str))), None)
    return at.astimezone(zone).hour if zone else at.hour


def _page(text: str) -> str:
    try:
        path = urlsplit(text.strip()).path
    except ValueError:  # a broken address of a page is no place
        return ""
    steps = [step for step in path.lower().split("/") if step]
    return "/" + "/".join(steps[:_STEPS]) if steps else ""


def epoch(at: datetime) -> list[int]:
    """A time as [seconds, nanoseconds] since 1970."""
    since = at - _EPOCH
    return [since.days * 86_400 + since.seconds, since.microseconds * 1_000]


def moment_of(epoch: Sequence[int]) -> datetime:
    """The time again."""
    seconds, nanoseconds = epoch
    return _EPOCH + timedelta(seconds=seconds, microseconds=nanoseconds // 1_000)


@dataclass(slots=True)
class Span:
    """First and last time, and how often."""

    first: datetime
    last: datetime
    count: int = 1

    def widen(self, at: datetime) -> None:
        self.first, self.last, self.count = min(self.first, at), max(self.last, at), self.count + 1

    def times(self) -> Row:
        """{first, last} as `epoch` has them: the driver takes 36 microseconds to pack a datetime, and the server seven
        to read an ISO text."""
        first = epoch(self.first)
        return {"first": first, "last": first if self.last is self.first else epoch(self.last)}

    def milliseconds(self) -> list[int]:
        """First and last since 1970."""
        first = round(self.first.timestamp() * 1000)
        return [first, first if self.last is self.first else round(self.last.timestamp() * 1000)]


@dataclass(slots=True)
class Online:
    """New visits of one cookie or device, noted in the order of time."""

    identifier: Identifier
    span: Span
    user_agent: str | None = None
    ips: dict[str, list[int]] = field(default_factory=dict)
    """IP address -> visits by day and by night; the newest last."""
    hours: dict[int, int] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    events: list[int] = field(default_factory=list)

    def note(
        self, at: datetime, hour: int, user_agent: str | None, ips: Iterable[str], places: Iterable[str]
    ) -> None:
        """`hour`: of the day, as `hour_of` has it."""
        self.span.widen(at)
        self.user_agent = user_agent or self.user_agent
        self.hours[hour] = self.hours.get(hour, 0) + 1
        night = hour >= NIGHT_BEGINS or hour < NIGHT_ENDS
        for ip in ips:
            counts = self.ips[ip] = self.ips.pop(ip, [0, 0])
            counts[night] += 1
        for place in places:
            self.places[place] = self.places.pop(place, 0) + 1

    def row(self) -> Row:
        """As `cypher/ingest/online_seen` takes it; addresses and places newest first."""
        ips = list(reversed(self.ips.items()))[:KEPT]
        places = list(reversed(self.places.items()))[:KEPT]
        return {
            "key": self.identifier.key,
            "label": self.identifier.label,
            "value": self.identifier.value,
            **self.span.times(),
            "user_agent": self.user_agent,
            "hours": [[hour, count] for hour, count in sorted(self.hours.items())],
            "ips": [ip for ip, _ in ips],
            "ip_days": [day for _, (day, _) in ips],
            "ip_nights": [night for _, (_, night) in ips],
            "places": [place for place, _ in places],
            "place_counts": [count for _, count in places],
            "events": self.events,
        }
