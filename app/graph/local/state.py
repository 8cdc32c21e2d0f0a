"""Who runs in a folder: what its state file says, if that is still true."""

import json
from dataclasses import dataclass
from pathlib import Path

import psutil

from app.graph.local.config import USER, Folder


@dataclass(frozen=True)
class ServerInfo:
    """A server that runs: where it is, how to log in. The password itself stands only in `password_file`."""

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


def running(folder: Folder) -> ServerInfo | None:
    """The server of this folder, or None. A process that got the pid of a dead server is not taken for it."""
    try:
        state = json.loads(folder.state_file.read_text(encoding="utf-8"))
        process = psutil.Process(state["pid"])
        if process.status() == psutil.STATUS_ZOMBIE or home_option(folder) not in process.cmdline():
            return None
    except (FileNotFoundError, ValueError, KeyError, psutil.Error):
        return None
    return ServerInfo(
        pid=state["pid"],
        supervisor=state["supervisor"],
        bolt_uri=f"bolt://127.0.0.1:{state['bolt_port']}",
        browser_url=f"http://127.0.0.1:{state['http_port']}/browser/",
        user=USER,
        password_file=folder.password_file,
        version=state["version"],
        folder=folder.root,
        stays=state["stays"],
    )


def home_option(folder: Folder) -> str:
    """The argument of the server's process that tells it from every other one."""
    return f"--home-dir={folder.root}"


def let_stay(folder: Folder) -> None:
    """From now on the server of this folder runs until it is stopped. The supervisor reads this."""
    state = json.loads(folder.state_file.read_text(encoding="utf-8"))
    part = folder.state_file.with_suffix(".part")
    part.write_text(json.dumps({**state, "stays": True}), encoding="utf-8")
    part.replace(folder.state_file)
