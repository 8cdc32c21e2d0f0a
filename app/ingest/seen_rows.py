"""What events say of cookies and devices, into the rows that `cypher/track` writes; and whom each event is about."""

from collections.abc import Iterable

from app.graph.store import Row
from app.ingest.online import Online, Span
from app.ingest.track_events import Sighting


def in_time(sightings: Iterable[Sighting]) -> list[Sighting]:
    """In the order in which they happened."""
    return sorted(sightings, key=lambda one: (one.event.at, one.event.message))


def each_once(sightings: Iterable[Sighting]) -> list[Sighting]:
    """In the order in which they happened; of one event the last telling."""
    return in_time({one.event.message: one for one in sightings}.values())


def about(one: Sighting) -> str:
    """The record that an event is about, or itself."""
    return one.event.record_id or f"message {one.event.message}"


def by_record(sightings: Iterable[Sighting]) -> dict[str, list[Sighting]]:
    """Of those about somebody: the ID of their record -> its events."""
    records: dict[str, list[Sighting]] = {}
    for one in sightings:
        if id := one.event.record_id:
            records.setdefault(id, []).append(one)
    return records


def online_rows(sightings: Iterable[Sighting]) -> list[Row]:
    """What cookies and devices were seen to do, as for visits, sorted by key; `sightings` in the order of time. Which
    events these were is remembered elsewhere."""
    online: dict[str, Online] = {}
    for one in sightings:
        at = one.event.at
        for identifier in one.online:
            node = online.setdefault(identifier.key, Online(identifier, Span(at, at)))
            node.note(at, one.hour, one.user_agent, one.ips, one.places)
    return [online[key].row() for key in sorted(online)]


def pair_rows(sightings: Iterable[Sighting]) -> list[Row]:
    """Which cookie was seen on which device."""
    pairs: dict[tuple[str, str], Span] = {}
    for one in sightings:
        for cookie in one.of("Cookie"):
            for device in one.of("Device"):
                pair = (cookie.key, device.key)
                if pair in pairs:
                    pairs[pair].widen(one.event.at)
                else:
                    pairs[pair] = Span(one.event.at, one.event.at)
    return [
        {"cookie": cookie, "device": device, "count": span.count, **span.times()}
        for (cookie, device), span in sorted(pairs.items())
    ]
