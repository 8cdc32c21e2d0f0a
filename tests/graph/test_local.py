"""The local Neo4j as a process: joined, killed, stopped with its last user, found again."""

import contextlib
import json
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest

from app.errors import GraphUnavailable, LocalServerError
from app.graph import connect, local
from app.graph.store import Store
from app.settings import Settings
from tests.waiting import until

WAIT_S = 300
USER = """
import sys
from app.graph.connect import open_store
from app.settings import Settings
with open_store(Settings(NEO4J_URI=None)) as store:
    print(store.lease.server.pid, flush=True)
    sys.stdin.read()
"""


def settings_for(home: Path, cache: Path | None = None, heap_mb: int = 256) -> Settings:
    cache = cache or Settings().cache
    return Settings(NEO4J_URI=None, IDGRAPH_HOME=home, IDGRAPH_CACHE=cache, IDGRAPH_HEAP_MB=heap_mb)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """One data folder for the tests of this module, whose server is surely down at the end."""
    settings = settings_for(tmp_path_factory.mktemp("local"))
    yield settings
    local.stop(settings)


@pytest.fixture(scope="class")
def opened(home: Settings) -> Iterator[Store]:
    with connect.open_store(home) as store:
        yield store


def is_gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def environment(home: Settings) -> dict[str, str]:
    return {**os.environ, "IDGRAPH_HOME": str(home.home), "IDGRAPH_CACHE": str(home.cache), "NEO4J_URI": ""}


def user_process(home: Settings) -> tuple[subprocess.Popen[str], int]:
    """A process that uses the server until its input ends, and the pid of the server it got."""
    process = subprocess.Popen(
        [sys.executable, "-c", USER],
        env=environment(home) | {"IDGRAPH_HEAP_MB": "256"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    line = process.stdout.readline() if process.stdout else ""
    assert line, "the process could not use the server"
    return process, int(line)


class TestOneServer:
    """While one process holds the server."""

    def test_login_and_files_are_the_owners_alone(self, home: Settings, opened: Store) -> None:
        server = local.running(home)
        assert server is not None
        assert stat.S_IMODE(server.password_file.stat().st_mode) == 0o600
        password = server.password_file.read_text().strip()
        for pid in (server.pid, server.supervisor):
            assert password not in " ".join(psutil.Process(pid).cmdline())
        with pytest.raises(GraphUnavailable, match="refuses the login"):
            Store.connect(server.bolt_uri, server.user, "neo4j")
        assert opened.run_text("RETURN 1 AS one") == [{"one": 1}]

    def test_it_listens_on_loopback_only_and_brings_the_browser(self, home: Settings, opened: Store) -> None:
        server = local.running(home)
        assert server is not None
        sockets = psutil.Process(server.pid).net_connections("tcp")
        addresses = {item.laddr.ip for item in sockets if item.status == psutil.CONN_LISTEN}
        assert addresses <= {"127.0.0.1", "::ffff:127.0.0.1"}
        curl = subprocess.run(
            ["curl", "--noproxy", "*", "-sf", server.browser_url], capture_output=True, text=True, check=True
        )
        assert "<title>Neo4j Browser</title>" in curl.stdout

    def test_a_second_process_joins_and_leaves_the_server_to_the_first(
        self, home: Settings, opened: Store
    ) -> None:
        process, pid = user_process(home)
        server = local.running(home)
        assert server is not None
        assert pid == server.pid
        process.communicate("")
        assert process.returncode == 0
        assert opened.run_text("RETURN 1 AS one") == [{"one": 1}]


def test_after_kill_9_the_next_start_finds_the_data(home: Settings) -> None:
    store = connect.open_store(home)
    store.run_text("CREATE (:Kept {value: 42})")
    server = local.running(home)
    assert server is not None
    for pid in (server.supervisor, server.pid):  # the supervisor first: nobody tidies up after the server
        os.kill(pid, signal.SIGKILL)
    until(lambda: is_gone(server.pid), "the killed server is gone", WAIT_S)
    assert (home.home / "neo4j" / "server.json").exists(), "a stale state file is there to be seen through"
    assert local.running(home) is None
    with pytest.raises(GraphUnavailable):
        store.run_text("RETURN 1")
    store.close()
    with connect.open_store(home) as again:
        assert again.run_text("MATCH (k:Kept) RETURN k.value AS value") == [{"value": 42}]


def test_a_state_file_that_names_another_process_is_not_believed(home: Settings) -> None:
    local.stop(home)
    state = {"pid": os.getpid(), "supervisor": os.getpid(), "bolt_port": 1, "http_port": 2}
    file = home.home / "neo4j" / "server.json"
    file.write_text(json.dumps({**state, "version": "5", "stays": True}))
    assert local.running(home) is None
    assert local.stop(home) is False, "and surely not killed"


def test_it_stops_with_its_last_user_even_one_killed_with_9(home: Settings) -> None:
    first, pid = user_process(home)
    second, joined = user_process(home)
    assert joined == pid
    first.kill()
    first.communicate()
    with connect.open_store(home) as store:  # a third comes and goes while the second stays
        assert store.run_text("RETURN 1 AS one") == [{"one": 1}]
    assert not is_gone(pid)
    second.kill()
    second.communicate()
    until(lambda: is_gone(pid), "the server stops after its last user", WAIT_S)
    until(lambda: not (home.home / "neo4j" / "server.json").exists(), "its supervisor tidies up", WAIT_S)
    last_words = (home.home / "neo4j" / "logs" / "console.log").read_text().splitlines()[-1]
    assert last_words.endswith("Stopped."), "in good order, not killed"


def test_the_command_starts_shows_and_stops_it(home: Settings) -> None:
    def idgraph(*arguments: str) -> str:
        command = [sys.executable, "-m", "app.cli", "neo4j", *arguments]
        done = subprocess.run(command, env=environment(home), capture_output=True, text=True, check=True)
        return done.stdout

    held = set()
    with ExitStack() as taken:
        for port in (7687, 7474):
            with contextlib.suppress(OSError):  # somebody else has it just now
                taken.enter_context(socket.create_server(("127.0.0.1", port)))
                held.add(port)
        assert "until `idgraph neo4j stop`" in idgraph("start")
    status = json.loads(idgraph("status", "--json"))
    assert status["running"] is True
    assert status["stays"] is True
    assert not held & {urlsplit(status[address]).port for address in ("bolt_uri", "browser_url")}
    assert status["data_folder"] == str(home.home / "neo4j")
    with connect.open_store(home) as store:
        assert store.run_text("RETURN 1 AS one") == [{"one": 1}]
    shown = idgraph("status")
    assert status["browser_url"] in shown
    assert f"user neo4j, password: cat {status['password_file']}" in shown
    assert "Started." in idgraph("logs")
    assert idgraph("stop") == "Neo4j is down\n"
    assert is_gone(status["pid"])
    assert json.loads(idgraph("status", "--json")) == {"running": False, "data_folder": status["data_folder"]}
    assert idgraph("stop") == "Neo4j did not run\n"


@pytest.mark.slow  # Java writes 150 MB as it ends
def test_a_damaged_startup_cache_does_not_stop_the_start(home: Settings, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    (cache / "startup").mkdir(parents=True)
    (cache / "maven").symlink_to(home.cache / "maven")
    settings = settings_for(home.home, cache)
    from app.graph.local.install import install

    startup = install(settings).startup_cache
    if not startup.wanted:
        pytest.skip("this Java has no start-up cache")
    local.stop(home)
    startup.path.write_bytes(b"not a cache")
    with connect.open_store(settings) as store:
        assert store.run_text("RETURN 1 AS one") == [{"one": 1}]
    until(startup.path.exists, "a good one is recorded as the server stops", WAIT_S)
    assert startup.path.stat().st_size > 1_000_000


def test_a_server_that_dies_at_the_start_says_why(tmp_path: Path) -> None:
    with pytest.raises(
        LocalServerError, match=r"died as it started\. Its last words .*console\.log[^\n]*\n.*\n.*heap"
    ):
        local.use(settings_for(tmp_path, heap_mb=1))
    assert local.running(settings_for(tmp_path)) is None


def test_without_network_and_jars_nothing_half_made_is_left(tmp_path: Path) -> None:
    """Behind a proxy that does not answer, with an empty cache."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        proxy = f"http://127.0.0.1:{closed.getsockname()[1]}"
        settings = settings_for(tmp_path / "home", tmp_path / "cache")
        env = environment(settings) | {"https_proxy": proxy, "HTTPS_PROXY": proxy, "M2_REPO": str(tmp_path)}
        command = [sys.executable, "-m", "app.cli", "neo4j", "start"]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "cannot be reached" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list((tmp_path / "cache").rglob("*.jar"))
