"""The error tree. Errors belong to the domain and carry no HTTP: the API maps them in one handler.

IdGraphError
├── BadInput                what the caller gave cannot be used: the message names the place and the fix
│   ├── UnreadableFile      no format, encoding or column could be made out
│   ├── BadMapping          a `--map` names an unknown column or field
│   └── TooLarge            more than is taken at once: the message names the limit
├── NotSignedIn             nobody known asks: the message says which key or sign-in is wanted
├── SignInUnavailable       the OpenID Connect provider does not answer
├── Forbidden               whoever asks may not do or see this
├── NotFound                no such individual, household, record or identifier
├── Conflict                someone else is doing this right now (two resolves at once)
├── Busy                    more waits to be written than fits: ask again in a moment
├── SettingsError           a setting is missing, unknown or unsafe: the message names the setting
├── StreamUnavailable       the stream of events (Kafka, a folder) does not answer
├── CannotWrite             a file of ours cannot be written: the disk is full, or not ours
└── GraphUnavailable        Neo4j does not answer, or refuses
    ├── SchemaTooNew        the database was written by a newer identity-graph
    ├── SchemaMissing       the schema was never applied, or is older than this code
    └── LocalServerError    the local Neo4j cannot be installed, started or stopped
"""


class IdGraphError(Exception):
    """Base of all errors that identity-graph raises on purpose. `str()` is fit for a person to read."""

    exit_code = 1


class BadInput(IdGraphError):
    exit_code = 2


class UnreadableFile(BadInput):
    pass


class BadMapping(BadInput):
    pass


class TooLarge(BadInput):
    pass


class NotSignedIn(IdGraphError):
    pass


class SignInUnavailable(IdGraphError):
    pass


class Forbidden(IdGraphError):
    pass


class NotFound(IdGraphError):
    pass


class Conflict(IdGraphError):
    pass


class Busy(IdGraphError):
    """`wait_s`: seconds after which it is worth asking again."""

    def __init__(self, message: str, wait_s: int = 1) -> None:
        super().__init__(message)
        self.wait_s = wait_s


class SettingsError(IdGraphError):
    exit_code = 2


class StreamUnavailable(IdGraphError):
    exit_code = 3


class CannotWrite(IdGraphError):
    pass


class GraphUnavailable(IdGraphError):
    exit_code = 3


class Outdated(IdGraphError):
    """What a transaction read was changed before it committed: `Store.transact` begins it anew."""


class SchemaTooNew(GraphUnavailable):
    pass


class SchemaMissing(GraphUnavailable):
    pass


class LocalServerError(GraphUnavailable):
    pass
