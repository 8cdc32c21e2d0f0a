"""Fetch the pinned jars into a folder laid out like a Maven repository: in parallel, resumed, checked.

Requests go through jgo, the Maven client: it knows where the public repository is, takes proxies and
certificates from the environment (as `requests` does) and obeys a server that says "too many requests".
"""

import errno
import fcntl
import os
import shutil
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import requests
from jgo.constants import MAVEN_CENTRAL_URL, default_maven_repo
from jgo.util import http

from app.errors import LocalServerError
from app.graph.local.lock import Jar
from app.progress import progress

_PARALLEL = 6
_ATTEMPTS = 5
_TIMEOUT_S = (10, 60)
"""Seconds to connect, and between two pieces of an answer."""
_CHUNK = 1 << 16


def fetch(
    jars: Iterable[Jar], repository: Path, *, remote: str = MAVEN_CENTRAL_URL, pause: float = 0.5
) -> None:
    """Make sure every jar stands below `repository`, whole and unchanged. Safe to interrupt, or to run twice.

    `remote` is the address of a Maven repository; `pause` is the first wait in seconds between two tries, and
    doubles. Raises LocalServerError: no network, no space, a file that is not what the lock says.
    """
    repository.mkdir(parents=True, exist_ok=True)
    with (repository / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # a second process waits here, then finds everything in place
        missing = [jar for jar in jars if not _present(jar, repository)]
        missing = [jar for jar in missing if not _copied_from_maven(jar, repository)]
        if missing:
            _check_space(missing, repository)
            _Download(repository, remote, pause).run(missing)


def _present(jar: Jar, repository: Path) -> bool:
    # A jar gets its final name only once its checksum was found right, so its size is enough here.
    try:
        return (repository / jar.repository_path).stat().st_size == jar.size
    except FileNotFoundError:
        return False


def _copied_from_maven(jar: Jar, repository: Path) -> bool:
    """Take the jar from the user's own Maven folder where it stands there already."""
    source = default_maven_repo() / jar.repository_path
    if not jar.matches(source):
        return False
    part = _part(jar, repository)
    shutil.copyfile(source, part)
    _put_in_place(part, repository / jar.repository_path)
    return True


def _part(jar: Jar, repository: Path) -> Path:
    target = repository / jar.repository_path
    target.parent.mkdir(parents=True, exist_ok=True)
    return target.with_name(target.name + ".part")


def _put_in_place(part: Path, target: Path) -> None:
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(target)


def _check_space(jars: list[Jar], repository: Path) -> None:
    needed, free = sum(jar.size for jar in jars), shutil.disk_usage(repository).free
    if free < needed:
        raise LocalServerError(
            _no_space(repository, f"{needed / 1e6:.0f} MB are needed, {free / 1e6:.0f} MB are free")
        )


def _no_space(repository: Path, detail: str) -> str:
    return (
        f"No space for Neo4j's files in {repository}: {detail}. "
        "Free some, or set IDGRAPH_CACHE to another folder"
    )


class _Download:
    """One run of downloads, several at a time; the first failure stops the others."""

    def __init__(self, repository: Path, remote: str, pause: float) -> None:
        self._repository, self._remote, self._pause = repository, remote.rstrip("/"), pause
        self._stop = threading.Event()
        self._counting = threading.Lock()
        self._advance: Callable[[int], None] = lambda size: None

    def run(self, jars: list[Jar]) -> None:
        with (
            progress("downloading Neo4j", sum(jar.size for jar in jars), unit="bytes") as self._advance,
            ThreadPoolExecutor(_PARALLEL) as pool,
        ):
            try:
                for done in as_completed([pool.submit(self._one, jar) for jar in jars]):
                    done.result()
            except BaseException:  # Ctrl-C as well: what is done stays done, the rest is resumed next time
                self._stop.set()
                pool.shutdown(cancel_futures=True)
                raise

    def _count(self, size: int) -> None:
        with self._counting:
            self._advance(size)

    def _one(self, jar: Jar) -> None:
        part = _part(jar, self._repository)
        self._count(part.stat().st_size if part.exists() else 0)
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                self._receive(jar, part)
            except requests.RequestException as error:
                if attempt == _ATTEMPTS or _is_final(error):
                    raise LocalServerError(_no_network(jar, error)) from None
            except OSError as error:
                if error.errno in (errno.ENOSPC, errno.EDQUOT):
                    raise LocalServerError(_no_space(self._repository, "the disk is full")) from None
                raise LocalServerError(f"Cannot write {part}: {error.strerror}") from None
            else:
                if self._finish(jar, part, last=attempt == _ATTEMPTS):
                    return
            if self._stop.wait(self._pause * 2 ** (attempt - 1)):
                return

    def _receive(self, jar: Jar, part: Path) -> None:
        """Append to `part` what it still lacks. Returns early when another download has failed."""
        have = part.stat().st_size if part.exists() else 0
        if have >= jar.size:
            return
        headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
        url = f"{self._remote}/{jar.repository_path}"
        with http.get(url, stream=True, timeout=_TIMEOUT_S, headers=headers) as answer:
            answer.raise_for_status()
            resumed = answer.status_code == requests.codes.partial_content
            if have and not resumed:
                self._count(-have)  # the server began again from the first byte
            with part.open("ab" if resumed else "wb") as file:
                for chunk in answer.iter_content(_CHUNK):
                    file.write(chunk)
                    self._count(len(chunk))
                    if self._stop.is_set():
                        return

    def _finish(self, jar: Jar, part: Path, *, last: bool) -> bool:
        """Check a download that ended and give it its name. False where it is cut short or the wrong file."""
        size = part.stat().st_size
        if size < jar.size:
            return False
        if jar.matches(part):
            _put_in_place(part, self._repository / jar.repository_path)
            return True
        part.unlink()
        self._count(-size)
        if last:
            raise LocalServerError(
                f"{jar.filename} was downloaded {_ATTEMPTS} times and is not what neo4j.lock.json names: "
                "something between here and the repository changes it"
            )
        return False


def _is_final(error: requests.RequestException) -> bool:
    """A plain "no" (not found, not allowed) does not become a yes by asking again."""
    return error.response is not None and 400 <= error.response.status_code < 500


def _no_network(jar: Jar, error: requests.RequestException) -> str:
    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"Cannot download {jar.filename}: the repository answers {error.response.status_code}"
    return (
        f"Cannot download {jar.filename}: the repository of Neo4j's files cannot be reached "
        f"({type(error).__name__}). Check the network and the proxy, then try again: what has come is kept. "
        "Or set NEO4J_URI to a server that runs elsewhere"
    )
