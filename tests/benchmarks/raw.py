"""What the bare driver does with the same data: one thread, batches of 2,000, statements written for these nodes alone.

The rows are read back from the graph that we made, so both write the same nodes and edges with the same properties.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from neo4j import Driver, GraphDatabase, ManagedTransaction, NotificationMinimumSeverity
from neo4j.time import DateTime

from app.graph import local
from app.settings import Settings

BATCH = 2_000
Rows = list[dict[str, Any]]

WIPE = "MATCH (n) WHERE NOT n:Schema CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS"

READ_RECORDS = """
MATCH (c:Customer)-[:HAS_EMAIL]->(e), (c)-[:HAS_PHONE]->(t), (c)-[:HAS_ID]->(x)
RETURN properties(c) AS props, e.key AS email, t.key AS phone, x.key AS card,
       e.value AS email_value, t.value AS phone_value, x.value AS card_value,
       [(c)-[:USES_COOKIE]->(k) | properties(k)] AS cookies
ORDER BY c.id
"""
COUNT = "MATCH (n:Source|Customer|Identifier) RETURN count(n) AS nodes, sum(COUNT { (n)-->() }) AS edges"
_SEEN = "{first_seen: c.seen_at, last_seen: c.seen_at, source: c.source, verified: false}"
SOURCE = "UNWIND $p.rows AS name CREATE (:Source {name: name})"
RECORDS = f"""
MATCH (s:Source {{name: $p.source}})
UNWIND $p.rows AS row
CREATE (c:Customer)
SET c = row.props
CREATE (c)-[:FROM]->(s)
MERGE (e:Identifier {{key: row.email}})
ON CREATE SET e:Email, e.value = row.email_value
CREATE (c)-[:HAS_EMAIL {_SEEN}]->(e)
MERGE (t:Identifier {{key: row.phone}})
ON CREATE SET t:Phone, t.value = row.phone_value
CREATE (c)-[:HAS_PHONE {_SEEN}]->(t)
MERGE (x:Identifier {{key: row.card}})
ON CREATE SET x:ExternalId, x.value = row.card_value
CREATE (c)-[:HAS_ID {_SEEN}]->(x)
"""
COOKIES = f"""
UNWIND $p.rows AS row
MATCH (c:Customer {{id: row.id}})
MERGE (k:Identifier {{key: row.cookie.key}})
ON CREATE SET k:Cookie, k += row.cookie
CREATE (c)-[:USES_COOKIE {_SEEN}]->(k)
"""
BARE = "UNWIND $p.rows AS row CREATE (n:Bare) SET n.id = row.id"

READ_DERIVED = {
    "individuals": "MATCH (i:Individual) RETURN properties(i) AS props",
    "households": "MATCH (h:Household) RETURN properties(h) AS props",
    "members": "MATCH (a:Customer)-[r:IDENTIFIES]->(b:Individual) RETURN a.id AS a, b.id AS b, properties(r) AS props",
    "homes": "MATCH (a:Individual)-[r:MEMBER_OF]->(b:Household) RETURN a.id AS a, b.id AS b, properties(r) AS props",
    "matches": "MATCH (a:Customer)-[r:MATCHES]->(b) RETURN a.id AS a, b.id AS b, properties(r) AS props",
    "shares": "MATCH (a:Customer)-[r:SHARES_HOME]->(b) RETURN a.id AS a, b.id AS b, properties(r) AS props",
}
FORGET_DERIVED = (
    "MATCH (n:Individual|Household) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS",
    "MATCH ()-[r:MATCHES|SHARES_HOME]->() CALL (r) { DELETE r } IN TRANSACTIONS OF 5000 ROWS",
)
_EDGE = """
UNWIND $p.rows AS row
MATCH (a:{0} {{id: row.a}})
MATCH (b:{2} {{id: row.b}})
CREATE (a)-[r:{1}]->(b)
SET r = row.props
"""
WRITE_DERIVED = {
    "individuals": "UNWIND $p.rows AS row CREATE (n:Individual) SET n = row.props",
    "households": "UNWIND $p.rows AS row CREATE (n:Household) SET n = row.props",
    "members": _EDGE.format("Customer", "IDENTIFIES", "Individual"),
    "homes": _EDGE.format("Individual", "MEMBER_OF", "Household"),
    "matches": _EDGE.format("Customer", "MATCHES", "Customer"),
    "shares": _EDGE.format("Customer", "SHARES_HOME", "Customer"),
}


@contextmanager
def open_driver(settings: Settings) -> Iterator[Driver]:
    """A driver on the server of these settings, which runs already."""
    if settings.neo4j_uri:
        password = settings.neo4j_password.get_secret_value() if settings.neo4j_password else ""
        uri, user = settings.neo4j_uri, settings.neo4j_user
    else:
        server = local.running(settings)
        assert server, "the local Neo4j does not run"
        uri, user, password = server.bolt_uri, server.user, server.password_file.read_text("utf-8").strip()
    quiet = NotificationMinimumSeverity.OFF
    with GraphDatabase.driver(uri, auth=(user, password), notifications_min_severity=quiet) as driver:
        yield driver


def run(driver: Driver, text: str) -> Rows:
    """All rows of an auto-commit statement (what deletes in batches needs that), times as Python's own."""
    with driver.session(fetch_size=10_000) as session:
        return [_native(record.data()) for record in session.run(text)]


def _native(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _native(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_native(item) for item in value]
    return value.to_native() if isinstance(value, DateTime) else value


def write_records(driver: Driver, records: Rows) -> float:
    """CREATE customers and relationships, MERGE identifiers; the seconds it took."""
    source = records[0]["props"]["source"]
    cookies = [
        {"id": row["props"]["id"], "cookie": cookie} for row in records for cookie in row.pop("cookies")
    ]
    start = time.perf_counter()
    _write(driver, SOURCE, [source])
    _write(driver, RECORDS, records, source=source)
    _write(driver, COOKIES, cookies)
    return time.perf_counter() - start


def write_bare(driver: Driver, count: int) -> float:
    """CREATE so many nodes with one property and nothing else; the seconds it took."""
    start = time.perf_counter()
    _write(driver, BARE, ({"id": number} for number in range(count)))
    return time.perf_counter() - start


def write_derived(driver: Driver, derived: dict[str, Rows]) -> float:
    """CREATE the individuals, households and edges that a resolve wrote; the seconds it took."""
    start = time.perf_counter()
    for kind, rows in derived.items():
        _write(driver, WRITE_DERIVED[kind], rows)
    return time.perf_counter() - start


def _write(driver: Driver, text: str, rows: Iterable[Any], **p: Any) -> None:
    source = iter(rows)
    with driver.session() as session:
        while batch := list(islice(source, BATCH)):
            session.execute_write(_run, text, {"rows": batch, **p})


def _run(tx: ManagedTransaction, text: str, p: dict[str, Any]) -> None:
    tx.run(text, p=p).consume()
