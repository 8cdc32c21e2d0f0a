"""Which events are quick to write: those that, as far as can be told beforehand, change nobody.

A wrong guess costs time only: `Tracking.write_seen` notices what changes somebody after all, and starts over.
"""

from collections.abc import Iterable
from threading import Lock

from app.sources.tracking import Event

PEOPLE, QUICK = 0, 1
_MOST = 200_000
"""Sightings that a process remembers, 100 bytes each."""


class Lanes:
    """What names nobody is quick, and so is another page seen by somebody on a browser where they are known already.

    Any number of threads.
    """

    def __init__(self) -> None:
        self._known: dict[int, None] = {}
        self._lock = Lock()

    def of(self, event: Event) -> int:
        """The lane of an event: `PEOPLE` or `QUICK`."""
        if not event.record:
            return QUICK
        return QUICK if not event.told and _sighting(event) in self._known else PEOPLE

    def note(self, events: Iterable[Event]) -> None:
        """These are committed: the same people on the same browsers are no news from now on."""
        with self._lock:
            for event in events:
                if event.record:
                    self._known[_sighting(event)] = None
            while len(self._known) > _MOST:
                del self._known[next(iter(self._known))]


def _sighting(event: Event) -> int:
    """Who was seen on what, as a number that says nothing to anybody else."""
    where = (str(event.seen.get(field)) for field in ("cookie", "device"))
    return hash((event.source, event.record, event.ids, event.claimed, *where))
