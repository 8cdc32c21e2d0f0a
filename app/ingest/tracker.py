"""What a tracking request sets going: the right source, the queue for what can be used, quarantine for what cannot."""

from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from threading import Lock

from app.errors import BadInput
from app.graph.store import Store
from app.ingest.bad_rows import sparing
from app.ingest.group_commit import GroupCommit
from app.ingest.lanes import Lanes
from app.ingest.load import quarantine_for
from app.ingest.track_events import Sighting, sighted
from app.ingest.tracking import Tracking
from app.sources import BadRow, Quarantine
from app.sources.tracking import BadEvent, Event

TOGETHER = 300
"""Events in one transaction: more lengthen the wait and hardly raise the rate."""
MOST_KEPT = 100_000
"""Bad events that one process keeps of one source: a faulty site sends the same one without end."""


class Tracker:
    """Takes in events from many threads. Open until `close`, which writes what it has taken."""

    def __init__(self, store: Store, home: Path, room: int) -> None:
        self._store, self._home = store, home
        self._tracking, self._lanes = Tracking(store), Lanes()
        # In the order of `PEOPLE` and `QUICK`.
        writes = (self._write, self._write_seen)
        self._queue = GroupCommit(*writes, together=TOGETHER, room=room, lane=self._lane)
        self._lock = Lock()
        self._sources: set[str] = set()
        self._quarantines: dict[str, Quarantine] = {}

    def accept(self, source: str, events: Sequence[Event]) -> list[Future[None]]:
        """Futures that are all done once the events are committed.

        Raises BadInput where the source belongs to files, Busy, GraphUnavailable.
        """
        self._open(source)
        return self._queue.submit(sighted(events))

    def is_ready_for(self, source: str) -> bool:
        """Whether `accept` need not wait for the graph."""
        return source in self._sources

    def put_aside(self, source: str, bad: Sequence[BadEvent]) -> None:
        """Bad events are in their file when this returns. For when what came with them is committed: what is not comes
        again, and they with it. Raises CannotWrite, GraphUnavailable."""
        with self._lock:
            quarantine = self._quarantines.setdefault(source, quarantine_for(self._home, source))
            quarantine.spared = sparing(self._store, source)
            for one in bad[: max(MOST_KEPT - quarantine.count, 0)]:
                quarantine.add(BadRow(one.place, one.field, one.reason, one.raw))
            quarantine.flush()

    @property
    def waiting(self) -> int:
        """Events taken and not yet written."""
        return self._queue.waiting

    def close(self) -> None:
        """Write what waits, then finish the quarantine files."""
        self._queue.close()
        for quarantine in self._quarantines.values():
            quarantine.close()

    def _lane(self, sighting: Sighting) -> int:
        return self._lanes.of(sighting.event)

    def _write(self, sightings: Sequence[Sighting]) -> None:
        self._tracking.write(sightings)
        self._lanes.note(one.event for one in sightings)

    def _write_seen(self, sightings: Sequence[Sighting]) -> list[Sighting]:
        left = self._tracking.write_seen(sightings)
        self._lanes.correct(left.told)
        passed_on = {one.event.message for one in left.sightings}
        self._lanes.note(one.event for one in sightings if one.event.message not in passed_on)
        return left.sightings

    def _open(self, source: str) -> None:
        """Events must not write over the records of a file, which have the same IDs where the source is the same. Asked
        once: from then on no file is loaded as it."""
        if source in self._sources:
            return
        (row,) = self._store.write("track/source", name=source)
        if row["loaded"]:
            raise BadInput("This write key is the name of a source that files are loaded as: use another one")
        self._sources.add(source)
