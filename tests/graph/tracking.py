"""What the tests of the tracking API send, and how they read what came of it."""

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from app.graph.store import Store
from app.ingest.lanes import QUICK, Lanes
from app.ingest.track_events import Sighting, sighted
from app.ingest.tracking import Tracking
from app.sources.tracking import Event, Sender, events_of

LANES = Lanes()
"""Kept from graph to graph: what it takes for known may be no longer there, which must make no difference."""
NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
PHONE = "5f2d0c1e-8f6b-4c86-9d0a-6d1a6e0c1b11"
TABLET = "9a1b7c52-0d3e-4f7a-8b6c-2e4d5f6a7b8c"
LAPTOP = "3c7d9e10-5a2b-4c8d-9e0f-1a2b3c4d5e6f"


def at(hour: int, minute: int = 0) -> str:
    return f"2026-03-14T{hour:02}:{minute:02}:00.000Z"


def events(*items: dict[str, Any], source: str = "web") -> list[Event]:
    """The events of one batch, none of which may be bad."""
    found, bad = events_of({"batch": list(items)}, "batch", Sender(source, NOW))
    assert not bad
    return found


def track(store: Store, *items: dict[str, Any], source: str = "web") -> None:
    """As a `Tracker` does: one transaction for those that name somebody, one for those that do not."""
    write(Tracking(store), events(*items, source=source))


def write(tracking: Tracking, found: Sequence[Event]) -> None:
    """Each event by its lane."""
    for lane, mine in itertools.groupby(sorted(found, key=LANES.of), LANES.of):
        group = list(mine)
        (write_seen if lane == QUICK else Tracking.write)(tracking, sighted(group))
        LANES.note(group)


def write_seen(tracking: Tracking, group: Sequence[Sighting]) -> None:
    """As events of the quick lane: what turns out not to be goes the way of the others."""
    if rest := tracking.write_seen(group).sightings:
        tracking.write(rest)


def identify(user: str, message: str, hour: int, **traits: Any) -> dict[str, Any]:
    return {
        "type": "identify",
        "userId": user,
        "messageId": message,
        "timestamp": at(hour),
        "traits": traits,
    }


def page(cookie: str, message: str, hour: int, **more: Any) -> dict[str, Any]:
    return {
        "type": "page",
        "anonymousId": cookie,
        "messageId": message,
        "timestamp": at(hour),
        "properties": {"path": "/femme/robes"},
        **more,
    }


def carried(store: Store, record: str) -> Sequence[str]:
    """The keys of all identifiers of a record, sorted."""
    rows = store.run_text(
        "MATCH (c:Customer {id: $p.id})-[:HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID]->(i) "
        "RETURN i.key AS key ORDER BY key",
        id=record,
    )
    return [row["key"] for row in rows]


def visits(store: Store) -> dict[str, int]:
    """Cookie or device -> how many events counted for it."""
    rows = store.run_text(
        "MATCH (n:Identifier) WHERE n.hours IS NOT NULL "
        "RETURN n.key AS key, reduce(sum = 0, hour IN n.hours | sum + hour) AS visits"
    )
    return {row["key"]: row["visits"] for row in rows}
