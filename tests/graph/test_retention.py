"""What is due goes when its time has come, and not a day before; the clock is moved, never patched."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.audit import Actor, record_now
from app.errors import BadInput
from app.graph.store import Store
from app.ingest.load import About, load, quarantine_for
from app.ingest.ulid import ulid_at
from app.privacy.expired import Online, Place
from app.privacy.restriction import restrict
from app.privacy.retention import Report, retention
from app.privacy.rules import Rules, read_rules, shipped_rules
from app.privacy.subject import Asked
from app.resolution.bulk import resolve
from app.settings import Settings
from app.sources import open_source
from tests.graph.evidence import homes, individual, population
from tests.graph.rebuilt import assert_as_rebuilt
from tests.graph.tracking import identify, page, track

WHO = Actor("privacy", "key_test")
OLD = {
    "id": "old1",
    "first_name": "Zoé",
    "last_name": "Quenneville",
    "email": "zoe.quenneville@example.org",
    "birth_date": "1987-10-23",
    "updated_at": "2023-05-01T10:00:00Z",
}
LIMIT = datetime(2026, 5, 1, 10, tzinfo=UTC)
"""Three years after: until then she is kept."""


@pytest.fixture
def place(graph: Store, settings: Settings, tmp_path: Path) -> Settings:
    """Settings of a home of the graph's own."""
    return settings.model_copy(update={"home": tmp_path / "home", "audit": tmp_path / "audit"})


def bring(store: Store, place: Settings, folder: Path, source: str, rows: list[dict[str, Any]]) -> None:
    path = folder / f"{source}.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    file = open_source(path, {"id": "record_id"}, quarantine=quarantine_for(place.home, source))
    load(store, file, About(source), quiet=True)


def run(
    store: Store, place: Settings, at: datetime, *, apply: bool = False, rules: Rules | None = None
) -> Report:
    return retention(store, place, WHO, rules or shipped_rules(), at, apply=apply, now=at, quiet=True)


def found(report: Report, rule: str) -> dict[str, Any]:
    (line,) = [line for line in report.lines if line.rule.name == rule]
    return line.as_json()


def records(store: Store) -> set[str]:
    return {row["id"] for row in store.run_text("MATCH (c:Customer) RETURN c.id AS id")}


def test_prospects_go_three_years_after_their_last_act(graph: Store, place: Settings, tmp_path: Path) -> None:
    others = [row | {"updated_at": "2026-01-01"} for row in population(10)]
    bring(graph, place, tmp_path, "newsletter", [OLD, *others])
    resolve(graph, quiet=True)
    before = {group for group in homes(graph) if "newsletter:old1" not in group}
    assert found(run(graph, place, LIMIT), "prospects")["due"] == 0
    later = LIMIT + timedelta(seconds=1)
    listed = found(run(graph, place, later), "prospects")
    assert (listed["due"], listed["people"], listed["by_source"]) == (1, 1, {"newsletter": 1})
    assert (listed["oldest"], listed["removed"]) == ("2023-05-01T10:00:00+00:00", None)
    assert "newsletter:old1" in records(graph)
    assert found(run(graph, place, later, apply=True), "prospects")["removed"] == 1
    assert "newsletter:old1" not in records(graph)
    assert not graph.run_text("MATCH (x:Email) WHERE x.value CONTAINS 'quenneville' RETURN x")
    assert not graph.run_text("MATCH (i:Individual) WHERE i.name CONTAINS 'Quenneville' RETURN i")
    assert homes(graph) == before
    assert found(run(graph, place, later, apply=True), "prospects")["due"] == 0


@pytest.mark.parametrize("act", ["record", "sign-in", "refusal"])
def test_who_acted_elsewhere_is_kept(graph: Store, place: Settings, tmp_path: Path, act: str) -> None:
    bring(graph, place, tmp_path, "newsletter", [OLD, *population(10)])
    account = {"email": OLD["email"], "firstName": "Zoé", "lastName": "Quenneville"}
    if act == "record":
        bring(graph, place, tmp_path, "shop", [OLD | {"updated_at": "2025-05-01"}])
    elif act == "sign-in":
        track(graph, identify("zoe", "m1", 8, **account), page("c1", "m2", 9) | {"userId": "zoe"})
    else:
        said = {"purpose": "marketing", "status": "denied", "updated_at": "2025-05-01"}
        row = said | {"subject_namespace": "email", "subject_value": OLD["email"], "channel": "email"}
        path = tmp_path / "consents.jsonl"
        path.write_text(json.dumps(row) + "\n", encoding="utf-8")
        load(graph, open_source(path), About("consents"), quiet=True)
    resolve(graph, quiet=True)
    assert found(run(graph, place, LIMIT + timedelta(days=1)), "prospects")["due"] == 0


def test_whose_processing_is_restricted_is_kept_and_counted(
    graph: Store, place: Settings, tmp_path: Path
) -> None:
    bring(graph, place, tmp_path, "newsletter", [OLD, *population(10)])
    resolve(graph, quiet=True)
    restrict(graph, WHO, Asked(individual=individual(graph, "newsletter:old1")))
    line = found(run(graph, place, LIMIT + timedelta(days=1), apply=True), "prospects")
    assert (line["due"], line["held"]) == (0, 1)
    assert "newsletter:old1" in records(graph)


def test_cookies_go_after_thirteen_months_and_records_lose_them(graph: Store, place: Settings) -> None:
    track(
        graph,
        identify("u1", "m1", 8, email="marie.dupont@example.org", firstName="Marie", lastName="Dupont")
        | {"anonymousId": "cookie-1"},
        page("cookie-2", "m2", 9),
    )
    made = datetime(2026, 3, 14, 8, tzinfo=UTC)
    assert found(run(graph, place, datetime(2027, 4, 14, 8, tzinfo=UTC)), "cookies")["due"] == 0
    line = found(run(graph, place, datetime(2027, 4, 14, 9, 30, tzinfo=UTC), apply=True), "cookies")
    assert (line["due"], line["removed"], line["oldest"]) == (2, 2, made.isoformat())
    assert not graph.run_text("MATCH (x:Cookie) RETURN x")
    assert records(graph) == {"web:u1"}
    assert "cookie-1" not in json.dumps(
        graph.run_text("MATCH (c:Customer) RETURN properties(c) AS p"), default=str
    )


def test_what_is_of_somebody_restricted_is_kept_and_counted(
    graph: Store, place: Settings, tmp_path: Path
) -> None:
    """Their browsers, and what their records once said, as much as the records themselves."""
    person = OLD | {"cookie": "cookie-1", "updated_at": "2026-03-14T08:00:00Z"}
    bring(graph, place, tmp_path, "shop", [person])
    bring(graph, place, tmp_path, "shop", [person | {"email": "zoe@example.org"}])
    track(graph, page("cookie-2", "m1", 9))
    resolve(graph, quiet=True)
    restrict(graph, WHO, Asked(individual=individual(graph, "shop:old1")))
    names = ("cookies", "former-records")
    rules = [rule for rule in shipped_rules().rules if rule.name in names]
    rules = shipped_rules().model_copy(update={"rules": rules})
    report = run(graph, place, datetime.now(UTC) + timedelta(days=800), apply=True, rules=rules)
    lines = [found(report, name) for name in names]
    assert [(line["due"], line["held"]) for line in lines] == [(1, 1), (0, 1)]
    assert graph.run_text("MATCH (x:Cookie) RETURN x.value AS value") == [{"value": "cookie-1"}]
    assert graph.run_text("MATCH (f:FormerRecord) RETURN f.record AS of") == [{"of": "shop:old1"}]


def test_a_cookie_that_went_does_not_come_back_with_what_was_said_before(
    graph: Store, place: Settings, tmp_path: Path
) -> None:
    person = OLD | {"cookie": "cookie-1", "updated_at": "2026-03-14T08:00:00Z"}
    bring(graph, place, tmp_path, "shop", [person])
    track(graph, page("cookie-1", "m1", 8))
    bring(graph, place, tmp_path, "shop", [person | {"cookie": "cookie-3", "email": "zoe@example.org"}])
    run(graph, place, datetime(2027, 4, 14, 9, 30, tzinfo=UTC), apply=True)
    said = graph.run_text("MATCH (f:FormerRecord) RETURN properties(f) AS said")
    assert [
        (row["said"]["email"], row["said"].get("cookie"), row["said"].get("std_cookie")) for row in said
    ] == [(["zoe.quenneville@example.org"], None, None)]


def test_where_a_device_was_at_home_by_a_cookie_that_goes(graph: Store, place: Settings) -> None:
    """Nobody signed in on the cookie: who did so on the device is told to live elsewhere all the same."""

    def seen(device: str) -> dict[str, Any]:
        return {"context": {"device": {"id": f"{device}-2222-3333-4444-555566667777"}, "ip": "90.7.7.1"}}

    loic = {"firstName": "Loïc", "lastName": "Kervella"}
    track(
        graph,
        identify("u1", "m1", 12, firstName="Irène", lastName="Kervella") | seen("11111111"),
        *(identify("u2", f"n{hour}", hour, **loic) | seen("22222222") for hour in (3, 4, 5)),
        *(page("cookie-1", f"p{hour}", hour, **seen("11111111")) for hour in (3, 4, 5)),
    )
    assert homes(graph) == {frozenset({"web:u1", "web:u2"})}
    line = found(run(graph, place, datetime(2027, 4, 14, 9, 30, tzinfo=UTC), apply=True), "cookies")
    assert line["removed"] == 1
    assert_as_rebuilt(graph)


def test_who_comes_back_to_a_cookie_that_was_found_keeps_it(graph: Store, place: Settings) -> None:
    """It was found some time ago, and is looked at again once it is held."""
    rule = next(rule for rule in shipped_rules().rules if rule.what == "cookies")
    rule = rule.model_copy(update={"since": "last_seen"})
    track(graph, page("cookie-1", "m1", 8), page("cookie-2", "m2", 8))
    cookies = Online(Place(graph, place, WHO), rule, datetime(2026, 3, 14, 9, tzinfo=UTC))
    assert cookies.look().due == 2
    track(graph, identify("u1", "m3", 10) | {"anonymousId": "cookie-1"})
    assert list(cookies.remove()) == [1]
    assert graph.run_text("MATCH (x:Cookie) RETURN x.key AS key") == [{"key": "cookie:cookie-1"}]
    assert graph.run_text("MATCH (c:Customer)-[:USES_COOKIE]->(x:Cookie) RETURN c.id AS id") == [
        {"id": "web:u1"}
    ]


def test_messages_quarantine_files_and_audit(graph: Store, place: Settings) -> None:
    track(graph, page("cookie-1", "m1", 8))
    folder = place.home / "quarantine"
    folder.mkdir(parents=True)
    now = datetime.now(UTC)
    kept, due = (
        folder / f"shop-{ulid_at(now - timedelta(days=age))}0000000000000000.jsonl" for age in (10, 200)
    )
    for path in (kept, due):
        path.write_text("{}\n")
    record_now(graph, WHO, "looked up", [])
    later = now + timedelta(days=60)
    report = run(graph, place, later, apply=True)
    assert found(report, "messages")["removed"] == 1
    assert (found(report, "quarantine")["removed"], found(report, "quarantine")["by_source"]) == (
        1,
        {"shop": 1},
    )
    assert (kept.exists(), due.exists()) == (True, False)
    assert found(report, "audit")["due"] == 0
    assert found(run(graph, place, now + timedelta(days=400)), "audit")["due"] >= 1


def test_nothing_is_removed_by_a_time_to_come(graph: Store, place: Settings) -> None:
    with pytest.raises(BadInput, match="--apply"):
        retention(graph, place, WHO, shipped_rules(), datetime.now(UTC) + timedelta(days=1), apply=True)


def test_records_go_in_batches_and_what_is_left_is_as_derived_anew(
    graph: Store, place: Settings, tmp_path: Path
) -> None:
    rows = [
        row | {"updated_at": "2020-01-01" if int(row["id"][:3]) % 2 else "2026-01-01"}
        for row in population(40)
    ]
    bring(graph, place, tmp_path, "newsletter", rows)
    resolve(graph, quiet=True)
    line = found(run(graph, place, LIMIT, apply=True), "prospects")
    assert line["removed"] == line["due"] > 0
    left = homes(graph)
    resolve(graph, quiet=True)
    assert homes(graph) == left


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"keep": '"3 yrs"'}, "rule prospects.keep: write a number"),
        ({"what": '"everything"'}, "rule prospects.what"),
        ({"since": '"first_seen"'}, "rule prospects: since: records count from last_act"),
        ({"sources": "[]"}, "rule prospects: sources: name them"),
        ({"sources": '["a b"]'}, "rule prospects.sources.0"),
        ({"colour": '"red"'}, "rule prospects.colour: is unknown here"),
        ({"why": '""'}, "rule prospects.why"),
    ],
)
def test_a_bad_rule_is_refused_by_name(change: dict[str, str], said: str) -> None:
    rule = {
        "name": '"prospects"',
        "what": '"records"',
        "sources": '["*"]',
        "purpose": '"marketing"',
        "keep": '"3 years"',
        "since": '"last_act"',
        "why": '"law"',
    }
    lines = [f"{name} = {value}" for name, value in (rule | change).items()]
    text = "\n".join(['version = "1"', "[[rules]]", *lines])
    with pytest.raises(BadInput, match=said.replace("[", r"\[")):
        read_rules(text.encode(), "mine.toml")
