"""The audit on a real graph: entries form one chain, whoever writes them."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.audit import Actor, record_change, record_now
from app.audit.chain import append, head
from app.audit.entry import entry
from app.audit.show import shown
from app.graph.store import Row, Run, Store

STEWARD = Actor("steward", "key_01JTEST")
ENTRIES = "MATCH (a:Audit) RETURN a {.*} AS entry ORDER BY a.seq"


def entries(store: Store) -> list[Row]:
    return [row["entry"] for row in store.run_text(ENTRIES)]


def test_a_change_and_its_entry_are_committed_together_or_not_at_all(graph: Store) -> None:
    def work(run: Run) -> None:
        record_change(run, STEWARD, "verdict added", ["ind_1"], "stewardship", links=3)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        graph.transact(work)
    assert entries(graph) == []
    assert record_now(graph, STEWARD, "verdict added", ["ind_1"], "stewardship", links=3) == 1
    (only,) = entries(graph)
    assert only["subjects"] == ["ind_1"]
    assert only["details"] == ["links=3"]


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
    assert [one["seq"] for one in found] == list(range(1, 201))
    assert [one["previous"] for one in found[1:]] == [one["hash"] for one in found[:-1]]
    end = head(graph)
    assert end and (end.seq, end.hash) == (200, found[-1]["hash"])


def test_an_entry_about_very_many_is_several(graph: Store) -> None:
    record_now(graph, STEWARD, "audience exported", [f"ind_{n:05}" for n in range(2_500)])
    assert [len(one["subjects"]) for one in entries(graph)] == [1000, 1000, 500]


def test_each_entry_is_found_by_each_of_its_subjects(graph: Store) -> None:
    """In pages and not yet in one, beside entries about nobody or about very many, and once the oldest are gone."""
    crowd = [f"ind_{n:05}" for n in range(900)]
    names = [[f"ind_{n % 40}", f"hh_{n % 7}"] if n % 3 else [] for n in range(1_230)]
    names[100:102] = [crowd, crowd]
    for start, end in ((0, 400), (400, 990), (990, 1_230)):
        graph.transact(
            lambda run, some=names[start:end]: append(run, [entry(STEWARD, "read", s) for s in some])
        )
    for some in names[:40]:
        record_now(graph, STEWARD, "read", some)
    found = entries(graph)
    assert [one["seq"] for one in found if "about" in one] == list(range(50, 1_201, 50))
    said = {row["seq"]: set(row["subjects"]) for row in found}
    for subject in ("ind_1", "ind_39", "hh_0", "ind_00899", "ind_nobody"):
        expected = sorted((seq for seq, subjects in said.items() if subject in subjects), reverse=True)
        assert [row["seq"] for row in shown(graph, limit=2_000, subjects=[subject])] == expected
    graph.write("audit/prune", until=60, limit=1_000)
    left = sorted((seq for seq, subjects in said.items() if "ind_1" in subjects and seq > 60), reverse=True)
    assert [row["seq"] for row in shown(graph, limit=2_000, subjects=["ind_1"])] == left
    assert [row["seq"] for row in shown(graph, limit=2, subjects=["ind_1"])] == left[:2]
