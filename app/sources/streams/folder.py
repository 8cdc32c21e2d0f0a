"""Messages of the files in a folder, in the order of their names. A file that is in the graph moves to `done/`.

A file that breaks off (a damaged gzip) moves to `failed/`; what was read of it is in the graph. Write a file beside the
folder, or under a name that begins with a dot, and rename it once it is whole.
"""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from threading import Event as Flag

from app.errors import CannotWrite, StreamUnavailable
from app.sources.streams.lines import Lines, grouped
from app.sources.streams.message import Group, Message

ENDINGS = (".jsonl", ".ndjson", ".json")
_PACKED = ".gz"
_DONE, _FAILED = "done", "failed"
_LOOK_AGAIN_S = 1.0
_CHUNK = 1 << 20


class Folder:
    """`follow`: wait for further files. Then a file counts as whole once it has not changed between two looks."""

    def __init__(self, path: Path, *, follow: bool) -> None:
        self.endless = follow
        self._path = path
        self._taken: set[str] = set()
        """Files being read, or read and not yet in the graph."""
        self._seen: dict[str, object] = {}

    def groups(self, stop: Flag) -> Iterator[Group]:
        """Raises CannotWrite where `done/` cannot be made, StreamUnavailable where the folder is gone."""
        self._make(_DONE)
        while not stop.is_set():
            files = self._ready()
            for file in files:
                if stop.is_set():
                    return
                yield from self._read(file, stop)
            if not self.endless:
                return
            if not files:
                yield Group([])
                stop.wait(_LOOK_AGAIN_S)

    def _ready(self) -> list[Path]:
        try:
            found = sorted(
                file for file in self._path.iterdir() if _is_ours(file) and file.name not in self._taken
            )
        except OSError as error:  # it was removed, or is on a disk that is gone
            raise StreamUnavailable(f"The folder {self._path} cannot be read: {error.strerror}") from None
        if not self.endless:
            return found
        seen, self._seen = self._seen, {file.name: _state(file) for file in found}
        return [file for file in found if seen.get(file.name) == self._seen[file.name]]

    def _read(self, file: Path, stop: Flag) -> Iterator[Group]:
        """All its messages, or those before `stop`: then it stays where it is and is read again."""
        self._taken.add(file.name)
        state, target = _state(file), _DONE
        for group in grouped(_messages(file)):
            target = _FAILED if group[-1].fault else target
            yield Group(group)
            if stop.is_set():
                return
        yield Group([], committed=lambda: self._finish(file, state, target))

    def _finish(self, file: Path, state: object, folder: str) -> None:
        """Out of the way, but for what was written or put there since it was opened: that is read again."""
        if _state(file) == state:
            self._move(file, folder)
        self._taken.discard(file.name)

    def _move(self, file: Path, folder: str) -> None:
        """Over no other file of that name."""
        target = self._make(folder) / file.name
        number = 1
        while target.exists():
            number += 1
            target = target.with_name(f"{number}-{file.name}")
        try:
            file.rename(target)
        except FileNotFoundError:
            pass  # another process that reads this folder has moved it
        except OSError as error:
            raise CannotWrite(f"{file} cannot be moved to {target}: {error.strerror}") from None

    def _make(self, name: str) -> Path:
        folder = self._path / name
        try:
            folder.mkdir(exist_ok=True)
        except OSError as error:
            raise CannotWrite(
                f"{folder}, where files go that are done, cannot be made: {error.strerror}"
            ) from None
        return folder


def _is_ours(file: Path) -> bool:
    name = file.name.removesuffix(_PACKED)
    return name.endswith(ENDINGS) and not name.startswith(".") and file.is_file()


def _state(file: Path) -> object:
    """Another where it has changed or is another file; None where another process that reads this folder took it."""
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _messages(file: Path) -> Iterator[Message]:
    """Its lines; where it breaks off, last a message that says so."""
    lines = Lines(file.name)
    try:
        with gzip.open(file) if file.name.endswith(_PACKED) else file.open("rb") as opened:
            while chunk := opened.read1(_CHUNK):
                yield from lines.feed(chunk)
    except FileNotFoundError:
        return  # another process that reads this folder was faster
    except (OSError, EOFError, zlib.error) as error:
        yield Message(f"{file.name}:end", 0, b"", fault=f"the file breaks off: {error}")
    else:
        yield from lines.end()
