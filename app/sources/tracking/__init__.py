"""Events of tracking SDKs (Segment's HTTP API, which RudderStack and others share) into evidence. Knows no graph."""

from app.sources.tracking.body import GZIP, LARGEST_BODY, read_body, write_key_of
from app.sources.tracking.event import Choices, Event, Sender
from app.sources.tracking.events import BadEvent, events_of, is_known_again

__all__ = [
    "GZIP",
    "LARGEST_BODY",
    "BadEvent",
    "Choices",
    "Event",
    "Sender",
    "events_of",
    "is_known_again",
    "read_body",
    "write_key_of",
]
