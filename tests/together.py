"""`make soak`: everything at once, for some seconds a round, and then compared with deriving everything anew.

Events, files, stewards, resolves and erasures each in threads of their own, which share one store and hold one another
up as processes would. Who does what when hangs on the machine, so a seed gives the same people and no more.

python -m tests.together [--rounds 10] [--seconds 20] [--seed N] [--small]
"""

import argparse
import json
import os
import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from app.audit import COMMAND
from app.errors import BadInput, Busy, Conflict, Forbidden, GraphUnavailable, NotFound
from app.graph.connect import open_store
from app.graph.schema import apply_schema
from app.graph.store import Store
from app.ingest.load import About, load
from app.ingest.tracker import Tracker
from app.privacy.erasure import Eraser
from app.privacy.expired import Online, Place, Records
from app.privacy.preview import Preview
from app.privacy.removal import alone
from app.privacy.rules import shipped_rules
from app.privacy.subject import Asked
from app.profiles.lookup import key_of
from app.resolution.bulk import resolve
from app.resolution.in_force import put_in_force
from app.resolution.live.waiting import resolve_waiting
from app.resolution.up_to_date import bring_up_to_date
from app.settings import settings as settings_in_force
from app.sources import open_source
from app.stewardship.blocks import block, unblock
from app.stewardship.held import release
from app.stewardship.unload import unload
from app.stewardship.unmerge import unmerge
from app.stewardship.verdicts import judge, withdraw
from tests.graph.arrivals import EVENTS, PEOPLE, VISITS, Row
from tests.graph.held import held
from tests.graph.histories import BLOCKABLE, SOURCES
from tests.graph.houses import LEARNED, LIMITS, SHIPPED, SIZED
from tests.graph.rebuilt import assert_as_afresh, assert_as_rebuilt
from tests.graph.tracking import events
from tests.soak import own_server, small_limits

T = TypeVar("T")
_REFUSED = (Conflict, NotFound, BadInput, Forbidden, Busy, GraphUnavailable)
"""What is said to who comes at a bad moment: they would ask again."""
_LONGEST_S = 60
"""That an event may wait, or whoever does anything: nobody is held up for so long but for ever."""
_POOL = 300


def _some(strategy: st.SearchStrategy[T], number: int) -> list[T]:
    """The same ones for the same number."""
    found: list[T] = []

    @seed(number)
    @settings(
        max_examples=_POOL,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def take(one: T) -> None:
        found.append(one)

    take()
    return found


@dataclass
class Round:
    """What all share: the graph, what may come, when to stop, and how often what was done."""

    store: Store
    folder: Path
    seed: int
    stop: threading.Event = field(default_factory=threading.Event)
    done: Counter[str] = field(default_factory=Counter)
    faults: list[Exception] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.people, self.events, self.visits = (_some(kind, self.seed) for kind in (PEOPLE, EVENTS, VISITS))

    def rows(self, text: str) -> list[Row]:
        return self.store.run_text(text)


class Actor(threading.Thread):
    """Does one thing after another, each drawn from some."""

    def __init__(self, shared: Round, number: int, acts: "tuple[Act, ...]") -> None:
        super().__init__(daemon=True)
        self.shared, self.store, self.acts = shared, shared.store, acts
        self.chance = random.Random(f"{shared.seed} {number}")
        self.folder = shared.folder / str(number)
        self.folder.mkdir()
        self.count = 0

    def run(self) -> None:
        try:
            while not self.shared.stop.is_set():
                self.count += 1
                act = self.chance.choice(self.acts)
                try:
                    act(self)
                    self.shared.done[act.__name__] += 1
                except _REFUSED as refusal:
                    self.shared.done[f"{act.__name__}: {type(refusal).__name__}"] += 1
        except Exception as fault:  # noqa: BLE001 - the round tells it, and ends
            self.shared.faults.append(fault)
            self.shared.stop.set()

    def one_of(self, text: str) -> Row | None:
        """A row of a statement, if there is any."""
        rows = self.shared.rows(text)
        return self.chance.choice(rows) if rows else None

    def load(self, name: str, rows: list[Row], **about: Any) -> None:
        path = self.folder / f"{self.count}.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        columns = {} if "visit_id" in rows[0] else {"id": "record_id"}
        load(self.store, open_source(path, columns), About(name, **about), quiet=True)
        if self.chance.random() < 0.6:
            resolve_waiting(self.store)


Act = Callable[[Actor], None]


def rests(actor: Actor) -> None:
    actor.shared.stop.wait(actor.chance.random() * 0.3)


def a_file_comes(actor: Actor) -> None:
    some = actor.chance.choices(actor.shared.people, k=actor.chance.randint(1, 6))
    rows = [*{row["id"]: row for row in some}.values()]
    promise = actor.chance.choice((None, None, None, None, True, False))
    actor.load(actor.chance.choice(SOURCES), rows, deduplicated=promise)


def visits_come(actor: Actor) -> None:
    some = actor.chance.choices(actor.shared.visits, k=actor.chance.randint(1, 6))
    actor.load(actor.chance.choice(SOURCES), [{"visit_id": "-".join(row.values())} | row for row in some])


def a_file_is_taken_back(actor: Actor) -> None:
    if one := actor.one_of("MATCH (l:Load) RETURN l.source AS source, l.id AS id ORDER BY id"):
        unload(actor.store, COMMAND, one["source"], one["id"])


def what_waits_is_resolved(actor: Actor) -> None:
    resolve_waiting(actor.store)


def all_is_brought_up_to_date(actor: Actor) -> None:
    bring_up_to_date(actor.store, quiet=True)


def everything_is_resolved(actor: Actor) -> None:
    model = actor.chance.choice((None, None, SHIPPED, LEARNED))
    resolve(actor.store, model=model, attach_guesses=actor.chance.random() < 0.3, quiet=True)


def a_steward_judges(actor: Actor) -> None:
    ids = [row["id"] for row in actor.shared.rows("MATCH (c:Customer) RETURN c.id AS id ORDER BY id")]
    if len(ids) > 1:
        a, b = actor.chance.sample(ids, 2)
        judge(actor.store, COMMAND, a, b, actor.chance.choice(("must_link", "cannot_link")))


def a_verdict_is_withdrawn(actor: Actor) -> None:
    text = (
        "MATCH (a:Customer)-[:MUST_LINK|CANNOT_LINK]->(b) RETURN DISTINCT a.id AS a, b.id AS b ORDER BY a, b"
    )
    if one := actor.one_of(text):
        withdraw(actor.store, COMMAND, one["a"], one["b"])


def a_person_is_taken_apart(actor: Actor) -> None:
    text = "MATCH (c:Customer)-[:IDENTIFIES]->(i:Individual) RETURN i.id AS id, collect(c.id) AS records"
    one = actor.one_of(f"{text} ORDER BY id")
    if one and len(one["records"]) > 1:
        unmerge(actor.store, COMMAND, one["id"], [actor.chance.choice(one["records"])])


def a_value_is_blocked_or_not(actor: Actor) -> None:
    value = actor.chance.choice(BLOCKABLE)
    blocked = actor.shared.rows("MATCH (x:Identifier) WHERE x.blocked RETURN x.key AS key")
    (unblock if {"key": key_of(*value)} in blocked else block)(actor.store, COMMAND, *value)


def somebody_is_let_go(actor: Actor) -> None:
    if names := sorted({row["held"] for row in held(actor.store)}):
        release(actor.store, COMMAND, actor.chance.choice(names))


def a_person_is_erased(actor: Actor) -> None:
    if one := actor.one_of("MATCH (i:Individual) WHERE NOT i:Retired RETURN i.id AS id ORDER BY id"):
        assert actor.store.home
        eraser = Eraser(actor.store, actor.store.home, COMMAND, datetime.now(UTC))
        found = eraser.look(Asked(one["id"]))
        if isinstance(found, Preview):
            eraser.erase(Asked(one["id"]), found.plan)


def what_is_old_goes(actor: Actor) -> None:
    what = actor.chance.choice(("records", "cookies", "devices"))
    due = next(rule for rule in shipped_rules().rules if rule.what == what)
    before = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=actor.chance.randint(0, 120))
    place = Place(actor.store, settings_in_force(), COMMAND)
    kind = Records(place, due, before, [*SOURCES, "web"]) if what == "records" else Online(place, due, before)
    kind.look()
    with alone(actor.store):
        list(kind.remove())


ACTORS: dict[str, tuple[Act, ...]] = {
    "files": (a_file_comes, a_file_comes, visits_come, visits_come, a_file_is_taken_back, rests),
    "stewards": (
        a_steward_judges,
        a_verdict_is_withdrawn,
        a_verdict_is_withdrawn,
        a_person_is_taken_apart,
        a_value_is_blocked_or_not,
        somebody_is_let_go,
        rests,
    ),
    "resolves": (
        what_waits_is_resolved,
        what_waits_is_resolved,
        all_is_brought_up_to_date,
        everything_is_resolved,
        rests,
        rests,
    ),
    "privacy": (a_person_is_erased, what_is_old_goes, rests, rests, rests),
}


class Site(Actor):
    """Sends events through a queue of its own, as an API process does, and waits for each answer."""

    def __init__(self, shared: Round, number: int) -> None:
        super().__init__(shared, number, (self.tells,))

    def run(self) -> None:
        self.tracker = Tracker(self.store, self.folder, 1_000)
        super().run()
        self.tracker.close()

    def tells(self, _: Actor) -> None:
        some = self.chance.choices(self.shared.events, k=self.chance.choice((1, 1, 2, 4)))
        named = [one | {"messageId": f"{self.name}-{self.count}-{n}"} for n, one in enumerate(some)]
        answers: list[Future[None]] = self.tracker.accept("web", events(*named))
        for answer in answers:
            answer.result(_LONGEST_S)


def everything_at_once(shared: Round, seconds: float) -> None:
    """One round. Raises whatever anybody met that no client is told, and AssertionError where the graph is not what
    deriving everything anew would make of it."""
    chance = random.Random(shared.seed)
    kinds = chance.sample([*ACTORS], chance.choice((2, 3, 4)))
    others = (Actor(shared, number, ACTORS[kind]) for number, kind in enumerate(kinds, start=2))
    everybody: list[Actor] = [Site(shared, 0), Site(shared, 1), *others]
    for actor in everybody:
        actor.start()
    shared.stop.wait(seconds)
    shared.stop.set()
    until = time.monotonic() + 2 * _LONGEST_S
    for actor in everybody:
        actor.join(max(0.0, until - time.monotonic()))
    if shared.faults:
        raise shared.faults[0]
    assert not any(actor.is_alive() for actor in everybody), "somebody waits for ever"
    while resolve_waiting(shared.store).waiting:
        resolve(shared.store, quiet=True)
    while names := sorted({row["held"] for row in held(shared.store)}):
        release(shared.store, COMMAND, names[0])
    assert_as_rebuilt(shared.store)
    assert_as_afresh(shared.store)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--small", action="store_true", help="small caps and limits")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if asked.small:
            small_limits(Path(folder), "limits", LIMITS)
        with open_store(own_server(folder)) as store:
            apply_schema(store)
            for number in range(asked.rounds):
                shared = _begun(store, Path(folder) / f"round{number}", asked.seed + number)
                print(f"seed {shared.seed}", end=" ", flush=True)
                everything_at_once(shared, asked.seconds)
                print(", ".join(f"{what} {times}" for what, times in sorted(shared.done.items())))


def _begun(store: Store, folder: Path, seed: int) -> Round:
    folder.mkdir()
    store.run_text("MATCH (n) WHERE NOT n:Schema DETACH DELETE n")
    store.home = folder / "home"
    put_in_force(store, random.Random(seed).choice((SHIPPED, LEARNED, SIZED)), chosen=True)
    store.write("live/ready", ready=True)
    return Round(store, folder, seed)


if __name__ == "__main__":
    os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", tempfile.gettempdir())
    main()
