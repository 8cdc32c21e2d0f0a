"""What events make of a record does not hang on the order in which they arrive."""

from datetime import datetime
from itertools import permutations
from typing import Any

import pytest

from app.graph.store import Row
from app.ingest.track_events import sighted
from app.ingest.track_records import Known, records_of
from tests.graph.tracking import at, events, identify

MARIE = {"firstName": "Marie", "lastName": "Dupont"}


def seen(message: str, hour: int) -> dict[str, Any]:
    return {"type": "track", "event": "x", "userId": "u1", "messageId": message, "timestamp": at(hour)}


@pytest.mark.parametrize(
    ("sent", "said", "heard"),
    [
        ([seen("m1", 5), seen("m2", 8)], 5, 8),
        ([identify("u1", "m1", 5, **MARIE), identify("u1", "m2", 8, **MARIE), seen("m3", 9)], 8, 9),
        ([seen("m1", 4), identify("u1", "m2", 6, **MARIE)], 6, 6),
    ],
)
def test_when_it_was_told_and_heard_of(sent: list[dict[str, Any]], said: int, heard: int) -> None:
    for order in permutations(events(*sent)):
        known: Row = {}
        for event in order:
            (row,) = records_of({"web:u1": Known(known, frozenset())}, {"web:u1": sighted([event])}, "load")
            known = row["props"]
        times = [datetime.fromisoformat(known[name]).hour for name in ("said_at", "seen_at")]
        assert times == [said, heard]
