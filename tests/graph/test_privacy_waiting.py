"""A record that waits says something else than it stood for: what is meant for a person is done to nobody else."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.errors import Conflict
from app.graph.store import Run, Store
from app.privacy import erasure
from app.privacy.access import access
from app.privacy.preview import Preview
from app.privacy.restriction import object_to, restrict
from app.privacy.subject import Asked, Subject
from app.resolution.up_to_date import bring_up_to_date
from app.settings import Settings
from app.stewardship.held import release
from tests.graph.evidence import Row, add, individual, population
from tests.graph.held import held, limited
from tests.graph.rebuilt import assert_as_rebuilt
from tests.graph.test_erasure import NOW, WHO, eraser, home

__all__ = ["home"]
MARIE, HUGO = (
    {"id": id, "first_name": name, "last_name": family, "birth_date": born, "phone": "06 98 76 54 32"}
    | {"email": f"{name}@free.fr".lower(), "loyalty": f"L-{name}"}
    for id, name, family, born in (
        ("1", "Marie", "Quenneville", "1987-10-23"),
        ("2", "Hugo", "Delorme", "1954-02-11"),
    )
)


@pytest.fixture
def town(graph: Store, home: Path, tmp_path: Path) -> Store:
    """Marie and Hugo share a telephone, and nothing else."""
    add(graph, tmp_path, "crm", [*population(12), MARIE, HUGO])
    bring_up_to_date(graph, quiet=True)
    assert individual(graph, "crm:1") != individual(graph, "crm:2")
    return graph


def told(store: Store, folder: Path, row: Row, *, held_back: pytest.MonkeyPatch | None) -> None:
    """A file says so, and it waits, or is held back."""
    add(store, folder, "crm", [row])
    if held_back:
        limited(held_back, component=1)
        assert bring_up_to_date(store, quiet=True).held == 1


def resolved(store: Store) -> None:
    for review in held(store):
        release(store, WHO, review["held"])
    bring_up_to_date(store, quiet=True)


def acts(store: Store, home: Path, whom: str) -> list[Callable[[], object]]:
    """What shows or removes a person."""
    return [
        lambda: eraser(store, home).look(Asked(whom)),
        lambda: access(store, Settings(home=home), Subject(whom)),
        lambda: eraser(store, home).erase(Asked(whom)),
    ]


def marks(store: Store, whom: str) -> list[Callable[[], object]]:
    """What is noted about a person."""
    return [
        lambda: restrict(store, WHO, Asked(whom)),
        lambda: restrict(store, WHO, Asked(whom), lift=True),
        lambda: object_to(store, WHO, Asked(whom), ["marketing"], None, NOW),
    ]


@pytest.mark.parametrize("held_back", [False, True])
def test_who_a_record_is_by_now_is_not_taken_for_who_it_was(
    town: Store, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held_back: bool
) -> None:
    """A file renumbers: Marie's record says that it is Hugo, and stands for Marie until it is resolved."""
    whom = individual(town, "crm:1")
    told(town, tmp_path, HUGO | {"id": "1"}, held_back=monkeypatch if held_back else None)
    for act in (*acts(town, home, whom), *marks(town, whom)):
        with pytest.raises(Conflict, match=r"idgraph resolve.*idgraph release"):
            act()
    assert town.run_text("MATCH (n:Tombstone|Consent) RETURN n") == []
    assert town.run_text("MATCH (c:Customer) WHERE c.restricted RETURN c.id AS id") == []
    resolved(town)
    hugo = individual(town, "crm:2")
    assert individual(town, "crm:1") == hugo
    assert eraser(town, home).erase(Asked(hugo)).records == {"crm": 2}
    assert_as_rebuilt(town)


@pytest.mark.parametrize("held_back", [False, True])
def test_nobody_is_outlived_by_a_record_that_says_it_is_theirs(
    town: Store, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held_back: bool
) -> None:
    """It stands for Hugo still, and would make her anew."""
    marie = individual(town, "crm:1")
    told(town, tmp_path, MARIE | {"id": "2"}, held_back=monkeypatch if held_back else None)
    for act in acts(town, home, marie):
        with pytest.raises(Conflict, match=r"Email.*idgraph resolve.*idgraph release"):
            act()
    restrict(town, WHO, Asked(marie))
    restrict(town, WHO, Asked(marie), lift=True)
    resolved(town)
    found = eraser(town, home).look(Asked(marie))
    assert isinstance(found, Preview)
    assert eraser(town, home).erase(Asked(marie), found.plan).records == {"crm": 2}
    assert town.run_text("MATCH (e:Email {key: 'email:marie@free.fr'}) RETURN e") == []
    assert_as_rebuilt(town)


def test_of_whom_nothing_waits_is_answered_whoever_else_does(
    town: Store, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(town, tmp_path, HUGO | {"id": "1"}, held_back=monkeypatch)
    add(town, tmp_path, "crm", [population(1)[1] | {"city": "Lyon"}])
    other = individual(town, "crm:003a")
    for act in (*marks(town, other), *acts(town, home, other)):
        act()
    assert town.run_text("MATCH (c:Customer) WHERE c.id STARTS WITH 'crm:003' RETURN c.id AS id") == []


def test_what_begins_to_wait_while_somebody_is_erased_is_seen(
    town: Store, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An event is held back, for instance: whose it is may be another matter when it is let go."""
    marie, lock = individual(town, "crm:1"), erasure.lock

    def wait(run: Run, *held: list[str]) -> None:
        town.run_text("MATCH (c:Customer {id: 'crm:2'}) SET c:Pending:HeldBack")
        lock(run, *held)

    monkeypatch.setattr(erasure, "lock", wait)
    with pytest.raises(Conflict, match=r"Phone.*idgraph resolve"):
        eraser(town, home).erase(Asked(marie))
    assert individual(town, "crm:1") == marie
    assert list((home / "privacy").rglob("*.journal")) == []
