"""Random histories of a live graph: people and visits come and go, stewards judge, part, block, change their minds.

After every history the graph must be what deriving everything anew gives, there and in a graph that knows nothing of
it, and what its feed tells.
"""

import json
import shutil
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from app.audit import COMMAND
from app.errors import Conflict, GraphUnavailable
from app.feed.entries import last
from app.graph.lease import lease
from app.graph.store import Store
from app.ingest.load import About, load
from app.ingest.tracking import Tracking
from app.matching.model import MatchModel
from app.privacy.erasure import Eraser
from app.privacy.expired import Online, Place, Records
from app.privacy.preview import Preview
from app.privacy.removal import alone
from app.privacy.restriction import readmit
from app.privacy.rules import shipped_rules
from app.privacy.subject import Asked
from app.profiles.lookup import key_of
from app.resolution.bulk import resolve
from app.resolution.in_force import put_in_force
from app.resolution.live import rederive
from app.resolution.live.waiting import resolve_waiting
from app.resolution.up_to_date import bring_up_to_date
from app.settings import settings
from app.sources import open_source
from app.sources.tracking import Sender, events_of
from app.stewardship.blocks import block, unblock
from app.stewardship.held import release
from app.stewardship.unload import unload
from app.stewardship.unmerge import unmerge
from app.stewardship.verdicts import judge, withdraw
from tests.graph.arrivals import CARDS, DEVICES, EMAILS, EVENTS, NUMBERS, PEOPLE, VISITS, Row
from tests.graph.evidence import add, see
from tests.graph.held import held
from tests.graph.houses import HOUSED, SHIPPED, SIZED
from tests.graph.rebuilt import (
    Membership,
    assert_as_afresh,
    assert_as_rebuilt,
    assert_as_told,
    membership,
)
from tests.graph.tracking import NOW, PHONE, events, write

SOURCES = ("crm", "shop")
BLOCKABLE = (
    ("email", "dupont.et.fils@dupont-sas.fr"),
    ("phone", "+33612345678"),
    ("email", "jean.martin@orange.fr"),
    ("cookie", PHONE),
    ("device", DEVICES[0]),
    ("loyalty", CARDS[0]),
    ("national_id", NUMBERS[0]),
    ("account", "u1"),
)


class CutShort(Store):
    """The same server, which is lost after so many writes."""

    def __init__(self, store: Store, writes: int) -> None:
        super().__init__(store._driver, store.database)
        self.home, self._left = store.home, [None] * writes
        """Shared by all copies of it."""

    def write(self, name: str, /, **p: Any) -> list[Row]:
        if "lock_" not in name:
            self._lose()
        return super().write(name, **p)

    def write_together(self, statements: Any) -> None:
        self._lose()
        super().write_together(statements)

    def _lose(self) -> None:
        if not self._left:
            raise GraphUnavailable("lost by the test")
        self._left.pop()


class LiveGraph(RuleBasedStateMachine):
    """`store` and `folder` are set on a subclass by who runs it."""

    store: Store
    folder: Path
    model: MatchModel = SHIPPED

    def __init__(self) -> None:
        super().__init__()
        self.store.run_text("MATCH (n) WHERE NOT n:Schema DETACH DELETE n")
        put_in_force(self.store, self.model, chosen=True)
        self.store.write("live/ready", ready=True)
        self.loads: list[tuple[str, str]] = []
        self.judged: list[tuple[str, str]] = []
        self.came: list[tuple[str, list[Row]]] = []
        self.erased: list[set[str]] = []
        self.moments: dict[int, Membership] = {}
        self.home_before, self.store.home = self.store.home, self.folder / "home"
        shutil.rmtree(self.store.home, ignore_errors=True)

    @rule(
        source=st.sampled_from(SOURCES),
        rows=st.lists(PEOPLE, min_size=1, max_size=6, unique_by=lambda p: p["id"]),
        promise=st.sampled_from((None, None, None, True, False)),
        waits=st.booleans(),
    )
    def a_file_comes(self, source: str, rows: list[Row], promise: bool | None, waits: bool) -> None:
        self.came.append((source, rows))
        self._load(source, rows, promise, waits=waits)

    @precondition(lambda self: self.came)
    @rule(data=st.data())
    def a_file_comes_again(self, data: st.DataObject) -> None:
        number = data.draw(st.integers(0, len(self.came) - 1))
        self._load(*self.came[number])

    @precondition(lambda self: self.came)
    @rule(data=st.data(), wrong=PEOPLE, found=st.lists(EVENTS, max_size=2))
    def a_mistake_is_mended_before_it_is_resolved(
        self, data: st.DataObject, wrong: Row, found: list[Row]
    ) -> None:
        """Somebody is derived meanwhile, and somebody comes."""
        source, rows = self.came[data.draw(st.integers(0, len(self.came) - 1))]
        row = rows[data.draw(st.integers(0, len(rows) - 1))]
        self._load(source, [wrong | {"id": row["id"]}], waits=True)
        if records := self._records():
            one = data.draw(st.sampled_from(records))
            rederive(self.store, lambda run: [one])
        write(Tracking(self.store), events(*found))
        self._load(source, [row])

    @rule(
        source=st.sampled_from(SOURCES), visits=st.lists(VISITS, min_size=1, max_size=6), waits=st.booleans()
    )
    def visits_come(self, source: str, visits: list[Row], waits: bool) -> None:
        see(self.store, self.folder, source, visits)
        self._note_loads()
        if not waits:
            self._resolve_what_waits()

    @rule()
    def what_waits_is_resolved(self) -> None:
        self._resolve_what_waits()

    @rule(found=st.lists(EVENTS, min_size=1, max_size=6))
    def events_arrive(self, found: list[Row]) -> None:
        write(Tracking(self.store), events(*found))

    @rule(found=st.lists(EVENTS, min_size=1, max_size=3))
    def events_arrive_while_everything_is_resolved(self, found: list[Row]) -> None:
        with lease(self.store, "resolve"):
            write(Tracking(self.store), events(*found))

    @rule(found=st.lists(EVENTS, min_size=1, max_size=3))
    def somebody_claims(self, found: list[Row]) -> None:
        """With a write key that everybody can read."""
        claimed, _ = events_of({"batch": found}, "batch", Sender("site", NOW, claims=True))
        write(Tracking(self.store), claimed)

    @rule(email=st.sampled_from(EMAILS[1:]))
    def somebody_consents(self, email: str) -> None:
        consented(self.store, self.folder, email)

    @precondition(lambda self: self.loads)
    @rule(data=st.data())
    def a_file_is_taken_back(self, data: st.DataObject) -> None:
        source, load = data.draw(st.sampled_from(sorted(self.loads)))
        self.loads.remove((source, load))
        predicted = unload(self.store, COMMAND, source, load, dry_run=True)
        assert unload(self.store, COMMAND, source, load).effects == predicted.effects

    @precondition(lambda self: self.loads)
    @rule(data=st.data())
    def a_file_is_taken_back_while_everything_is_resolved(self, data: st.DataObject) -> None:
        source, load = data.draw(st.sampled_from(sorted(self.loads)))
        with lease(self.store, "resolve"), suppress(Conflict):  # nobody is removed meanwhile
            unload(self.store, COMMAND, source, load)
        self._note_loads()

    @precondition(lambda self: self.loads)
    @rule(data=st.data(), verdict=st.sampled_from(("must_link", "cannot_link")))
    def a_steward_judges(self, data: st.DataObject, verdict: Any) -> None:
        ids = self._records()
        if len(ids) > 1:
            a, b = data.draw(st.lists(st.sampled_from(ids), min_size=2, max_size=2, unique=True))
            try:
                predicted = judge(self.store, COMMAND, a, b, verdict, dry_run=True)
            except Conflict:
                return
            assert judge(self.store, COMMAND, a, b, verdict).effects == predicted.effects

    @rule(data=st.data())
    def a_verdict_is_withdrawn(self, data: st.DataObject) -> None:
        rows = self._rows(
            "MATCH (a:Customer)-[:MUST_LINK|CANNOT_LINK]->(b) RETURN DISTINCT a.id AS a, b.id AS b"
        )
        if rows:
            a, b = data.draw(st.sampled_from(sorted((row["a"], row["b"]) for row in rows)))
            withdraw(self.store, COMMAND, a, b)

    @rule(data=st.data())
    def a_person_is_taken_apart(self, data: st.DataObject) -> None:
        rows = self._rows(
            "MATCH (c:Customer)-[:IDENTIFIES]->(i:Individual) "
            "WITH i.id AS id, collect(c.id) AS records WHERE size(records) > 1 RETURN id, records"
        )
        if rows:
            one = data.draw(st.sampled_from(sorted(rows, key=lambda row: min(row["records"]))))
            parted = [data.draw(st.sampled_from(sorted(one["records"])))]
            try:
                predicted = unmerge(self.store, COMMAND, one["id"], parted, dry_run=True)
            except Conflict:
                return
            assert unmerge(self.store, COMMAND, one["id"], parted).effects == predicted.effects

    @rule(value=st.sampled_from(BLOCKABLE))
    def a_value_is_blocked_or_not(self, value: tuple[str, str]) -> None:
        # What goes with the last who carries it is not blocked any more.
        blocked = self._rows("MATCH (x:Identifier) WHERE x.blocked RETURN x.key AS key")
        change = unblock if {"key": key_of(*value)} in blocked else block
        change(self.store, COMMAND, *value)

    @rule(data=st.data())
    def somebody_held_back_is_let_go(self, data: st.DataObject) -> None:
        if names := self._held():
            name = data.draw(st.sampled_from(names))
            predicted = release(self.store, COMMAND, name, dry_run=True)
            assert release(self.store, COMMAND, name).effects == predicted.effects

    @rule(data=st.data())
    def a_person_is_erased(self, data: st.DataObject) -> None:
        rows = self._rows(
            "MATCH (c:Customer)-[:IDENTIFIES]->(i:Individual) RETURN i.id AS id, collect(c.id) AS records"
        )
        if not rows:
            return
        one = data.draw(st.sampled_from(sorted(rows, key=lambda row: min(row["records"]))))
        eraser, asked = Eraser(self.store, self._home, COMMAND, datetime.now(UTC)), Asked(one["id"])
        try:
            found = eraser.look(asked)
            assert isinstance(found, Preview)
            certificate = eraser.erase(asked, found.plan)
        except Conflict:
            return
        assert sum(certificate.records.values()) >= len(one["records"])
        self.erased.append(set(one["records"]))

    @precondition(lambda self: self.erased)
    @rule(data=st.data())
    def who_was_erased_may_come_back(self, data: st.DataObject) -> None:
        records = self.erased.pop(data.draw(st.integers(0, len(self.erased) - 1)))
        readmit(self.store, self._home, COMMAND, Asked(None, "record", min(records)), datetime.now(UTC))

    @rule(data=st.data(), what=st.sampled_from(("records", "cookies", "devices")))
    def what_is_old_goes(self, data: st.DataObject, what: str) -> None:
        due = next(rule for rule in shipped_rules().rules if rule.what == what)
        since = "MATCH (c:Customer) RETURN DISTINCT c.seen_at AS at"
        if what != "records":
            since = f"MATCH (x:Cookie|Device) RETURN DISTINCT x.{due.since} AS at"
        if times := sorted(row["at"].to_native() for row in self._rows(since) if row["at"]):
            before = data.draw(st.sampled_from(times)) + timedelta(milliseconds=1)
            place = Place(self.store, settings(), COMMAND)
            kind = (
                Records(place, due, before, [*SOURCES, "web", "site"])
                if what == "records"
                else Online(place, due, before)
            )
            kind.look()
            with alone(self.store):
                list(kind.remove())

    @rule(model=st.sampled_from((None, None, SHIPPED, SIZED, HOUSED)))
    def everything_is_resolved_anew(self, model: MatchModel | None) -> None:
        resolve(self.store, model=model, quiet=True)

    @rule()
    def what_waits_is_resolved_with_everybody(self) -> None:
        bring_up_to_date(self.store, quiet=True)

    @rule(
        after=st.integers(0, 15),
        model=st.sampled_from((None, SHIPPED, SIZED)),
        found=st.lists(EVENTS, max_size=3),
    )
    def a_resolve_is_cut_short(self, after: int, model: MatchModel | None, found: list[Row]) -> None:
        """What comes until it is done waits."""
        with suppress(GraphUnavailable):
            resolve(CutShort(self.store, after), model=model, quiet=True)
        write(Tracking(self.store), events(*found))
        resolve(self.store, quiet=True)
        self._resolve_what_waits()

    @invariant()
    def it_is_written_down(self) -> None:
        """Who belonged to whom after each step."""
        self.moments[last(self.store)] = membership(self.store)

    def teardown(self) -> None:
        try:
            self._resolve_what_waits()
            assert_as_told(self.store, self.moments)
            while names := self._held():
                release(self.store, COMMAND, names[0])
            assert_as_rebuilt(self.store)
            assert_as_afresh(self.store)
        finally:
            self.store.home = self.home_before

    @property
    def _home(self) -> Path:
        assert self.store.home
        return self.store.home

    def _load(
        self, source: str, rows: list[Row], promise: bool | None = None, *, waits: bool = False
    ) -> None:
        """Whoever was erased stays away. `promise`: whether the source has one record a person; `waits`: other things
        happen before it is resolved."""
        add(self.store, self.folder, source, rows, deduplicated=promise)
        self._note_loads()
        if not waits:
            self._resolve_what_waits()
        assert {*self._records()}.isdisjoint(record for records in self.erased for record in records)

    def _note_loads(self) -> None:
        self.loads = [
            (row["source"], row["id"])
            for row in self._rows("MATCH (l:Load) RETURN l.source AS source, l.id AS id")
        ]

    def _resolve_what_waits(self) -> None:
        assert not resolve_waiting(self.store).waiting

    def _records(self) -> list[str]:
        return [row["id"] for row in self._rows("MATCH (c:Customer) RETURN c.id AS id ORDER BY id")]

    def _held(self) -> list[str]:
        """What is held back, by the names it is let go by."""
        return sorted({row["held"] for row in held(self.store)})

    def _rows(self, text: str) -> list[Row]:
        return self.store.run_text(text)


def consented(store: Store, folder: Path, email: str) -> None:
    """Somebody consents at an email address, which stays known from then on."""
    path = folder / "choices.jsonl"
    said = {"email": email, "purpose": "marketing", "status": "granted", "updated_at": "2026-01-05T10:00:00Z"}
    path.write_text(json.dumps(said), encoding="utf-8")
    load(store, open_source(path), About("choices"), quiet=True)
