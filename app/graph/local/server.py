"""Start, join, look at and stop the one local Neo4j of a data folder."""

import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil
from neo4j import GraphDatabase
from neo4j.exceptions import AuthError, ServiceUnavailable

from app.errors import LocalServerError
from app.graph.local import config
from app.graph.local.download import fetch
from app.graph.local.java import Java, find_java
from app.graph.local.lock import Lock
from app.settings import Settings

_START_S = 180
_POLL_S = 0.1
_SUPERVISE = Path(__file__).with_name("supervise.py")


@dataclass(frozen=True)
class ServerInfo:
    """A server that runs: where it is and how to log in. The password itself stands only in `password_file`."""

    pid: int
    supervisor: int
    bolt_uri: str
    browser_url: str
    user: str
    password_file: Path
    version: str
    folder: Path
    stays: bool
    """Whether it runs until `stop`; else it stops when its last user has gone."""


class Lease:
    """One process's use of the server. The server goes on as long as any process holds one."""

    def __init__(self, descriptor: int, server: ServerInfo, password: str) -> None:
        self._descriptor = descriptor
        self.server = server
        self.password = password

    def close(self) -> None:
        """Let go. The server stops by itself, in the background, if this was its last user. Harmless twice."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def use(settings: Settings) -> Lease:
    """Join the server of `settings.home`, or install what is missing and start it; returns once it answers.

    Raises LocalServerError: no network, no space, no Java that fits, the server died at the start (with its last words).
    """
    folder = _folder(settings)
    folder.make()
    descriptor = _locked(folder.users_lock, fcntl.LOCK_SH)
    try:
        server = _ensure(folder, settings, stays=False)
        return Lease(descriptor, server, folder.password())
    except BaseException:
        os.close(descriptor)
        raise


def start(settings: Settings) -> ServerInfo:
    """Start a server that stays until `stop`. One that runs already is left as it is."""
    folder = _folder(settings)
    folder.make()
    return _ensure(folder, settings, stays=True)


def running(settings: Settings) -> ServerInfo | None:
    """The server of this data folder, if one runs. Starts nothing and waits for nothing."""
    return _running(_folder(settings))


def stop(settings: Settings) -> bool:
    """Stop the server of this data folder, whoever started it, and wait until it is down. False if none runs."""
    folder = _folder(settings)
    if not folder.root.exists():
        return False
    lock = _locked(folder.start_lock, fcntl.LOCK_EX)
    try:
        server = _running(folder)
        if server is None:
            return False
        _terminate(server)
        folder.state_file.unlink(missing_ok=True)
        return True
    finally:
        os.close(lock)


def console_log(settings: Settings) -> Path:
    """What the server printed since its last start."""
    return _folder(settings).console_log


def _folder(settings: Settings) -> config.Folder:
    return config.Folder(settings.home / "neo4j")


def _locked(path: Path, how: int) -> int:
    """A descriptor that holds the lock until it is closed. Waits for it: who holds it is about to finish."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, how)
    return descriptor


def _running(folder: config.Folder) -> ServerInfo | None:
    """What the state file says, if that process lives and is the server of this very folder: pids are used again."""
    try:
        state = json.loads(folder.state_file.read_text(encoding="utf-8"))
        process = psutil.Process(state["pid"])
        if f"--home-dir={folder.root}" not in process.cmdline() or process.status() == psutil.STATUS_ZOMBIE:
            return None
    except (FileNotFoundError, ValueError, KeyError, psutil.Error):
        return None
    return ServerInfo(
        pid=state["pid"],
        supervisor=state["supervisor"],
        bolt_uri=f"bolt://127.0.0.1:{state['bolt_port']}",
        browser_url=f"http://127.0.0.1:{state['http_port']}/browser/",
        user=config.USER,
        password_file=folder.password_file,
        version=state["version"],
        folder=folder.root,
        stays=state["stays"],
    )


def _terminate(server: ServerInfo) -> None:
    """End the Java process, then wait for its supervisor, which tidies up."""
    processes = []
    for pid in (server.pid, server.supervisor):
        try:
            processes.append(psutil.Process(pid))
        except psutil.NoSuchProcess:
            continue
    if processes and processes[0].pid == server.pid:
        processes[0].terminate()
    _, alive = psutil.wait_procs(processes, timeout=_START_S)
    if alive:
        raise LocalServerError(
            f"The local Neo4j (process {server.pid}) does not stop; its log: {server.folder}/logs"
        )


def _ensure(folder: config.Folder, settings: Settings, *, stays: bool) -> ServerInfo:
    lock = _locked(folder.start_lock, fcntl.LOCK_EX)
    try:
        server = _running(folder)
        if server is not None:
            _wait_until_ready(folder, lambda: _running(folder) is not None)
            return server
        jars_of = Lock.load()
        jars = [settings.cache / "maven" / jar.repository_path for jar in jars_of.select(["server"])]
        java = find_java()
        fetch(jars_of.select(["server"]), settings.cache / "maven")
        password = folder.password()
        if not folder.was_started_before:
            config.set_initial_password(folder, java, jars, password)
        cache = _StartupCache(settings.cache, jars_of, java)
        try:
            return _launch(folder, settings, jars, java, cache, jars_of.neo4j, stays)
        except LocalServerError:
            if not cache.drop():
                raise
            return _launch(folder, settings, jars, java, cache, jars_of.neo4j, stays)
    finally:
        os.close(lock)


class _StartupCache:
    """Java's ahead-of-time cache (JEP 514): recorded by a first run as it ends, it takes the start from 7 s to 2.5 s.

    Its name says which jars and which Java it belongs to.
    """

    def __init__(self, cache: Path, lock: Lock, java: Java) -> None:
        self._wanted = java.has_aot_cache
        self._path = cache / "startup" / f"neo4j-{lock.digest}-java-{java.version}.aot"
        self._part = self._path.with_suffix(f".{os.getpid()}.part")
        self._path.parent.mkdir(parents=True, exist_ok=True)

    def options(self) -> list[str]:
        if not self._wanted:
            return []
        if self._path.exists():
            return [f"-XX:AOTCache={self._path}"]
        return [f"-XX:AOTCacheOutput={self._part}"]

    def made(self) -> dict[str, str] | None:
        """What the run will record, and the name it gets then."""
        if not self._wanted or self._path.exists():
            return None
        return {"part": str(self._part), "final": str(self._path)}

    def drop(self) -> bool:
        """Remove a cache that may be what keeps the server from starting. False if there is none."""
        had = self._path.exists()
        self._path.unlink(missing_ok=True)
        return had


def _launch(
    folder: config.Folder,
    settings: Settings,
    jars: list[Path],
    java: Java,
    cache: _StartupCache,
    version: str,
    stays: bool,
) -> ServerInfo:
    ports = config.Ports.free()
    config.write_configuration(folder, settings, ports)
    config.write_java_arguments(folder, settings, jars, cache.options())
    order = {
        "command": [
            str(java.path),
            f"@{folder.java_arguments}",
            "org.neo4j.server.CommunityEntryPoint",
            f"--home-dir={folder.root}",
            f"--config-dir={folder.conf}",
        ],
        "log": str(folder.console_log),
        "state_file": str(folder.state_file),
        "state": {"bolt_port": ports.bolt, "http_port": ports.http, "version": version, "stays": stays},
        "users_lock": None if stays else str(folder.users_lock),
        "made": cache.made(),
    }
    folder.state_file.unlink(missing_ok=True)
    supervisor = subprocess.Popen(
        [sys.executable, "-I", "-S", str(_SUPERVISE), json.dumps(order)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C on the terminal reaches us, not the server
    )
    _wait_until_ready(folder, lambda: supervisor.poll() is None)
    server = _running(folder)
    if server is None:
        raise _died(folder)
    return server


def _wait_until_ready(folder: config.Folder, lives: Callable[[], bool]) -> None:
    """Until the server lets us log in. Raises LocalServerError when it dies first, or takes too long."""
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline:
        if not lives():
            raise _died(folder)
        server = _running(folder)
        if server is not None and _answers(server, folder.password()):
            return
        time.sleep(_POLL_S)
    raise LocalServerError(
        f"The local Neo4j does not answer after {_START_S} s. Its log: {folder.console_log}"
    )


def _answers(server: ServerInfo, password: str) -> bool:
    try:
        with GraphDatabase.driver(server.bolt_uri, auth=(server.user, password)) as driver:
            driver.verify_connectivity()
    except AuthError:
        raise LocalServerError(
            f"The password in {server.password_file} is not the one that the data in {server.folder} was made with. "
            "Restore it, or remove that folder to begin anew"
        ) from None
    except ServiceUnavailable:
        return False
    return True


def _died(folder: config.Folder) -> LocalServerError:
    try:
        lines = folder.console_log.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        lines = []
    if any("BindException" in line or "Address already in use" in line for line in lines):
        return LocalServerError(
            "A port of the local Neo4j was taken by another program as it started: try again"
        )
    if any("No space left on device" in line for line in lines):
        return LocalServerError(f"The local Neo4j stopped: no space left on the disk of {folder.root}")
    last = "\n  ".join(line for line in lines[-12:] if line.strip())
    return LocalServerError(
        f"The local Neo4j died as it started. Its last words ({folder.console_log}):\n  {last}"
    )
