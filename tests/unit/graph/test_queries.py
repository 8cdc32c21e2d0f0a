"""The catalogue: what a statement includes, and the parameters of what it includes."""

import pytest

from app.graph.queries import names, statement, subqueries

WHOLE = [name for name in names() if subqueries(name)]


@pytest.mark.parametrize("name", WHOLE)
def test_a_statement_in_another_one_is_a_subquery_with_parameters_of_its_own(name: str) -> None:
    text = statement(name)
    assert "Include" not in text
    for word, included in subqueries(name).items():
        own = statement(included).rstrip()
        assert f"CALL () {{\n{own.replace('$p.', f'$p.{word}.')}\n}}" in text


def test_there_are_statements_of_which_this_is_true() -> None:
    assert {"live/write", "track/write"} <= set(WHOLE)


def test_of_a_statement_without_others_there_are_no_words() -> None:
    assert subqueries("live/settle") == {}
