"""A stream of events into the graph, by the same way as events over HTTP. Every message counts at least once.

The stream is told that messages are done only once they are committed in the graph. So after a crash some come again,
and the graph knows them by their IDs.
"""

from collections import Counter, deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event as Flag
from typing import Any

from app.errors import Busy, GraphUnavailable
from app.ingest.choices import left_out
from app.ingest.tracker import Tracker
from app.progress import Advance
from app.sources.streams import Group, Stream, events_in
from app.sources.tracking import BadEvent, Event

_AHEAD = 8
"""Groups on their way beside the oldest: what names nobody need not wait until its people are resolved. With two, mixed
traffic took a sixth longer."""
_FIRST_WAIT_S, _LONGEST_WAIT_S = 1.0, 30.0


@dataclass(slots=True)
class Consumed:
    """Counts: messages of the stream, events taken into the graph (seen before or not), events put aside by reason."""

    messages: int = 0
    events: int = 0
    quarantined: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    def as_json(self) -> dict[str, Any]:
        return {
            "messages": self.messages,
            "events": self.events,
            "quarantined": self.quarantined,
            "reasons": dict(self.reasons.most_common()),
        }

    def __str__(self) -> str:
        lines = [
            f"{self.messages:,} messages read, {self.events:,} events in the graph, {self.quarantined:,} put aside"
        ]
        return "\n".join(
            [*lines, *(f"  {count:,} × {reason}" for reason, count in self.reasons.most_common(10))]
        )


@dataclass(slots=True)
class _Sent:
    """A group on its way. `done`: None until it could be handed over."""

    group: Group
    events: Sequence[Event]
    bad: Sequence[BadEvent]
    done: Sequence[Future[None]] | None = None


class Consumer:
    """Reads one stream as one source. `say` is told what a person who watches should know."""

    def __init__(self, tracker: Tracker, source: str, stop: Flag, say: Callable[[str], None]) -> None:
        self._tracker, self._source, self._stop, self._say = tracker, source, stop, say
        self._sent: deque[_Sent] = deque()
        self.result = Consumed()

    def run(self, stream: Stream, advance: Advance) -> None:
        """Until the stream ends, or soon after the flag `stop` is set; what was read by then is written.

        Raises GraphUnavailable where the graph is away and the stream has an end; an endless one waits for it.
        """
        for group in stream.groups(self._stop):
            found = [events_in(message, self._source) for message in group.messages]
            events, bad = [e for some, _ in found for e in some], [b for _, some in found for b in some]
            self._sent.append(_Sent(group, events, bad))
            with suppress(Busy, GraphUnavailable):  # tried again when its turn comes
                self._hand_over(self._sent[-1])
            while len(self._sent) > (_AHEAD if group.messages else 0):
                self._settle(self._sent[0], endless=stream.endless)
            advance(len(group.messages))
        while self._sent:
            self._settle(self._sent[0], endless=stream.endless)

    def _hand_over(self, sent: _Sent) -> None:
        sent.done = self._tracker.accept(self._source, sent.events)

    def _settle(self, oldest: _Sent, *, endless: bool) -> None:
        """Wait until the oldest group is committed, handing it over again as often as it takes; tell the stream."""
        wait = _FIRST_WAIT_S
        while not self._is_committed(oldest, endless=endless, wait=wait):
            self._stop.wait(wait)
            wait = min(wait * 2, _LONGEST_WAIT_S)
        oldest.group.committed()
        self._sent.popleft()
        self._count(oldest)

    def _is_committed(self, sent: _Sent, *, endless: bool, wait: float) -> bool:
        """And its bad events in their file. False where it must be handed over again, after a while."""
        try:
            if sent.done is None:
                self._hand_over(sent)
            for part in sent.done or ():
                part.result()
            if faulty := left_out(sent.events, sent.bad):
                self._tracker.put_aside(self._source, faulty)
        except Busy:
            return False
        except GraphUnavailable as error:
            if not endless or self._stop.is_set():
                raise
            sent.done = None
            self._say(f"{error}; trying again in {wait:.0f} s")
            return False
        return True

    def _count(self, sent: _Sent) -> None:
        self.result.messages += len(sent.group.messages)
        self.result.events += len(sent.events)
        self.result.quarantined += len(sent.bad)
        self.result.reasons.update(one.reason for one in sent.bad)
