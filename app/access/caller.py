"""Who asks, as everything else knows them: a pseudonym, a role, purposes. Pure."""

from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["marketing", "cdp", "analyst", "steward", "privacy", "admin", "tracking"]
ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True, slots=True)
class Caller:
    """One who asks. `id` is pseudonymous and fit for logs and the audit: "key_<ulid>", "person_<hash>", "local".

    `purposes`: what the caller may read for; empty: whatever its role may.
    """

    id: str
    role: Role
    purposes: frozenset[str] = frozenset()


LOCAL = Caller("local", "admin")
"""Whoever sits at this machine: the service answers nobody else then."""
