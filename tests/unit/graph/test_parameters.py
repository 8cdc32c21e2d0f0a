"""Parameters of statements are about people, and the driver makes a text of them for its log."""

from app.graph.store import Parameters


def test_nothing_is_told_of_them() -> None:
    assert repr(Parameters(email="marie.dupont@example.fr")) == str(Parameters()) == "{...}"
    assert Parameters(email="marie.dupont@example.fr") == {"email": "marie.dupont@example.fr"}
