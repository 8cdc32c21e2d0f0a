"""Tampering with the audit is found, whoever does it and however, and `verify` says where."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.audit import Actor, record_now, seal
from app.audit.chain import Head, append, head
from app.audit.checkpoints import Vault
from app.audit.entry import digest, entry
from app.audit.prune import prune
from app.audit.show import shown
from app.audit.verify import verify
from app.errors import BadInput, Conflict
from app.graph.store import Store
from app.settings import Settings

WHO = Actor("privacy", "key_01JTEST")
ENTRIES = """
    MATCH (a:Audit)
    RETURN a {.*, at: null, micros: a.at.epochSeconds * 1000000 + a.at.microsecond} AS e ORDER BY a.seq"""


@pytest.fixture
def home(graph: Store, tmp_path: Path) -> Settings:
    """A home of its own, and a chain of thirty entries sealed after ten, twenty and twenty-eight."""
    settings = Settings(IDGRAPH_HOME=tmp_path / "home")
    for number in range(1, 31):
        record_now(graph, WHO, "individual read", [f"ind_{number}"], "support", status=200)
        if number in (10, 20, 28):
            seal(graph, settings)
    return settings


def found(store: Store, settings: Settings) -> list[tuple[str, int, int]]:
    return [(one.kind, one.first, one.last) for one in verify(store, settings).findings]


def rewrite(store: Store, first: int, **changed: object) -> None:
    """What somebody with the whole database and no key can do: change an entry and make the rest of the chain fit."""
    (end,) = store.run_text("MATCH (h:AuditChain) RETURN h.id AS id")
    rows = [row["e"] for row in store.run_text(ENTRIES)]
    last = rows[first - 2]["hash"] if first > 1 else ""
    rows[first - 1] |= changed
    for row in rows[first - 1 :]:
        said = [row[name] for name in ("role", "caller", "action", "subjects", "purpose", "details")]
        row["previous"], last = last, digest(end["id"], row["seq"], last, row["micros"], said)
        store.run_text(
            "MATCH (a:Audit {seq: $p.seq}) SET a.previous = $p.previous, a.hash = $p.hash, a.action = $p.action",
            seq=row["seq"], previous=row["previous"], hash=last, action=row["action"],
        )  # fmt: skip
    store.run_text("MATCH (h:AuditChain) SET h.hash = $p.hash", hash=last)


def test_what_nobody_touched_is_whole(graph: Store, home: Settings) -> None:
    result = verify(graph, home)
    assert result.ok
    assert (result.entries, result.checkpoints, result.unsealed) == (30, 3, 2)
    assert str(result).startswith("The audit is whole: 30 entries, 3 checkpoints, 2 not yet sealed")


def test_an_audit_that_never_began_is_whole(graph: Store, tmp_path: Path) -> None:
    assert verify(graph, Settings(IDGRAPH_HOME=tmp_path)).ok


TAMPERED: dict[str, tuple[str, list[tuple[str, int, int]]]] = {
    "who did it": ("MATCH (a:Audit {seq: 7}) SET a.caller = 'key_other'", [("edited", 7, 7)]),
    "when": ("MATCH (a:Audit {seq: 7}) SET a.at = a.at + duration({seconds: 1})", [("edited", 7, 7)]),
    "when, to no date": ("MATCH (a:Audit {seq: 7}) SET a.at = 'never'", [("edited", 7, 7)]),
    "why": ("MATCH (a:Audit {seq: 30}) REMOVE a.purpose", [("edited", 30, 30)]),
    "about whom": ("MATCH (a:Audit {seq: 1}) SET a.subjects = []", [("edited", 1, 1)]),
    "two at once": (
        "MATCH (a:Audit) WHERE a.seq IN [3, 12] SET a.action = 'x'",
        [("edited", 3, 3), ("edited", 12, 12)],
    ),
    "one deleted": ("MATCH (a:Audit {seq: 15}) DELETE a", [("missing", 15, 15)]),
    "the first deleted": ("MATCH (a:Audit {seq: 1}) DELETE a", [("missing", 1, 1)]),
    "several deleted": ("MATCH (a:Audit) WHERE 12 <= a.seq <= 14 DELETE a", [("missing", 12, 14)]),
    "two swapped": (
        """MATCH (a:Audit {seq: 5}), (b:Audit {seq: 9}) SET a.seq = -1
        WITH a, b SET b.seq = 5 WITH a SET a.seq = 9""",
        [("moved", 5, 5), ("moved", 9, 9)],
    ),
    "deleted and the rest renumbered": (
        """MATCH (a:Audit {seq: 25}) DELETE a WITH 1 AS _
        MATCH (a:Audit) WHERE a.seq > 25 WITH a ORDER BY a.seq SET a.seq = a.seq - 1""",
        [*(("moved", seq, seq) for seq in range(25, 30)), ("rewritten", 21, 28), ("truncated", 30, 30)],
    ),
    "cut off": ("MATCH (a:Audit) WHERE a.seq > 25 DELETE a", [("truncated", 26, 30)]),
    "cut off before the last checkpoint": (
        """MATCH (a:Audit) WHERE a.seq > 25 DELETE a WITH DISTINCT 1 AS _
        MATCH (a:Audit {seq: 25}), (h:AuditChain) SET h.seq = 25, h.hash = a.hash""",
        [("truncated", 26, 28)],
    ),
    "the end moved back": (
        "MATCH (a:Audit {seq: 25}), (h:AuditChain) SET h.seq = 25, h.hash = a.hash",
        [("moved", 25, 28)],
    ),
    "all gone": ("MATCH (a:Audit|AuditChain) DELETE a", [("orphaned", 1, 28)]),
}  # fmt: skip


@pytest.mark.parametrize("how", TAMPERED)
def test_tampering_is_found_and_placed(graph: Store, home: Settings, how: str) -> None:
    statement, expected = TAMPERED[how]
    graph.run_text(statement)
    assert sorted(found(graph, home)) == sorted(expected)


def test_an_entry_replaced_with_a_hash_that_fits_it_breaks_the_link(graph: Store, home: Settings) -> None:
    (row,) = [row["e"] for row in graph.run_text(ENTRIES) if row["e"]["seq"] == 14]
    said = ["admin", *(row[name] for name in ("caller", "action", "subjects", "purpose", "details"))]
    end = head(graph)
    assert end
    fits = digest(end.chain, 14, row["previous"], row["micros"], said)
    graph.run_text("MATCH (a:Audit {seq: 14}) SET a.role = 'admin', a.hash = $p.hash", hash=fits)
    assert found(graph, home) == [("edited", 14, 15)]


def test_a_chain_written_anew_from_an_entry_on_contradicts_the_checkpoint_after_it(
    graph: Store, home: Settings
) -> None:
    rewrite(graph, 13, action="nothing happened")
    assert found(graph, home) == [("rewritten", 11, 28)]


def test_who_works_on_after_writing_it_anew_is_found_all_the_same(graph: Store, home: Settings) -> None:
    rewrite(graph, 23, action="nothing happened")
    record_now(graph, WHO, "individual read", ["ind_1"])
    seal(graph, home)
    assert found(graph, home) == [("rewritten", 21, 28)]


def test_a_checkpoint_signed_with_another_key_does_not_count(
    graph: Store, home: Settings, tmp_path: Path
) -> None:
    rewrite(graph, 13, action="nothing happened")
    end = head(graph)
    assert end
    other, ours = Vault.of(Settings(IDGRAPH_HOME=tmp_path / "other")), Vault.of(home)
    made_up = [
        other.seal(Head(end.chain, row["e"]["seq"], row["e"]["hash"])) for row in graph.run_text(ENTRIES)
    ]
    file = ours.folder / f"checkpoints-{end.chain}.jsonl"
    file.write_text((other.folder / file.name).read_text())
    assert len(made_up) == 30
    result = verify(graph, home)
    assert [(one.kind, one.text.split()[0]) for one in result.findings] == [("forged", "30")]
    assert result.checkpoints == 0
    assert not verify(graph, Settings(IDGRAPH_HOME=tmp_path / "other")).findings, "as that key sees it"
    assert verify(graph, home, other.public_key_file).ok


def test_a_damaged_line_among_the_checkpoints_is_said(graph: Store, home: Settings) -> None:
    (file,) = Vault.of(home).folder.glob("checkpoints-*.jsonl")
    lines = file.read_text().splitlines()
    edited = json.dumps({**json.loads(lines[0]), "seq": 9})
    text = "\n".join([edited, "not a checkpoint", *lines[1:]])
    file.write_bytes(text.encode() + b"\nnot even text \xff\n")
    assert found(graph, home) == [("forged", 0, 0)]


def test_a_public_key_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read: Is a directory"):
        Vault.of(Settings(IDGRAPH_HOME=tmp_path)).public_key(tmp_path)


def test_the_oldest_are_forgotten_and_the_rest_can_still_be_verified(graph: Store, home: Settings) -> None:
    year_ago = datetime.now(UTC) - timedelta(days=365)
    graph.run_text("MATCH (a:Audit|AuditChain) DELETE a")
    for file in Vault.of(home).folder.glob("checkpoints-*"):
        file.unlink()
    old = [
        replace(entry(WHO, "individual read", ["ind_1"]), at=year_ago - timedelta(hours=n))
        for n in range(8, 0, -1)
    ]
    graph.transact(lambda run: append(run, old))
    seal(graph, home)
    late = replace(entry(WHO, "waited in a file", ["ind_2"]), at=year_ago - timedelta(hours=1))
    graph.transact(lambda run: append(run, [entry(WHO, "individual read", ["ind_3"]), late]))
    assert prune(graph, home, WHO, year_ago, dry_run=True).entries == 8
    assert verify(graph, home).entries == 10
    assert prune(graph, home, WHO, year_ago).entries == 8
    result = verify(graph, home)
    assert result.ok, str(result)
    assert result.entries == 3, "two younger ones, and that the older ones were forgotten"
    assert prune(graph, home, WHO, year_ago).entries == 0
    graph.run_text("MATCH (a:Audit {seq: 9}) DELETE a")
    assert found(graph, home) == [("missing", 9, 9)]


def test_no_entry_names_those_of_forgotten_ones(graph: Store, home: Settings) -> None:
    """Not even for the search, in which the last entry of a page stands for all of it."""
    graph.run_text("MATCH (a:Audit|AuditChain) DELETE a")
    for file in Vault.of(home).folder.glob("checkpoints-*"):
        file.unlink()
    year_ago = datetime.now(UTC) - timedelta(days=365)
    ages = [timedelta(hours=-1 if number <= 1_020 else 1) for number in range(1, 1_061)]
    told = [
        replace(entry(WHO, "individual read", [f"ind_{number}"]), at=year_ago + age)
        for number, age in enumerate(ages, 1)
    ]
    graph.transact(lambda run: append(run, told))
    seal(graph, home)
    assert prune(graph, home, WHO, year_ago).entries == 1_020
    named = graph.run_text(
        "MATCH (a:Audit) UNWIND a.subjects + coalesce(a.about, []) AS id RETURN DISTINCT id"
    )
    assert {row["id"] for row in named} == {f"ind_{number}" for number in range(1_021, 1_061)}
    for number in (1_021, 1_050, 1_051):
        assert [row["seq"] for row in shown(graph, limit=9, subjects=[f"ind_{number}"])] == [number]
    assert shown(graph, limit=9, subjects=["ind_1020"]) == []


def test_a_pruning_cut_short_is_finished_by_the_next(graph: Store, home: Settings) -> None:
    now = datetime.now(UTC)
    first = graph.run_text(ENTRIES)[9]["e"]
    end = head(graph)
    assert end
    Vault.of(home).seal(Head(end.chain, 10, first["hash"]), start=True)
    graph.run_text("MATCH (a:Audit) WHERE a.seq <= 4 DELETE a")
    assert verify(graph, home).ok
    assert prune(graph, home, WHO, now).entries == 26
    result = verify(graph, home)
    assert result.ok
    assert result.entries == 1


def test_what_was_tampered_with_is_not_forgotten(graph: Store, home: Settings) -> None:
    graph.run_text("MATCH (a:Audit {seq: 7}) SET a.caller = 'key_other'")
    with pytest.raises(Conflict, match="evidence"):
        prune(graph, home, WHO, datetime.now(UTC))
    assert len(graph.run_text(ENTRIES)) == 30


def test_the_signing_key_is_the_owners_alone_and_checkpoints_may_stand_elsewhere(
    graph: Store, tmp_path: Path
) -> None:
    settings = Settings(IDGRAPH_HOME=tmp_path / "home", IDGRAPH_AUDIT=tmp_path / "elsewhere")
    record_now(graph, WHO, "individual read", ["ind_1"])
    seal(graph, settings)
    assert (tmp_path / "home/audit/signing-key.pem").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "elsewhere").glob("*.pem")] == []
    assert len(list((tmp_path / "elsewhere").glob("checkpoints-*.jsonl"))) == 1


PROPERTIES = ("role", "caller", "action", "purpose", "previous", "hash")
DELETE = "MATCH (a:Audit {seq: $p.seq}) DELETE a"
places = st.integers(1, 12)
tampering = st.one_of(
    st.tuples(
        st.sampled_from([f"MATCH (a:Audit {{seq: $p.seq}}) SET a.{name} = $p.value" for name in PROPERTIES]),
        st.fixed_dictionaries({"seq": places, "value": st.text(min_size=1, max_size=5)}),
    ),
    st.tuples(st.just(DELETE), st.fixed_dictionaries({"seq": places})),
)


@hypothesis_settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(tampering, min_size=1, max_size=3))
def test_any_change_at_all_is_found(
    graph: Store, tmp_path: Path, changes: list[tuple[str, dict[str, object]]]
) -> None:
    graph.run_text("MATCH (a:Audit|AuditChain) DELETE a")
    settings = Settings(IDGRAPH_HOME=tmp_path / datetime.now().isoformat())
    said = [entry(WHO, f"read {number}", [f"ind_{number}"]) for number in range(12)]
    graph.transact(lambda run: append(run, said))
    seal(graph, settings)
    assert verify(graph, settings).ok
    for statement, values in changes:
        graph.run_text(statement, **values)
    assert not verify(graph, settings).ok
