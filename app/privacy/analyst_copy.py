"""A second Neo4j for analysts: read-only, pseudonymised, in a folder of its own.

The community edition knows one user, who may do everything, so analysts get a graph that holds nothing but pseudonyms.
What goes into it: for each record its source, year of birth, gender and area; of contact points and cookies a keyed
hash; everything that was inferred, with weights and evidence; consent without its proof. Names, streets, flats, IP
addresses, browsers and further columns stay behind, and so do people whose processing is restricted. The secret of the
hashes stands in IDGRAPH_HOME/privacy, not in the copy: the same contact point has the same hash in every copy.
"""

import hmac
import os
import secrets
import shlex
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import CannotWrite, NotFound
from app.fields import FIELDS
from app.graph import local
from app.graph.connect import open_store
from app.graph.schema import apply_schema
from app.graph.store import Row, Store, batches
from app.privacy.files import Found
from app.progress import Advance, progress
from app.settings import Settings

_HEX_DIGITS = 20
_AREA = ("gender", "postal_code", "locality", "country")
_BATCH = 5_000
_NAME, _PART = "analysts", "analysts.part"


@dataclass(frozen=True)
class Copied:
    """How many nodes and relationships there are in the copy, and where it runs."""

    nodes: int
    links: int
    server: local.ServerInfo

    def as_json(self) -> dict[str, Any]:
        return {"nodes": self.nodes, "links": self.links, **self.server.as_dict()}

    def __str__(self) -> str:
        return (
            f"{self.nodes:,} nodes and {self.links:,} relationships copied, read-only.\n{shown(self.server)}"
        )


def shown(server: local.ServerInfo) -> str:
    """Where the copy is and how to log in."""
    return "\n".join(
        [
            "The analysts' copy runs until `idgraph analyst-copy stop`",
            f"  Browser   {server.browser_url}",
            f"  Bolt      {server.bolt_uri}",
            f"  Log in    user {server.user}, password: cat {shlex.quote(str(server.password_file))}",
        ]
    )


def settings_of_copy(settings: Settings) -> Settings:
    """Those that lead to the copy, as to any other local graph."""
    return _at(settings, _NAME)


def build(store: Store, settings: Settings, *, quiet: bool = False) -> Copied:
    """Make the copy anew and start it; the one before stays in place until this one is whole, and keeps its password.

    Raises CannotWrite, GraphUnavailable, LocalServerError.
    """
    copy, part = settings_of_copy(settings), _at(settings, _PART)
    local.remove(part.home)
    _keep_password(local.data_folder(copy), local.data_folder(part))
    hashed = _hasher(settings.home)
    with open_store(part) as target:
        apply_schema(target)
        with progress("copying", quiet=quiet) as advance:
            places = _copy_nodes(store, target, hashed, advance)
            links = _copy_links(store, target, places, advance)
    local.move(part, copy, read_only=True)
    return Copied(len(places), links, local.start(copy))


def require(settings: Settings) -> None:
    """Raises NotFound where no copy was made."""
    if not local.data_folder(settings_of_copy(settings)).exists():
        raise NotFound("There is no copy for analysts: `idgraph analyst-copy` makes one")


def there(home: Path) -> list[Found]:
    """The copy, among the files of a home that are about people: as a whole, for it has everybody's pseudonyms."""
    folders = (home / name for name in (_NAME, _PART))
    return [Found(str(folder.relative_to(home)), None) for folder in folders if (folder / "neo4j").exists()]


def remove(home: Path) -> bool:
    """Delete the copy of a home; False where there is none. An erasure does so: nobody erased lives on in it."""
    local.remove(home / _PART)
    return local.remove(home / _NAME)


def _at(settings: Settings, name: str) -> Settings:
    return settings.model_copy(
        update={"home": settings.home / name, "neo4j_uri": None, "neo4j_database": None}
    )


def _copy_nodes(
    store: Store, target: Store, hashed: Callable[[str], str], advance: Advance
) -> dict[str, str]:
    """Element ID in the graph -> in the copy."""
    places: dict[str, str] = {}
    for group in batches(_nodes(store, hashed), _BATCH):
        places |= {row["ref"]: row["copy"] for row in target.write("copy/nodes_create", rows=group)}
        advance(len(group))
    return places


def _copy_links(store: Store, target: Store, places: dict[str, str], advance: Advance) -> int:
    rows = (
        {"a": places[row["a"]], "b": places[row["b"]], "type": row["type"], "props": row["link"]}
        for row in store.stream("copy/links")
        if row["a"] in places and row["b"] in places
    )
    return target.write_batches("copy/links_create", rows, size=_BATCH, progress=advance)


def _nodes(store: Store, hashed: Callable[[str], str]) -> Iterator[Row]:
    """Everything that goes into the copy, as it is there."""
    for row in store.stream("copy/sources"):
        yield _node(row, ["Source"], row["source"])
    for row in store.stream("copy/records"):
        yield _node(row, ["Customer"], _record(row, hashed))
    for row in store.stream("copy/identifiers"):
        namespace = row["key"].partition(":")[0]
        said = {name: row[name] for name in ("hub", "first_seen", "last_seen")}
        yield _node(row, [row["label"], "Identifier"], {"key": f"{namespace}:{hashed(row['key'])}", **said})
    for row in store.stream("copy/people"):
        yield _node(row, row["labels"], {"id": row["id"], "size": row["size"]})
    for row in store.stream("copy/consents"):
        said = {name: row[name] for name in ("purpose", "channel", "status", "at", "source", "lawful_basis")}
        yield _node(row, ["Consent"], {"id": hashed(row["id"]), **said})


def _node(row: Row, labels: list[str], props: Row) -> Row:
    return {"ref": row["ref"], "labels": labels, "props": props}


def _record(row: Row, hashed: Callable[[str], str]) -> Row:
    """`fields`: those that the source filled, whatever with. What is doubtful may stand in the wrong one: left out."""
    unsure = {*(row["junk"] or ()), *(row["doubtful"] or ())}
    return {
        "id": f"{row['source']}:{hashed(row['id'])}",
        "source": row["source"],
        "seen_at": row["seen_at"],
        "birth_year": int(row["birth_date"][:4]) if row["birth_date"] else None,
        **{f"std_{name}": row[name] for name in _AREA if name not in unsure},
        "fields": sorted(FIELDS.keys() & set(row["filled"])),
        "junk": row["junk"],
        "doubtful": row["doubtful"],
    }


def _hasher(home: Path) -> Callable[[str], str]:
    """HMAC-SHA-256 with the secret of this home, made if need be."""
    path = home / "privacy" / "analysts.key"
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(secrets.token_bytes(32))
        secret = path.read_bytes()
    except OSError as error:
        raise CannotWrite(f"The secret {path} cannot be made or read: {error.strerror}") from None
    return lambda value: hmac.digest(secret, value.encode(), "sha256").hex()[:_HEX_DIGITS]


def _keep_password(old: Path, new: Path) -> None:
    """Analysts log in to the next copy as to this one."""
    if (old / "password").exists():
        new.mkdir(parents=True, mode=0o700)
        shutil.copy2(old / "password", new / "password")
