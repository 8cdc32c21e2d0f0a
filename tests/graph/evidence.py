"""Small evidence for tests of resolution: made-up records in, and the derived part of the graph out."""

import json
from collections.abc import Iterable
from itertools import count
from pathlib import Path
from typing import Any

from app.graph.store import Store
from app.ingest.load import About, load
from app.ingest.report import LoadReport
from app.resolution.bulk import resolve
from app.sources import open_source

Row = dict[str, Any]
Partition = set[frozenset[str]]

GIVEN = (
    *(
        "Adèle",
        "Bastien",
        "Camille",
        "Damien",
        "Élodie",
        "Fabien",
        "Gaëlle",
        "Hugo",
        "Inès",
        "Julien",
        "Karine",
    ),
    *(
        "Lucas",
        "Manon",
        "Nicolas",
        "Océane",
        "Paul",
        "Quentin",
        "Rosalie",
        "Sylvain",
        "Thérèse",
        "Ugo",
        "Valérie",
    ),
    *("William", "Xavier", "Yvonne"),
)
FAMILY = (
    *("Aubert", "Boucher", "Carpentier", "Delorme", "Etienne", "Fontaine", "Guichard", "Huet", "Imbert"),
    *(
        "Jacquemin",
        "Klein",
        "Leclercq",
        "Marchand",
        "Noiret",
        "Ollivier",
        "Pelletier",
        "Quesnel",
        "Rousselle",
    ),
    *("Savary", "Tessier", "Urbain", "Vasseur", "Wagner", "Yvon", "Zimmer"),
)
TOWNS = (
    ("75011", "Paris"),
    ("69003", "Lyon"),
    ("35000", "Rennes"),
    ("59000", "Lille"),
    ("31000", "Toulouse"),
)
STREETS = ("rue des Lilas", "avenue Jean Jaurès", "rue Pasteur", "boulevard Voltaire", "rue de la Gare")

_IDS = "MATCH (c:Customer)-[:IDENTIFIES]->(i:Individual) RETURN c.id AS record, i.id AS id"
_HOMES = "MATCH (c:Customer)-[:IDENTIFIES]->(:Individual)-[:MEMBER_OF]->(h:Household) RETURN c.id AS record, h.id AS id"
_DERIVED = {
    "members": _IDS,
    "individuals": """
        MATCH (i:Individual) OPTIONAL MATCH (i)-[:MEMBER_OF]->(h) OPTIONAL MATCH (i)-[:MERGED_INTO]->(into)
        RETURN i.id AS id, labels(i) AS labels, i.name AS name, i.size AS size, h.id AS home, into.id AS into""",
    "households": """
        MATCH (h:Household) OPTIONAL MATCH (h)-[:MERGED_INTO]->(into)
        RETURN h.id AS id, labels(h) AS labels, h.name AS name, h.size AS size, into.id AS into""",
    "edges": """
        MATCH (a:Customer)-[m:MATCHES|SHARES_HOME]->(b:Customer)
        RETURN a.id AS a, b.id AS b, type(m) AS type, m {.*, at: null} AS properties""",
    "hubs": "MATCH (x:Identifier) WHERE x.hub RETURN x.key AS key",
    "online": """
        MATCH (x:Cookie|Device)-[r:IDENTIFIES|MEMBER_OF]->(owner)
        RETURN x.key AS key, type(r) AS type, owner.id AS owner, r {.*, since: null} AS properties""",
    "suggestions": """
        MATCH (x:Cookie|Device)-[m:MATCHES]->(y:Identifier)
        RETURN x.key AS a, y.key AS b, m {.*, at: null} AS properties""",
}


def population(size: int = 40) -> list[Row]:
    """Made-up people, two records each, the second without an address. Every third lives with the one before."""
    rows = []
    for number in range(size):
        house = number - (number % 3 == 2)
        given, family = GIVEN[number % 25], FAMILY[(house * 7 + house // 25) % 25]
        postal_code, town = TOWNS[house % len(TOWNS)]
        person = {
            "first_name": given,
            "last_name": family,
            "birth_date": f"{1950 + number * 7 % 50}-{number % 12 + 1:02}-{number % 27 + 1:02}",
            "email": f"{given}.{family}{number}@example-{number % 9}.org".lower(),
            "phone": f"06{12345678 + 7919 * number}",
        }
        home = {"address": f"{house + 1} {STREETS[house % 5]}", "postal_code": postal_code, "city": town}
        rows += [{"id": f"{number:03}a"} | person | home, {"id": f"{number:03}b"} | person]
    return rows


def add(
    store: Store, folder: Path, source: str, rows: Iterable[Row], *, deduplicated: bool | None = None
) -> LoadReport:
    """Load `rows` as one source: through a file, as everybody does."""
    number = next(n for n in count() if not (folder / f"{source}{n}.jsonl").exists())
    path = folder / f"{source}{number}.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    about = About(source, deduplicated=deduplicated)
    return load(store, open_source(path, {"id": "record_id"}), about, quiet=True)


def see(store: Store, folder: Path, source: str, visits: Iterable[Row]) -> None:
    """The same of visits. A visit gets its ID from what it says, so it is the same one whichever file tells of it."""
    path = folder / "visits.jsonl"
    lines = (json.dumps({"visit_id": "-".join(map(str, visit.values()))} | visit) for visit in visits)
    path.write_text("\n".join(lines), encoding="utf-8")
    load(store, open_source(path), About(source), quiet=True)


def remove(store: Store, *records: str) -> None:
    store.run_text("MATCH (c:Customer) WHERE c.id IN $p.ids DETACH DELETE c", ids=list(records))


def individual(store: Store, record: str) -> str:
    """The ID of the individual that a record belongs to."""
    return _id_of(store, _IDS, record)


def household(store: Store, record: str) -> str:
    return _id_of(store, _HOMES, record)


def _id_of(store: Store, statement: str, record: str) -> str:
    (row,) = [row for row in store.run_text(statement) if row["record"] == record]
    return str(row["id"])


def partition(store: Store) -> Partition:
    """Which records are one person: sets of record IDs."""
    return _sets(store.run_text(_IDS))


def homes(store: Store) -> Partition:
    """Which records live together."""
    return _sets(store.run_text(_HOMES))


def _sets(rows: list[Row]) -> Partition:
    groups: dict[str, set[str]] = {}
    for row in rows:
        groups.setdefault(row["id"], set()).add(row["record"])
    return {frozenset(group) for group in groups.values()}


def derived(store: Store) -> dict[str, list[Row]]:
    """Everything that a resolve wrote, in one order, without the times at which it did."""
    return {
        name: sorted(store.run_text(statement), key=lambda row: json.dumps(row, sort_keys=True))
        for name, statement in _DERIVED.items()
    }


def living(store: Store) -> dict[str, list[Row]]:
    """`derived` without the retired: an ID that was once given out stays known."""
    return {
        name: [row for row in rows if "Retired" not in row.get("labels", ())]
        for name, rows in derived(store).items()
    }


def forget(store: Store) -> None:
    """Take away everything derived, the model too: the graph as it was after loading."""
    store.run_text("MATCH (n:Individual|Household|Model|Lock|Block|Change|Feed) DETACH DELETE n")
    store.run_text("MATCH ()-[m:MATCHES|SHARES_HOME|TOUCHES]->() DELETE m")
    store.run_text(
        "MATCH (c:Customer) SET c:Pending, c.keys = null, c.content = null, c.carries = null, c.called = null"
    )
    store.run_text("MATCH (x:Identifier) WHERE x.hub SET x.hub = null")


def component(store: Store, record: str) -> set[str]:
    """The records that accepted edges lead to, as an analyst would ask for them."""
    rows = store.run_text(
        """
        MATCH (c:Customer {id: $p.record})
        MATCH (c)((:Customer)-[:MATCHES {accepted: true}]-(:Customer)){0,}(other:Customer)
        RETURN DISTINCT other.id AS id""",
        record=record,
    )
    return {str(row["id"]) for row in rows}


def retired(store: Store) -> dict[str, str]:
    """Retired ID -> the ID that stands for it now."""
    rows = store.run_text(
        "MATCH (old:Retired)-[:MERGED_INTO]->(new) WHERE NOT new:Retired RETURN old.id AS old, new.id AS new"
    )
    return {row["old"]: row["new"] for row in rows}


def changes(store: Store) -> dict[str, int]:
    """What a resolve changes, by statement."""
    return {name: n for name, n in resolve(store, quiet=True).changes.items() if n}


def judge(store: Store, verdict: str, a: str, b: str) -> None:
    store.run_text(
        f"MATCH (a:Customer {{id: $p.a}}), (b:Customer {{id: $p.b}}) "
        f"CREATE (a)-[:{verdict} {{by: 'a steward', at: datetime(), reason: 'a test'}}]->(b)",
        a=a,
        b=b,
    )


def withdraw_verdicts(store: Store) -> None:
    store.run_text("MATCH ()-[v:MUST_LINK|CANNOT_LINK]->() DELETE v")
