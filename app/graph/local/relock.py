"""Make `neo4j.lock.json` anew: `python -m app.graph.local.relock`, after changing a version below.

Resolves the jars with jgo (pure Python, Maven Central) and fetches each once: minutes.
"""

import hashlib
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from jgo.maven import Artifact, MavenContext

from app.graph.local.lock import LOCK_FILE, Jar, Lock
from app.progress import progress

NEO4J, BROWSER, GDS = "5.26.19", "5.24.0", "2.13.9"
SERVER = (
    f"org.neo4j:neo4j:{NEO4J}",
    f"org.neo4j.app:neo4j-server:{NEO4J}",
    f"org.neo4j.client:neo4j-browser:{BROWSER}",
)
PLUGIN = (f"org.neo4j.gds:proc:{GDS}", f"org.neo4j.gds:opengds-extension:{GDS}")


def relock(repository: Path) -> Lock:
    """Resolve both groups. `repository` is a local Maven repository folder to download into."""
    context = MavenContext(repo_cache=repository, timeout=60)
    server = _resolve(context, SERVER)
    # The plugin is resolved together with the server, so that what both use is there once.
    both = _resolve(context, (*SERVER, *PLUGIN))
    gds = {name: artifact for name, artifact in both.items() if name not in server}
    jars = [*server.values(), *gds.values()]
    with progress("fetching jars", len(jars)) as advance, ThreadPoolExecutor(4) as pool:

        def lock(artifact: Artifact) -> Jar:
            jar = _jar(artifact)
            advance(1)
            return jar

        locked = list(pool.map(lock, jars))
    return Lock(
        NEO4J,
        BROWSER,
        GDS,
        {"server": tuple(sorted(locked[: len(server)])), "gds": tuple(sorted(locked[len(server) :]))},
    )


def _resolve(context: MavenContext, coordinates: tuple[str, ...]) -> dict[tuple[str, str, str], Artifact]:
    """All jars that the coordinates need to run, by group, artifact and classifier."""
    # The "!" tells jgo not to import one root's dependencyManagement for the others: as Maven does.
    roots = [context.create_dependency(f"{coordinate}!") for coordinate in coordinates]
    inputs, transitive = context.resolver.resolve(roots)
    found = {}
    for dependency in (*inputs, *transitive):
        if dependency.type == "jar" and dependency.scope not in ("test", "provided", "system"):
            key = (dependency.groupId, dependency.artifactId, dependency.classifier)
            found[key] = dependency.artifact
    return found


def _jar(artifact: Artifact) -> Jar:
    content = artifact.resolve().read_bytes()
    return Jar(
        artifact.groupId,
        artifact.artifactId,
        artifact.version,
        artifact.classifier or "",
        len(content),
        hashlib.sha256(content).hexdigest(),
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        relock(Path(folder)).save()
    print(f"wrote {LOCK_FILE}")  # noqa: T201


if __name__ == "__main__":
    main()
