"""Reads are noted behind the answer: in groups, sealed, and none is lost when the service or the graph stops."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest

from app.audit import Actor
from app.audit.checkpoints import Vault
from app.audit.entry import entry
from app.audit.journal import Journal
from app.audit.show import as_line, shown
from app.audit.verify import verify
from app.errors import GraphUnavailable
from app.graph.store import Run, Store
from app.settings import Settings
from tests.waiting import until

T = TypeVar("T")
WHO = Actor("cdp", "key_01JTEST")
WAIT_S = 30


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    return Settings(IDGRAPH_HOME=tmp_path)


def read(number: int) -> object:
    return entry(WHO, f"read {number}", [f"ind_{number}"], "support")


class Unreachable(Store):
    """The same graph, behind a network that can be cut."""

    cut = True

    def transact(self, work: Callable[[Run], T]) -> T:
        if self.cut:
            raise GraphUnavailable("Neo4j does not answer")
        return super().transact(work)


@pytest.fixture
def unreachable(graph: Store) -> Unreachable:
    return Unreachable(graph._driver, graph.database)


def test_many_threads_and_two_processes_worth_of_journals_write_one_chain(
    graph: Store, home: Settings
) -> None:
    journals = [Journal(graph, home), Journal(graph, home)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: journals[n % 2].note(read(n)), range(3_000)))
    for journal in journals:
        journal.close()
    result = verify(graph, home)
    assert result.ok, str(result)
    assert (result.entries, result.unsealed) == (3_000, 0)


def test_an_entry_stands_in_the_graph_soon_and_is_sealed_without_another_one(
    graph: Store, home: Settings
) -> None:
    journal = Journal(graph, home)
    journal.note(read(1))
    until(lambda: journal.waiting == 0, within=WAIT_S)
    assert len(shown(graph, limit=10)) == 1
    until(lambda: bool(Vault.of(home).checkpoints()), within=WAIT_S)
    journal.close()
    assert len(Vault.of(home).checkpoints()) == 1


def test_while_the_graph_is_away_entries_wait_up_to_a_bound(unreachable: Unreachable, home: Settings) -> None:
    journal = Journal(unreachable, home, room=3)
    for number in range(3):
        assert not journal.full
        journal.note(read(number))
    assert journal.full
    unreachable.cut = False
    until(lambda: not journal.waiting, within=WAIT_S)
    assert not journal.full
    journal.close()
    assert verify(unreachable, home).entries == 3


def test_what_waits_as_the_service_stops_is_appended_by_the_next(
    unreachable: Unreachable, home: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    journal = Journal(unreachable, home)
    journal.note(read(1))
    journal.note(read(2))
    journal.close()
    assert '"failure": "GraphUnavailable"' in capfd.readouterr().err
    left = home.home / "audit" / "waiting.jsonl"
    assert left.stat().st_mode & 0o777 == 0o600
    unreachable.cut = False
    following = Journal(unreachable, home)
    following.note(read(3))
    following.close()
    assert [row["action"] for row in shown(unreachable, limit=10)] == ["read 3", "read 2", "read 1"]
    assert not left.exists()
    assert verify(unreachable, home).ok


def test_those_about_somebody_are_found_by_an_index(graph: Store, home: Settings) -> None:
    journal = Journal(graph, home)
    for number in range(50):
        journal.note(read(number))
    journal.note(entry(WHO, "list read", [f"ind_{number}" for number in range(1_500)]))
    journal.close()
    (last, own) = shown(graph, limit=10, subjects=["ind_7"])
    assert (own["action"], last["action"]) == ("read 7", "list read")
    assert as_line(own).split()[2:] == ["cdp", "key_01JTEST", "read", "7", "for", "support", "ind_7"]
    assert [
        row["action"] for row in shown(graph, limit=10, subjects=["ind_7", "ind_8"], action="read 8")
    ] == ["read 8"]
    assert len(shown(graph, limit=100, subjects=[f"ind_{number}" for number in range(700)])) == 52
    assert shown(graph, limit=10, subjects=['ind_7" OR "ind_8']) == []
    assert shown(graph, limit=10, role="admin") == []
