"""The folder of one local Neo4j, and what is written into it before a start."""

import secrets
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from app.errors import LocalServerError
from app.graph.local.install import Installation
from app.settings import Settings

USER = "neo4j"
DATABASE = "neo4j"
"""The one database that the community edition has besides its own bookkeeping."""
BOLT_PORT, HTTP_PORT = 7687, 7474
_NICE = ("-XX:ThreadPriorityPolicy=1", "-XX:CompilerThreadPriority=10", "-XX:-PrintWarnings")
"""Java compiles what runs often for minutes after a start, on half a core: whoever waits for an answer goes first. As
Linux has priorities; the warning would be that the contrary needs rights."""
_OPENED = ("java.base/java.nio", "java.base/java.io", "java.base/sun.nio.ch")


@dataclass(frozen=True)
class Folder:
    """Everything of one server stands below `root`; Neo4j itself makes `data`, `logs` and the rest."""

    root: Path

    @property
    def conf(self) -> Path:
        return self.root / "conf"

    @property
    def plugins(self) -> Path:
        return self.root / "plugins"

    @property
    def java_arguments(self) -> Path:
        return self.conf / "java.args"

    @property
    def password_file(self) -> Path:
        return self.root / "password"

    @property
    def state_file(self) -> Path:
        """Who runs here and on which ports; stands only while a server runs (or after it was killed)."""
        return self.root / "server.json"

    @property
    def start_lock(self) -> Path:
        """Held while one process starts or stops the server."""
        return self.root / "start.lock"

    @property
    def users_lock(self) -> Path:
        """Held shared by each process that uses the server."""
        return self.root / "users.lock"

    @property
    def read_only_mark(self) -> Path:
        """Stands where the graph may not be changed from the next start on."""
        return self.root / "read-only"

    @property
    def console_log(self) -> Path:
        return self.root / "logs" / "console.log"

    @property
    def was_started_before(self) -> bool:
        return (self.root / "data" / "databases" / "system").exists()

    @property
    def graph(self) -> Path:
        """The graph's own files."""
        return self.root / "data" / "databases" / DATABASE

    def make(self) -> None:
        """Create what the server needs. Raises LocalServerError where the disk does not allow it."""
        try:
            self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
            for name in ("conf", "logs", "plugins", "import"):
                (self.root / name).mkdir(exist_ok=True)
        except OSError as error:
            raise LocalServerError(f"Cannot make the data folder {self.root}: {error.strerror}") from None

    def check_space(self, needed_mb: int = 256) -> None:
        """Neo4j reserves its transaction logs as it starts, and gives odd reasons where it cannot."""
        free_mb = shutil.disk_usage(self.root).free // 1_000_000
        if free_mb < needed_mb:
            raise LocalServerError(
                f"No space for the graph in {self.root}: {free_mb} MB are free and a start needs {needed_mb}. "
                "Free some, or set IDGRAPH_HOME to another folder"
            )

    def password(self) -> str:
        """The login's password, generated at the first call; the file is readable by its owner alone."""
        try:
            return self.password_file.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            pass
        if self.was_started_before:
            raise LocalServerError(
                f"{self.password_file} is gone, and without it nobody can log in to the data in {self.root}. "
                "Restore it, or remove that folder to begin anew"
            )
        password = secrets.token_hex(16)
        part = self.password_file.with_suffix(".part")
        part.touch(mode=0o600)
        part.chmod(0o600)
        part.write_text(password + "\n", encoding="utf-8")
        part.replace(self.password_file)
        return password


@dataclass(frozen=True)
class Ports:
    bolt: int
    http: int

    @classmethod
    def usual(cls) -> "Ports":
        """Neo4j's usual ports, each only where nothing listens on it."""
        return cls(_free_port(BOLT_PORT), _free_port(HTTP_PORT))

    @classmethod
    def any(cls) -> "Ports":
        """Ports that the system says are free: hardly anything else will take them as the server starts."""
        return cls(_free_port(), _free_port())


def _free_port(wanted: int = 0) -> int:
    for port in (wanted, 0):
        with socket.socket() as probe:
            # As servers do: a port that a stopped server left in TIME_WAIT counts as free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise LocalServerError("No free port is left on 127.0.0.1")


def write(folder: Folder, settings: Settings, installation: Installation, ports: Ports) -> None:
    """All that a start reads: neo4j.conf, Java's arguments, the plugins."""
    _write_configuration(folder, settings, ports)
    _write_java_arguments(folder, settings, installation)
    for old in folder.plugins.glob("*.jar"):
        if old.is_symlink():  # ours; what somebody put there by hand stays
            old.unlink()
    for jar in installation.plugins:
        (folder.plugins / jar.name).symlink_to(jar)


def _write_configuration(folder: Folder, settings: Settings, ports: Ports) -> None:
    """Loopback only, small, quiet, nothing sent anywhere."""
    lines = [
        f"server.bolt.listen_address=127.0.0.1:{ports.bolt}",
        f"server.bolt.advertised_address=127.0.0.1:{ports.bolt}",
        f"server.http.listen_address=127.0.0.1:{ports.http}",
        f"server.http.advertised_address=127.0.0.1:{ports.http}",
        "server.https.enabled=false",
        "dbms.security.auth_enabled=true",
        f"server.memory.pagecache.size={settings.page_cache_mb}m",
        # An erased person stays in the logs until these are pruned: nothing reads them but a recovery.
        "db.tx_log.rotation.size=8m",
        "db.tx_log.rotation.retention_policy=keep_none",
        "db.logs.query.enabled=OFF",
        "dbms.usage_report.enabled=false",
        "client.allow_telemetry=false",
        # Bolt's listener would stay silent for ten seconds before it ends, in case a client still has something.
        "internal.dbms.bolt.netty_server_shutdown_quiet_period=0",
        "dbms.security.procedures.unrestricted=gds.*",
    ]
    if folder.read_only_mark.exists():
        lines.append(f"server.databases.read_only={DATABASE}")
    (folder.conf / "neo4j.conf").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _write_java_arguments(folder: Folder, settings: Settings, installation: Installation) -> None:
    """In a file of their own: together they are too long for a readable list of processes."""
    options = [
        *installation.startup_cache.java_options(),
        "-XX:+IgnoreUnrecognizedVMOptions",
        f"-Xmx{settings.heap_mb}m",
        # One collector thread: half the CPU of G1, which the loading process beside the server needs.
        "-XX:+UseSerialGC",
        *(_NICE if sys.platform == "linux" else ()),
        "-XX:+ExitOnOutOfMemoryError",
        "-XX:-CreateCoredumpOnCrash",
        "-Xlog:disable",
        "-Xlog:all=error:stdout",  # not the warnings of each start about what the start-up cache lacks
        "-Dfile.encoding=UTF-8",
        "-Djava.awt.headless=true",
        *(f"--add-opens={package}=ALL-UNNAMED" for package in _OPENED),
        "--enable-native-access=ALL-UNNAMED",
        *_class_path(installation),
    ]
    quoted = ('"' + option.replace("\\", "\\\\").replace('"', '\\"') + '"' for option in options)
    folder.java_arguments.write_text("\n".join(quoted) + "\n", encoding="utf-8")


def _class_path(installation: Installation) -> list[str]:
    return ["-cp", ":".join(str(jar) for jar in installation.class_path)]


def set_initial_password(folder: Folder, installation: Installation, password: str) -> None:
    """What `neo4j-admin dbms set-initial-password` does, before the first start.

    The password goes through a file: a process's arguments can be read by every user of the machine.
    """
    argument = folder.conf / "initial-password.args"
    argument.touch(mode=0o600)
    argument.write_text(password, encoding="utf-8")
    admin = ["-Xmx256m", "-XX:+UseSerialGC", *_class_path(installation), "org.neo4j.cli.AdminTool"]
    try:
        done = subprocess.run(
            [installation.java.path, *admin, "dbms", "set-initial-password", f"@{argument}"],
            env={"NEO4J_HOME": str(folder.root), "NEO4J_CONF": str(folder.conf)},
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        argument.unlink()
    if done.returncode:
        reason = done.stderr.strip()[-500:]
        raise LocalServerError(f"The password of the local Neo4j could not be set: {reason}")
