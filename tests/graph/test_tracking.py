"""Events of tracking SDKs in a real Neo4j: what they become, and that each counts once in any order."""

import itertools
import random
from contextlib import closing
from typing import Any, TypeVar

import pytest

from app.errors import GraphUnavailable
from app.graph.store import Row, Store
from app.ingest import ulid
from app.ingest.load import About, load
from app.ingest.track_events import sighted
from app.ingest.tracker import Tracker
from app.ingest.tracking import REMEMBERED_DAYS, Tracking
from app.sources import open_source
from tests.graph.contents import between_runs, everything, evidence, links, nodes
from tests.graph.test_conformance import LABELS, TYPES, by_kind, faults
from tests.graph.test_load import Interrupted
from tests.graph.tracking import PHONE, TABLET, at, carried, events, identify, page, track, visits

MARIE = {
    "firstName": "Marie",
    "lastName": "Dupont",
    "email": "Marie.Dupont@example.fr",
    "phone": "0612345678",
}
LAPTOP = "1c4e8f60-7b2a-4d9c-a5f3-8e6b0d2c7a94"
T = TypeVar("T")
HOME = {"street": "12 rue Oberkampf", "postalCode": "75011", "city": "Paris"}


def test_identify_is_a_record_of_a_person(graph: Store) -> None:
    track(graph, identify("u1", "m1", 9, **MARIE, address=HOME, birthday="1980-05-12"))
    labels, record = nodes(graph)["web:u1"]
    assert labels == {"Customer"}
    assert (record["source"], record["source_id"], record["email"]) == (
        "web",
        "u1",
        ["Marie.Dupont@example.fr"],
    )
    assert (record["std_given_name"], record["std_email"]) == ("marie", "marie.dupont@example.fr")
    assert (record["std_birth_date"], record["std_street"]) == ("1980-05-12", "12 rue oberkampf")
    assert carried(graph, "web:u1") == [
        "account:u1",
        "address:FR:75011:paris:12 rue oberkampf",
        "email:marie.dupont@example.fr",
        "phone:+33612345678",
    ]
    assert links(graph)["web:u1", "FROM", "web"] == {}


def test_a_value_that_grows_too_long_for_an_index_is_no_evidence_and_nothing_else_is_lost(
    graph: Store,
) -> None:
    """One sign of the Quran is eighteen letters, a Chinese one up to six: no key may have more than 8,164 bytes."""
    endless = {"street": f"12 rue {'北' * 990}", "city": "\ufdfa" * 1_000}
    track(
        graph,
        identify("u1", "m1", 1, email="zoe@example.org", nationalId="\ufdfa" * 1_000, address=endless),
        identify("u2", "m2", 1, email="max@example.org") | {"anonymousId": "\ufdfa" * 255},
    )
    assert carried(graph, "web:u1") == ["account:u1", "email:zoe@example.org"]
    assert carried(graph, "web:u2") == ["account:u2", "email:max@example.org"]
    (row,) = graph.run_text("MATCH (c:Customer {id: 'web:u1'}) RETURN c.junk AS junk")
    assert row["junk"] == ["locality", "national_id", "street_address"]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_a_visit_takes_no_email_from_who_signs_in_with_another(graph: Store, order: tuple[int, ...]) -> None:
    """The ID is an email, which holds beside the one that was told, and a visit tells neither."""
    said = [
        page(PHONE, "m1", 8, userId="marie@free.fr"),
        identify("marie@free.fr", "m2", 9, email="m.dupont@orange.fr"),
        page(PHONE, "m3", 10, userId="marie@free.fr"),
    ]
    for number in order:
        track(graph, said[number])
    (record,) = graph.run_text(
        "MATCH (c:Customer)-[r:HAS_EMAIL]->(:Email {key: 'email:marie@free.fr'}) "
        "RETURN c.said_at.hour AS told, r.first_seen.hour AS first, r.last_seen.hour AS last"
    )
    assert record == {"told": 9, "first": 8, "last": 10}
    assert "email:m.dupont@orange.fr" in carried(graph, "web:marie@free.fr")


def test_an_anonymous_cookie_that_becomes_known_brings_its_history(graph: Store) -> None:
    track(graph, page(PHONE, "m1", 8), page(PHONE, "m2", 9))
    assert visits(graph) == {f"cookie:{PHONE}": 2}
    assert not graph.run_text("MATCH (c:Customer) RETURN c")
    track(graph, identify("u1", "m3", 10, **MARIE) | {"anonymousId": PHONE})
    cookie = nodes(graph)[f"cookie:{PHONE}"][1]
    assert (cookie["first_seen"].hour, cookie["last_seen"].hour) == (8, 10)
    assert dict(zip(cookie["places"], cookie["place_counts"], strict=True)) == {"/femme/robes": 2}
    used = links(graph)["web:u1", "USES_COOKIE", f"cookie:{PHONE}"]
    assert (used["first_seen"].hour, used["last_seen"].hour, used["source"]) == (10, 10, "web")


def test_after_signing_out_the_next_person_is_another_on_the_same_cookie(graph: Store) -> None:
    track(graph, identify("u1", "m1", 8) | {"anonymousId": TABLET})
    track(graph, page(TABLET, "m2", 9))
    track(graph, identify("u2", "m3", 10) | {"anonymousId": TABLET})
    shared = links(graph)
    assert shared["web:u1", "USES_COOKIE", f"cookie:{TABLET}"]["last_seen"].hour == 8
    assert shared["web:u2", "USES_COOKIE", f"cookie:{TABLET}"]["first_seen"].hour == 10


def test_a_device_and_the_cookie_seen_on_it(graph: Store) -> None:
    device = {
        "id": "B5372DB0-C21E-11E4-8DFC-AA07A5B093DB",
        "advertisingId": "350e9d90-d7f5-11e4-b9d6-1681e6b88ec1",
    }
    refused = {"device": device | {"adTrackingEnabled": False}, "ip": "81.2.3.4"}
    track(graph, page(PHONE, "m1", 9, context=refused), page(PHONE, "m2", 9, context={"device": device}))
    own, advertising = (f"device:{value.lower()}" for value in device.values() if isinstance(value, str))
    assert visits(graph) == {f"cookie:{PHONE}": 2, own: 2, advertising: 1}
    assert links(graph)[f"cookie:{PHONE}", "SEEN_ON", own]["count"] == 2
    assert nodes(graph)[own][1]["ips"] == ["81.2.3.4"]


def test_group_and_external_ids_are_told_of_the_user(graph: Store) -> None:
    ids = [{"id": "4711", "type": "loyalty", "encoding": "none", "collection": "users"}]
    group = {
        "type": "group",
        "userId": "u1",
        "groupId": "g7",
        "messageId": "m1",
        "traits": {"name": "Acme SAS"},
    }
    track(graph, group | {"context": {"externalIds": ids}})
    assert nodes(graph)["web:u1"][1]["std_organisation"] == "acme"
    assert carried(graph, "web:u1") == ["account:u1", "loyalty:4711"]


def test_an_alias_loop_ends_and_joins_both_ways(graph: Store) -> None:
    pairs = [("a1", "b1"), ("b1", "a1"), ("a1", "a1"), ("a1", PHONE)]
    for number, (previous, user) in enumerate(pairs * 3):
        alias = {"type": "alias", "previousId": previous, "userId": user, "messageId": f"m{number}"}
        if user != PHONE:
            track(graph, alias)
    track(graph, {"type": "alias", "previousId": PHONE, "userId": "a1", "messageId": "last"})
    assert carried(graph, "web:a1") == [f"account:{PHONE}", "account:a1", "account:b1", f"cookie:{PHONE}"]
    assert carried(graph, "web:b1") == ["account:a1", "account:b1"]


def test_the_same_batch_a_hundred_times_counts_once(graph: Store) -> None:
    batch = [
        identify("u1", "m1", 9, **MARIE) | {"anonymousId": PHONE},
        page(PHONE, "m2", 10),
        page(PHONE, "m2", 10),
    ]
    track(graph, *batch)
    before = everything(graph)
    writer = Tracking(graph)
    for _ in range(100):
        writer.write(sighted(events(*batch)))
    assert everything(graph) == before
    assert visits(graph) == {f"cookie:{PHONE}": 2}


def test_two_identifies_that_swap_two_emails(graph: Store) -> None:
    track(graph, identify("u1", "m1", 8, email="a@x.fr"), identify("u2", "m2", 8, email="b@x.fr"))
    track(graph, identify("u1", "m3", 9, email="b@x.fr"), identify("u2", "m4", 9, email="a@x.fr"))
    assert carried(graph, "web:u1") == ["account:u1", "email:b@x.fr"]
    assert carried(graph, "web:u2") == ["account:u2", "email:a@x.fr"]
    track(graph, identify("u2", "m5", 10, email="c@x.fr"))
    assert "email:a@x.fr" not in nodes(graph), "nobody has it now"


HISTORY = [
    identify("u1", "m1", 7, **MARIE, address=HOME) | {"anonymousId": PHONE},
    identify("u1", "m2", 8, email="new@example.fr"),
    identify("u1", "m3", 9, name="Marie Martin"),
    identify("u1", "m4", 10, address={"city": "Lyon", "postalCode": "69001"}),
    identify("u1", "m5", 11, firstName="Maria", lastName="Martin") | {"anonymousId": TABLET},
    page(PHONE, "m6", 6),
]


@pytest.mark.parametrize("time", [{"timestamp": at(9)}, {}], ids=["in a millisecond", "without times"])
def test_of_one_moment_the_last_in_the_request_holds(graph: Store, time: Row) -> None:
    """A loop over customers tells several in a millisecond."""
    told = [("u1", "z.z@x.fr"), ("u2", "a.a@x.fr"), ("u1", "a.a@x.fr"), ("u2", "z.z@x.fr")]
    batch: list[Row] = [
        {"type": "identify", "userId": user, "traits": {"email": email}} | time for user, email in told
    ]
    for number, event in enumerate(batch):
        event["messageId"] = f"m{number}"
    track(graph, *batch)
    assert carried(graph, "web:u1") == ["account:u1", "email:a.a@x.fr"]
    assert carried(graph, "web:u2") == ["account:u2", "email:z.z@x.fr"]


def test_who_tells_the_same_again_beside_somebody_new_who_is_the_same_person(graph: Store) -> None:
    """The new one is found to be who the other is: by a search, which sees when that was last heard of before this
    transaction, and what is derived of the two must not rest on that."""
    track(graph, identify("u1", "m1", 9, **MARIE))
    again, new = events(
        identify("u1", "m2", 11, **MARIE), identify("u2", "m3", 10, **MARIE | {"firstName": "marie"})
    )
    Tracking(graph).write(sighted([again, new]))
    (row,) = graph.run_text(
        "MATCH (i:Individual)<-[:IDENTIFIES]-(c:Customer) WITH i, c ORDER BY c.id "
        "RETURN i.name AS name, collect(c.id) AS ids, collect(c.said_at.hour) AS hours"
    )
    assert row == {"name": "Marie Dupont", "ids": ["web:u1", "web:u2"], "hours": [11, 10]}


@pytest.mark.parametrize("seed", range(8))
def test_late_and_out_of_order_events_end_the_same(graph: Store, seed: int) -> None:
    track(graph, *HISTORY)
    whole = _evidence(graph)
    graph.run_text("MATCH (n) WHERE NOT n:Schema DETACH DELETE n")
    shuffled = random.Random(seed).sample(HISTORY, len(HISTORY))
    for event in shuffled:
        track(graph, event)
    assert _evidence(graph) == whole
    record = nodes(graph)["web:u1"][1]
    assert (record["given_name"], record["email"], record["locality"]) == (
        "Maria",
        ["new@example.fr"],
        "Lyon",
    )
    assert "full_name" not in record
    assert "street_address" not in record


def _evidence(graph: Store) -> tuple[Any, Any]:
    """All but the times of what was told: which identifiers of the past were seen depends on what came first."""
    found, relationships = evidence(between_runs(everything(graph)))
    told = {"HAS_EMAIL", "HAS_PHONE", "LIVES_AT"}
    return found, {key: {} if key[1] in told else value for key, value in relationships.items()}


def test_what_is_written_is_as_declared(graph: Store) -> None:
    track(
        graph,
        *HISTORY,
        page(PHONE, "m9", 9, context={"device": {"id": "B5372DB0-C21E-11E4"}, "ip": "81.2.3.4"}),
    )
    for rows in by_kind(graph.run_text("CALL db.schema.nodeTypeProperties()"), "nodeType").values():
        shapes = [LABELS[label] for label in rows[0]["nodeLabels"] if label != "Identifier"]
        assert not faults(shapes, rows)
    for kind, rows in by_kind(graph.run_text("CALL db.schema.relTypeProperties()"), "relType").items():
        assert not faults([TYPES[kind.strip(":`")]], rows)


class Cut(Store):
    """The same server, lost after so many statements of a transaction."""

    def __init__(self, store: Store, after: int) -> None:
        super().__init__(store._driver, store.database)
        self._after = after

    def transact(self, work: Any) -> Any:
        def counted(run: Any) -> Any:
            numbers = itertools.count()

            def lossy(name: str, /, **p: Any) -> list[Row]:
                if next(numbers) == self._after:
                    raise GraphUnavailable("lost by the test")
                found: list[Row] = run(name, **p)
                return found

            return work(lossy)

        return super().transact(counted)


@pytest.mark.parametrize("after", range(7))
def test_cut_anywhere_and_sent_again_counts_once(graph: Store, after: int) -> None:
    first, *rest = HISTORY
    track(graph, first)
    before = everything(graph)
    with pytest.raises(GraphUnavailable, match="lost by the test"):
        Tracking(Cut(graph, after)).write(sighted(events(*rest)))
    assert everything(graph) == before, "all or nothing"
    track(graph, *HISTORY)
    assert visits(graph) == {f"cookie:{PHONE}": 2, f"cookie:{TABLET}": 1}


def test_old_messages_are_forgotten_and_week_old_ones_are_not(graph: Store) -> None:
    track(graph, page(PHONE, "m1", 9), page(PHONE, "m2", 9))
    (row,) = graph.run_text("MATCH (m:Message) RETURN max(m.day) AS today")
    ids = [event.message for event in events(page(PHONE, "m1", 9), page(PHONE, "m2", 9))]
    for message, days in zip(ids, (REMEMBERED_DAYS, REMEMBERED_DAYS + 1), strict=True):
        graph.run_text(
            "MATCH (m:Message {id: $p.id}) SET m.day = $p.day", id=message, day=row["today"] - days
        )
    track(graph, page(PHONE, "m3", 9))
    left = [row["id"] for row in graph.run_text("MATCH (m:Message) RETURN m.id AS id")]
    assert ids[0] in left
    assert ids[1] not in left
    assert REMEMBERED_DAYS > 7


def test_events_never_write_over_what_a_file_loaded(graph: Store, tmp_path: Any) -> None:
    from app.errors import BadInput

    path = tmp_path / "crm.csv"
    path.write_text("id;nom;email\nu1;Martin;a@x.fr\nu2;Petit;b@x.fr\n")
    load(graph, open_source(path), About("crm"), quiet=True)
    tracker = Tracker(graph, tmp_path, 100)
    with pytest.raises(BadInput, match="write key"):
        tracker.accept("crm", events(identify("u1", "m1", 9, email="evil@x.fr"), source="crm"))
    tracker.close()
    assert nodes(graph)["crm:u1"][1]["email"] == ["a@x.fr"]


def test_who_comes_later_is_younger_whatever_another_clock_says(
    graph: Store, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that starts after its clock was set back, as another one made the record before."""
    track(graph, identify("first", "m1", 9, **MARIE))
    monkeypatch.setattr(ulid, "_last", 0)
    monkeypatch.setattr("time.time_ns", lambda: 10**18)
    tracker = Tracker(graph, tmp_path, 100)
    for done in tracker.accept("web", events(identify("second", "m2", 10, **MARIE))):
        done.result(60)
    tracker.close()
    first, second = (nodes(graph)[f"web:{user}"][1]["born"] for user in ("first", "second"))
    assert first < second
    assert [row["id"] for row in graph.run_text("MATCH (i:Individual) RETURN i.id AS id")] == [f"ind_{first}"]


def test_nor_does_it_matter_which_of_two_processes_has_a_clock_that_is_ahead(
    graph: Store, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(Tracker(graph, tmp_path, 100)) as tracker:
        for done in tracker.accept("web", events(identify("other", "m1", 8, firstName="Paul"))):
            done.result(60)
        with monkeypatch.context() as elsewhere:
            elsewhere.setattr(ulid, "_last", 0)
            elsewhere.setattr("time.time_ns", lambda: 2 * 10**18)
            track(graph, identify("first", "m2", 9, **MARIE))
        for done in tracker.accept("web", events(identify("second", "m3", 10, **MARIE))):
            done.result(60)
    first, second = (nodes(graph)[f"web:{user}"][1]["born"] for user in ("first", "second"))
    assert first < second
    assert f"ind_{first}" in nodes(graph)
    assert f"ind_{second}" not in nodes(graph)


def test_no_file_is_loaded_as_what_events_come_as(graph: Store, tmp_path: Any) -> None:
    """Else the next event would write over what it says: a claim of anybody's, where the write key is public."""
    from app.access.keys import asked, create, revoke
    from app.errors import BadInput

    path = tmp_path / "crm.csv"
    path.write_text("id;nom;email\nu1;Martin;a@x.fr\nu2;Petit;b@x.fr\n")
    key, _ = create(graph, asked("tracking", "site", public=True))
    with closing(Tracker(graph, tmp_path, 100)) as tracker:
        for done in tracker.accept("web", events(page(PHONE, "m1", 9))):
            done.result()
    stood = everything(graph)
    for source in ("site", "web"):
        with pytest.raises(BadInput, match=f"source {source}.*load the file as another one"):
            load(graph, open_source(path), About(source), quiet=True)
    assert everything(graph) == stood
    revoke(graph, key.id)
    load(graph, open_source(path), About("site"), quiet=True)


class Opened(Store):
    """Events begin to come as a source once it was found that none do."""

    def read(self, name: str, /, **p: Any) -> list[Row]:
        rows = super().read(name, **p)
        if name == "ingest/source_told":
            self.write("track/source", name=p["name"])
        return rows


def test_nor_as_what_they_come_as_since_that_was_looked_up(graph: Store, tmp_path: Any) -> None:
    from app.errors import BadInput

    path = tmp_path / "crm.csv"
    path.write_text("id;nom;email\nu1;Martin;a@x.fr\nu2;Petit;b@x.fr\n")
    with pytest.raises(BadInput, match=r"source web.*load the file as another one"):
        load(Opened(graph._driver, graph.database), open_source(path), About("web"), quiet=True)
    assert not graph.run_text("MATCH (n:Load|Customer) RETURN n")


def test_nor_do_events_come_as_what_a_file_is_being_loaded_as(graph: Store, tmp_path: Any) -> None:
    """From its beginning: cut short, it has brought some already."""
    from app.access.keys import asked, create
    from app.errors import BadInput

    path = tmp_path / "crm.csv"
    path.write_text("id;nom;email\nu1;Martin;a@x.fr\nu2;Petit;b@x.fr\n")
    with pytest.raises(GraphUnavailable):
        load(Interrupted(graph, 0), open_source(path), About("crm"), quiet=True)
    with pytest.raises(BadInput, match="files are loaded as this source"):
        create(graph, asked("tracking", "crm"))
    with closing(Tracker(graph, tmp_path, 100)) as tracker, pytest.raises(BadInput, match="write key"):
        tracker.accept("crm", events(identify("u1", "m1", 9), source="crm"))
