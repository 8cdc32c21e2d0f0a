"""Visits and consents in a real Neo4j: each counts once, whichever file brings it."""

import itertools
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.audit import Actor
from app.errors import GraphUnavailable
from app.graph.store import Row, Run, Store
from app.ingest.load import About, load
from app.ingest.report import LoadReport
from app.sources import open_source
from app.stewardship.unload import unload
from tests.graph.contents import between_runs, everything, links, nodes
from tests.graph.test_interrupted import BLOCKED
from tests.graph.test_load import Interrupted

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:126.0) Gecko/20100101 Firefox/126.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile/15E148 Safari/604.1"


def day(number: int) -> datetime:
    return datetime(2024, 3, number, tzinfo=UTC)


def visit(number: int, at: int, **more: str) -> dict[str, Any]:
    return {"visit_id": f"v{number}", "at": f"2024-03-{at:02}T00:00:00Z", **more}


VISITS = [
    visit(
        1,
        1,
        cookie="cookie-1a",
        device="device-1a",
        ip="81.2.3.4",
        user_agent=FIREFOX,
        page="/femme/robes?id=7",
    ),
    visit(
        2,
        5,
        cookie="cookie-1a",
        device="device-1a",
        ip="81.2.3.5",
        user_agent=FIREFOX,
        account_id="A17",
        page="/",
    ),
    visit(3, 3, cookie="cookie-1a", device="device-2b", ip="81.2.3.4", user_agent=SAFARI),
    visit(4, 9, device="device-2b", account_id="A17"),
    visit(5, 9, cookie="cookie-2b", account_id="A18"),
    visit(6, 9, page="/nothing"),
]


def load_rows(store: Store, folder: Path, source: str, rows: list[dict[str, Any]]) -> LoadReport:
    path = folder / "delivery"
    path.write_text("\n".join(map(json.dumps, rows)))
    return load(store, open_source(path), About(source), quiet=True)


def test_visits_make_cookies_devices_and_signed_in_records(graph: Store, tmp_path: Path) -> None:
    report = load_rows(graph, tmp_path, "web", VISITS)
    assert (report.kind, report.read, report.new, report.quarantined) == ("visits", 6, 5, 1)
    found, relationships = nodes(graph), links(graph)
    labels, cookie = found["cookie:cookie-1a"]
    assert labels == {"Cookie", "Identifier"}
    assert len(set(cookie.pop("events"))) == 3
    assert cookie == {
        "key": "cookie:cookie-1a",
        "value": "cookie-1a",
        "first_seen": day(1),
        "last_seen": day(5),
        "user_agent": "firefox/windows",
        "ips": ["81.2.3.5", "81.2.3.4"],
        "ip_days": [0, 0],
        "ip_nights": [1, 2],
        "hours": [3] + [0] * 23,
        "places": ["/femme/robes"],
        "place_counts": [1],
    }
    assert relationships["cookie:cookie-1a", "SEEN_ON", "device:device-1a"] == {
        "first_seen": day(1),
        "last_seen": day(5),
        "count": 2,
    }
    assert {(start, kind, end) for start, kind, end in relationships if start.startswith("web:")} == {
        ("web:A17", "FROM", "web"),
        ("web:A17", "HAS_ID", "account:a17"),
        ("web:A17", "USES_COOKIE", "cookie:cookie-1a"),
        ("web:A17", "USES_DEVICE", "device:device-1a"),
        ("web:A17", "USES_DEVICE", "device:device-2b"),
        ("web:A18", "FROM", "web"),
        ("web:A18", "HAS_ID", "account:a18"),
        ("web:A18", "USES_COOKIE", "cookie:cookie-2b"),
    }
    account = found["web:A17"][1]
    assert (account["external_id"], account["std_external_id"]) == (["account:A17"], "account:a17")
    assert account["seen_at"] == day(9)
    assert relationships["web:A17", "HAS_ID", "account:a17"]["first_seen"] == day(5)


def test_loading_visits_again_changes_nothing(graph: Store, tmp_path: Path) -> None:
    load_rows(graph, tmp_path, "web", VISITS)
    before = everything(graph)
    report = load_rows(graph, tmp_path, "web", VISITS)
    assert (report.new, report.unchanged) == (0, 5)
    assert everything(graph) == before


def test_what_is_too_long_leaves_a_visit_its_browser_and_its_other_account(
    graph: Store, tmp_path: Path
) -> None:
    rows = [
        visit(1, 1, cookie="cookie-1a", account_id="A" * 9_000, card="9876541"),
        visit(2, 1, cookie="\ufdfa" * 512, device="device-1a", account_id="", card=""),
    ]
    path = tmp_path / "delivery"
    path.write_text("\n".join(map(json.dumps, rows)))
    report = load(graph, open_source(path, {"card": "external_id:card"}), About("web"), quiet=True)
    assert (report.kind, report.new, report.quarantined) == ("visits", 2, 0)
    assert set(nodes(graph)) == {"web", "web:9876541", "card:9876541", "cookie:cookie-1a", "device:device-1a"}


CARDS = [
    visit(1, 2, cookie="cookie-1a", account_id="A17", card="7700001"),
    visit(2, 1, cookie="cookie-2b", account_id="A17", card="6600001"),
    visit(3, 3, cookie="cookie-2b", account_id="A17"),
]


@pytest.mark.parametrize("order", [[[0, 1, 2]], [[0], [1, 2]], [[1], [2], [0]], [[2], [1, 0]]])
def test_an_account_is_found_by_every_id_that_it_was_seen_under(
    graph: Store, tmp_path: Path, order: list[list[int]]
) -> None:
    """Whichever file tells of which, and in whatever order."""
    for numbers in order:
        load_cards(graph, tmp_path, [CARDS[number] for number in numbers])
    assert nodes(graph)["web:A17"][1]["std_external_id"] == "account:a17|card:6600001|card:7700001"


def test_an_id_goes_with_the_file_that_an_account_was_seen_under_it_in(graph: Store, tmp_path: Path) -> None:
    first = load_cards(graph, tmp_path, CARDS[:1])
    second = load_cards(graph, tmp_path, CARDS[1:])
    unload(graph, Actor("steward", "key_ada"), "web", second)
    assert nodes(graph)["web:A17"][1]["std_external_id"] == "account:a17|card:7700001"
    load_cards(graph, tmp_path, CARDS[1:])
    unload(graph, Actor("steward", "key_ada"), "web", first)
    assert nodes(graph)["web:A17"][1]["std_external_id"] == "account:a17|card:6600001"


def load_cards(store: Store, folder: Path, rows: list[dict[str, Any]]) -> str:
    path = folder / "delivery"
    path.write_text("\n".join(map(json.dumps, rows)))
    named = {"card": "external_id:card"} if any("card" in row for row in rows) else {}
    report = load(store, open_source(path, named), About("web"), quiet=True)
    assert report.load_id
    return report.load_id


@pytest.mark.parametrize("cut", range(6))
def test_a_log_delivered_again_with_more_lines_counts_each_once(
    graph: Store, tmp_path: Path, cut: int
) -> None:
    load_rows(graph, tmp_path, "web", VISITS)
    whole = _without_order(between_runs(everything(graph)))
    graph.run_text("MATCH (n) WHERE NOT n:Schema DETACH DELETE n")
    load_rows(graph, tmp_path, "web", VISITS[:cut] or [VISITS[5], VISITS[4]])
    load_rows(graph, tmp_path, "web", VISITS)
    assert _without_order(between_runs(everything(graph))) == whole


def _without_order(contents: tuple[Any, Any]) -> tuple[Any, Any]:
    """The order in which events were counted says nothing."""
    for _, properties in contents[0].values():
        if "events" in properties:
            properties["events"] = sorted(properties["events"])
    return contents


def test_whether_a_file_or_its_visits_come_first_makes_no_difference(graph: Store, tmp_path: Path) -> None:
    person = {"id": "A17", "account_id": "A17", "first_name": "Anne", "updated_at": "2024-01-01T00:00:00Z"}
    left = []
    for files in itertools.permutations(([person], VISITS)):
        graph.run_text("MATCH (n) WHERE NOT n:Schema DETACH DELETE n")
        for rows in files:
            load_rows(graph, tmp_path, "web", rows)
        record = nodes(graph)["web:A17"][1]
        carried = {end for start, _, end in links(graph) if start == "web:A17"}
        left.append((record["seen_at"].to_native(), record["filed_at"].year, record["given_name"], carried))
    assert left[0] == left[1]
    assert left[0][:2] == (day(9), 2024)


def test_twenty_addresses_are_kept_the_newest_first(graph: Store, tmp_path: Path) -> None:
    rows = [visit(n, 1 + n % 28, cookie="cookie-1a", ip=f"81.2.3.{n}") for n in range(28)]
    load_rows(graph, tmp_path, "web", rows[:20])
    load_rows(graph, tmp_path, "web", rows)
    cookie = nodes(graph)["cookie:cookie-1a"][1]
    assert cookie["ips"] == [f"81.2.3.{n}" for n in range(27, 7, -1)]
    assert (cookie["ip_days"], cookie["ip_nights"]) == ([0] * 20, [1] * 20)


def test_visits_by_day_and_by_night_add_up_over_loads(graph: Store, tmp_path: Path) -> None:
    def at(number: int, hour: int, ip: str, page: str) -> dict[str, str]:
        when = f"2024-03-0{number}T{hour:02}:30:00Z"
        return {"visit_id": f"w{number}", "at": when, "cookie": "cookie-1a", "ip": ip, "page": page}

    first = [at(1, 22, "81.2.3.4", "/a/b"), at(2, 12, "81.2.3.4", "/a/b/c"), at(3, 12, "81.2.3.5", "/x")]
    second = [at(4, 3, "81.2.3.4", "https://shop.example/A/B?q=1"), at(5, 19, "81.2.3.6", "/")]
    load_rows(graph, tmp_path, "web", first)
    load_rows(graph, tmp_path, "web", [*first, *second])
    cookie = nodes(graph)["cookie:cookie-1a"][1]
    assert cookie["ips"] == ["81.2.3.6", "81.2.3.4", "81.2.3.5"]
    assert (cookie["ip_days"], cookie["ip_nights"]) == ([1, 1, 1], [0, 2, 0])
    assert {hour: n for hour, n in enumerate(cookie["hours"]) if n} == {3: 1, 12: 2, 19: 1, 22: 1}
    assert dict(zip(cookie["places"], cookie["place_counts"], strict=True)) == {"/a/b": 3, "/x": 1}


def test_visits_cut_short_go_on_where_they_stopped(graph: Store, tmp_path: Path) -> None:
    rows = [visit(n, 1 + n % 28, cookie=f"cookie-{n % 7}x", device="device-1a") for n in range(9_000)]
    with pytest.raises(GraphUnavailable):
        load_rows(Interrupted(graph, 1), tmp_path, "web", rows)
    done = load_rows(graph, tmp_path, "web", rows)
    assert done.new + done.unchanged == 9_000
    assert 0 < done.unchanged <= 1_000
    assert sum(link["count"] for (_, kind, _), link in links(graph).items() if kind == "SEEN_ON") == 9_000


_FREE: list[tuple[str, Row]] = [
    ("privacy/identifiers_lock", {"keys": ["cookie:cookie-2b"]}),
    ("privacy/records_lock", {"ids": ["web:A2"]}),
    ("resolve/lock_take", {"name": "resolve", "owner": "the test", "seconds": 0}),
]


@pytest.mark.parametrize(
    ("held", "free"),
    [
        (("privacy/identifiers_lock", {"keys": ["cookie:cookie-1a"]}), _FREE),
        (("privacy/records_lock", {"ids": ["web:A1"]}), _FREE[1:]),
    ],
)
def test_it_takes_its_locks_in_the_order_in_which_everybody_does(
    graph: Store, tmp_path: Path, held: tuple[str, Row], free: list[tuple[str, Row]]
) -> None:
    """Cookies and devices by key, records by ID, the lock of a resolve: while it waits for one, those after it are
    free. The visits come in the other order."""
    both = (("cookie-2b", "A2"), ("cookie-1a", "A1"))
    for number, (cookie, account) in enumerate(both, 1):
        load_rows(graph, tmp_path, "web", [visit(number, 1, cookie=cookie, account_id=account)])
    again = [
        visit(number, number, cookie=cookie, account_id=account)
        for number, (cookie, account) in enumerate(both, 3)
    ]
    with ThreadPoolExecutor() as pool:

        def hold(run: Run) -> Any:
            run(held[0], **held[1])
            loading = pool.submit(load_rows, graph, tmp_path, "web", again)
            while not graph.run_text(BLOCKED):
                assert not loading.done()
            for name, p in free:
                pool.submit(graph.write, name, **p).result(20)
            return loading

        assert graph.transact(hold).result(60).new == 2


def statement(
    namespace: str, value: str, purpose: str, channel: str, status: str, at: str = ""
) -> dict[str, str]:
    return {
        "namespace": namespace,
        "value": value,
        "purpose": purpose,
        "channel": channel,
        "status": status,
        "at": at,
    }


CONSENTS = [
    statement("email", "A@x.fr", "Marketing", "email", "oui", "2024-01-01"),
    statement("email", "a@x.fr", "marketing", "email", "withdrawn", "2024-02-01"),
    statement("account", "A17", "profiling", "", "denied", "2024-03-01"),
    statement("email", "A@x.fr", "marketing", "email", "granted", "2024-01-01"),
    statement("email", "a@x.fr", "marketing", "email", "perhaps", "2024-01-01"),
    statement("email", "nobody", "marketing", "email", "granted", "2024-01-01"),
    statement("phone", "0612345678", "", "sms", "granted", "2024-01-01"),
    statement("phone", "0612345678", "weather", "sms", "granted", "2024-01-01"),
    statement("phone", "0612345678", "marketing", "fax", "granted", "2024-01-01"),
    statement("phone", "0612345678", "marketing", "sms", "granted"),
    statement("phone", "0612345678", "marketing", "sms", "granted", "2999-01-01"),
]


def test_consents_are_appended_once(graph: Store, tmp_path: Path) -> None:
    report = load_rows(graph, tmp_path, "privacy", CONSENTS)
    assert (report.kind, report.new, report.unchanged, report.quarantined) == ("consents", 3, 1, 7)
    assert sorted(reason.partition(";")[0] for reason in report.reasons) == [
        "a date in the future",
        "a status that is not granted, denied or withdrawn",
        "an unknown purpose",
        "no channel of marketing",
        "no date: when was it said?",
        "no identifier that can be used",
        "no purpose",
    ]
    statements = graph.run_text(
        "MATCH (i:Identifier)-[:HAS_CONSENT]->(k:Consent) WITH i, k ORDER BY k.at "
        "RETURN i.key AS key, k.purpose AS purpose, k.channel AS channel, k.status AS status, k.source AS source"
    )
    assert [tuple(row.values()) for row in statements] == [
        ("email:a@x.fr", "marketing", "email", "granted", "privacy"),
        ("email:a@x.fr", "marketing", "email", "withdrawn", "privacy"),
        ("account:a17", "profiling", "all", "denied", "privacy"),
    ]
    before = everything(graph)
    assert load_rows(graph, tmp_path, "privacy", CONSENTS).new == 0
    assert everything(graph) == before


def test_an_identifier_with_consent_outlives_its_record(graph: Store, tmp_path: Path) -> None:
    load_rows(graph, tmp_path, "shop", [{"id": "1", "nom": "Martin", "email": "a@x.fr", "tel": "0612345678"}])
    load_rows(graph, tmp_path, "privacy", CONSENTS[:1])
    load_rows(graph, tmp_path, "shop", [{"id": "1", "nom": "Martin", "email": "b@x.fr"}])
    assert {key for key in nodes(graph) if key.startswith(("email:", "phone:"))} == {
        "email:a@x.fr",
        "email:b@x.fr",
    }
