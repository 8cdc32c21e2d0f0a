"""Who has signed in, kept in a signed cookie of their browser: the service itself remembers nobody."""

import os
import secrets
import time
from pathlib import Path
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from app.access.caller import ROLES, Caller
from app.access.oidc import Attempt

LONGEST_S = 8 * 3600
"""A working day; less where the provider says so. Then the provider is asked again whether the role still stands."""
ATTEMPT_S = 600
"""To type a password."""


class Sessions:
    """Signs and reads. Processes with the same home share the secret, `session.key`."""

    def __init__(self, home: Path) -> None:
        secret = _secret(home / "session.key")
        self._people = URLSafeSerializer(secret, salt="session")
        self._attempts = URLSafeSerializer(secret, salt="attempt")

    def open(self, caller: Caller, until: float) -> str:
        """A session as the value of a cookie. `until`: seconds since 1970."""
        until = min(until, time.time() + LONGEST_S)
        return str(self._people.dumps({"id": caller.id, "role": caller.role, "until": until}))

    def person(self, cookie: str) -> Caller | None:
        """Who signed in; None where it does not hold any more, or never did."""
        found = _read(self._people, cookie)
        role = next((role for role in ROLES if found and found["role"] == role), None)
        return Caller(found["id"], role) if found and role else None

    def begin(self, attempt: Attempt) -> str:
        """A sign-in under way as the value of a cookie."""
        until = time.time() + ATTEMPT_S
        said = {"state": attempt.state, "nonce": attempt.nonce, "verifier": attempt.verifier, "until": until}
        return str(self._attempts.dumps(said))

    def attempt(self, cookie: str) -> Attempt | None:
        """The sign-in under way; None where there is none, or it took too long."""
        found = _read(self._attempts, cookie)
        return Attempt(found["state"], found["nonce"], found["verifier"]) if found else None


def _read(serializer: URLSafeSerializer, cookie: str) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = serializer.loads(cookie)
    except BadData:
        return None
    return found if found["until"] > time.time() else None


def _secret(path: Path) -> str:
    """Made where it is missing; of two processes that make it at once, one wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(32))
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()
    return path.read_text(encoding="ascii")
