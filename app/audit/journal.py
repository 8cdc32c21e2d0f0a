"""Reads are noted behind the answer: handed over in memory, appended in groups, sealed now and then.

What is acknowledged when: a change stands in the chain before it is answered. A read is answered once its entry waits
here; a quarter of a second later it stands in the graph, and only what came within that span is lost if the process is
killed. While the graph takes no entries they wait; when no more fit, reads are refused. What still waits as the service
stops goes into a file, which the next start appends.
"""

import json
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from threading import Condition, Thread
from time import monotonic
from typing import Any

from app.audit.chain import Head, append
from app.audit.checkpoints import Vault
from app.audit.entry import Entry
from app.graph.store import Store
from app.settings import Settings

LINGER_S = 0.25
"""Entries of this span share a transaction: one each would cost the server more than the reads they are about."""
SEAL_EVERY_S = 10.0
TOGETHER = 1_000
"""Most entries in one transaction."""
ROOM = 20_000
"""Most entries that wait."""


class Journal:
    """Takes entries from many threads and never makes them wait. Open until `close`."""

    def __init__(self, store: Store, settings: Settings, *, room: int = ROOM) -> None:
        self._store, self._vault, self._room = store, Vault.of(settings), room
        self._left_over = _LeftOver(self._vault)
        self._queue: deque[Entry] = deque()
        self._changed = Condition()
        self._thread: Thread | None = None
        self._closed = False
        self._unsealed: Head | None = None
        self._next_seal = 0.0
        self._fault = ""

    @property
    def waiting(self) -> int:
        """Entries that are not yet in the graph."""
        return len(self._queue)

    @property
    def failing(self) -> bool:
        """Whether the last attempt to write failed: it is tried again at the next turn."""
        return bool(self._fault)

    @property
    def full(self) -> bool:
        """Whether nothing more can be noted, so that nothing more may be read."""
        return self._closed or len(self._queue) >= self._room

    def note(self, entry: Entry) -> None:
        """Hand over an entry. Ask `full` before reading what it is about: an entry is never turned away."""
        with self._changed:
            self._queue.append(entry)
            if not self._thread:
                self._thread = Thread(target=self._run, name="audit", daemon=True)
                self._thread.start()
            # Otherwise it is awake: woken by each entry, it would take turns with the answers.
            if len(self._queue) == 1:
                self._changed.notify()

    def close(self) -> None:
        """Take nothing more; append and seal what waits. Raises CannotWrite where not even a file takes it."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread:
            self._thread.join()
        if self._queue:
            self._left_over.add(self._queue)

    def _run(self) -> None:
        self._try(lambda: self._left_over.give_to(self._append))
        last = False
        while not last:
            last = self._wait()
            self._try(self._append_what_waits)
            if last or monotonic() >= self._next_seal:
                self._next_seal = monotonic() + SEAL_EVERY_S
                self._try(self._seal)

    def _wait(self) -> bool:
        """Until something is to be done. True: for the last time."""
        with self._changed:
            until_seal = max(self._next_seal - monotonic(), 0) if self._unsealed else None
            self._changed.wait_for(lambda: self._queue or self._closed, until_seal)
            return self._changed.wait_for(lambda: self._closed, LINGER_S)

    def _append_what_waits(self) -> None:
        while group := list(islice(self._queue, TOGETHER)):
            self._append(group)
            with self._changed:
                for _ in group:
                    self._queue.popleft()

    def _append(self, entries: Sequence[Entry]) -> None:
        self._unsealed = self._store.transact(lambda run: append(run, entries))

    def _seal(self) -> None:
        if self._unsealed:
            self._vault.seal(self._unsealed)
            self._unsealed = None

    def _try(self, step: Callable[[], None]) -> None:
        """What fails is tried again at the next turn; the log says so once, until something works."""
        try:
            step()
        except Exception as error:  # noqa: BLE001 - nobody else writes: this thread must outlive whatever it is
            fault = type(error).__name__
            if fault != self._fault:
                line = {"event": "audit", "level": "error", "failure": fault, "waiting": self.waiting}
                sys.stderr.write(json.dumps(line) + "\n")
            self._fault = fault
        else:
            self._fault = ""


@dataclass(frozen=True, slots=True)
class _LeftOver:
    """The file of entries that the graph did not take before the service stopped: pseudonyms, as everywhere here."""

    vault: Vault

    @property
    def _path(self) -> Path:
        return self.vault.home / "waiting.jsonl"

    def add(self, entries: Iterable[Entry]) -> None:
        lines = (json.dumps({**asdict(one), "at": one.at.isoformat()}) + "\n" for one in entries)
        with self.vault.alone():
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.writelines(lines)

    def give_to(self, write: Callable[[Sequence[Entry]], None]) -> None:
        """Removed only once it is written: killed in between, entries stand in the chain twice, and none is lost."""
        if not self._path.exists():
            return
        with self.vault.alone():
            write([_entry(json.loads(line)) for line in self._path.read_text("ascii").splitlines()])
            self._path.unlink()


def _entry(found: dict[str, Any]) -> Entry:
    lists = {name: tuple(found[name]) for name in ("subjects", "details")}
    return Entry(**{**found, **lists, "at": datetime.fromisoformat(found["at"])})
