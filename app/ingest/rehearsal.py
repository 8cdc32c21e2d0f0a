"""Before a service takes traffic: an event is done once in vain, and look-ups are asked for nobody.

A server that has just started needs seconds for its first event: it plans some fifty statements and compiles what it
runs. Whoever comes first should not pay for that.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import cycle, islice
from time import monotonic
from typing import TypeVar

from app.access.caller import LOCAL
from app.consent.view import STEWARDSHIP, view_of
from app.errors import IdGraphError
from app.graph.queries import names, statement, steady
from app.graph.store import Run, Store
from app.ingest.track_events import sighted
from app.ingest.tracking import Tracking
from app.ingest.ulid import ulid
from app.progress import progress
from app.sources.tracking import Event, Sender, events_of

T = TypeVar("T")
_LOOK_UPS = ("read/lookup", "read/cookies_match", "read/individual")
_OF_KNOWN_PEOPLE = ("resolve/online_attach", "resolve/model_in_force")
"""What nobody asks of those two, who are new; and all of the folders that events have."""
_EMAILS, _TURNS, _LONGEST_S = 50, 1_000, 2.0
"""A young server answers a look-up in 5 ms, and after about a thousand in one."""


_AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36"
)
"""The first that is read takes a tenth of a second, as the patterns of all browsers are loaded."""


class _Undone(IdGraphError):
    """Rolls a rehearsal back."""


class _InVain(Store):
    """A Store that rolls back what it is asked to do in a transaction."""

    def __init__(self, store: Store) -> None:
        super().__init__(store._driver, store.database)
        self.home = store.home

    def transact(self, work: Callable[[Run], T]) -> T:
        def undone(run: Run) -> T:
            work(run)
            raise _Undone("rehearsal")

        return super().transact(undone)


def rehearse(store: Store) -> None:
    """Bring two made-up people in, which is undone; plan look-ups, and ask some whose answer nobody sees."""
    events = (*names("track"), *names("live"), *_OF_KNOWN_PEOPLE)
    texts = [*map(statement, _LOOK_UPS), *(steady(name) for name in events)]
    with progress("rehearse statements", len(texts)) as advance:
        for text in texts:
            store.run_text(f"EXPLAIN {text}")
            advance(1)
    keys, until = store.read("ingest/some_emails", most=_EMAILS), monotonic() + _LONGEST_S
    for row in islice(cycle(keys), _TURNS):
        if monotonic() > until:
            break
        store.read("read/lookup", key=row["key"], limit=1, **view_of(LOCAL, STEWARDSHIP).p)
    try:
        Tracking(_InVain(store)).write(sighted(_events()))
    except _Undone:
        return


def _events() -> list[Event]:
    """Two people who are nobody else, in one home and on one browser."""
    now, name, cookie = datetime.now(UTC), ulid().lower(), ulid().lower()
    told = [
        {
            "type": "identify",
            "userId": f"{name}{number}",
            "anonymousId": f"{cookie}-0000-4000-8000-rehearsal",
            "messageId": f"{name}{number}",
            "context": {"ip": "81.2.3.4", "device": {"id": f"{cookie}{number}"}, "userAgent": _AGENT},
            "traits": {
                "firstName": given,
                "lastName": name,
                "email": f"{name}{number}@{name}.fr",
                "address": {"street": f"1 rue {name}", "postalCode": "99999", "city": name},
            },
        }
        for number, given in enumerate(("Rehearsed", "Undone"))
    ]
    found, _ = events_of({"batch": told}, "batch", Sender("rehearsal", now))
    return found
