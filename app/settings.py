"""The only place that reads the environment (and `.env`). Nothing here touches the network or the disk."""

import ipaddress
import os
from functools import lru_cache
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.errors import SettingsError


class Settings(BaseSettings):
    """Every setting, with its default. `NEO4J_*` name a server; `IDGRAPH_*` are ours."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", use_attribute_docstrings=True)

    neo4j_uri: str | None = Field(None, alias="NEO4J_URI")
    """Bolt address of the server to use; unset: the local Neo4j under `home`."""
    neo4j_user: str = Field("neo4j", alias="NEO4J_USER")
    """Who logs in at NEO4J_URI."""
    neo4j_password: SecretStr | None = Field(None, alias="NEO4J_PASSWORD")
    """Password at NEO4J_URI, and at NEO4J_TEST_URI; empty for a server without login."""
    neo4j_database: str | None = Field(None, alias="NEO4J_DATABASE")
    """Database name; unset: the server's default database."""
    neo4j_test_uri: str | None = Field(None, alias="NEO4J_TEST_URI")
    """Bolt address of an empty server that the tests may fill and wipe."""

    home: Path = Field(Path("~/.identity-graph"), alias="IDGRAPH_HOME")
    """Where the local Neo4j, its data, quarantine and demo files live."""
    audit: Path | None = Field(None, alias="IDGRAPH_AUDIT")
    """Folder of the audit's signed checkpoints, best on another machine; unset: `audit` in IDGRAPH_HOME."""
    cache: Path = Field(Path("~/.cache/identity-graph"), alias="IDGRAPH_CACHE")
    """Where downloaded server files are kept, shared by all homes of this user."""
    host: str = Field("127.0.0.1", alias="IDGRAPH_HOST")
    """Address the API listens on. Beyond loopback it needs keys (`idgraph keys create`) and IDGRAPH_BEHIND_TLS."""
    port: int = Field(8000, ge=0, le=65_535, alias="IDGRAPH_PORT")
    """Port the API and the console listen on."""
    behind_tls: bool = Field(False, alias="IDGRAPH_BEHIND_TLS")
    """Whether something in front of the service, such as a reverse proxy, speaks TLS. Everybody needs a key then."""
    public_url: str | None = Field(None, alias="IDGRAPH_PUBLIC_URL", pattern=r"^https?://[^/\s?#]+/?$")
    """Address that people and browsers use, such as https://identity.example.org, where it is not IDGRAPH_HOST."""
    require_keys: bool = Field(False, alias="IDGRAPH_REQUIRE_KEYS")
    """Whether everybody needs a key or a sign-in, even who sits at this machine."""
    oidc_issuer: str | None = Field(None, alias="IDGRAPH_OIDC_ISSUER", pattern=r"^https?://[^\s?#]+$")
    """OpenID Connect: address of the provider that people sign in with; unset: keys only."""
    oidc_client_id: str | None = Field(None, alias="IDGRAPH_OIDC_CLIENT_ID")
    """OpenID Connect: what the provider calls this service."""
    oidc_client_secret: SecretStr | None = Field(None, alias="IDGRAPH_OIDC_CLIENT_SECRET")
    """OpenID Connect: the service's secret at the provider; unset: none, PKCE alone."""
    oidc_audience: str | None = Field(None, alias="IDGRAPH_OIDC_AUDIENCE")
    """OpenID Connect: `aud` of the access tokens that the API takes; unset: the client ID, as in ID tokens."""
    oidc_role_claim: str = Field("roles", alias="IDGRAPH_OIDC_ROLE_CLAIM")
    """OpenID Connect: the claim that names a person's roles, with dots for claims in claims: `realm_access.roles`."""
    oidc_role_prefix: str = Field("", alias="IDGRAPH_OIDC_ROLE_PREFIX")
    """OpenID Connect: what our roles begin with in that claim: `idgraph-` where `idgraph-steward` means steward."""
    tracking_queue: int = Field(10_000, ge=1, alias="IDGRAPH_TRACKING_QUEUE")
    """Events of the tracking API that may wait to be written; above that, senders are told to come back (429)."""
    limits: Path | None = Field(None, alias="IDGRAPH_LIMITS")
    """A limits document of your own (TOML): how many people a value may join, junk values, what is held back."""
    retention_rules: Path | None = Field(None, alias="IDGRAPH_RETENTION_RULES")
    """Retention rules of your own (TOML): how long what is kept; a copy of the shipped ones, changed."""
    consent_rules: Path | None = Field(None, alias="IDGRAPH_CONSENT_RULES")
    """Consent rules of your own (TOML): purposes, channels, how long a grant holds; the shipped ones, changed."""
    kafka_user: str | None = Field(None, alias="IDGRAPH_KAFKA_USER")
    """Who logs in at Kafka, where it asks for it (`?security=SASL_SSL`)."""
    kafka_password: SecretStr | None = Field(None, alias="IDGRAPH_KAFKA_PASSWORD")
    """Password of that user."""
    heap_mb: int = Field(1024, alias="IDGRAPH_HEAP_MB")
    """Heap of the local Neo4j, in megabytes."""
    page_cache_mb: int = Field(256, alias="IDGRAPH_PAGE_CACHE_MB")
    """Page cache of the local Neo4j, in megabytes."""
    gds: bool = Field(False, alias="IDGRAPH_GDS")
    """Whether the local Neo4j brings Graph Data Science, for analysts; we ourselves never need it."""

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine can reach the service."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def host_in_url(self) -> str:
        """How this machine reaches the service: the address that stands for all is none to ask at."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 - nobody listens here
        return f"[{host}]" if ":" in host else host

    @property
    def keyless(self) -> bool:
        """Whether who sits at this machine needs no key: nobody else can ask, and nothing passes requests on."""
        return self.on_loopback and not (self.require_keys or self.behind_tls or self.oidc_issuer)

    def model_post_init(self, context: object, /) -> None:
        self.home = self.home.expanduser().absolute()
        self.cache = self.cache.expanduser().absolute()
        self.audit = self.audit and self.audit.expanduser().absolute()


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process. Raises SettingsError that names the setting at fault, never its value."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [f"{'.'.join(str(part) for part in item['loc'])}: {item['msg']}" for item in error.errors()]
        raise SettingsError("Bad setting. " + "; ".join(lines)) from None


def for_few_rows() -> None:
    """Let Polars, which is not imported yet, work alone in a process that answers: its frames have a few rows, which
    several threads only hand to each other, on cores that the server and everybody else waits for."""
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
