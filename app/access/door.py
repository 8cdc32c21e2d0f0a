"""Who is asking? Keys, signed tokens and sessions into a caller, and write keys into a sender of events."""

from dataclasses import dataclass

from app.access.caller import LOCAL, Caller
from app.access.keyring import Keyring
from app.access.keys import PREFIXES, SECRET, TRACKING
from app.access.oidc import Provider
from app.access.pace import Pace
from app.access.sessions import Sessions
from app.access.table import table
from app.errors import NotSignedIn
from app.graph.store import Store
from app.settings import Settings

_WANTED = "Send a key of `idgraph keys create` as `Authorization: Bearer idg_...`"
_BAD_KEY = "This key opens nothing: it is none of ours, was revoked or has expired"
_WANTED_WRITE_KEY = (
    "Send a write key of `idgraph keys create --role tracking` as user name of Basic authentication, "
    "or as `writeKey` in the body"
)


@dataclass(frozen=True, slots=True)
class WriteKey:
    """Who sends events: the source they become, and whether what they tell of people is only a claim."""

    caller: Caller
    source: str
    claims: bool


class Door:
    """One per service. `provider` and `sessions` are None where nobody can sign in."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._keyless = settings.keyless
        self._keyring = Keyring(store)
        self.pace = Pace(table())
        self.provider = Provider.of(settings)
        self.sessions = Sessions(settings.home) if self.provider else None

    def caller(self, authorization: str | None, session: str | None, *, direct: bool) -> Caller:
        """Who asks. `direct`: nothing passed the request on. Raises NotSignedIn, GraphUnavailable.

        What was sent must hold, even where nothing need be sent: a revoked key is not the local person.
        """
        if authorization is not None:
            return self._bearer(authorization)
        if session is not None and self.sessions and (person := self.sessions.person(session)):
            return person
        if self._keyless and direct:
            return LOCAL
        raise NotSignedIn(_WANTED + (", or sign in" if self.provider else ""))

    def answers_at_once(self, authorization: str | None) -> bool:
        """Whether `caller` waits for nobody else."""
        token = _token_of(authorization or "")
        return not token or self._keyring.remembered(token)

    def knows_write_key(self, given: str) -> bool:
        """Whether `write_key` waits for nobody."""
        own = given.startswith(tuple(PREFIXES.values()))
        return self._keyring.remembered(given) if own else self._keyring.remembers_write_keys

    def write_key(self, given: str, *, in_url: bool) -> WriteKey:
        """Who sends events with this write key. Raises NotSignedIn, GraphUnavailable."""
        if given.startswith(tuple(PREFIXES.values())):
            key = self._keyring.usable(given)
            if key is None or key.role != TRACKING or (in_url and not key.public):
                raise NotSignedIn(_WANTED_WRITE_KEY)
            return WriteKey(key.caller, key.name, key.public)
        if not given or not self._keyless or self._keyring.has_write_key():
            raise NotSignedIn(_WANTED_WRITE_KEY)
        return WriteKey(Caller("local", TRACKING), given, claims=False)

    def _bearer(self, authorization: str) -> Caller:
        token = _token_of(authorization)
        if not token:
            raise NotSignedIn(_WANTED)
        if SECRET.fullmatch(token):
            key = self._keyring.usable(token)
            if key is None:
                raise NotSignedIn(_BAD_KEY)
            return key.caller
        if self.provider is None:
            raise NotSignedIn(_BAD_KEY)
        return self.provider.bearer(token)


def _token_of(authorization: str) -> str:
    scheme, _, token = authorization.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
