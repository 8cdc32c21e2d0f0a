"""Runs one Java server and stops it when its last user has gone, however that one went.

A script of its own, standard library only: it lives as long as the server and should cost little. Each
process that uses the server holds a shared lock on one file; the kernel lets go of it when the process ends,
kill -9 included. So when the exclusive lock is granted here, nobody is left. It is kept until the server is
down: a new user waits for that.
"""

import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

_PIECE = 1 << 20
"""Bytes: of more at once Linux reads only the beginning."""
_STOP_S = 300
"""Seconds that a server gets to stop by itself: it may have to write a checkpoint, or the start-up cache."""


def main(order: dict[str, Any]) -> int:
    """`order`: command (list of str), log, state_file, state (dict), users_lock, to_keep (dict or null), graph (its
    folder), room (bytes of it to read ahead)."""
    with Path(order["log"]).open("wb") as log:
        server = subprocess.Popen(order["command"], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: server.terminate())
    state_file = Path(order["state_file"])
    _write(state_file, {**order["state"], "pid": server.pid, "supervisor": os.getpid()})
    watch = threading.Thread(target=_stop_after_last_user, args=(server, order["users_lock"], state_file))
    watch.daemon = True
    watch.start()
    reading = (Path(order["graph"]), order["room"])
    threading.Thread(target=read_ahead, args=reading, daemon=True).start()
    code = server.wait()
    _keep_startup_cache(order["to_keep"], whole=code in (0, 128 + signal.SIGTERM))
    state_file.unlink(missing_ok=True)
    return code


def _stop_after_last_user(server: subprocess.Popen[bytes], users_lock: str, state_file: Path) -> None:
    descriptor = os.open(users_lock, os.O_RDWR)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    if json.loads(state_file.read_text(encoding="utf-8"))["stays"]:
        os.close(descriptor)
        return
    server.terminate()  # the lock is held until this process ends
    try:
        server.wait(_STOP_S)
    except subprocess.TimeoutExpired:
        server.kill()


def read_ahead(folder: Path, room: int) -> None:
    """Have the system read a folder into memory while Java starts, as far as it has room, small files first: indexes
    are among them. Otherwise who asks first after the machine was started waits for the disk. What is in memory
    already costs next to nothing."""
    if not hasattr(os, "posix_fadvise"):
        return
    for path in sorted(filter(Path.is_file, folder.rglob("*")), key=_size):
        room -= _size(path)
        if room < 0:
            return
        with suppress(OSError), path.open("rb") as file:
            for at in range(0, _size(path), _PIECE):
                os.posix_fadvise(file.fileno(), at, _PIECE, os.POSIX_FADV_WILLNEED)


def _size(path: Path) -> int:
    """0 where the server has just removed it."""
    return path.stat().st_size if path.exists() else 0


def _keep_startup_cache(to_keep: dict[str, str] | None, *, whole: bool) -> None:
    """Give what Java recorded its final name, only if Java ended by itself and so wrote all of it."""
    if to_keep is None:
        return
    part = Path(to_keep["part"])
    if whole and part.exists():
        part.replace(to_keep["final"])
    part.unlink(missing_ok=True)


def _write(path: Path, document: dict[str, Any]) -> None:
    part = path.with_suffix(".part")
    part.write_text(json.dumps(document), encoding="utf-8")
    part.replace(path)


if __name__ == "__main__":
    sys.exit(main(json.loads(sys.argv[1])))
