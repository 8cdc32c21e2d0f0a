"""Whoever turns the driver's log on learns which statements run, and nobody's data."""

import logging

import pytest

from app.graph.store import Store

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
