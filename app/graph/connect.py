"""Open the graph: the server that NEO4J_URI names, or else the local one."""

from dataclasses import dataclass
from pathlib import Path

from app.errors import SettingsError
from app.graph import local
from app.graph.store import Store
from app.settings import Settings


@dataclass(frozen=True)
class Server:
    """How a person reaches the database: for closing texts and `status`. Holds no password."""

    bolt_uri: str
    browser_url: str | None
    """Neo4j Browser; None where a server of your own is used and its address is yours to know."""
    user: str
    password_file: Path | None


class LocalStore(Store):
    """A Store on the local server; closing it lets go of that, and it stops when its last user has gone."""

    lease: local.Lease

    def close(self) -> None:
        super().close()
        self.lease.close()


def open_store(settings: Settings) -> Store:
    """Connect; where NEO4J_URI is unset, start the local server. Raises GraphUnavailable, SettingsError."""
    store = _connect(settings)
    store.home = settings.home
    return store


def _connect(settings: Settings) -> Store:
    if settings.neo4j_uri:
        _refuse_login_in(settings.neo4j_uri)
        return Store.connect(
            settings.neo4j_uri, settings.neo4j_user, _password(settings), settings.neo4j_database
        )
    lease = local.use(settings)
    try:
        store = LocalStore.connect(lease.server.bolt_uri, lease.server.user, lease.password)
    except BaseException:
        lease.close()
        raise
    store.lease = lease
    return store


def server(settings: Settings) -> Server | None:
    """Where the database is; None where the local one does not run."""
    if settings.neo4j_uri:
        return Server(settings.neo4j_uri, None, settings.neo4j_user, None)
    info = local.running(settings)
    if info is None:
        return None
    return Server(info.bolt_uri, info.browser_url, info.user, info.password_file)


def _refuse_login_in(uri: str) -> None:
    """Errors name the address."""
    if "@" in uri:
        raise SettingsError("NEO4J_URI holds a login: that goes into NEO4J_USER and NEO4J_PASSWORD")


def _password(settings: Settings) -> str:
    if settings.neo4j_password is None:
        raise SettingsError(
            "NEO4J_URI is set but NEO4J_PASSWORD is not (for a server without login, set it to nothing)"
        )
    return settings.neo4j_password.get_secret_value()
