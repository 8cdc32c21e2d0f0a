"""Which events are quick to write: those that, as far as can be told beforehand, change nobody.

A wrong guess costs time only: `Tracking.write_seen` notices what changes somebody after all, and starts over.
"""

from collections.abc import Iterable
from threading import Lock

from app.sources.tracking import Event

PEOPLE, QUICK = 0, 1
_CHANGES = None
"""Instead of what somebody was told: whatever it is, it goes with the people."""
_MOST = 200_000
"""Numbers that a process remembers, 100 bytes each."""


class Lanes:
    """What names nobody is quick, and so is what says nothing new: another page seen by somebody on a browser where
    they are known already, and an `identify` that tells what the one before told, as sites send with every page.

    Any number of threads. All that is remembered are numbers, which say nothing to anybody else.
    """

    def __init__(self) -> None:
        self._known: dict[int, int | None] = {}
        self._lock = Lock()

    def of(self, event: Event) -> int:
        """The lane of an event: `PEOPLE` or `QUICK`."""
        if not event.record:
            return QUICK
        tells_news = event.told and self._known.get(_who(event)) != _told(event)
        return PEOPLE if tells_news or _sighting(event) not in self._known else QUICK

    def note(self, events: Iterable[Event]) -> None:
        """These are committed: the same people on the same browsers are no news from now on."""
        with self._lock:
            for event in events:
                if event.record:
                    self._known[_sighting(event)] = 0
                    if event.told and self._known.get(_who(event), 0) is not _CHANGES:
                        self._known[_who(event)] = _told(event)
            while len(self._known) > _MOST:
                del self._known[next(iter(self._known))]

    def correct(self, records: Iterable[str]) -> None:
        """The guess was wrong for these: what they are told again changes something, as where two records of one person
        are told in turns, and the newest name holds."""
        with self._lock:
            for record in records:
                self._known[hash(record)] = _CHANGES


def _who(event: Event) -> int:
    return hash(event.record_id)


def _sighting(event: Event) -> int:
    """Who was seen on what."""
    where = (str(event.seen.get(field)) for field in ("cookie", "device"))
    return hash((event.source, event.record, event.ids, event.claimed, *where))


def _told(event: Event) -> int:
    return hash(str(sorted(event.told.items())))
