"""People sign in with OpenID Connect, at any provider that can be discovered; what they may do is their role's.

Sources: OpenID Connect Core 1.0 and Discovery 1.0; RFC 7636 (PKCE); RFC 8725 (algorithms are ours to choose, never the
token's).
"""

import hashlib
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, cast

import httpx2 as httpx
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet, KeySetSerialization

from app.access.caller import Caller, Role
from app.access.table import table
from app.errors import Forbidden, NotSignedIn, SettingsError, SignInUnavailable
from app.settings import Settings

_ALGORITHMS = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "Ed25519",
    "EdDSA",
)
"""Signed with a key that the provider alone has: no `none`, nothing with a shared secret."""
_LEEWAY_S = 30
_ANSWERS_WITHIN_S = 10
_FRESH_S = 3600
"""So long discovery and keys are kept. A token with a key unknown so far asks again, but not more often than:"""
_ASKED_AGAIN_S = 10
_DOES_NOT_HOLD = "This token does not hold: it is forged, has expired, or is meant for somebody else"


@dataclass(frozen=True, slots=True)
class Attempt:
    """A sign-in under way: what has to come back, kept in the browser that began it."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> "Attempt":
        return cls(*(secrets.token_urlsafe(32) for _ in range(3)))


class Provider:
    """One provider, asked when it is first needed. Used by many threads at once."""

    def __init__(
        self, issuer: str, client_id: str, secret: str | None, audience: str | None, roles: "RoleClaim"
    ) -> None:
        self._issuer, self._client_id, self._secret, self._roles = issuer, client_id, secret, roles
        self._audience = audience or client_id
        self._lock = Lock()
        self._found: Mapping[str, Any] = {}
        self._keys = KeySet([])
        self._asked = float("-inf")

    @classmethod
    def of(cls, settings: Settings) -> "Provider | None":
        """The provider that the settings name; None where they name none. Raises SettingsError."""
        if not settings.oidc_issuer:
            return None
        if not (settings.oidc_issuer.startswith("https:") or _is_here(settings.oidc_issuer)):
            raise SettingsError("IDGRAPH_OIDC_ISSUER: https, unless the provider runs at this machine")
        if not settings.oidc_client_id:
            raise SettingsError("IDGRAPH_OIDC_CLIENT_ID: say what the provider calls this service")
        secret = settings.oidc_client_secret.get_secret_value() if settings.oidc_client_secret else None
        roles = RoleClaim(settings.oidc_role_claim, settings.oidc_role_prefix)
        return cls(settings.oidc_issuer, settings.oidc_client_id, secret, settings.oidc_audience, roles)

    def bearer(self, token: str) -> Caller:
        """Who sends this access or ID token to the API. Raises NotSignedIn, Forbidden, SignInUnavailable."""
        return self._person(self._claims(token, self._audience))

    def address(self, attempt: Attempt, back: str) -> str:
        """Where to send a browser to sign in. `back`: our own address that it returns to. Raises SignInUnavailable."""
        address, _ = self._client(back).create_authorization_url(
            self._discovered()["authorization_endpoint"],
            state=attempt.state,
            nonce=attempt.nonce,
            code_verifier=attempt.verifier,
        )
        return str(address)

    def signed_in(self, attempt: Attempt, code: str, state: str, back: str) -> tuple[Caller, float]:
        """Who has signed in, and until when (seconds since 1970) the provider vouches for it.

        Raises NotSignedIn, Forbidden, SignInUnavailable.
        """
        if not secrets.compare_digest(state.encode(), attempt.state.encode()):
            raise NotSignedIn("This sign-in was not begun here: begin again")
        endpoint = self._discovered()["token_endpoint"]
        try:
            with self._client(back) as client:
                answer = client.fetch_token(endpoint, code=code, code_verifier=attempt.verifier)
        except OAuthError:
            raise NotSignedIn("The provider does not confirm this sign-in: begin again") from None
        except (httpx.HTTPError, ValueError):
            raise _silent() from None
        claims = self._claims(str(answer.get("id_token", "")), self._client_id)
        if claims.get("nonce") != attempt.nonce:
            raise NotSignedIn("This sign-in was not begun here: begin again")
        return self._person(claims), float(claims["exp"])

    def _client(self, back: str) -> OAuth2Client:
        return OAuth2Client(
            self._client_id,
            self._secret,
            scope="openid profile",
            redirect_uri=back,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic" if self._secret else "none",
            timeout=_ANSWERS_WITHIN_S,
        )

    def _person(self, claims: Mapping[str, Any]) -> Caller:
        """A person's pseudonym is a hash: `sub` may be an email address."""
        digest = hashlib.sha256(f"{self._issuer}\n{claims['sub']}".encode()).hexdigest()
        return Caller(f"person_{digest[:26]}", self._roles.of(claims))

    def _claims(self, token: str, audience: str) -> dict[str, Any]:
        """What a token says, once all of it is checked. Raises NotSignedIn, which repeats nothing of it."""
        try:
            decoded = self._decoded(token)
            checks = jwt.JWTClaimsRegistry(
                leeway=_LEEWAY_S,
                iss={"essential": True, "value": self._issuer},
                aud={"essential": True, "value": audience},
                sub={"essential": True},
                exp={"essential": True},
            )
            checks.validate(decoded.claims)
        except (JoseError, ValueError):
            raise NotSignedIn(_DOES_NOT_HOLD) from None
        return decoded.claims

    def _decoded(self, token: str) -> jwt.Token:
        self._discovered()
        try:
            return jwt.decode(token, self._keys, algorithms=_ALGORITHMS)
        except InvalidKeyIdError:
            self._ask(_ASKED_AGAIN_S)  # the provider may have changed its keys
            return jwt.decode(token, self._keys, algorithms=_ALGORITHMS)

    def _discovered(self) -> Mapping[str, Any]:
        self._ask(_FRESH_S)
        return self._found

    def _ask(self, fresh: float) -> None:
        """Discovery and keys, unless asked for a moment ago. Raises SignInUnavailable while the provider is silent."""
        with self._lock:
            if self._asked > time.monotonic() - fresh:
                return
            try:
                found = _json(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
                if found.get("issuer") != self._issuer:
                    raise SettingsError("IDGRAPH_OIDC_ISSUER: the provider there calls itself otherwise")
                self._keys = KeySet.import_key_set(cast(KeySetSerialization, _json(found["jwks_uri"])))
            except (httpx.HTTPError, KeyError, ValueError, JoseError):
                raise _silent() from None
            self._found, self._asked = found, time.monotonic()


class RoleClaim:
    """Where in a token the roles stand, and what ours are called there."""

    def __init__(self, path: str, prefix: str) -> None:
        self._path, self._prefix = path.split("."), prefix

    def of(self, claims: Mapping[str, Any]) -> Role:
        """The person's role; of several, the first in the table's order. Raises Forbidden where there is none."""
        found: Any = claims
        for name in self._path:
            found = found.get(name) if isinstance(found, Mapping) else None
        named = (
            re.split(r"[\s,]+", found) if isinstance(found, str) else found if isinstance(found, list) else []
        )
        for role in table().order.of_roles:
            if f"{self._prefix}{role}" in named:
                return role
        raise Forbidden("You are signed in, but with no role here: ask whoever grants roles at your provider")


def _json(address: str) -> dict[str, Any]:
    answer = httpx.get(address, timeout=_ANSWERS_WITHIN_S, follow_redirects=False)
    found = answer.raise_for_status().json()
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found


def _is_here(address: str) -> bool:
    return httpx.URL(address).host in ("localhost", "127.0.0.1", "::1")


def _silent() -> SignInUnavailable:
    return SignInUnavailable("The OpenID Connect provider does not answer: try again in a moment")
