"""Who was erased stays away: rows that bear a tombstone are not loaded.

A tombstone is a keyed hash (HMAC-SHA-256) of the ID of a record or the key of an identifier that only the erased
person carried. The secret stands in IDGRAPH_HOME and not in the graph, so the graph alone tells nobody who was erased,
not even by trying all telephone numbers. The graph keeps a proof of the secret: a wrong or lost one is noticed.
"""

import hmac
import os
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from app.errors import CannotWrite, SettingsError
from app.graph.store import Row, Run

_PROOF = "identity-graph tombstones"
_HEX_DIGITS = 32


@dataclass(frozen=True)
class Sealer:
    """Makes keyed hashes. `names` are those that `record_name` gives, and keys of identifiers."""

    secret: bytes

    @property
    def proof(self) -> str:
        """What the graph may know of the secret."""
        return self.seal(_PROOF)

    def seal(self, name: str) -> str:
        # Of what is refused as well, before it goes to quarantine: that may be half a letter, which UTF-8 cannot say.
        return hmac.digest(self.secret, name.encode("utf-8", "surrogatepass"), "sha256").hex()[:_HEX_DIGITS]


def record_name(record: str) -> str:
    """The name of a record among those that have tombstones."""
    return f"record:{record}"


def secret_file(home: Path) -> Path:
    return home / "privacy" / "tombstone.key"


def sealer_in_use(run: Run, home: Path) -> Sealer | None:
    """The sealer that this graph's tombstones were made with; None where there are none.

    Raises SettingsError where they were made with another secret, or this one is gone.
    """
    (row,) = run("ingest/tombstones", ids=[])
    return _proved(home, row["proof"]) if row["proof"] else None


def first_sealer(home: Path) -> Sealer:
    """The sealer for the first tombstones of a graph; its secret is made if there is none. Raises CannotWrite."""
    return _read(home) or _make(secret_file(home))


def _proved(home: Path, proof: str) -> Sealer:
    found = _read(home)
    if found is None or found.proof != proof:
        raise _wrong_secret(secret_file(home))
    return found


@dataclass(frozen=True)
class Suspects:
    """Rows, key -> names, as the graph can be asked about them: `p` goes to the statement, its row to `gone`."""

    home: Path | None
    own: Sealer | None
    seals: Mapping[str, Collection[str]]

    @classmethod
    def of(cls, home: Path | None, rows: Mapping[str, Collection[str]]) -> Self:
        """Raises SettingsError where the secret cannot be read."""
        own = _read(home) if home else None
        seals = {key: [own.seal(name) for name in names] for key, names in rows.items()} if own else {}
        return cls(home, own, seals)

    @property
    def p(self) -> Row:
        ids = sorted({seal for seals in self.seals.values() for seal in seals})
        return {"ids": ids, "proof": self.own and self.own.proof}

    def gone(self, row: Row) -> set[str]:
        """Which of them bear a tombstone. Raises SettingsError where that cannot be told."""
        if row["proof"] and (self.own is None or self.own.proof != row["proof"]):
            raise _wrong_secret(secret_file(self.home) if self.home else Path("IDGRAPH_HOME"))
        found = set(row["found"])
        return {key for key, seals in self.seals.items() if not found.isdisjoint(seals)}


def erased(run: Run, home: Path | None, rows: Mapping[str, Collection[str]]) -> set[str]:
    """Which of the rows, key -> names, bear a tombstone. Raises SettingsError where that cannot be told."""
    suspects = Suspects.of(home, rows)
    (row,) = run("ingest/tombstones", **suspects.p)
    return suspects.gone(row)


def _read(home: Path) -> Sealer | None:
    try:
        return Sealer(bytes.fromhex(secret_file(home).read_text(encoding="ascii").strip()))
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        raise _wrong_secret(secret_file(home)) from None


def _make(path: Path) -> Sealer:
    secret = secrets.token_bytes(32)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
        ) as file:
            file.write(secret.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise CannotWrite(f"The secret of tombstones {path} cannot be written: {error.strerror}") from None
    return Sealer(secret)


def _wrong_secret(path: Path) -> SettingsError:
    return SettingsError(
        f"This graph has tombstones of erased people, and {path} is not the secret that they were made with. Copy it "
        "from the machine of the first erasure, or from its backup: without it loading would bring erased people back. "
        "If it is lost for good, `idgraph privacy readmit --all` gives the tombstones up"
    )
