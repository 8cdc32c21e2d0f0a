"""A file that is taken back leaves no trace: what was there before it is there again, and nothing else."""

import csv
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import pytest

from app.audit import Actor
from app.errors import Conflict, GraphUnavailable, NotFound
from app.feed.verify import verify
from app.graph.lease import lease
from app.graph.store import Row, Run, Store
from app.ingest.load import About, load
from app.ingest.online import epoch
from app.ingest.sightings import summed
from app.privacy.removal import alone
from app.resolution.bulk import resolve
from app.resolution.reading import NIGHTS
from app.sources import open_source
from app.stewardship.unload import loads, unload
from app.stewardship.unload_pieces import PIECE
from app.stewardship.verdicts import judge
from tests.graph.contents import links, nodes
from tests.graph.evidence import living, population
from tests.graph.rebuilt import assert_as_rebuilt

ADA = Actor("steward", "key_ada")
T = TypeVar("T")
_BESIDE = """
MATCH (n:Load|FormerRecord|Sightings)
OPTIONAL MATCH (n)-[r:SEEN_WITH]->(x)
WITH n, r, x ORDER BY x.key
RETURN n.id AS id, labels(n) AS labels, properties(n) AS properties, collect([x.key, properties(r)]) AS links
ORDER BY id"""


def whole(store: Store) -> tuple[Any, Any, Any]:
    """The evidence: every node and link but what is derived, and what is kept of loads; without when it was written."""
    derived = {"Individual", "Household", "Model"}
    found = {key: node for key, node in nodes(store).items() if not node[0] & derived}
    kept = {key: value for key, value in links(store).items() if key[0] in found and key[2] in found}
    evidence = {key: value for key, value in kept.items() if key[1] not in ("MATCHES", "SHARES_HOME")}
    return found, evidence, {row["id"]: row for row in store.run_text(_BESIDE)}


def of_crm(store: Store) -> dict[str, Any]:
    return {str(key): node for key, node in nodes(store).items() if str(key).startswith("crm:")}


def differences(before: tuple[Any, ...], after: tuple[Any, ...]) -> list[Any]:
    """What a person reads where the two are not the same."""
    return [
        (key, was.get(key), now.get(key))
        for was, now in zip(before, after, strict=True)
        for key in {**was, **now}
        if was.get(key) != now.get(key)
    ]


def bring(store: Store, folder: Path, source: str, rows: list[Row], **about: Any) -> str:
    """Load rows as a file; the ID of the load."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    path = folder / f"{source}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)
    report = load(store, open_source(path), About(source, **about), quiet=True)
    assert report.load_id and not report.quarantined
    return report.load_id


@pytest.fixture
def town(graph: Store, tmp_path: Path) -> Store:
    """Twenty people of two records each, and a few of their consents and visits, resolved."""
    bring(graph, tmp_path, "crm", population(20))
    bring(graph, tmp_path, "choices", consents(range(10)))
    bring(graph, tmp_path, "web", visits(range(12)))
    resolve(graph, quiet=True)
    return graph


def test_a_file_is_taken_back_before_or_after_everything_is_resolved(town: Store, tmp_path: Path) -> None:
    with lease(town, "resolve"), pytest.raises(Conflict, match="Everything is being resolved"):
        unload(town, ADA, "crm")
    town.write("live/ready", ready=False)
    with pytest.raises(Conflict, match="idgraph resolve"):
        unload(town, ADA, "crm", dry_run=True)
    resolve(town, quiet=True)
    unload(town, ADA, "crm")
    assert verify(town).ok


def test_of_what_is_gone_nothing_waits(graph: Store, tmp_path: Path) -> None:
    bring(graph, tmp_path, "crm", population(2))
    bring(graph, tmp_path, "crm", changed(population(1), city="Metz"))
    assert unload(graph, ADA, "crm", loads(graph)[1]["id"], dry_run=True).effects.waiting == 2
    assert unload(graph, ADA, "crm").effects.waiting == 0


def consents(numbers: range, status: str = "granted") -> list[Row]:
    return [
        {
            "email": row["email"],
            "purpose": "marketing",
            "status": status,
            "updated_at": "2026-01-05T10:00:00Z",
        }
        for row in (population(40)[2 * number] for number in numbers)
    ]


def visits(numbers: range, seed: int = 1) -> list[Row]:
    rng = random.Random(seed)
    return [
        {
            "event_id": f"{seed}-{number}-{turn}",
            "cookie_id": f"ga-{number}",
            "device_id": f"dev-{number % 5}" if rng.random() < 0.7 else "",
            "customer_id": f"acc-{number % 7}" if rng.random() < 0.5 else "",
            "timestamp": f"2026-02-{rng.randint(1, 28):02}T{rng.randint(0, 23):02}:15:00Z",
            "ip_address": f"81.2.69.{rng.randint(1, 30)}",
            "user_agent": rng.choice(["Mozilla/5.0 (X11; Linux x86_64) Firefox/136.0", ""]),
            "page": f"/{rng.choice('abc')}/{rng.choice('xyz')}",
        }
        for number in numbers
        for turn in range(4)
    ]


def changed(rows: list[Row], **values: str) -> list[Row]:
    return [row | values for row in rows]


def strangers() -> list[Row]:
    return [row | {"id": f"s{row['id']}"} for row in population(30)[40:]] + population(20)[:10]


SECOND_FILES = {
    "records of a source of its own": lambda store, folder: bring(
        store, folder, "shop", population(40)[20:60]
    ),
    "records that change known ones": lambda store, folder: bring(
        store,
        folder,
        "crm",
        changed(population(6), email="new@example.org", city="Metz", address="1 rue Neuve"),
    ),
    "records known and new": lambda store, folder: bring(
        store, folder, "crm", strangers(), trust=0.9, owner="B"
    ),
    "the same file": lambda store, folder: bring(store, folder, "crm", population(20)),
    "records with cookies": lambda store, folder: bring(
        store, folder, "app", [{**row, "cookie_id": f"ga-{at}"} for at, row in enumerate(population(8))]
    ),
    "consents": lambda store, folder: bring(store, folder, "choices", consents(range(5, 15), "withdrawn")),
    "consents repeated": lambda store, folder: bring(store, folder, "choices", consents(range(15))),
    "visits of a source of its own": lambda store, folder: bring(
        store, folder, "mobile", visits(range(6, 20), 2)
    ),
    "more visits": lambda store, folder: bring(store, folder, "web", visits(range(20), 3)),
    "the same visits": lambda store, folder: bring(store, folder, "web", visits(range(12))),
}


@pytest.fixture(params=[PIECE, 5], ids=lambda size: f"pieces of {size}")
def piece(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Files are taken back so much at a time; few are as large as a piece really is."""
    monkeypatch.setattr("app.stewardship.unload.PIECE", request.param)
    return int(request.param)


@pytest.mark.usefixtures("piece")
@pytest.mark.parametrize("second", SECOND_FILES.values(), ids=SECOND_FILES)
def test_before_a_load_is_after_it_was_taken_back(town: Store, tmp_path: Path, second: Any) -> None:
    before, people = whole(town), living(town)
    brought = second(town, tmp_path)
    (source,) = [row["source"] for row in loads(town) if row["id"] == brought]
    resolve(town, quiet=True)
    predicted = unload(town, ADA, source, brought, dry_run=True)
    done = unload(town, ADA, source, brought)
    assert differences(before, whole(town)) == []
    assert living(town) == people
    assert done == replace(predicted, dry_run=False)


@pytest.mark.usefixtures("piece")
@pytest.mark.parametrize("source", ["crm", "choices", "web"])
def test_a_whole_source_goes_as_predicted(town: Store, source: str) -> None:
    predicted = unload(town, ADA, source, dry_run=True)
    assert unload(town, ADA, source) == replace(predicted, dry_run=False)
    assert_as_rebuilt(town)


class Cut(Store):
    """The same server, which is lost after so many transactions."""

    def __init__(self, store: Store, after: int) -> None:
        super().__init__(store._driver, store.database)
        self.home = store.home
        self.after, self.count = after, 0

    def transact(self, work: Callable[[Run], T]) -> T:
        if self.count == self.after:
            raise GraphUnavailable("lost by the test")
        self.count += 1
        return super().transact(work)


@pytest.mark.parametrize(
    ("second", "size"),
    [
        ("records of a source of its own", 15),
        ("records that change known ones", 4),
        ("consents", 2),
        ("more visits", 12),
    ],
)
def test_cut_short_anywhere_it_goes_on(
    town: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, second: str, size: int
) -> None:
    """What is there in between is what deriving everything gives, and in the end all is as if never cut."""
    monkeypatch.setattr("app.stewardship.unload.PIECE", size)
    before, people = whole(town), living(town)
    for cut in count(1):
        brought = SECOND_FILES[second](town, tmp_path)
        (source,) = [row["source"] for row in loads(town) if row["id"] == brought]
        resolve(town, quiet=True)
        server = Cut(town, cut)
        try:
            unload(server, ADA, source, brought)
        except GraphUnavailable:
            assert_as_rebuilt(town)
            unload(town, ADA, source, brought)
        assert differences(before, whole(town)) == []
        assert living(town) == people
        if server.count < cut:
            break
    assert cut > 2


@pytest.mark.parametrize("source", ["crm", "choices", "web"])
def test_a_source_goes_with_all_it_brought(town: Store, source: str) -> None:
    unload(town, ADA, source)
    assert not [row for row in loads(town) if row["source"] == source]
    assert not town.run_text("MATCH (n) WHERE n.source = $p.source AND NOT n:Load RETURN n", source=source)
    assert not town.run_text("MATCH (s:Source {name: $p.source}) RETURN s", source=source)
    assert not town.run_text(
        "MATCH (x:Identifier) WHERE NOT (x)--() AND x.blocked IS NULL RETURN x.key AS key"
    )


def test_everything_taken_back_leaves_nothing(town: Store) -> None:
    for source in ("crm", "choices", "web"):
        unload(town, ADA, source)
    assert whole(town) == ({}, {}, {})


def test_what_a_later_load_brought_too_stays(town: Store, tmp_path: Path) -> None:
    """Monthly extracts: the first is taken back, the second had most of it as well."""
    (first,) = [row["id"] for row in loads(town, "crm")]
    before = of_crm(town)
    second = bring(town, tmp_path, "crm", population(20)[:30])
    unload(town, ADA, "crm", first)
    after = of_crm(town)
    assert set(before) - set(after) == {f"crm:0{number}{part}" for number in range(15, 20) for part in "ab"}
    assert after["crm:000a"][1]["load_id"] == second
    assert after["crm:000a"][1]["born"] == before["crm:000a"][1]["born"]
    unload(town, ADA, "crm", second)
    assert not of_crm(town)


def test_a_load_in_the_middle_is_taken_back_from_under_a_later_one(town: Store, tmp_path: Path) -> None:
    middle = bring(town, tmp_path, "crm", changed(population(3), email="middle@example.org"))
    bring(town, tmp_path, "crm", changed(population(3), email="last@example.org"))
    resolve(town, quiet=True)
    present = of_crm(town)
    unload(town, ADA, "crm", middle)
    assert of_crm(town) == present
    (_, last) = [row["id"] for row in loads(town, "crm")]
    unload(town, ADA, "crm", last)
    assert nodes(town)["crm:000a"][1]["email"] == [population(1)[0]["email"]]


def test_events_that_came_otherwise_are_not_taken_off(town: Store, tmp_path: Path) -> None:
    """A cookie of a visits file that the tracking API counts, too: only the sum of its events is kept."""
    hours = "MATCH (x:Cookie {key: 'cookie:ga-1'}) RETURN x.hours AS hours"
    (before,) = town.run_text(hours)
    town.run_text(
        "MATCH (x:Cookie {key: 'cookie:ga-1'}) SET x.hours = [h IN range(0, 23) | x.hours[h] + toInteger(h = 3)]"
    )
    second = bring(town, tmp_path, "web", visits(range(3), 9))
    unload(town, ADA, "web", second)
    (after,) = town.run_text(hours)
    assert after["hours"] == [count + (hour == 3) for hour, count in enumerate(before["hours"])]


def test_verdicts_on_its_records_go_with_it(town: Store, tmp_path: Path) -> None:
    bring(town, tmp_path, "shop", population(2))
    judge(town, ADA, "shop:000a", "crm:005a", "must_link")
    judge(town, ADA, "shop:000a", "shop:001a", "cannot_link")
    outcome = unload(town, ADA, "shop")
    assert outcome.evidence["records_removed"] == 4
    assert "2 verdicts of stewards" in outcome.notes[0]


def test_whoever_is_left_on_a_browser_has_it(town: Store, tmp_path: Path) -> None:
    """A household's, which somebody from elsewhere signed in on, and a person's of whom another record is left."""
    couple = [row for row in population(20) if row["id"] in ("001a", "002a")]
    bring(town, tmp_path, "app", [row | {"cookie_id": "ga-home"} for row in couple])
    bring(town, tmp_path, "kiosk", [population(20)[0] | {"cookie_id": "ga-home"}])
    bring(town, tmp_path, "choices", [{**consents(range(1))[0], "email": "", "cookie_id": "ga-own"}])
    bring(town, tmp_path, "shop", [population(20)[10] | {"cookie_id": "ga-own"}])
    resolve(town, quiet=True)
    owners = (
        "MATCH (x:Cookie)-[r:IDENTIFIES|MEMBER_OF]->() WHERE x.key IN ['cookie:ga-home', 'cookie:ga-own'] "
        "RETURN x.value AS cookie, type(r) AS type"
    )
    assert town.run_text(owners) == [{"cookie": "ga-own", "type": "IDENTIFIES"}]
    unload(town, ADA, "kiosk")
    unload(town, ADA, "shop")
    assert town.run_text(owners) == [{"cookie": "ga-home", "type": "MEMBER_OF"}]
    assert_as_rebuilt(town)


def test_a_blocked_value_stays_blocked(town: Store, tmp_path: Path) -> None:
    town.run_text("MATCH (x:Email) SET x.blocked = true")
    unload(town, ADA, "crm")
    assert town.run_text("MATCH (x:Email) RETURN count(x) AS left") == [{"left": 20}]


def test_what_is_not_there_cannot_be_taken_back(town: Store) -> None:
    with pytest.raises(NotFound, match="No file was loaded as shop"):
        unload(town, ADA, "shop")
    with pytest.raises(NotFound, match="crm has no such load"):
        unload(town, ADA, "crm", "01NOSUCHLOAD")
    with lease(town, "load of crm"), pytest.raises(Conflict):
        _in_another_thread(lambda: unload(town, ADA, "crm"))


def test_while_somebody_is_erased_or_kept_too_long_nothing_is_taken_back(town: Store) -> None:
    before = whole(town)
    with alone(town), pytest.raises(Conflict, match="being erased"):
        unload(town, ADA, "crm")
    assert whole(town) == before


def test_adding_up_is_the_same_here_as_in_the_graph(graph: Store) -> None:
    """Sums made anew by `summed` are those that `online_seen` had made."""
    rng = random.Random(7)
    row = "MATCH (x:Cookie {key: 'cookie:x'}) RETURN properties(x) AS sum"
    for _ in range(10):
        graph.run_text("MATCH (x:Cookie) DETACH DELETE x")
        batches = [brought(rng) for _ in range(rng.randint(1, 4))]
        for batch in batches:
            told = {
                "first": epoch(batch["first_seen"]),
                "last": epoch(batch["last_seen"]),
                "hours": [*enumerate(batch["hours"])],
            }
            graph.write(
                "ingest/online_seen",
                rows=[{**batch, **told, "key": "cookie:x", "label": "Cookie", "value": "x"}],
                nights=NIGHTS,
            )
        (found,) = graph.run_text(row)
        total = {name: value for name, value in summed(batches).items() if value is not None}
        assert {name: found["sum"].get(name) for name in total} == total


def brought(rng: random.Random) -> Row:
    ips = rng.sample([f"81.2.69.{number}" for number in range(40)], rng.randint(0, 15))
    places = rng.sample(["/a", "/b", "/c", "/d"], rng.randint(0, 4))
    first, last = sorted(datetime(2026, 3, rng.randint(1, 28), tzinfo=UTC) for _ in range(2))
    return {
        "first_seen": first,
        "last_seen": last,
        "user_agent": rng.choice([None, "Firefox", "Safari"]),
        "events": [rng.randint(1, 10**9) for _ in range(3)],
        "hours": [rng.randint(0, 3) for _ in range(24)],
        "ips": ips,
        "ip_days": [rng.randint(1, 5) for _ in ips],
        "ip_nights": [rng.randint(1, 5) for _ in ips],
        "places": places,
        "place_counts": [rng.randint(1, 5) for _ in places],
    }


def _in_another_thread(work: Any) -> Any:
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()
