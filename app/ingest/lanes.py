"""Which events are quick to write: those that, as far as can be told beforehand, change nobody.

A wrong guess costs time only: `Tracking.write_seen` notices what changes somebody after all, and leaves it.
"""

from collections.abc import Iterable
from threading import Lock

from app.sources.tracking import Event

PEOPLE, QUICK = 0, 1
_THERE = 0
_CHANGES = None
"""Instead of what somebody was told: whatever it is, it goes with the people."""
_MOST = 400_000
"""Numbers that a process remembers, 100 bytes each."""


class Lanes:
    """What names nobody is quick, and so is what says nothing new: another page seen by somebody who is known, on a
    browser where they are too or where nobody is, and an `identify` that tells what the one before told, as sites send
    with every page.

    Any number of threads. All that is remembered are numbers, which say nothing to anybody else.
    """

    def __init__(self) -> None:
        self._known: dict[int, int | None] = {}
        self._lock = Lock()

    def of(self, event: Event) -> int:
        """The lane of an event: `PEOPLE` or `QUICK`."""
        if not event.record:
            return QUICK
        if event.told and self._known.get(_who(event)) != _told(event):
            return PEOPLE
        known = _sighting(event) in self._known or self._is_first(event)
        return QUICK if known else PEOPLE

    def _is_first(self, event: Event) -> bool:
        """Whether they are known, and nobody where they are seen. What a claim signs in on is nobody's."""
        who = _who(event)
        return (
            not event.claimed
            and _as_whom(event) in self._known
            and all(self._known.get(browser, who) == who for browser in _browsers(event))
        )

    def note(self, events: Iterable[Event]) -> None:
        """These are committed: the same people on the same browsers are no news from now on."""
        with self._lock:
            for event in events:
                if event.record:
                    self._note(event)
            while len(self._known) > _MOST:
                del self._known[next(iter(self._known))]

    def _note(self, event: Event) -> None:
        self._known[_sighting(event)] = self._known[_as_whom(event)] = _THERE
        self._known |= dict.fromkeys(_browsers(event), _who(event))
        if event.told and self._known.get(_who(event), _THERE) is not _CHANGES:
            self._known[_who(event)] = _told(event)

    def correct(self, records: Iterable[str]) -> None:
        """The guess was wrong for these: what they are told again changes something, as where two records of one person
        are told in turns, and the newest name holds."""
        with self._lock:
            for record in records:
                self._known[hash(record)] = _CHANGES


def _who(event: Event) -> int:
    return hash(event.record_id)


def _as_whom(event: Event) -> int:
    """Who, and by which IDs."""
    return hash((event.source, event.record, event.ids, event.claimed))


def _browsers(event: Event) -> list[int]:
    """Cookie and device, as numbers."""
    return [hash((field, str(seen))) for field in ("cookie", "device") if (seen := event.seen.get(field))]


def _sighting(event: Event) -> int:
    """Who was seen on what."""
    return hash((_as_whom(event), *_browsers(event)))


def _told(event: Event) -> int:
    return hash(str(sorted(event.told.items())))
