"""What is held back for a steward: limits under which much is, and files by which it is."""

from pathlib import Path

import pytest

from app.graph.store import Row, Store
from app.matching.limits import Limits, shipped_limits
from app.resolution.up_to_date import bring_up_to_date
from app.stewardship.reviews import reviews
from tests.graph.evidence import add, population


def limited(monkeypatch: pytest.MonkeyPatch, **held_back: int) -> Limits:
    shipped = shipped_limits()
    limits = shipped.model_copy(update={"held_back": shipped.held_back.model_copy(update=held_back)})
    for module in ("live.rederiving", "up_to_date"):
        monkeypatch.setattr(f"app.resolution.{module}.limits_in_force", lambda: limits)
    return limits


def all_paul(people: list[Row]) -> list[Row]:
    """A correction by which they are one person."""
    paul = {"first_name": "Paul", "last_name": "Martin", "birth_date": "1980-05-12"}
    return [row | paul | {"email": "paul.martin@orange.fr"} for row in people]


def corrected(store: Store, folder: Path, as_whom: dict[int, int]) -> None:
    """Eight people, of two records each, and a file that says of some of them that they are another one."""
    people = population(8)
    add(store, folder, "crm", people)
    bring_up_to_date(store, quiet=True)
    said = ("first_name", "last_name", "birth_date", "email", "phone")
    others = (people[2 * as_whom.get(at // 2, at // 2)] for at in range(len(people)))
    rows = zip(people, others, strict=True)
    add(store, folder, "crm", [row | {name: other.get(name) for name in said} for row, other in rows])


def newcomers_held_back(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch, people: list[Row], *numbers: int
) -> list[Row]:
    """People who are resolved, and rows of another source that say the same as those of these numbers: more than may
    hang together."""
    add(store, folder, "crm", people)
    bring_up_to_date(store, quiet=True)
    limited(monkeypatch, component=2)
    news = [people[number] | {"id": f"n{people[number]['id']}"} for number in numbers]
    add(store, folder, "shop", news)
    assert bring_up_to_date(store, quiet=True).held == len(news)
    return news


def held(store: Store) -> list[Row]:
    return [one for one in reviews(store, "", 100)["reviews"] if one["kind"] == "held_back"]
