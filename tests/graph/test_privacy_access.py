"""Whoever asks what is held about them gets all of it, in each format, and nothing about anybody else."""

import csv
import html
import io
import json
from pathlib import Path
from typing import Any, get_args

import pytest

from app.audit import Actor, record_now
from app.consent.rules import rules_in_force
from app.errors import BadInput, CannotWrite, NotFound
from app.graph.store import Store
from app.privacy.access import Disclosure, access
from app.privacy.access_files import FORMATS, Format, files, write
from app.privacy.subject import Asked, Subject, subject_of
from app.privacy.words import Language
from app.settings import Settings
from graph_models import NODES, RELATIONSHIPS
from graph_models.nodes import IDENTIFIERS
from tests.graph.canaries import Canaries

LABELS = {node.label(): node for node in NODES}
NOT_OF_ONE_PERSON = {
    "Identifier": "each is also one of the other labels",
    "Retired": "a second label of individuals",
    "Pending": "a second label of records",
    "HeldBack": "a third label of records",
    "Block": "a token that joins nobody",
    "Source": "what is said of a whole source; its name, owner and licence are told with each record",
    "Load": "a whole file",
    "Model": "what was learnt from everybody",
    "Change": "told apart, with the IDs of others left out",
    "Feed": "a counter",
    "Audit": "told apart, without who it was",
    "AuditChain": "a counter",
    "Tombstone": "of people who were erased",
    "Erasure": "of people who were erased",
    "Message": "a hash of a message",
    "ApiKey": "of a service",
    "Webhook": "of a service",
    "DeadLetter": "of a service: which entries of the feed it did not take",
    "Schema": "of the database",
    "Lock": "of the database",
}
"""Every other label is planted around the person, so that a new one has to be told to people or listed here."""
UNTOLD = {"by", "blocked_by", "named"}
"""Properties that name employees, or somebody else: the other one of a verdict."""
COMMON = {"Source": "Source", "Household": "Household"}


class World:
    """A person and a bystander who lives with them, each with every node and relationship there can be."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.theirs, self.others = Canaries(), Canaries()
        self._node("Source", "Source", self.others, name="crm")
        self._node("Household", "Household", self.others, id="hh_1", size=2)
        for individual, canaries in (("ind_1", self.theirs), ("ind_2", self.others)):
            self._nodes(individual, canaries)
            self._links(individual, canaries)
        self._node("Cookie", "both", self.others, key="cookie:both", value="both", hub=None)
        for individual, canaries in (("ind_1", self.theirs), ("ind_2", self.others)):
            self._link("USES_COOKIE", f"{individual} Customer", "both", canaries)
        for kind in ("MATCHES", "SHARES_HOME", "CANNOT_LINK"):
            self._link(kind, "ind_1 Customer", "ind_2 Customer", self.theirs)

    def _nodes(self, individual: str, canaries: Canaries) -> None:
        for label in sorted(LABELS.keys() - NOT_OF_ONE_PERSON.keys() - COMMON.keys()):
            fixed = {"id": individual} if label == "Individual" else {}
            self._node(label, f"{individual} {label}", canaries, **fixed)
        self._node("Customer", f"{individual} other Customer", canaries)
        self._node("Individual:Retired", f"{individual} former", canaries, id=f"{individual}old")

    def _links(self, individual: str, canaries: Canaries) -> None:
        """Every relationship that there can be between the nodes of one person."""
        for relationship in RELATIONSHIPS:
            for start, end in relationship.ends:
                a, b = (COMMON.get(one.label(), f"{individual} {one.label()}") for one in (start, end))
                if a == b and start.label() == "Customer":
                    b = f"{individual} other Customer"
                if relationship.type() == "MERGED_INTO":
                    a = f"{individual} former" if start.label() == "Individual" else b
                about_nobody = {start.label(), end.label()} & (NOT_OF_ONE_PERSON.keys() - COMMON.keys())
                if a != b and not about_nobody:
                    self._link(relationship.type(), a, b, canaries)
        self._link("IDENTIFIES", f"{individual} other Customer", f"{individual} Individual", canaries)

    def _node(self, labels: str, name: str, canaries: Canaries, /, **fixed: Any) -> None:
        label = labels.partition(":")[0]
        identifier = label in {kind.label() for kind in IDENTIFIERS}
        plain = (
            {"hub": None, "blocked": None}
            if identifier
            else {"restricted": None}
            if label == "Customer"
            else {}
        )
        properties = canaries.properties(LABELS[label], name, **plain | fixed)
        second = ":Identifier" if identifier else ""
        self.store.run_text(f"CREATE (n:{labels}{second}) SET n = $p.p, n.test = $p.n", p=properties, n=name)

    def _link(self, kind: str, start: str, end: str, canaries: Canaries) -> None:
        (relationship,) = [one for one in RELATIONSHIPS if one.type() == kind]
        (made,) = self.store.run_text(
            f"""MATCH (a {{test: $p.a}}), (b {{test: $p.b}})
            CREATE (a)-[r:{kind}]->(b) SET r = $p.p RETURN count(*) AS n""",
            a=start,
            b=end,
            p=canaries.properties(relationship, f"{start} {kind} {end}"),
        )
        assert made["n"] == 1, f"{start} {kind} {end}"

    def value(self, name: str, of: str) -> str:
        (row,) = self.store.run_text(f"MATCH (n {{test: $p.n}}) RETURN n.{of} AS v", n=name)
        return str(row["v"])


@pytest.fixture(scope="module")
def world(store: Store) -> World:
    store.run_text("MATCH (n) WHERE NOT n:Schema CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS")
    return World(store)


@pytest.fixture
def home(world: World, tmp_path: Path) -> Settings:
    """With rows of both people in quarantine."""
    (tmp_path / "quarantine").mkdir()
    rows = [{"row": n, "raw": world.value(f"ind_{n} Email", "value")} for n in (1, 2)]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (tmp_path / "quarantine" / "crm-1.jsonl").write_text(lines)
    return Settings(IDGRAPH_HOME=tmp_path)


def told(disclosure: Disclosure, form: Format, language: Language = "en") -> str:
    """All that is written, as text."""
    text = "\n".join(files(disclosure, form, language).values())
    return html.unescape(text) if form == "html" else text


def missing(text: str, canaries: Canaries) -> set[str]:
    """Where the values stand that are not told, but those of employees."""
    untold = {where for value, where in canaries.planted.items() if value not in text}
    return {where for where in untold if where.rpartition(".")[2] not in UNTOLD}


@pytest.mark.parametrize("form", FORMATS)
def test_everything_there_is_about_a_person_is_told(world: World, home: Settings, form: Format) -> None:
    assert not missing(told(access(world.store, home, Subject("ind_1")), form), world.theirs)


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_about_anybody_else_is_told(world: World, home: Settings, form: Format) -> None:
    text = told(access(world.store, home, Subject("ind_1")), form)
    found = {where for value, where in world.others.planted.items() if value in text}
    assert found <= {"Source.owner", "Source.licence", "Source.trust", "Source.refreshed_at"}
    assert "ind_2" not in text


def test_who_entered_their_address_somewhere_is_told_without_what_else_was_entered(
    world: World, home: Settings
) -> None:
    key = world.value("ind_1 Email", "key")
    world.store.run_text(
        """MATCH (x {key: $p.key}) CREATE (c:Customer {id: 'web:1', source: 'web', born: 'w', given_name: 'Stranger'})
        CREATE (c)-[:CLAIMS {first_seen: datetime('2026-02-03'), last_seen: datetime(), source: 'web'}]->(x)""",
        key=key,
    )
    disclosure = access(world.store, home, Subject("ind_1"))
    world.store.run_text("MATCH (c:Customer {id: 'web:1'}) DETACH DELETE c")
    (claim,) = disclosure.claims
    assert (claim["source"], claim["key"], claim["link"]["first_seen"][:10]) == ("web", key, "2026-02-03")
    assert "Stranger" not in told(disclosure, "json")


def test_employees_are_not_named(world: World, home: Settings) -> None:
    text = told(access(world.store, home, Subject("ind_1")), "json")
    names = [value for value, where in world.theirs.planted.items() if where.rpartition(".")[2] in UNTOLD]
    assert names
    assert not [name for name in names if name in text]


def test_rows_set_aside_are_told(world: World, home: Settings) -> None:
    (row,) = access(world.store, home, Subject("ind_1")).set_aside
    assert json.loads(row["row"]) == {"row": 1, "raw": world.value("ind_1 Email", "value")}


def test_what_became_of_them_is_told_and_of_others_only_how_many(world: World, home: Settings) -> None:
    born = world.value("ind_1 Customer", "born")
    world.store.run_text(
        """CREATE (:Change {seq: 1, last: 1, at: datetime('2026-01-02'), type: 'split', kind: 'individual', id: 'ind_1',
        left: [$p.born, 'stranger'], went_to: ['ind_2']}), (:Change {seq: 2, id: 'ind_2'})""",
        born=born,
    )
    (change,) = access(world.store, home, Subject("ind_1")).history
    assert (change["type"], change["left"], change["went_to"], change["of_others"]) == (
        "split",
        [born],
        [],
        2,
    )


def test_who_looked_is_told_by_role_and_time(world: World, home: Settings) -> None:
    born = world.value("ind_1 Customer", "born")
    who = Actor("marketing", "key_01JSECRET")
    record_now(world.store, who, "GET /api/v1/individuals/{id}", ["ind_1", "ind_2"], "personalisation")
    record_now(world.store, who, "verdict added", [f"rec_{born}"])
    record_now(world.store, who, "GET /api/v1/individuals/{id}", ["ind_2"])
    looks = access(world.store, home, Subject("ind_1")).looks
    assert [(look["role"], look["action"], look["purpose"]) for look in looks] == [
        ("marketing", "verdict added", None),
        ("marketing", "GET /api/v1/individuals/{id}", "personalisation"),
    ]
    assert all(look["at"].startswith("20") for look in looks)
    assert "key_01JSECRET" not in repr(looks)


def test_what_their_answers_come_to_is_told_with_the_statements_that_decided(
    world: World, home: Settings
) -> None:
    key = world.value("ind_1 Email", "key")
    world.store.run_text(
        """MATCH (x {key: $p.key})
        UNWIND [['k1', 'email', 'granted', 30], ['k2', 'email', 'withdrawn', 20], ['k3', 'sms', 'granted', 10]] AS k
        CREATE (x)-[:HAS_CONSENT]->(:Consent {test: 'told', id: k[0], purpose: 'marketing', channel: k[1],
          status: k[2], source: 'form', at: datetime() - duration({days: k[3]})})""",
        key=key,
    )
    disclosure = access(world.store, home, Subject("ind_1"))
    world.store.run_text("MATCH (r:Customer {test: 'ind_1 Customer'}) SET r.restricted = true")
    restricted = access(world.store, home, Subject("ind_1")).permitted
    world.store.run_text("MATCH (r:Customer {test: 'ind_1 Customer'}) SET r.restricted = null")
    world.store.run_text("MATCH (k:Consent {test: 'told'}) DETACH DELETE k")
    by_channel = {one["channel"]: one for one in disclosure.permitted if one["purpose"] == "marketing"}
    states = {channel: (one["allowed"], one["state"]) for channel, one in by_channel.items()}
    assert states == {
        None: (False, "withdrawn"),
        "email": (False, "withdrawn"),
        "sms": (True, "granted"),
        **dict.fromkeys(("phone", "post", "push", "web"), (False, "never_collected")),
    }
    (because,) = by_channel["email"]["because"]
    assert (because["status"], because["channel"], because["identifier"]) == ("withdrawn", "email", key)
    assert {one["purpose"] for one in disclosure.permitted} == set(rules_in_force().by_consent)
    assert {(one["allowed"], one["state"]) for one in restricted} == {(False, "restricted")}
    for form, word in (("json", '"state": "withdrawn"'), ("csv", "withdrawn"), ("html", "withdrawn")):
        assert word in told(disclosure, form)
    assert "retiré" in told(disclosure, "html", "fr")


def test_how_records_were_found_alike_is_told_and_others_are_not_named(world: World, home: Settings) -> None:
    world.store.run_text(
        "MATCH (a {test: 'ind_1 Customer'}), (b {test: 'ind_2 Customer'}), (i {id: 'ind_1'}), (j {id: 'ind_2'}) "
        "MERGE (a)-[:TOUCHES]->(b) MERGE (i)-[:NEAR]->(j)"
    )
    disclosure = access(world.store, home, Subject("ind_1"))
    touched = {one["b"] for one in disclosure.links if one["type"] == "TOUCHES"}
    assert touched == {None, world.value("ind_1 other Customer", "id")}
    assert disclosure.person["alike_home"] == 1


def test_a_former_id_and_an_identifier_lead_to_the_same_person(world: World, home: Settings) -> None:
    email = world.value("ind_1 Email", "key")
    assert access(world.store, home, Subject("ind_1old")).about["individual"] == "ind_1"
    world.store.run_text("MATCH (x {key: $p.key}) SET x.key = 'email:canary@example.org'", key=email)
    found = subject_of(world.store, Asked(namespace="email", value="Canary@example.org"))
    world.store.run_text("MATCH (x {key: 'email:canary@example.org'}) SET x.key = $p.key", key=email)
    assert found == Subject("ind_1")


def test_nobody_is_said_so(world: World, home: Settings) -> None:
    with pytest.raises(NotFound):
        access(world.store, home, Subject("ind_nobody"))
    with pytest.raises(BadInput):
        Asked(individual="ind_1", namespace="email", value="x@y.fr")


@pytest.mark.parametrize("language", get_args(Language))
def test_the_page_stands_alone_and_speaks_the_language(
    world: World, home: Settings, language: Language
) -> None:
    page = told(access(world.store, home, Subject("ind_1")), "html", language)
    assert f'<html lang="{language}">' in page
    assert ("Ce que vous avez accepté" in page) == (language == "fr")
    assert "<script" not in page
    assert "http" not in page.replace("https://", "http://").replace("canary", "") or "src=" not in page


def test_values_cannot_run_in_the_page_nor_in_a_spreadsheet(graph: Store, tmp_path: Path) -> None:
    attack = "<script>alert(1)</script>"
    graph.run_text(
        """CREATE (i:Individual {id: 'ind_1', name: $p.html}), (c:Customer {id: 'crm:1', born: 'b', source: 'crm',
        source_id: '1', given_name: $p.html, family_name: '=HYPERLINK(1)', occupation: '-2+3+cmd',
        phone: ['+33612345678'], seen_at: datetime()}) CREATE (c)-[:IDENTIFIES {since: datetime()}]->(i)""",
        html=attack,
    )
    disclosure = access(graph, Settings(IDGRAPH_HOME=tmp_path), Subject("ind_1"))
    assert attack not in files(disclosure, "html")["personal-data.html"]
    (row,) = csv.DictReader(io.StringIO(files(disclosure, "csv")["records.csv"]))
    assert row["values.family_name"] == "'=HYPERLINK(1)"
    assert row["values.occupation"] == "'-2+3+cmd"
    assert row["values.phone"] == "+33612345678"


def test_files_are_the_owners_alone_and_none_is_overwritten(tmp_path: Path) -> None:
    path = write("personal-data.json", b"{}", tmp_path / "out")
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(CannotWrite, match="is there already"):
        write("personal-data.json", b"{}", tmp_path / "out")
