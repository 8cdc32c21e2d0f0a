"""What a server is started from: a Java, the pinned jars, and Java's start-up cache."""

import os
from dataclasses import dataclass
from pathlib import Path

from app.graph.local.download import fetch
from app.graph.local.java import Java, find_java
from app.graph.local.lock import Group, Lock
from app.settings import Settings


@dataclass(frozen=True)
class StartupCache:
    """Java's ahead-of-time cache (JEP 514): recorded as a first run ends, it halves the start or better.

    Its name says which jars and which Java it belongs to.
    """

    path: Path
    wanted: bool

    @property
    def _part(self) -> Path:
        return self.path.with_suffix(f".{os.getpid()}.part")

    def java_options(self) -> list[str]:
        if not self.wanted:
            return []
        if self.path.exists():
            # "on": a cache that does not fit ends the start at once, is dropped, and is recorded anew.
            return [f"-XX:AOTCache={self.path}", "-XX:AOTMode=on"]
        return [f"-XX:AOTCacheOutput={self._part}"]

    def to_keep(self) -> dict[str, str] | None:
        """For the supervisor: what this run records, and the name it gets once it is whole."""
        if not self.wanted or self.path.exists():
            return None
        return {"part": str(self._part), "final": str(self.path)}

    def drop(self) -> bool:
        """Remove a cache that keeps the server from starting. False if there is none."""
        had = self.path.exists()
        self.path.unlink(missing_ok=True)
        return had


@dataclass(frozen=True)
class Installation:
    java: Java
    version: str
    """Of Neo4j."""
    class_path: tuple[Path, ...]
    plugins: tuple[Path, ...]
    """Jars that must also stand in the server's plugin folder for their procedures to be found."""
    startup_cache: StartupCache


def install(settings: Settings) -> Installation:
    """Find a Java and have every jar in the cache, downloading what is missing. Raises LocalServerError."""
    java, lock = find_java(), Lock.load()
    groups: list[Group] = ["gds", "server"] if settings.gds else ["server"]
    jars = lock.select(groups)
    repository = settings.cache / "maven"
    fetch(jars, repository)
    startup = settings.cache / "startup"
    startup.mkdir(exist_ok=True)
    name = f"neo4j-{lock.digest}-{'-'.join(groups)}-java-{java.version}.aot"
    return Installation(
        java=java,
        version=lock.neo4j,
        class_path=tuple(repository / jar.repository_path for jar in jars),
        plugins=tuple(repository / jar.repository_path for jar in jars if jar.group_id == "org.neo4j.gds"),
        startup_cache=StartupCache(startup / name, wanted=java.has_aot_cache),
    )
