"""What is new is not asked for: nothing was derived of it yet."""

from typing import Any

from app.graph.store import Row
from app.resolution.live.standing import Stood


class Asked:
    """A run that answers each record with itself and a neighbour, and keeps what it was asked."""

    def __init__(self) -> None:
        self.questions: list[tuple[str, Row]] = []

    def __call__(self, name: str, /, **p: Any) -> list[Row]:
        self.questions.append((name, p))
        return [{"id": id} for id in (*p["ids"], *(["shop:9"] if "shop:1" in p["ids"] else []))]


def test_only_what_was_there_is_asked_for() -> None:
    run = Asked()
    stood = Stood(run, frozenset({"shop:2", "ind_2"}))
    assert stood.rows("live/touching", ids={"shop:2", "shop:1"}) == [{"id": "shop:1"}, {"id": "shop:9"}]
    assert run.questions == [("live/touching", {"ids": ["shop:1"]})]


def test_where_all_is_new_nothing_is_asked() -> None:
    run = Asked()
    assert Stood(run, frozenset({"shop:2"})).rows("live/touching", ids=["shop:2"]) == []
    assert Stood(run, frozenset()).rows("live/touching", ids=[]) == []
    assert not run.questions


def test_what_is_new_is_joined_with_nothing_but_is_there_itself() -> None:
    run = Asked()
    assert Stood(run, frozenset({"shop:2"})).joined(["shop:1", "shop:2"], "MATCHES") == {
        "shop:1",
        "shop:2",
        "shop:9",
    }
    assert all("shop:2" not in p["ids"] for _, p in run.questions)
