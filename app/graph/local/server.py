"""Start, join, look at and stop the one local Neo4j of a data folder."""

import fcntl
import os
import shutil
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from app.errors import LocalServerError
from app.graph.local import state
from app.graph.local.config import Folder, set_initial_password
from app.graph.local.install import install
from app.graph.local.launch import START_S, launch, wait_until_ready
from app.graph.local.state import ServerInfo
from app.settings import Settings


class Lease:
    """One process's use of the server, which goes on as long as any process holds one."""

    def __init__(self, descriptor: int, server: ServerInfo, password: str) -> None:
        self._descriptor = descriptor
        self.server = server
        self.password = password

    def close(self) -> None:
        """Let go. If this was the last user, the server stops, in the background. Harmless twice."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def use(settings: Settings) -> Lease:
    """Join the server of `settings.home`, or install what is missing and start it; returns once it answers.

    Raises LocalServerError: no network, no space, no Java that fits, the server died as it started.
    """
    folder = _folder(settings)
    folder.make()
    descriptor = _locked(folder.users_lock, fcntl.LOCK_SH)
    try:
        with _starting_or_stopping(folder):
            server = _ensure(folder, settings)
        return Lease(descriptor, server, folder.password())
    except BaseException:
        os.close(descriptor)
        raise


def start(settings: Settings) -> ServerInfo:
    """Have a server that runs until `stop`: start it, or let the one that runs stay."""
    lease = use(settings)
    try:
        folder = _folder(settings)
        with _starting_or_stopping(folder):
            state.let_stay(folder)
        server = state.running(folder)
    finally:
        lease.close()
    if server is None:
        raise LocalServerError("The local Neo4j was stopped by another process as it started: try again")
    return server


def running(settings: Settings) -> ServerInfo | None:
    """The server of this data folder, if one runs. Starts nothing and waits for nothing."""
    return state.running(_folder(settings))


def stop(settings: Settings) -> bool:
    """Stop the server of this data folder, whoever started it; returns once it is down. False: none runs."""
    return _stop(_folder(settings))


def _stop(folder: Folder) -> bool:
    if not folder.root.exists():
        return False
    with _starting_or_stopping(folder):
        server = state.running(folder)
        if server is None:
            return False
        _terminate(server)
        folder.state_file.unlink(missing_ok=True)
        return True


def move(settings: Settings, to: Settings, *, read_only: bool) -> None:
    """Put the graph of one home in the place of another's, which goes. Both servers are stopped, whoever uses them.

    `read_only`: from the next start on it can only be read.
    """
    source, target = _folder(settings), _folder(to)
    _stop(source)
    _stop(target)
    if read_only:
        source.read_only_mark.touch(mode=0o600)
    try:
        shutil.rmtree(target.root, ignore_errors=True)
        target.root.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        source.root.replace(target.root)
    except OSError as error:
        raise LocalServerError(f"{target.root} cannot be replaced: {error.strerror}") from None


def remove(home: Path) -> bool:
    """Stop the server of a home and delete its graph, with everything that belongs to it. False: there was none."""
    folder = Folder(home / "neo4j")
    if not folder.root.exists():
        return False
    _stop(folder)
    try:
        shutil.rmtree(folder.root)
    except OSError as error:
        raise LocalServerError(f"{error.filename} cannot be deleted: {error.strerror}") from None
    return True


def data_folder(settings: Settings) -> Path:
    """Where the local Neo4j of these settings keeps everything."""
    return _folder(settings).root


def log_lines(settings: Settings, count: int) -> list[str]:
    """The last lines that the server printed since its last start. Raises LocalServerError if it never ran."""
    log = _folder(settings).console_log
    try:
        with log.open(encoding="utf-8", errors="replace") as file:
            return [line.rstrip("\n") for line in deque(file, count)]
    except FileNotFoundError:
        raise LocalServerError(f"Neo4j never ran here: there is no {log}") from None


def _folder(settings: Settings) -> Folder:
    return Folder(settings.home / "neo4j")


def _locked(path: Path, how: int) -> int:
    """A descriptor that holds the lock until it is closed. Waits: who holds it now is about to finish."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, how)
    return descriptor


@contextmanager
def _starting_or_stopping(folder: Folder) -> Iterator[None]:
    """One process at a time. An error of the disk becomes a LocalServerError that names the file."""
    try:
        descriptor = _locked(folder.start_lock, fcntl.LOCK_EX)
        try:
            yield
        finally:
            os.close(descriptor)
    except OSError as error:
        raise LocalServerError(
            f"Cannot use {error.filename or folder.root} for the local Neo4j: {error.strerror}"
        ) from None


def _ensure(folder: Folder, settings: Settings) -> ServerInfo:
    if state.running(folder):
        return wait_until_ready(folder, lambda: state.running(folder) is not None)
    folder.check_space()
    installation = install(settings)
    if not folder.was_started_before:
        set_initial_password(folder, installation, folder.password())
    return launch(folder, settings, installation)


def _terminate(server: ServerInfo) -> None:
    """End the Java process, then wait for its supervisor, which tidies up."""
    processes = {}
    for pid in (server.pid, server.supervisor):
        try:
            processes[pid] = psutil.Process(pid)
        except psutil.NoSuchProcess:
            continue  # a killed supervisor, or a server that has just ended by itself
    if server.pid in processes:
        processes[server.pid].terminate()
    _, alive = psutil.wait_procs(processes.values(), timeout=START_S)
    if alive:
        raise LocalServerError(
            f"The local Neo4j (process {server.pid}) does not stop. Its logs stand in {server.folder}/logs"
        )
