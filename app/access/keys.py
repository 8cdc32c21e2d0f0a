"""Keys of services: made, listed, revoked, and found again by what a request brings.

A secret is 256 random bits, so SHA-256 is hash enough: there is no weak one to guess, and a slow hash would only slow
down every request. Only the hash is kept.
"""

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from app.access.caller import ROLES, Caller, Role
from app.audit.chain import record_change
from app.audit.entry import COMMAND, Who
from app.errors import BadInput, NotFound
from app.graph.store import Row, Run, Store
from app.ingest.ulid import ulid

TRACKING: Role = "tracking"
PREFIXES = {"key": "idg_", "write key": "idw_", "public write key": "idp_"}
"""Kind of key -> how its secret begins, so that a person, or a scanner of code, knows one when they see it."""
SECRET = re.compile(r"id[gwp]_[A-Za-z0-9_-]{43}")
_DAYS = 365
"""Until a key expires, unless told otherwise; write keys are built into sites and apps, and do not."""
_MOST_DAYS = 3650
_SECRET_BYTES = 32
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_PURPOSE = re.compile(r"[a-z][a-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as the graph keeps it; the secret is not in it. `name` of a write key is the source of its events."""

    id: str
    name: str
    role: Role
    purposes: tuple[str, ...]
    public: bool
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    usable: bool

    @property
    def caller(self) -> Caller:
        """Who sends it."""
        return Caller(self.id, self.role, frozenset(self.purposes))

    @property
    def state(self) -> str:
        """`active`, `revoked` or `expired`."""
        return "active" if self.usable else "revoked" if self.revoked_at else "expired"

    def __str__(self) -> str:
        """One line for a person to read."""
        role = f"public {self.role}" if self.public else self.role
        scope = f" for {', '.join(self.purposes)}" if self.purposes else ""
        until = f", until {self.expires_at:%Y-%m-%d}" if self.expires_at else ""
        return (
            f"{self.id}  {self.state:<7}  {self.name}: {role}{scope}, since {self.created_at:%Y-%m-%d}{until}"
        )

    def as_json(self) -> dict[str, Any]:
        """Times as ISO 8601 texts."""
        return {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in asdict(self).items()
        }


@dataclass(frozen=True, slots=True)
class NewKey:
    """What a key shall be. `days`: until it expires, None: never."""

    role: Role
    name: str
    purposes: tuple[str, ...]
    days: int | None
    public: bool

    @property
    def kind(self) -> str:
        """What its secret begins with says."""
        if self.role != TRACKING:
            return "key"
        return "public write key" if self.public else "write key"


def asked(
    role: str,
    name: str = "",
    purposes: Sequence[str] = (),
    days: int | None = None,
    *,
    public: bool = False,
) -> NewKey:
    """What was asked for, with defaults for what was not said. Raises BadInput that names the option at fault."""
    known = next((one for one in ROLES if one == role), None)
    if known is None:
        raise BadInput(f"--role: one of {', '.join(ROLES)}")
    write = known == TRACKING
    if public and not write:
        raise BadInput("--public is for --role tracking: every other key is a secret")
    if purposes and write:
        raise BadInput("--purpose: a write key reads nothing, so it has no purpose")
    name = name or (("browser" if public else "events") if write else known)
    if not _NAME.fullmatch(name):
        raise BadInput("--name: up to 64 letters, digits, '_', '.' and '-'")
    if not all(map(_PURPOSE.fullmatch, purposes)):
        raise BadInput("--purpose: up to 64 small letters, digits, '_' and '-'")
    if days is not None and not 1 <= days <= _MOST_DAYS:
        raise BadInput(f"--expires: from 1 to {_MOST_DAYS} days")
    return NewKey(known, name, tuple(dict.fromkeys(purposes)), days if days or write else _DAYS, public)


def create(store: Store, new: NewKey, who: Who = COMMAND) -> tuple[ApiKey, str]:
    """A new key and its secret, which nobody can read again. Raises BadInput."""
    if new.role == TRACKING:
        _check_source(store, new)
    secret = PREFIXES[new.kind] + secrets.token_urlsafe(_SECRET_BYTES)
    properties: Row = {"id": f"key_{ulid()}", "hash": hash_of(secret), "role": new.role, "name": new.name}
    properties |= {"purposes": list(new.purposes), "public": new.public}

    def write(run: Run) -> ApiKey:
        (row,) = run("access/key_create", key=properties, days=new.days)
        record_change(run, who, "key created", key=properties["id"], role=new.role)
        return _key(row | {"usable": True})

    return store.transact(write), secret


def keys(store: Store) -> list[ApiKey]:
    """All keys there ever were, oldest first."""
    return [_key(row) for row in store.read("access/keys")]


def revoke(store: Store, id: str, who: Who = COMMAND) -> ApiKey:
    """Let a key open nothing from now on; done twice, nothing more happens. Raises NotFound."""

    def write(run: Run) -> ApiKey:
        rows = run("access/key_revoke", id=id)
        if not rows:
            raise NotFound("No key has this ID: `idgraph keys list` shows them")
        record_change(run, who, "key revoked", key=id)
        return _key(rows[0] | {"usable": False})

    return store.transact(write)


def find(store: Store, hash: str) -> ApiKey | None:
    """The key whose secret has this hash; None: there is none."""
    row = store.one("access/key_by_hash", hash=hash)
    return _key(row) if row else None


def hash_of(secret: str) -> str:
    """What the graph keeps of a secret: 64 hexadecimal digits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _check_source(store: Store, new: NewKey) -> None:
    """What anybody can claim must not stand among the records of a source that is believed, nor the other way round."""
    (source,) = store.read("access/source_kept", name=new.name)
    if source["loaded"]:
        raise BadInput(f"--name {new.name}: files are loaded as this source; give the key another name")
    others = {key.public for key in keys(store) if key.role == TRACKING and key.name == new.name}
    if (not new.public) in others or (new.public and source["told"]):
        raise BadInput(
            f"--name {new.name}: a source is either that of secret write keys or that of public ones; "
            "give this key another name"
        )


def _key(row: Row) -> ApiKey:
    found = row["key"]
    return ApiKey(
        id=found["id"],
        name=found["name"],
        role=found["role"],
        purposes=tuple(found["purposes"]),
        public=found["public"],
        created_at=_time(found["created_at"]),
        expires_at=_time(found["expires_at"]) if found.get("expires_at") else None,
        revoked_at=_time(found["revoked_at"]) if found.get("revoked_at") else None,
        usable=row["usable"],
    )


def _time(found: Any) -> datetime:
    """Neo4j's own kind of time as Python's."""
    native: datetime = found.to_native()
    return native
