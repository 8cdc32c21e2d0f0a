"""Remembers on people and cookies what they allow, so that reading need not work it out each time.

Whatever an answer rests on is changed by statements that forget it in the same transaction (`cypher/parts/forget`), so
a withdrawal counts from its commit on, and whoever is forgotten is worked out as they are read. Then they are
remembered again, behind the answer. The ledger stays the only truth; docs/decisions/0020-remembered-answers.md says why
this is sound.
"""

import json
import sys
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from threading import Condition, Thread
from typing import Any

from app.consent.evidence import Said
from app.consent.may import Node
from app.consent.remembered import definition, of_cookie, of_person
from app.consent.rules import Rules, rules_in_force
from app.consent.view import Unremembered
from app.graph.store import Row, Run, Store
from app.progress import progress

TOGETHER = 500
"""People, or cookies, in one transaction."""
ROOM = 50_000
"""People and cookies that wait; more are remembered the next time they are read."""
LINGER_S = 0.2
_EVERYTHING: dict[str, Any] = {"purpose": None, "asks": True, "hides": True}


def remember(
    store: Store,
    people: Collection[str],
    cookies: Collection[str],
    *,
    now: int | None = None,
    quiet: bool = True,
) -> None:
    """Work out what people (IDs) and cookies (keys) allow, as of `now` (seconds since 1970), and remember it."""
    work = _Work(rules_in_force(), int(time.time()) if now is None else now)
    count = len(people) + len(cookies)
    with progress("remember what people allow", count, quiet=quiet or not count) as advance:
        for names, step in ((people, work.people), (cookies, work.cookies)):
            for part in _parts(names):
                store.transact(partial(step, part))
                advance(len(part))


def _parts(names: Collection[str]) -> Iterator[list[str]]:
    rest = iter(sorted(names))
    return iter(lambda: list(islice(rest, TOGETHER)), [])


def forget_all(store: Store) -> int:
    """Remember nothing; of how many something was remembered."""
    forgotten = 0
    while found := store.write("consent/forget_all", most=10_000)[0]["forgotten"]:
        forgotten += found
    return forgotten


@dataclass(frozen=True, slots=True)
class _Work:
    """What is done in a transaction. Where an identifier came after its person was held, nothing is remembered."""

    rules: Rules
    at: int

    def people(self, ids: list[str], run: Run) -> None:
        held = _hold(run, people=ids)
        found = run("consent/people", people=ids, **_EVERYTHING)
        rows = [self._person(row) for row in found if _keys([row["said"]]) <= held]
        run("consent/remember_people", rows=rows, rules=definition(self.rules), at=self.at)

    def cookies(self, keys: list[str], run: Run) -> None:
        held = _hold(run, cookies=keys)
        found = run("consent/cookies", cookies=keys, **_EVERYTHING)
        rows = [self._cookie(row) for row in found if _keys(row["linked"]) <= held]
        run("consent/remember_cookies", rows=rows, rules=definition(self.rules), at=self.at)

    def _person(self, row: Row) -> Row:
        worked = of_person(row["said"], self.rules, self.at)
        said = row["said"] if worked.grants else ()
        used = [
            {"id": record, "key": key, "covers": worked.covers(key)}
            for record, _, _, carried, _ in said
            for key, reach, _ in carried
            if record and not reach
        ]
        return {
            "id": row["id"],
            "may": worked.may,
            "until": worked.until,
            "records": [{"id": one[0], "covers": worked.covers(one[0])} for one in said if one[0]],
            "used": used,
            "own": [
                {"key": carried[0], "covers": worked.covers(carried[0])}
                for one in said
                for carried in one[3]
                if not one[0]
            ],
        }

    def _cookie(self, row: Row) -> Row:
        worked = of_cookie(row["key"], row["statements"], row["linked"], self.rules, self.at)
        return {"key": row["key"], "may": worked.may, "until": worked.until}


def _hold(run: Run, people: Sequence[str] = (), cookies: Sequence[str] = ()) -> set[Node]:
    rows = run("consent/hold", people=list(people), cookies=list(cookies))
    return {key for row in rows for key in row["keys"]}


def _keys(linked: Iterable[Said]) -> set[Node]:
    """Of all identifiers that were asked."""
    return {carried[0] for said in linked for row in said for carried in row[3]}


class Remembering:
    """Remembers, behind their answers, those whom requests had to work out. Open until `close`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting = Unremembered()
        self._changed = Condition()
        self._thread: Thread | None = None
        self._closed = False

    def note(self, found: Unremembered) -> None:
        """Hand over whom a reading had to work out; never waits."""
        if not found.people and not found.cookies:
            return
        with self._changed:
            if self._closed:
                return
            if len(self._waiting.people) + len(self._waiting.cookies) < ROOM:
                self._waiting.people.update(found.people)
                self._waiting.cookies.update(found.cookies)
            if not self._thread:
                self._thread = Thread(target=self._run, name="remembering", daemon=True)
                self._thread.start()
            self._changed.notify()

    def close(self) -> None:
        """Remember no more; whoever waits is worked out when read."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread:
            self._thread.join()

    def _run(self) -> None:
        while found := self._next():
            try:
                remember(self._store, found.people, found.cookies)
            except Exception as error:  # noqa: BLE001 - what is not remembered is worked out: the thread goes on
                line = {"event": "remembering", "level": "warning", "failure": type(error).__name__}
                sys.stderr.write(json.dumps(line) + "\n")

    def _next(self) -> Unremembered | None:
        """Some of those who wait, once there are any; None: it is closed."""
        waiting = self._waiting
        with self._changed:
            self._changed.wait_for(lambda: self._closed or waiting.people or waiting.cookies)
            if self._changed.wait_for(lambda: self._closed, LINGER_S):
                return None
            return Unremembered(_taken(waiting.people), _taken(waiting.cookies))


def _taken(waiting: set[str]) -> set[str]:
    return {waiting.pop() for _ in range(min(TOGETHER, len(waiting)))}
