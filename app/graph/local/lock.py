"""What the local Neo4j is made of: `neo4j.lock.json` pins every jar by coordinate, size and sha256."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Literal, Self

from app.errors import LocalServerError

LOCK_FILE = Path(__file__).parent.parent / "neo4j.lock.json"
Group = Literal["server", "gds"]


@dataclass(frozen=True, order=True)
class Jar:
    """One published jar. `size` is in bytes, `sha256` in lower-case hex."""

    group_id: str
    artifact_id: str
    version: str
    classifier: str
    size: int
    sha256: str

    @property
    def filename(self) -> str:
        classifier = f"-{self.classifier}" if self.classifier else ""
        return f"{self.artifact_id}-{self.version}{classifier}.jar"

    @property
    def repository_path(self) -> PurePosixPath:
        """Where a Maven repository, local or remote, keeps this jar."""
        return PurePosixPath(*self.group_id.split("."), self.artifact_id, self.version, self.filename)

    def matches(self, path: Path) -> bool:
        """Whether the file at `path` is this jar, whole and unchanged. False where there is no such file."""
        try:
            if path.stat().st_size != self.size:
                return False
            with path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == self.sha256
        except FileNotFoundError:
            return False


@dataclass(frozen=True)
class Lock:
    """The jars of the server (with Neo4j Browser) and, apart, of the optional Graph Data Science plugin."""

    neo4j: str
    browser: str
    gds: str
    jars: dict[Group, tuple[Jar, ...]]

    @classmethod
    def load(cls, path: Path = LOCK_FILE) -> Self:
        """Read a lock file. Raises LocalServerError where it is damaged."""
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
            jars = {group: tuple(Jar(**jar) for jar in items) for group, items in document["jars"].items()}
            return cls(document["neo4j"], document["browser"], document["gds"], jars)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise LocalServerError(f"{path} is no lock file of the local Neo4j: {error}") from None

    def save(self, path: Path = LOCK_FILE) -> None:
        jars = {group: [asdict(jar) for jar in items] for group, items in self.jars.items()}
        document = {"neo4j": self.neo4j, "browser": self.browser, "gds": self.gds, "jars": jars}
        path.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")

    def select(self, groups: Iterable[Group]) -> list[Jar]:
        return [jar for group in groups for jar in self.jars[group]]

    @cached_property
    def digest(self) -> str:
        """Short name of this very set of jars; changes whenever any of them does."""
        lines = "\n".join(
            f"{group} {jar.sha256} {jar.filename}" for group in self.jars for jar in self.jars[group]
        )
        return hashlib.sha256(lines.encode()).hexdigest()[:12]
