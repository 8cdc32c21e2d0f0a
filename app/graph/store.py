"""The whole storage contract: managed transactions over named statements.

Every statement takes one map parameter, `$p`. Neo4j plans a statement anew for each size class of a *list* parameter;
a list inside one map does not change the plan, so batches of any size share one.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from copy import copy
from datetime import UTC
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from neo4j import (
    AsyncDriver,
    AsyncGraphDatabase,
    Driver,
    GraphDatabase,
    ManagedTransaction,
    NotificationMinimumSeverity,
    Session,
)
from neo4j.exceptions import (
    AuthError,
    ConnectionAcquisitionTimeoutError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)
from neo4j.time import DateTime

from app.errors import GraphUnavailable, Outdated
from app.graph.queries import statement, steady

Row = dict[str, Any]
T = TypeVar("T")
Run = Callable[..., list[Row]]
"""A statement's name and its parameters by name -> its rows."""
_ROWS = "rows"
"""A statement with this one column returns a list of all its rows in one message: the driver takes 12 microseconds for
each message, and half a one for each map of a list."""
BATCH = 2_000
_TRIES = 10
"""Of a transaction that others outdate."""
_DEADLOCK = "Neo.TransientError.Transaction.DeadlockDetected"
LOST = (ServiceUnavailable, SessionExpired, ConnectionAcquisitionTimeoutError, AuthError)
"""The server went away, or another one answers in its place and knows no such login."""
_CANNOT_WRITE = "Neo.DatabaseError.Transaction."
"""The server's own errors: a commit that its disk had no room for, and all that follows until it is started anew."""
_REFUSED = {
    "Neo.ClientError.Database.": "there is no such database, so check NEO4J_DATABASE",
    "Neo.ClientError.Security.CredentialsExpired": "the password has to be changed first, as in Neo4j Browser",
    "Neo.ClientError.Security.": "check what NEO4J_USER may do",
}
"""It answers, and does not let us: how its codes begin, and what to do."""
_CALL_FAILED = "Neo.ClientError.Procedure.ProcedureCallFailed"
_NO_INDEX = "no such fulltext schema index"
_CONFIG: dict[str, Any] = {
    "notifications_min_severity": NotificationMinimumSeverity.OFF,
    "connection_acquisition_timeout": 30,
    "max_transaction_retry_time": 30,
}


class Parameters(dict[str, Any]):
    """Parameters of a statement, of which nothing is told. The driver makes a text of all of them for each statement it
    runs, for a log that nobody asked for: of a thousand rows that takes milliseconds, and they are about people."""

    def __repr__(self) -> str:
        return "{...}"


class Store:
    """One driver, opened once per process. Statements are named as in `cypher/`; results are plain dicts."""

    home: Path | None = None
    """Folder of what belongs to this graph and is kept apart from it, such as the secret of its keyed hashes."""
    _check: Callable[[Run], None] | None = None

    def __init__(
        self, driver: Driver, database: str | None = None, on_a_loop: Callable[[], AsyncDriver] | None = None
    ) -> None:
        """`on_a_loop` opens a driver of the same server for a Reader."""
        self._driver = driver
        self.database = database
        self.on_a_loop = on_a_loop

    @classmethod
    def connect(cls, uri: str, user: str, password: str, database: str | None = None) -> Self:
        """Open and verify. Raises GraphUnavailable that names the address, never the password."""
        try:
            driver = GraphDatabase.driver(uri, auth=(user, password), **_CONFIG)
            driver.verify_connectivity()
        except AuthError:
            raise GraphUnavailable(
                f"Neo4j at {uri} refuses the login of {user!r}: check NEO4J_PASSWORD"
            ) from None
        except Neo4jError as error:
            raise _told(error) from None
        except (DriverError, ValueError) as error:
            raise GraphUnavailable(f"Neo4j at {uri} does not answer: {error}") from None
        return cls(driver, database, lambda: AsyncGraphDatabase.driver(uri, auth=(user, password), **_CONFIG))

    def close(self) -> None:
        self._driver.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def checked(self, check: Callable[[Run], None]) -> Self:
        """The same store for work that must not go on whatever happens: of each transaction that writes `check` is the
        last step, and what it raises undoes that."""
        other = copy(self)
        other._check = check
        return other

    def read(self, name: str, /, **p: Any) -> list[Row]:
        """All rows of a reading statement: in one round trip, without beginning and committing around it. Where that
        fails, as with the connections of a server that was started again, in a managed transaction, tried again."""
        return self._read("READ", statement(name), p)

    def read_newest(self, name: str, /, **p: Any) -> list[Row]:
        """The same, asked where writing goes: another server may not have heard yet of what is committed."""
        return self._read("WRITE", steady(name), p)

    def _read(self, mode: str, text: str, p: Row) -> list[Row]:
        try:
            with self._session(mode) as session:
                return _rows(session, text, p)
        except (Neo4jError, DriverError):
            return self._managed(mode, lambda tx: _rows(tx, text, p))

    def one(self, name: str, /, **p: Any) -> Row | None:
        """The first row of a reading statement, or None."""
        rows = self.read(name, **p)
        return rows[0] if rows else None

    def write(self, name: str, /, **p: Any) -> list[Row]:
        """All rows of a writing statement, in one managed transaction: when it returns, it is committed."""
        return self._managed("WRITE", lambda tx: _rows(tx, statement(name), p))

    def write_alone(self, name: str, /, **p: Any) -> list[Row] | None:
        """The same in one round trip, without beginning and committing around it, and not tried again. None where it
        failed, which may be known of its outcome or not: what may not be done twice has to find that out."""
        try:
            with self._session("WRITE") as session:
                return _rows(session, steady(name), p)
        except (Neo4jError, DriverError):
            return None

    def write_together(self, statements: Iterable[tuple[str, Row]]) -> None:
        """Several writing statements, all committed together or none."""
        steps = [(statement(name), p) for name, p in statements]

        def work(tx: ManagedTransaction) -> None:
            for text, p in steps:
                tx.run(text, p=Parameters(p)).consume()

        self._managed("WRITE", work)

    def transact(self, work: Callable[[Run], T]) -> T:
        """What `work` makes of the statements it runs, all in one managed transaction: committed when this returns.

        `work` gets a function that runs a named statement and returns its rows. Where the server asks for it, as
        after a deadlock, or `work` finds itself Outdated, the transaction is rolled back and `work` begins anew, so it
        may change nothing else.
        """
        for _ in range(_TRIES):
            with suppress(Outdated):
                return self._managed(
                    "WRITE", lambda tx: work(lambda name, /, **p: _rows_or_anew(tx, name, p))
                )
        raise GraphUnavailable(
            "What was read of the graph changed again and again before it could be written"
        )

    def write_batches(
        self,
        name: str,
        rows: Iterable[Row],
        *,
        size: int = BATCH,
        progress: Callable[[int], None] | None = None,
        **p: Any,
    ) -> int:
        """Feed `rows` to a statement as `$p.rows`, `size` at a time, one transaction a batch; how many rows went in."""
        total = 0
        for batch in batches(rows, size):
            self.write(name, rows=batch, **p)
            total += len(batch)
            if progress:
                progress(len(batch))
        return total

    def stream(self, name: str, /, **p: Any) -> Iterator[Row]:
        """Rows of a reading statement as they come, without holding them all. Not retried once rows have flowed."""
        try:
            with self._session("READ") as session:
                for record in session.run(statement(name), p=Parameters(p)):
                    yield dict(record)
        except LOST as error:
            raise GraphUnavailable(f"Neo4j was lost while reading {name}: {error}") from None
        except Neo4jError as error:
            raise _told(error) from None

    def run_text(self, text: str, **p: Any) -> list[Row]:
        """Run a statement that is no file: schema statements cut from one file, EXPLAIN in tests. Auto-commit."""
        try:
            with self._driver.session(database=self.database) as session:
                return [dict(record) for record in session.run(text, p=Parameters(p))]
        except LOST as error:
            raise GraphUnavailable(f"Neo4j was lost: {error}") from None
        except Neo4jError as error:
            raise _told(error) from None

    def _session(self, mode: str) -> Session:
        return self._driver.session(database=self.database, fetch_size=10_000, default_access_mode=mode)

    def _managed(self, mode: str, work: Callable[[ManagedTransaction], T]) -> T:
        try:
            with self._session(mode) as session:
                if mode == "READ":
                    return session.execute_read(_left_alone, work)
                return session.execute_write(_left_alone, lambda tx: self._and_check(tx, work))
        except LOST as error:
            raise GraphUnavailable(f"Neo4j does not answer: {error}") from None
        except Neo4jError as error:
            raise _told(error) from None

    def _and_check(self, tx: ManagedTransaction, work: Callable[[ManagedTransaction], T]) -> T:
        result = work(tx)
        if self._check:
            self._check(lambda name, /, **p: _rows(tx, statement(name), p))
        return result


def _left_alone(tx: ManagedTransaction, work: Callable[[ManagedTransaction], T]) -> T:
    """What `work` makes of the transaction. As soon as a statement fails, the driver (6.4) gives the connection back,
    and when it comes to roll back, somebody else may have begun on it: it would undo theirs, or both wait for one
    answer. By then the transaction has ended, so there is nothing to roll back."""
    try:
        return work(tx)
    except Exception:
        if tx._last_error:
            tx._closed_flag = True
        raise


def _told(error: Neo4jError) -> Neo4jError | GraphUnavailable:
    """An error of the server as what it means to who asked; as it is where the statement is at fault."""
    if error.is_retryable():
        return GraphUnavailable(f"Neo4j could not finish the transaction: {error.code}")
    if hint := next((hint for code, hint in _REFUSED.items() if (error.code or "").startswith(code)), None):
        return GraphUnavailable(f"Neo4j refuses ({error.code}): {hint}")
    if error.code == _CALL_FAILED and _NO_INDEX in (error.message or ""):
        return GraphUnavailable(
            "What people are found by is not indexed yet, as the graph is resolved for the first time: ask again when "
            "that is done, or run `idgraph resolve` if it was cut short"
        )
    if (error.code or "").startswith(_CANNOT_WRITE):
        return GraphUnavailable(
            f"Neo4j cannot write ({error.code}). Where its disk is full, make room; then start it anew: it takes "
            "nothing until then, and lost nothing that it had confirmed"
        )
    return error


def _rows_or_anew(tx: ManagedTransaction, name: str, p: Row) -> list[Row]:
    """Rows of a statement. Of two that wait for each other the one that is refused can begin anew at once, as the other
    goes on; the driver would let it wait for a second."""
    try:
        return _rows(tx, steady(name), p)
    except Neo4jError as error:
        if error.code == _DEADLOCK:
            raise Outdated(
                "somebody else holds what this waits for, and waits for what this holds"
            ) from error
        raise


def _rows(tx: ManagedTransaction | Session, text: str, p: Row) -> list[Row]:
    result = tx.run(text, p=Parameters(p))
    names = result.keys()
    if tuple(names) == (_ROWS,):
        (record,) = result
        return list(record[0])
    # `dict(record)` looks every value up by its name again, which takes longer than to receive it.
    return [dict(zip(names, record, strict=True)) for record in result]


def retold(value: Any) -> Any:
    """What statements returned, to be written again: times as they were. The driver would send those it received by the
    name of their zone, and as texts they would end in it: `Z[UTC]` is no ISO 8601."""
    if isinstance(value, dict):
        return {name: retold(one) for name, one in value.items()}
    if isinstance(value, list):
        return [retold(one) for one in value]
    return value.replace(tzinfo=UTC) if isinstance(value, DateTime) else value


def batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most `size` of them."""
    source = iter(rows)
    while batch := list(islice(source, size)):
        yield batch
