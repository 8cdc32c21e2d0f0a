"""Signed checkpoints: where the chain stood, kept apart from it. Who can change the graph cannot change what they say.

A chain of hashes can be written anew from any entry on by whoever may write to the database. A checkpoint says "entry N
had this hash" and bears an Ed25519 signature (RFC 8032); its file stands outside the database, in IDGRAPH_AUDIT. The
signing key stands in IDGRAPH_HOME/audit, readable by its owner alone. Each chain has a file of checkpoints of its own.
"""

import base64
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.audit.chain import Head, head
from app.errors import BadInput, CannotWrite, NotFound
from app.graph.store import Store
from app.settings import Settings

_SIGNED = "identity-graph audit checkpoint 1"
"""Stands in what is signed, so that the key's signatures mean nothing elsewhere."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """`start`: entries up to here were forgotten on purpose, and the chain to verify begins after it."""

    chain: str
    seq: int
    hash: str
    at: str
    start: bool
    signature: str = ""

    @property
    def signed(self) -> bytes:
        """What the signature is about."""
        return json.dumps([_SIGNED, self.chain, self.seq, self.hash, self.at, self.start]).encode("ascii")

    def is_signed_by(self, key: Ed25519PublicKey) -> bool:
        try:
            key.verify(base64.b64decode(self.signature), self.signed)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class Vault:
    """The files: the signing key in `home`, checkpoints in `folder`."""

    home: Path
    folder: Path

    @classmethod
    def of(cls, settings: Settings) -> "Vault":
        home = settings.home / "audit"
        return cls(home, settings.audit or home)

    @property
    def public_key_file(self) -> Path:
        return self.home / "signing-key.pub.pem"

    def checkpoints(self) -> list[Checkpoint | None]:
        """All, of all chains, in the order of their files; None for a line that is no checkpoint."""
        files = sorted(self.folder.glob("checkpoints-*.jsonl"))
        texts = (file.read_text(encoding="utf-8", errors="replace") for file in files)
        return [_parsed(line) for text in texts for line in text.splitlines()]

    def seal(self, end: Head, *, start: bool = False) -> Checkpoint:
        """Sign and keep where the chain stands. Raises CannotWrite."""
        with self.alone():
            found = self._signed(
                Checkpoint(end.chain, end.seq, end.hash, datetime.now(UTC).isoformat(), start)
            )
            with self._file(end.chain).open("a", encoding="ascii") as file:
                file.write(json.dumps(asdict(found)) + "\n")
                file.flush()
                os.fsync(file.fileno())
        return found

    def forget(self, chain: str, before: int) -> None:
        """Drop the checkpoints of entries before that number, whole or not at all; what is no checkpoint stays.

        Raises CannotWrite.
        """
        path = self._file(chain)
        with self.alone():
            lines = path.read_bytes().splitlines(keepends=True)
            kept = (line for line in lines if not ((found := _parsed(line)) and found.seq < before))
            part = path.with_suffix(".part")
            part.write_bytes(b"".join(kept))
            part.replace(path)

    def public_key(self, file: Path | None = None) -> Ed25519PublicKey:
        """The key that checkpoints must be signed with, ours or that of `file`. NotFound, BadInput."""
        path = file or self.public_key_file
        try:
            key = serialization.load_pem_public_key(path.read_bytes())
        except FileNotFoundError:
            raise NotFound(f"There is no public key {path}: nothing was ever sealed here") from None
        except OSError as error:
            raise BadInput(f"The public key {path} cannot be read: {error.strerror}") from None
        except ValueError:
            raise BadInput(f"{path} is no public key in PEM form") from None
        if not isinstance(key, Ed25519PublicKey):
            raise BadInput(f"{path} is a public key of another kind than Ed25519")
        return key

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One process at a time, and every fault of the disk as CannotWrite."""
        try:
            for folder in (self.home, self.folder):
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                yield
            finally:
                os.close(descriptor)
        except OSError as error:
            raise CannotWrite(
                f"The audit cannot be sealed in {error.filename or self.folder}: {error.strerror}"
            ) from None

    def _file(self, chain: str) -> Path:
        return self.folder / f"checkpoints-{chain}.jsonl"

    def _signed(self, checkpoint: Checkpoint) -> Checkpoint:
        signature = base64.b64encode(self._private_key().sign(checkpoint.signed)).decode()
        return Checkpoint(**{**asdict(checkpoint), "signature": signature})

    def _private_key(self) -> Ed25519PrivateKey:
        """Made at the first seal. A key that was lost is replaced, and what the old one signed no longer verifies."""
        path = self.home / "signing-key.pem"
        if not path.exists():
            key = Ed25519PrivateKey.generate()
            pem, pkcs8, plain = (
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            _write_private(path, key.private_bytes(pem, pkcs8, plain))
            public = key.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo)
            _write_private(self.public_key_file, public)
        loaded = serialization.load_pem_private_key(path.read_bytes(), None)
        assert isinstance(loaded, Ed25519PrivateKey)
        return loaded


def seal(store: Store, settings: Settings) -> Checkpoint | None:
    """Sign where the chain stands now; None where nothing was noted. Raises CannotWrite, GraphUnavailable."""
    end = head(store)
    return Vault.of(settings).seal(end) if end and end.seq else None


def _parsed(line: str | bytes) -> Checkpoint | None:
    try:
        return Checkpoint(**json.loads(line))
    except (ValueError, TypeError):
        return None


def _write_private(path: Path, content: bytes) -> None:
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    part.replace(path)
