"""Loading records into a real Neo4j: what stands there, and that it stands there once."""

import json
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest

from app.errors import BadInput, CannotWrite, Conflict, GraphUnavailable
from app.graph.lease import lease
from app.graph.store import Row, Run, Store
from app.ingest.load import About, load, quarantine_for
from app.ingest.report import LoadReport
from app.sources import open_source
from tests.graph.contents import between_runs, everything, links, nodes
from tests.graph.test_lanes import blocked
from tests.graph.test_webhooks import until
from tests.graph.tracking import PHONE, page, track

T = TypeVar("T")
SHOP = """numero_carte;civilite;nom;prenom;date_naissance;telephone;email;adresse;cp;ville;date_maj
100001;Mme;Lefèvre;Hélène;12/05/1980;06 12 34 56 78;helene@example.org;12 bd Voltaire Apt 4;75011;PARIS;02/01/2024
100002;M.;Lefèvre;Paul;01/01/1900;0142345678;info@example.org;12 Boulevard Voltaire;75011;Paris;03/01/2024
100003;M.;Durand;Jean;;0612345678;;;;Brest;04/01/2024
"""


def load_text(store: Store, folder: Path, source: str, text: str, **mapping: str) -> LoadReport:
    path = folder / "delivery"
    path.write_bytes(text.encode("cp1252"))
    return load(store, open_source(path, mapping), About(source), quiet=True)


def outcome(report: LoadReport) -> tuple[int, int, int, int, int]:
    return report.read, report.new, report.changed, report.unchanged, report.quarantined


def test_a_record_stands_in_the_graph_as_delivered_and_standardised(graph: Store, tmp_path: Path) -> None:
    report = load_text(graph, tmp_path, "shop", SHOP)
    assert outcome(report) == (3, 3, 0, 0, 0)
    assert report.unusable == {"birth_date": 1, "email": 1}
    labels, helene = nodes(graph)["shop:100001"]
    assert labels == {"Customer", "Pending"}
    born, load_id, content = (helene.pop(name) for name in ("born", "load_id", "hash"))
    assert len(born) == len(load_id) == 26
    assert content
    assert helene == {
        "id": "shop:100001",
        "source": "shop",
        "source_id": "100001",
        "seen_at": datetime(2024, 1, 2, tzinfo=UTC),
        "gender": "Mme",
        "family_name": "Lefèvre",
        "given_name": "Hélène",
        "birth_date": "12/05/1980",
        "phone": ["06 12 34 56 78"],
        "email": ["helene@example.org"],
        "street_address": "12 bd Voltaire Apt 4",
        "postal_code": "75011",
        "locality": "PARIS",
        "external_id": ["loyalty:100001"],
        "std_gender": "f",
        "std_family_name": "lefevre",
        "std_given_name": "helene",
        "std_birth_date": "1980-05-12",
        "std_phone": "+33612345678",
        "std_email": "helene@example.org",
        "std_street": "12 boulevard voltaire",
        "std_unit": "apt 4",
        "std_postal_code": "75011",
        "std_locality": "paris",
        "std_external_id": "loyalty:100001",
    }
    paul = nodes(graph)["shop:100002"][1]
    assert paul["birth_date"] == "01/01/1900", "kept as delivered"
    assert set(paul["junk"]) == {"birth_date", "email"}
    assert "std_birth_date" not in paul


def test_identifiers_are_shared_and_the_source_is_catalogued(graph: Store, tmp_path: Path) -> None:
    load_text(graph, tmp_path, "shop", SHOP)
    address = "address:FR:75011:paris:12 boulevard voltaire"
    assert {
        (start, kind, end) for start, kind, end in links(graph) if kind in {"LIVES_AT", "HAS_PHONE", "FROM"}
    } == {
        ("shop:100001", "LIVES_AT", address),
        ("shop:100002", "LIVES_AT", address),
        ("shop:100001", "HAS_PHONE", "phone:+33612345678"),
        ("shop:100002", "HAS_PHONE", "phone:+33142345678"),
        ("shop:100003", "HAS_PHONE", "phone:+33612345678"),
        *((f"shop:10000{number}", "FROM", "shop") for number in (1, 2, 3)),
    }
    seen = datetime(2024, 1, 2, tzinfo=UTC)
    assert links(graph)["shop:100001", "LIVES_AT", address] == {
        "first_seen": seen,
        "last_seen": seen,
        "source": "shop",
        "verified": False,
        "unit": "apt 4",
    }
    labels, email = nodes(graph)["email:helene@example.org"]
    assert (labels, email) == (
        {"Email", "Identifier"},
        {"key": "email:helene@example.org", "value": "helene@example.org"},
    )


def test_loading_a_file_again_changes_nothing(graph: Store, tmp_path: Path) -> None:
    load_text(graph, tmp_path, "shop", SHOP)
    before = everything(graph)
    assert outcome(load_text(graph, tmp_path, "shop", SHOP)) == (3, 0, 0, 3, 0)
    assert everything(graph) == before


def test_columns_may_move_and_empty_ones_may_come(graph: Store, tmp_path: Path) -> None:
    load_text(graph, tmp_path, "shop", "id,nom,ville\n1,Martin,Paris\n")
    assert load_text(graph, tmp_path, "shop", "ville,tel,nom,id\nParis,,Martin,1\n").unchanged == 1


def test_a_corrected_file_changes_its_records_only(graph: Store, tmp_path: Path) -> None:
    load_text(graph, tmp_path, "shop", SHOP)
    before, links_before = everything(graph)
    corrected = SHOP.replace(
        "06 12 34 56 78;helene@example.org;12 bd Voltaire Apt 4",
        ";helene@new.example.org;12 bd Voltaire Apt 5",
    )
    assert outcome(load_text(graph, tmp_path, "shop", corrected)) == (3, 0, 1, 2, 0)
    after, links_after = everything(graph)
    changed = {key for key in before if before[key] != after.get(key)}
    assert changed == {"shop:100001", "email:helene@example.org"}
    assert set(after) - set(before) == {"email:helene@new.example.org"}
    assert "email:helene@example.org" not in after, "nobody has it any more"
    assert "phone:+33612345678" in after, "somebody else has it"
    record = after["shop:100001"][1]
    assert record["born"] == before["shop:100001"][1]["born"]
    assert record["load_id"] != before["shop:100001"][1]["load_id"]
    assert {"phone", "std_phone"}.isdisjoint(record)
    assert ("shop:100001", "HAS_PHONE", "phone:+33612345678") not in links_after
    lives = ("shop:100001", "LIVES_AT", "address:FR:75011:paris:12 boulevard voltaire")
    assert (links_before[lives]["unit"], links_after[lives]["unit"]) == ("apt 4", "apt 5")
    assert before["shop:100003"] == after["shop:100003"]


def test_a_correction_taken_back_gives_the_first_graph(graph: Store, tmp_path: Path) -> None:
    load_text(graph, tmp_path, "shop", SHOP)
    before = between_runs(everything(graph))
    load_text(
        graph,
        tmp_path,
        "shop",
        SHOP.replace("helene@example.org", "other@example.org").replace("Brest", "Nantes"),
    )
    load_text(graph, tmp_path, "shop", SHOP)
    found, relationships = between_runs(everything(graph))
    assert (found, relationships.keys()) == (before[0], before[1].keys())


def test_what_others_point_to_stays_when_the_last_record_of_a_file_leaves_it(
    graph: Store, tmp_path: Path
) -> None:
    """One is being connected to the email meanwhile; the phone is claimed, and the cookie was visited."""
    given = f"id,nom,email,telephone,cookie\n1,Petit,old@example.org,0612345678,{PHONE}\n"
    load_text(graph, tmp_path, "shop", given)
    load_text(graph, tmp_path, "crm", "id,nom\n2,Petit\n")
    track(graph, page(PHONE, "m1", 9))
    graph.run_text("MATCH (x:Phone), (c {id: 'crm:2'}) CREATE (c)-[:CLAIMS]->(x)")
    email = {"key": "email:old@example.org", "label": "Email", "type": "HAS_EMAIL", "node": {}, "unit": None}
    loading: list[Future[LoadReport]] = []
    with ThreadPoolExecutor() as other:

        def connect(run: Run) -> None:
            run("ingest/identifiers_attach", rows=[{"props": {"id": "crm:2"}, "identifiers": [email]}])
            if not loading:
                text = "id,nom,email\n1,Petit,new@example.org\n"
                loading.append(other.submit(load_text, graph, tmp_path, "shop", text))
                until(lambda: blocked(graph))

        graph.transact(connect)
    assert loading[0].result().changed == 1
    assert ("crm:2", "HAS_EMAIL", "email:old@example.org") in links(graph)
    assert nodes(graph).keys() >= {"phone:+33612345678", f"cookie:{PHONE}"}


def test_births_follow_the_rows(graph: Store, tmp_path: Path) -> None:
    rows = "".join(f"{number},Martin\n" for number in range(5_000))
    load_text(graph, tmp_path, "shop", "id,nom\n" + rows)
    found = graph.run_text("MATCH (c:Customer) RETURN toInteger(c.source_id) AS number ORDER BY c.born")
    assert [row["number"] for row in found] == list(range(5_000))


def test_bad_rows_go_to_a_private_file_and_the_rest_is_loaded(graph: Store, tmp_path: Path) -> None:
    path = tmp_path / "delivery"
    path.write_text('id,nom,email\n1,Martin,a@x.fr\n2,"Durand,b\n3,xxx,-\n1,Petit,\n4,Leroy,d@x.fr\n')
    file = open_source(path, quarantine=quarantine_for(tmp_path, "shop"))
    report = load(graph, file, About("shop", "Shops", 0.9, "own"), quiet=True)
    assert outcome(report) == (5, 2, 0, 0, 3)
    assert report.quarantine_file
    kept = [json.loads(line) for line in report.quarantine_file.read_text().splitlines()]
    assert [(bad["row"], bad["reason"]) for bad in sorted(kept, key=lambda bad: bad["row"])] == [
        (3, "a quote is opened and never closed"),
        (4, "none of the values can be used"),
        (5, "the ID of row 2: the first one counts"),
    ]
    source = nodes(graph)["shop"][1]
    assert source.pop("refreshed_at")
    assert source == {
        "name": "shop",
        "owner": "Shops",
        "trust": 0.9,
        "licence": "own",
        "rows": 5,
        "quarantined": 3,
    }
    load_text(graph, tmp_path, "shop", SHOP)
    assert nodes(graph)["shop"][1]["owner"] == "Shops", "what is not said again stays"


def test_values_too_long_for_an_index_are_unusable_and_an_id_makes_a_bad_row(
    graph: Store, tmp_path: Path
) -> None:
    good = {"email": "zoe@example.org", "street": f"12 rue {'北' * 990}", "city": "\ufdfa" * 1_000}
    rows = [
        {"id": "1", "national_id": "\ufdfa" * 1_000, **good},
        {"id": "2" * 9_000, "email": "a@example.org"},
    ]
    path = tmp_path / "people.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    report = load(graph, open_source(path), About("shop"), quiet=True)
    assert outcome(report) == (2, 1, 0, 0, 1)
    assert report.unusable == {"locality": 1, "national_id": 1, "street_address": 1}
    assert {link[2] for link in links(graph)} == {"shop", "email:zoe@example.org"}


def test_quarantine_that_cannot_be_written_stops_before_the_graph(graph: Store, tmp_path: Path) -> None:
    (tmp_path / "quarantine").write_text("a file where the folder should be")
    path = tmp_path / "delivery"
    path.write_text("id,nom\n1,Martin\n1,Durand\n2,Petit\n")
    with pytest.raises(CannotWrite):
        load(graph, open_source(path, quarantine=quarantine_for(tmp_path, "shop")), About("shop"), quiet=True)
    assert set(nodes(graph)) == {"shop"}


class Interrupted(Store):
    """A Store whose server is lost before the given write."""

    def __init__(self, store: Store, lost_at: int) -> None:
        super().__init__(store._driver, store.database)
        self._left = lost_at

    def write_together(self, statements: Iterable[tuple[str, Row]]) -> None:
        self._count()
        super().write_together(statements)

    def transact(self, work: Callable[[Run], T]) -> T:
        self._count()
        return super().transact(work)

    def _count(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise GraphUnavailable("lost in the middle")


@pytest.mark.parametrize("lost_at", [0, 1, 2, 3])
def test_a_load_that_was_cut_short_goes_on_where_it_stopped(
    graph: Store, tmp_path: Path, lost_at: int
) -> None:
    text = "id,nom,email\n" + "".join(f"{n},Martin,m{n % 99}@x.fr\n" for n in range(7_000))
    with pytest.raises(GraphUnavailable):
        load_text(Interrupted(graph, lost_at), tmp_path, "shop", text)
    assert len([key for key in nodes(graph) if key.startswith("shop:")]) == 2_000 * lost_at
    report = load_text(graph, tmp_path, "shop", text)
    assert (report.new, report.unchanged) == (7_000 - 2_000 * lost_at, 2_000 * lost_at)
    assert len([one for one in links(graph) if one[1] == "HAS_EMAIL"]) == 7_000


def test_one_source_is_loaded_once_at_a_time(graph: Store, tmp_path: Path) -> None:
    with lease(graph, "load of shop"), pytest.raises(Conflict):
        in_another_thread(lambda: load_text(graph, tmp_path, "shop", SHOP))


def in_another_thread(work: Any) -> Any:
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


def test_a_server_that_does_not_answer_is_named() -> None:
    with pytest.raises(GraphUnavailable, match=r"bolt://127\.0\.0\.1:1 does not answer"):
        Store.connect("bolt://127.0.0.1:1", "neo4j", "x")


@pytest.mark.parametrize("about", [{"name": "a:b"}, {"name": ""}, {"name": "shop", "trust": 1.5}])
def test_what_is_said_about_a_source_is_checked(about: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        About(**about)
