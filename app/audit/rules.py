"""Changes of the rules: documents that say who may see what, what consent means, what joins people, what data stays.

They are files, so nothing sees them change. Whoever starts with them notes what they are now, if that is news.
"""

import hashlib
from importlib.resources import files
from pathlib import Path

from app.audit.chain import record_now
from app.audit.entry import Who
from app.audit.show import shown
from app.errors import SettingsError
from app.graph.store import Store
from app.settings import Settings

ACTION = "rules in force"
_SHIPPED = {
    "access": "access/table.toml",
    "consent": "consent/rules.toml",
    "limits": "matching/limits.toml",
    "retention": "privacy/retention.toml",
}


def note_rules(store: Store, settings: Settings, who: Who) -> bool:
    """Whether the rules are others than the audit knows, which is then noted: by the hash of each document.

    Raises SettingsError where a document cannot be read.
    """
    own = {
        "consent": settings.consent_rules,
        "limits": settings.limits,
        "retention": settings.retention_rules,
    }
    hashes = {name: _hash(shipped, own.get(name)) for name, shipped in _SHIPPED.items()}
    known = shown(store, limit=1, action=ACTION)
    if known and known[0]["details"] == [f"{name}={value}" for name, value in sorted(hashes.items())]:
        return False
    record_now(store, who, ACTION, **hashes)
    return True


def _hash(shipped: str, own: Path | None) -> str:
    """Of the shipped document and of the house's own over it: the first twelve digits of SHA-256."""
    digest = hashlib.sha256(files("app").joinpath(shipped).read_bytes())
    if own:
        try:
            digest.update(own.expanduser().read_bytes())
        except OSError as error:
            raise SettingsError(f"The rules {own} cannot be read: {error.strerror}") from None
    return digest.hexdigest()[:12]
