"""What an erasure has to remember until it is finished, should it be interrupted: by what the person is known in files.

It is personal data, stands in a file that its owner alone can read, and is removed as the last step.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from app.errors import CannotWrite
from app.privacy.traces import Traces


@dataclass(frozen=True)
class Journal:
    """Of one erasure."""

    path: Path

    @classmethod
    def of(cls, home: Path, id: str) -> "Journal":
        return cls(home / "privacy" / "unfinished" / f"{id}.journal")

    @property
    def id(self) -> str:
        return self.path.stem

    def write(self, traces: Traces) -> None:
        """On disk when this returns. Raises CannotWrite."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                json.dump({"traces": traces.as_json()}, file)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise CannotWrite(f"The journal {self.path} cannot be written: {error.strerror}") from None

    def read(self) -> Traces:
        return Traces.from_json(json.loads(self.path.read_text(encoding="ascii"))["traces"])

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)


def journals(home: Path) -> list[Journal]:
    """Of the erasures that were begun here and are not finished."""
    return [Journal(path) for path in sorted((home / "privacy" / "unfinished").glob("*.journal"))]
