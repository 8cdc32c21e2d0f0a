"""What the consent check costs: look-ups, 1,000 cookies and an audience of 100,000 people, beside the same without it.

"Worked out" is asked with nothing remembered, "remembered" is what every reading but the first is.
Fewer people: BENCH_AUDIENCE=20000 pytest -m benchmark -s tests/benchmarks/test_consent.py
"""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest

from app.access.caller import LOCAL
from app.consent.may import Asked
from app.consent.remembering import forget_all, remember
from app.consent.rules import shipped_rules
from app.consent.view import View, view_of
from app.graph.queries import statement
from app.graph.store import Row, Store, batches
from app.profiles.audience import Audience
from app.profiles.cookies import match
from app.profiles.lookup import MOST_RECORDS, lookup
from tests.benchmarks.report import Report

pytestmark = pytest.mark.benchmark

PEOPLE = int(os.environ.get("BENCH_AUDIENCE", "100000"))
RUNS, QUESTIONS = 5, 400
MOST_HITS = 1.15
"""Database hits of what is remembered, at most so many times those without consent."""
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
OPEN = View(Asked(shipped_rules(), "stewardship", "email", int(time.time())))
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


class Beside(NamedTuple):
    """Medians in milliseconds, and those of the CPU of this process; database hits."""

    without_ms: float
    with_ms: float
    without_cpu_ms: float
    with_cpu_ms: float

    @property
    def cost(self) -> str:
        return f"{100 * (self.with_ms / self.without_ms - 1):+.0f} %"


def beside(ask: Callable[[View], object], purpose: tuple[str, str]) -> Beside:
    """Without and with consent, taken in turns so that a busy machine is busy for both."""
    taken: dict[bool, list[tuple[float, float]]] = {False: [], True: []}
    for run in range(RUNS + 1):
        for view in (OPEN, view_of(LOCAL, *purpose)):
            start = time.perf_counter(), time.process_time()
            ask(view)
            if run:
                spent = 1000 * (time.perf_counter() - start[0]), 1000 * (time.process_time() - start[1])
                taken[view.asks].append(spent)
    return Beside(
        *(statistics.median(one[at] for one in taken[asks]) for at in (0, 1) for asks in (False, True))
    )


def database_hits(store: Store, name: str, view: View, p: Row) -> int:
    """What PROFILE counts: the same on any machine."""
    with store._driver.session() as session:
        result = session.run(f"PROFILE {statement(name)}", p=p | view.p)
        list(result)  # a profile is of all rows
        return _hits(result.consume().profile)


def _hits(plan: Row | None) -> int:
    return int(plan.get("dbHits", 0)) + sum(map(_hits, plan.get("children", ()))) if plan else 0


class Question(NamedTuple):
    name: str
    ask: Callable[[View], object]
    purpose: tuple[str, str]
    statement: str
    parameters: Row
    people: list[str]
    cookies: list[str]


def row_of(store: Store, question: Question) -> Row:
    """First with nothing remembered, then with all that is asked for."""

    def hits(view: View) -> int:
        return database_hits(store, question.statement, view, question.parameters)

    found: dict[str, tuple[Beside, int]] = {}
    forget_all(store)
    found["worked_out"] = beside(question.ask, question.purpose), hits(view_of(LOCAL, *question.purpose))
    start = time.perf_counter()
    remember(store, question.people, question.cookies)
    a_second = (len(question.people) + len(question.cookies)) / (time.perf_counter() - start)
    found["remembered"] = beside(question.ask, question.purpose), hits(view_of(LOCAL, *question.purpose))
    row: Row = {"question": question.name, "hits": hits(OPEN)}
    for way, (times, hit) in found.items():
        row |= {f"{way}_{name}": value for name, value in times._asdict().items()}
        row |= {f"{way}_cost": times.cost, f"{way}_hits": hit}
    return row | {"remembering_per_s": a_second}


def test_what_the_consent_check_costs(people: Store) -> None:
    numbers = range(1, QUESTIONS, 10)
    cookies = [f"c{number}" for number in range(min(1_000, PEOPLE))]

    def look_ups(view: View) -> None:
        assert {lookup(people, "email", f"p{number}@x.fr", view)["kind"] for number in numbers} == {"known"}

    def matches(view: View) -> None:
        assert {row["status"] for row in match(people, cookies, view)} == {"known"}

    def audience(view: View) -> None:
        members = sum(1 for _ in Audience(people, view))
        assert members == (PEOPLE - (PEOPLE + 9) // 10 if view.asks else PEOPLE)

    email, web, keys = ("marketing", "email"), ("advertising", "web"), [f"cookie:{one}" for one in cookies]
    one = {"key": "email:p1@x.fr", "limit": MOST_RECORDS}
    looked_up = [f"ind_{number}" for number in numbers]
    everybody = [f"ind_{number}" for number in range(PEOPLE)]
    report = Report(
        "consent",
        f"The consent check, {PEOPLE:,} people",
        "the same question for a purpose that needs no consent, and for one that does: worked out as it is read, and "
        "remembered. hits: of the database, as PROFILE counts them",
    )
    for question in (
        Question(f"{len(numbers)} look-ups", look_ups, email, "read/lookup", one, looked_up, []),
        Question("1,000 cookies", matches, web, "read/cookies_match", {"keys": keys}, [], keys),
        Question("audience", audience, email, "read/audience", {"label": "Email"}, everybody, []),
    ):
        report.add(**row_of(people, question))
    report.publish()
    for row in report.rows:
        assert row["remembered_hits"] <= MOST_HITS * row["hits"], row["question"]
