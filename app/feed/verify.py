"""Does the feed tell what is? Its numbers without a gap, and its replay the present membership."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from itertools import chain
from typing import Any

from app.feed.changes import KINDS, Change, Kind, Membership, changes, kind_of
from app.feed.entries import appended, entries
from app.feed.replay import Pairs, Replay
from app.graph.store import Store

_TOGETHER = 2_000
_TRIES, _APPLIED_WITHIN_S = 100, 1.0
"""For the last commit to be found as a whole."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found: each list holds the IDs that are at fault, sorted."""

    entries: int = 0
    gaps: tuple[int, ...] = ()
    """Numbers that are missing before the last, the first of each gap."""
    untold: tuple[str, ...] = ()
    """Of IDs with a member in the graph that the feed does not give them."""
    outdated: tuple[str, ...] = ()
    """Of IDs with a member in the feed that the graph does not give them."""
    astray: tuple[str, ...] = ()
    """Retired IDs that lead elsewhere in the feed than in the graph."""

    @property
    def ok(self) -> bool:
        return not (self.gaps or self.untold or self.outdated or self.astray)

    @property
    def broken(self) -> tuple[str, ...]:
        """All of them."""
        return (*map(str, self.gaps), *self.untold, *self.outdated, *self.astray)

    def as_json(self) -> dict[str, Any]:
        return {"ok": self.ok} | asdict(self)

    def __str__(self) -> str:
        if self.ok:
            return f"{self.entries:,} entries without a gap; replayed, they are the present membership."
        found = {
            "gaps, after which these numbers are missing": self.gaps,
            "IDs with members the feed does not tell of": self.untold,
            "IDs with members only the feed knows": self.outdated,
            "retired IDs that lead elsewhere": self.astray,
        }
        lines = (f"{len(ids):,} {what}: {_some(ids)}" for what, ids in found.items() if ids)
        return f"{self.entries:,} entries. " + "; ".join(lines) + ". Run `idgraph feed verify --repair`."


def verify(store: Store) -> Verified:
    """Read the whole membership, then the whole feed. What is written meanwhile may be in one and not yet in the other:
    of IDs that entries tell of which were appended while the membership was read, nothing is said.
    """
    return _compared(*_read(store))


def repair(store: Store) -> int:
    """Append what the feed does not tell, so that its replay is the present membership; how many entries.

    For a graph that was resolved before there was a feed: then it is all of it. Gaps stay. Nothing may be written
    meanwhile.
    """
    present, told = _read(store)
    replay = told.replay
    missing = _missing(present, replay)
    for start in range(0, len(missing), _TOGETHER):
        store.write_together([appended(missing[start : start + _TOGETHER])])
    return len(missing)


@dataclass(frozen=True, slots=True)
class _Present:
    """The graph as it is."""

    pairs: Mapping[Kind, Pairs]
    retired: Mapping[str, str]
    """Retired ID -> the ID in force that it leads to."""


@dataclass(slots=True)
class _Told:
    """The feed up to an entry: its replay, how many entries it has, its gaps, and the IDs that the newest tell of."""

    replay: Replay = field(default_factory=Replay)
    count: int = 0
    gaps: list[int] = field(default_factory=list)
    meanwhile: set[str] = field(default_factory=set)


def _read(store: Store) -> tuple[_Present, _Told]:
    """The graph, and the feed up to what was the last entry when the graph had been read."""
    (ends,) = store.read("feed/last")
    found: dict[Kind, set[tuple[str, str]]] = {kind: set() for kind in KINDS}
    for row in store.stream("feed/members"):
        found[row["kind"]].add((row["member"], row["id"]))
    retired = {row["id"]: row["into"] for row in store.stream("feed/retired")}
    present = _Present({kind: frozenset(pairs) for kind, pairs in found.items()}, _ends(retired))
    return present, _told(store, ends["counted"])


def _told(store: Store, before: int) -> _Told:
    """`before`: the last entry that there was before anything was read."""
    told, expected, end = _Told(), 1, _last_whole(store)
    for entry in entries(store):
        if entry.seq > end:
            break
        told.gaps += [expected] * (entry.seq != expected)
        expected = entry.seq + 1
        told.count += 1
        told.replay.take([entry.change])
        if entry.seq > before:
            told.meanwhile.update(entry.change.ids)
    told.gaps += [expected] * (end >= expected)
    return told


def _last_whole(store: Store) -> int:
    """The number of the last entry. A commit that is just being applied is waited for: what is not found then is
    missing."""
    (first,) = now = store.read("feed/last")
    for _ in range(_TRIES):
        if now[0]["last"] >= first["counted"]:
            return int(now[0]["last"])
        time.sleep(_APPLIED_WITHIN_S / _TRIES)
        now = store.read("feed/last")
    return int(first["counted"])


def _compared(present: _Present, told: _Told) -> Verified:
    replay = told.replay
    pairs = {kind: replay.pairs(kind) for kind in KINDS}
    homes = frozenset((individual, home) for individual, home in replay.homes.items() if home)
    untold = chain(*(present.pairs[kind] - pairs[kind] for kind in KINDS), present.pairs["household"] - homes)
    outdated = chain(
        *(pairs[kind] - present.pairs[kind] for kind in KINDS), homes - present.pairs["household"]
    )
    astray = present.retired.items() ^ _ends(replay.retired).items()

    def settled(found: Iterable[tuple[str, str]], place: int) -> tuple[str, ...]:
        return tuple(sorted({pair[place] for pair in found if told.meanwhile.isdisjoint(pair)}))

    return Verified(
        told.count, tuple(told.gaps), settled(untold, 1), settled(outdated, 1), settled(astray, 0)
    )


def _missing(present: _Present, replay: Replay) -> list[Change]:
    # A member that the feed has in two places has left the wrong one, so that one counts as where it was.
    was = {
        kind: sorted(replay.pairs(kind), key=lambda pair: (pair not in present.pairs[kind], pair))
        for kind in KINDS
    }
    # A household counts as told where the individual's own entries say the same.
    homes = {
        individual: home
        for individual, home in was["household"]
        if (individual, home) not in present.pairs["household"] or replay.homes.get(individual) == home
    }
    now = Membership(dict(present.pairs["individual"]), dict(present.pairs["household"]))
    found = changes(Membership(dict(was["individual"]), homes), now)
    replay.take(found)
    known = _ends(replay.retired)
    living = {id for kind in KINDS for id in replay.living(kind)}
    led = {id: into for id, into in present.retired.items() if known.get(id) != into}
    found += [Change("retired", kind_of(id), id, went_to=(into,)) for id, into in sorted(led.items())]
    lost = known.keys() - present.retired.keys() - living
    return found + [Change("erased", kind_of(id), id) for id in sorted(lost)]


def _ends(retired: Mapping[str, str]) -> dict[str, str]:
    """Each retired ID with the last that it leads to. One that leads in a circle leads to itself."""
    return {id: _end(id, retired) for id in retired}


def _end(id: str, retired: Mapping[str, str]) -> str:
    passed = set()
    while id in retired and id not in passed:
        passed.add(id)
        id = retired[id]
    return id


def _some(ids: tuple[object, ...]) -> str:
    return ", ".join(map(str, ids[:10])) + (" ..." if len(ids) > 10 else "")
