"""The certificate of an erasure: what went, how much, when, and by whom. It names nobody."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from app.errors import CannotWrite
from app.privacy.files import Found

KIND = "identity-graph certificate of erasure"


@dataclass(frozen=True)
class Certificate:
    """`individual` is the pseudonymous ID that the person had; None where an anonymous browser was erased.

    `removed` and `kept` are counts. Times are ISO 8601, UTC; `finished` is None while files may still name the person.
    """

    id: str
    individual: str | None
    role: str
    by: str
    begun: str
    removed: dict[str, int]
    records: dict[str, int]
    identifiers: dict[str, int]
    kept: dict[str, int]
    others: dict[str, int]
    files: list[dict[str, Any]] = field(default_factory=list)
    finished: str | None = None

    @classmethod
    def from_json(cls, text: str) -> "Certificate":
        content = json.loads(text)
        return cls(
            **{name: value for name, value in content.items() if name not in ("certificate", "sha256")}
        )

    def as_json(self) -> dict[str, Any]:
        """As it is kept: `sha256` is of all the rest, as JSON with sorted keys."""
        content = {"certificate": KIND, **asdict(self)}
        text = json.dumps(content, sort_keys=True)
        return {**content, "sha256": hashlib.sha256(text.encode()).hexdigest()}

    def __str__(self) -> str:
        def counted(counts: dict[str, int]) -> str:
            return (
                ", ".join(f"{n:,} {name.replace('_', ' ')}" for name, n in counts.items() if n) or "nothing"
            )

        rows = sum(found["rows"] or 0 for found in self.files)
        whole = sum(found["rows"] is None for found in self.files)
        return "\n".join(
            [
                f"Certificate of erasure {self.id}",
                f"  Person        {self.individual or 'an anonymous browser'}",
                f"  Asked by      {self.role} {self.by}, {self.begun}",
                f"  Finished      {self.finished or 'not yet: ask for the erasure again'}",
                f"  Removed       {counted(self.removed)}",
                f"  Records of    {counted(self.records)}",
                f"  Identifiers   {counted(self.identifiers)}",
                f"  In files      {rows:,} rows of {len(self.files) - whole:,} files, {whole:,} whole files",
                f"  Kept          {counted(self.kept)}",
                f"  Others        {counted(self.others)}",
                f"  SHA-256       {self.as_json()['sha256']}",
            ]
        )


def paths(home: Path, id: str) -> tuple[Path, Path]:
    """Where a certificate stands, for programs and for people."""
    folder = home / "privacy" / "certificates"
    return folder / f"{id}.json", folder / f"{id}.txt"


def write(home: Path, certificate: Certificate) -> None:
    """Put it into its two files. Raises CannotWrite."""
    texts = json.dumps(certificate.as_json(), indent=1), str(certificate)
    for path, text in zip(paths(home, certificate.id), texts, strict=True):
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            part = path.with_suffix(".part")
            part.write_text(text + "\n", encoding="utf-8")
            part.replace(path)
        except OSError as error:
            raise CannotWrite(f"The certificate {path} cannot be written: {error.strerror}") from None


def as_rows(files: list[Found]) -> list[dict[str, Any]]:
    return [asdict(found) for found in files]
