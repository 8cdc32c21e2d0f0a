"""Whoever turns the driver's log on learns which statements run, and nobody's data; and what it does not do for us."""

import logging
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from neo4j import Transaction
from neo4j.exceptions import Neo4jError

from app.graph.store import Run, Store

EMAIL = "log.canary@example.fr"


def test_no_parameter_stands_in_the_log_of_the_driver(graph: Store, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="neo4j"):
        assert graph.read("live/exceptions", tokens=[EMAIL]) == []
        graph.write("live/exceptions_drop", rows=[{"token": EMAIL}])
        graph.transact(lambda run: run("live/exceptions", tokens=[EMAIL]))
        assert list(graph.stream("live/exceptions", tokens=[EMAIL])) == [{"rows": []}]
        graph.run_text("RETURN $p.email AS email", email=None)
    told = [record.getMessage() for record in caplog.records]
    assert any("MATCH (b:Block" in line for line in told)
    assert not any(EMAIL in line for line in told)


def test_of_two_who_wait_for_each_other_one_begins_anew_at_once(
    graph: Store, caplog: pytest.LogCaptureFixture
) -> None:
    """The driver would say that it retries, and wait for a second."""
    graph.run_text("UNWIND ['a', 'b'] AS id CREATE (:Customer {id: id, source: 'crm'})")
    both_hold_one, tries = threading.Barrier(2), Counter[str]()

    def work(first: str, second: str, run: Run) -> None:
        tries[first] += 1
        run("privacy/records_lock", ids=[first])
        if tries[first] == 1:
            both_hold_one.wait(60)
        run("privacy/records_lock", ids=[second])

    with ThreadPoolExecutor() as pool, caplog.at_level(logging.WARNING, logger="neo4j"):
        for order in (("a", "b"), ("b", "a")):
            pool.submit(graph.transact, partial(work, *order))
    assert sorted(tries.values()) == [1, 2]
    assert not caplog.records


def test_who_fails_does_not_undo_what_others_began_on_their_connection(graph: Store) -> None:
    """The driver gives it back at once, and rolls back later."""
    with graph._driver.session(database=graph.database) as session:

        def refused(run: Run) -> None:
            try:
                run("resolve/lock_take", name="any", owner="me", seconds="many", again=False)
            finally:
                others.append(session.begin_transaction())
                others[0].run("CREATE (:Customer {id: 'other', source: 'crm'})").consume()

        others: list[Transaction] = []
        with pytest.raises(Neo4jError):
            graph.transact(refused)
        others[0].run("MATCH (c:Customer {id: 'other'}) SET c.source = 'shop'").consume()
        others[0].commit()
    assert graph.run_text("MATCH (c:Customer) RETURN c.source AS source") == [{"source": "shop"}]
