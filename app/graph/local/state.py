"""Who runs in a folder: what its state file says, if that is still true."""

import json
import shlex
from dataclasses import dataclass
from pathlib import Path

import psutil

from app.graph.local.config import USER, Folder


@dataclass(frozen=True)
class ServerInfo:
    """A server that runs: where it is, how to log in. The password itself stands only in `password_file`."""

    pid: int
    supervisor: int
    bolt_port: int
    http_port: int
    user: str
    password_file: Path
    version: str
    folder: Path
    stays: bool
    """Whether it runs until `stop`; else it stops when its last user has gone."""

    @property
    def bolt_uri(self) -> str:
        return f"bolt://127.0.0.1:{self.bolt_port}"

    @property
    def browser_url(self) -> str:
        return f"http://127.0.0.1:{self.http_port}/browser/"

    def as_dict(self) -> dict[str, str | int | bool]:
        """What a program wants to know, fit for JSON."""
        return {
            "pid": self.pid,
            "bolt_uri": self.bolt_uri,
            "browser_url": self.browser_url,
            "user": self.user,
            "password_file": str(self.password_file),
            "version": self.version,
            "stays": self.stays,
        }

    def __str__(self) -> str:
        """What a person wants to know: where it is, how to log in."""
        until = "`idgraph neo4j stop`" if self.stays else "its last user leaves"
        return (
            f"Neo4j {self.version} runs (process {self.pid}) until {until}\n"
            f"  Browser   {self.browser_url}\n"
            f"  Bolt      {self.bolt_uri}\n"
            f"  Log in    user {self.user}, password: cat {shlex.quote(str(self.password_file))}\n"
            f"  Data      {self.folder}"
        )


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
        bolt_port=state["bolt_port"],
        http_port=state["http_port"],
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
