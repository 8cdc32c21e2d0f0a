"""The audit on a real graph: entries form one chain, whoever writes them."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.audit import Actor, record_change, record_now
from app.audit.chain import head
from app.graph.store import Run, Store

STEWARD = Actor("steward", "key_01JTEST")
ENTRIES = "MATCH (a:Audit) RETURN a {.*} AS entry ORDER BY a.seq"


def entries(store: Store) -> list[dict[str, object]]:
    return [row["entry"] for row in store.run_text(ENTRIES)]


def test_a_change_and_its_entry_are_committed_together_or_not_at_all(graph: Store) -> None:
    def work(run: Run) -> None:
        record_change(run, STEWARD, "verdict added", ["ind_1"], "stewardship", links=3)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        graph.transact(work)
    assert entries(graph) == []
    assert record_now(graph, STEWARD, "verdict added", ["ind_1"], "stewardship", links=3) == 1
    (entry,) = entries(graph)
    assert entry["subjects"] == ["ind_1"]
    assert entry["details"] == ["links=3"]


def test_records_are_named_by_their_birth(graph: Store) -> None:
    graph.run_text("CREATE (:Customer {id: 'crm:jean@example.org', born: '01JB'})")
    record_now(graph, STEWARD, "record read", ["crm:jean@example.org", "crm:gone@example.org"])
    assert set(entries(graph)[0]["subjects"]) == {"rec_01JB", "rec_unknown"}


@pytest.mark.parametrize("subject", ["jean@example.org", "+33612345678", "Jean Dupont", ""])
def test_what_may_be_a_value_is_refused_as_a_subject(graph: Store, subject: str) -> None:
    with pytest.raises(ValueError, match="no ID of ours") as error:
        record_now(graph, STEWARD, "record read", [subject])
    assert not subject or subject not in str(error.value)


def test_many_writers_make_one_chain_without_gaps(graph: Store) -> None:
    with ThreadPoolExecutor(8) as threads:
        numbers = list(threads.map(lambda n: record_now(graph, STEWARD, "read", [f"ind_{n}"]), range(200)))
    assert sorted(numbers) == list(range(1, 201))
    found = entries(graph)
    assert [entry["seq"] for entry in found] == list(range(1, 201))
    assert [entry["previous"] for entry in found[1:]] == [entry["hash"] for entry in found[:-1]]
    end = head(graph)
    assert end and (end.seq, end.hash) == (200, found[-1]["hash"])


def test_an_entry_about_very_many_is_several(graph: Store) -> None:
    record_now(graph, STEWARD, "audience exported", [f"ind_{n:05}" for n in range(2_500)])
    assert [len(entry["subjects"]) for entry in entries(graph)] == [1000, 1000, 500]
