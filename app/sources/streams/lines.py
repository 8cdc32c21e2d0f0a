"""Messages of a file or pipe: one a line."""

import os
import select
import sys
from collections.abc import Iterator
from hashlib import blake2b
from threading import Event as Flag
from typing import IO

from app.errors import BadInput
from app.sources.streams.message import Group, Message
from app.sources.tracking import LARGEST_BODY

TOGETHER = 300
"""Messages in a group; fewer where they are long."""
_CHUNK = 1 << 18
_IDLE_S = 0.5


class Lines:
    """Cuts bytes into lines as they come. Of a line that is too long as much is kept as shows that it is."""

    def __init__(self, name: str) -> None:
        self._name, self._rest, self._place = name, b"", 0

    def feed(self, chunk: bytes) -> Iterator[Message]:
        """The lines that end in this chunk."""
        *whole, rest = (self._rest + chunk).split(b"\n")
        self._rest = rest[: LARGEST_BODY + 1]
        yield from self._messages(whole)

    def end(self) -> Iterator[Message]:
        """The last line, where it did not end with a newline."""
        rest, self._rest = self._rest, b""
        yield from self._messages([rest])

    def _messages(self, lines: list[bytes]) -> Iterator[Message]:
        for line in lines:
            self._place += 1
            if line.strip():
                digest = blake2b(line, digest_size=8).hexdigest()
                yield Message(f"{self._name}:{self._place}:{digest}", self._place, line)


def grouped(messages: Iterator[Message]) -> Iterator[list[Message]]:
    """Lists of at most TOGETHER, and of little more than the longest message may have: several lists wait at once."""
    group: list[Message] = []
    size = 0
    for message in messages:
        group.append(message)
        size += len(message.text)
        if len(group) == TOGETHER or size >= LARGEST_BODY:
            yield group
            group, size = [], 0
    if group:
        yield group


class StandardInput:
    """What is piped in. A group is what is there, so nothing waits for a full one."""

    endless = False

    def __init__(self, pipe: IO[bytes] | None = None) -> None:
        if not pipe and sys.stdin is None:
            raise BadInput("Standard input is closed, so there is nothing to read")
        self._pipe = pipe or sys.stdin.buffer

    def groups(self, stop: Flag) -> Iterator[Group]:
        lines = Lines("-")
        while not stop.is_set():
            if not select.select([self._pipe], [], [], _IDLE_S)[0]:
                yield Group([])
                continue
            chunk = os.read(self._pipe.fileno(), _CHUNK)
            for group in grouped(lines.feed(chunk) if chunk else lines.end()):
                yield Group(group)
            if not chunk:
                return
