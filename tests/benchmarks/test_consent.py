"""What the consent check costs: a look-up and an audience of 100,000 people, beside the same without it.

Fewer people: BENCH_AUDIENCE=20000 make bench.
"""

import os
import statistics
import time
from collections.abc import Callable, Iterator

import pytest

from app.access.caller import LOCAL
from app.consent.may import Asked
from app.consent.rules import shipped_rules
from app.consent.view import View, view_of
from app.graph.store import Row, Store, batches
from app.profiles.audience import Audience
from app.profiles.cookies import match
from app.profiles.lookup import lookup
from tests.benchmarks.report import Report

pytestmark = pytest.mark.benchmark

PEOPLE = int(os.environ.get("BENCH_AUDIENCE", "100000"))
RUNS, QUESTIONS = 5, 400
CREATE = """
UNWIND $p.rows AS n
CREATE (i:Individual {id: 'ind_' + n, name: 'Person ' + n, size: 2})-[:MEMBER_OF {since: datetime()}]->(:Household
  {id: 'hh_' + n, size: 1})
CREATE (e:Email:Identifier {key: 'email:p' + n + '@x.fr', value: 'p' + n + '@x.fr'}),
  (t:Phone:Identifier {key: 'phone:+336' + n, value: '+336' + n}),
  (k:Cookie:Identifier {key: 'cookie:c' + n, value: 'c' + n, first_seen: datetime(), last_seen: datetime()}),
  (l:ExternalId:Identifier {key: 'loyalty:' + n, value: '' + n})
CREATE (a:Customer {id: 'shop:' + n, source: 'shop', source_id: '' + n, std_birth_date: '1980-01-01'}),
  (b:Customer {id: 'web:' + n, source: 'web', source_id: '' + n})
CREATE (a)-[:IDENTIFIES]->(i), (b)-[:IDENTIFIES]->(i), (k)-[:IDENTIFIES]->(i),
  (a)-[:HAS_EMAIL]->(e), (b)-[:HAS_EMAIL]->(e), (a)-[:HAS_PHONE]->(t), (a)-[:HAS_ID]->(l), (b)-[:USES_COOKIE]->(k)
CREATE (e)-[:HAS_CONSENT]->(:Consent {id: 'm' + n, purpose: 'marketing', channel: 'email', source: 'shop',
  status: CASE WHEN n % 10 = 0 THEN 'denied' ELSE 'granted' END, at: datetime() - duration('P9D')}),
  (t)-[:HAS_CONSENT]->(:Consent {id: 's' + n, purpose: 'marketing', channel: 'sms', source: 'shop', status: 'granted',
  at: datetime() - duration('P9D')}),
  (k)-[:HAS_CONSENT]->(:Consent {id: 'w' + n, purpose: 'advertising', channel: 'web', source: 'web', status: 'granted',
  at: datetime() - duration('P9D')})
"""
WIPE = "MATCH (n) WHERE NOT n:Schema CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS"
ASKING = view_of(LOCAL, "marketing", "email")
OPEN = View(Asked(shipped_rules(), "stewardship", "email", ASKING.asked.at))
"""Without consent, by the same channel."""


@pytest.fixture(scope="module")
def people(store: Store) -> Iterator[Store]:
    """Two records each, joined by one email address; statements on email address, telephone and cookie."""
    store.run_text(WIPE)
    rows: Iterator[Row] = ({"n": number} for number in range(PEOPLE))
    for batch in batches(rows, 5_000):
        store.run_text(CREATE, rows=[row["n"] for row in batch])
    yield store
    store.run_text(WIPE)


def beside(work: Callable[[View], object]) -> tuple[float, float]:
    """Median seconds without and with consent, taken in turns so that a busy machine is busy for both."""
    seconds: dict[bool, list[float]] = {False: [], True: []}
    for run in range(RUNS + 1):
        for view in (OPEN, ASKING):
            start = time.perf_counter()
            work(view)
            if run:
                seconds[view.asks].append(time.perf_counter() - start)
    return statistics.median(seconds[False]), statistics.median(seconds[True])


def test_what_the_consent_check_costs(people: Store) -> None:
    report = Report(
        "consent",
        "The consent check",
        "the same question for a purpose that needs no consent, and one that does",
    )

    def audience(view: View) -> None:
        found = Audience(people, view)
        members = sum(1 for _ in found)
        assert members == (PEOPLE - (PEOPLE + 9) // 10 if view.asks else PEOPLE)

    def look_ups(view: View) -> None:
        for number in range(1, QUESTIONS, 10):
            assert lookup(people, "email", f"p{number}@x.fr", view)["kind"] == "known"

    cookies = [f"c{number}" for number in range(1_000)]

    def matches(view: View) -> None:
        purpose = view_of(LOCAL, "advertising", "web") if view.asks else view
        assert {row["status"] for row in match(people, cookies, purpose)} == {"known"}

    for what, count, work in (
        ("audience", PEOPLE, audience),
        ("look-up", QUESTIONS // 10, look_ups),
        ("1,000 cookies", 1, matches),
    ):
        without, with_consent = beside(work)
        report.add(
            question=what,
            of=count,
            without_ms=1000 * without / (1 if what == "audience" else count),
            with_ms=1000 * with_consent / (1 if what == "audience" else count),
            cost=f"{100 * (with_consent / without - 1):+.0f} %",
        )
    report.publish()
