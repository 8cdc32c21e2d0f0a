"""Start the Java process of a folder, wait until it answers, or say why it died."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from neo4j import GraphDatabase
from neo4j.exceptions import AuthError, ServiceUnavailable, SessionExpired, TransientError

from app.errors import LocalServerError
from app.graph.local import config
from app.graph.local.install import Installation
from app.graph.local.state import ServerInfo, home_option, running
from app.settings import Settings

START_S = 300
_POLL_S = 0.1
_ANSWER_S = 3.0
_SUPERVISE = Path(__file__).with_name("supervise.py")


class PortTakenError(LocalServerError):
    """Another program took a port between our look at it and the server's start."""


class StartupCacheError(LocalServerError):
    """Java cannot use its start-up cache, or crashed, which a damaged one makes it do."""


def launch(folder: config.Folder, settings: Settings, installation: Installation) -> ServerInfo:
    """Start the server; it stops when the last user has gone. Raises LocalServerError with its last words."""
    try:
        return _launch(folder, settings, installation, config.Ports.usual())
    except PortTakenError:
        return _launch(folder, settings, installation, config.Ports.any())
    except StartupCacheError:
        if not installation.startup_cache.drop():
            raise
        return _launch(folder, settings, installation, config.Ports.usual())


def _launch(
    folder: config.Folder, settings: Settings, installation: Installation, ports: config.Ports
) -> ServerInfo:
    config.write(folder, settings, installation, ports)
    state = {
        "bolt_port": ports.bolt,
        "http_port": ports.http,
        "version": installation.version,
        "stays": False,
    }
    order = {
        "command": [
            str(installation.java.path),
            f"@{folder.java_arguments}",
            "org.neo4j.server.CommunityEntryPoint",
            home_option(folder),
            f"--config-dir={folder.conf}",
            "--console-mode=true",  # says on its output, too, what it writes to neo4j.log
        ],
        "log": str(folder.console_log),
        "state_file": str(folder.state_file),
        "state": state,
        "users_lock": str(folder.users_lock),
        "to_keep": installation.startup_cache.to_keep(),
        "graph": str(folder.graph),
        "room": psutil.virtual_memory().available // 2,
    }
    folder.state_file.unlink(missing_ok=True)
    supervisor = subprocess.Popen(
        [sys.executable, "-I", "-S", str(_SUPERVISE), json.dumps(order)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder.root,
        start_new_session=True,  # Ctrl-C on the terminal reaches us, not the server
    )
    return wait_until_ready(folder, lambda: supervisor.poll() is None)


def wait_until_ready(folder: config.Folder, lives: Callable[[], bool]) -> ServerInfo:
    """Until the server lets us log in and query. LocalServerError if it dies first or takes too long."""
    password = folder.password()
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        if not lives():
            raise _died(folder)
        server = running(folder)
        if server is not None and _answers(server, password):
            return server
        time.sleep(_POLL_S)
    raise LocalServerError(
        f"The local Neo4j does not answer after {START_S} s. What it said stands in {folder.console_log}"
    )


def _answers(server: ServerInfo, password: str) -> bool:
    """Whether it listens on both ports (HTTP comes last) and we can query it."""
    try:
        # Asked of the process, since it may be another server that answers on a port we wanted.
        connections = psutil.Process(server.pid).net_connections("tcp")
        listening = {socket.laddr.port for socket in connections if socket.status == psutil.CONN_LISTEN}
        if not {server.bolt_port, server.http_port} <= listening:
            return False
        with (
            GraphDatabase.driver(
                server.bolt_uri, auth=(server.user, password), connection_acquisition_timeout=_ANSWER_S
            ) as driver,
            driver.session() as session,
        ):
            session.run("RETURN 1").consume()
    except AuthError:
        raise LocalServerError(
            f"The password in {server.password_file} does not fit the data in {server.folder}. "
            "Restore the file, or remove that folder to begin anew"
        ) from None
    except (psutil.NoSuchProcess, ServiceUnavailable, SessionExpired, TransientError):
        return False
    return True


def _died(folder: config.Folder) -> LocalServerError:
    try:
        said = folder.console_log.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        said = ""
    if "PortBindException" in said or "Address already in use" in said:
        return PortTakenError(
            "A port of the local Neo4j was taken by another program as it started: try again"
        )
    if "No space left on device" in said:
        return LocalServerError(f"The local Neo4j stopped: no space is left on the disk of {folder.root}")
    if "FileLockException" in said:
        return LocalServerError(
            f"Another Neo4j uses the data in {folder.root}, started by other means: stop that one first"
        )
    last_words = f"Its last words ({folder.console_log}):\n  {_last_words(said)}"
    if "Unable to use AOT cache" in said or "A fatal error has been detected by the Java" in said:
        return StartupCacheError(f"Java itself failed to run the local Neo4j. {last_words}")
    return LocalServerError(f"The local Neo4j died as it started. {last_words}")


def _last_words(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if not line.startswith(("\t", "WARNING"))]
    return "\n  ".join([line for line in lines if line][-12:]) or "nothing"
