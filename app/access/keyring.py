"""The keys that requests bring, looked up with few round trips: each is remembered for half a second."""

import time

from app.access.keys import SECRET, TRACKING, ApiKey, find, hash_of, keys
from app.graph.store import Store

FRESH_S = 0.5
"""So long may a key that was just revoked, or has just expired, still open something."""
_MOST_REMEMBERED = 10_000


class Keyring:
    """Used by many threads at once. Knows hashes, never secrets."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, tuple[float, ApiKey | None]] = {}
        self._tracked = (float("-inf"), False)

    def remembered(self, secret: str) -> bool:
        """Whether `usable` answers at once."""
        found = self._known.get(hash_of(secret))
        return found is not None and found[0] > time.monotonic() - FRESH_S

    def usable(self, secret: str) -> ApiKey | None:
        """The key with this secret; None where there is none, or it was revoked or has expired."""
        if not SECRET.fullmatch(secret):
            return None
        hash, now = hash_of(secret), time.monotonic()
        at, key = self._known.get(hash, (float("-inf"), None))
        if at <= now - FRESH_S:
            key = find(self._store, hash)
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            self._known[hash] = (now, key)
        return key if key and key.usable else None

    @property
    def remembers_write_keys(self) -> bool:
        """Whether `has_write_key` answers at once."""
        at, found = self._tracked
        return found or at > time.monotonic() - FRESH_S

    def has_write_key(self) -> bool:
        """Whether a write key was ever made: from then on, the name of a source is none."""
        if not self.remembers_write_keys:
            found = any(key.role == TRACKING for key in keys(self._store))
            self._tracked = (time.monotonic(), found)
        return self._tracked[1]
