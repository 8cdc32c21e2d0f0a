"""Is the audit whole? Every entry is hashed anew, followed from the one before, and held against the checkpoints.

What each kind of finding means: *edited*, an entry says something else than when it was written. *moved*, it stands
at another place. *missing*, entries between two others are gone. *truncated*, the newest are gone. *rewritten*, entries
fit each other and not the checkpoint after them: everything between two checkpoints was written anew. *forged*, a
checkpoint bears no valid signature. *orphaned*, a whole chain that was once sealed here is gone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from app.audit.chain import Head, head
from app.audit.checkpoints import Checkpoint, Vault
from app.audit.entry import SAID, digest
from app.graph.store import Row, Store
from app.settings import Settings

_TRIED = 100
"""Of so many entries with a wrong hash each other's places are tried, of more only the one before and the one after."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: its kind, the entries it is about (numbers, both included), and a sentence."""

    kind: str
    first: int
    last: int
    text: str


@dataclass(slots=True)
class Verified:
    """What was looked at and what is wrong with it."""

    entries: int = 0
    checkpoints: int = 0
    unsealed: int = 0
    """Entries after the last checkpoint: so far only the chain itself vouches for them."""
    findings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.findings

    def as_json(self) -> dict[str, Any]:
        """`ok`, `entries`, `checkpoints`, `unsealed`, and `findings` of kind, first, last, text."""
        findings = [
            {"kind": one.kind, "first": one.first, "last": one.last, "text": one.text}
            for one in self.findings
        ]
        return {
            "ok": self.ok,
            "entries": self.entries,
            "checkpoints": self.checkpoints,
            "unsealed": self.unsealed,
            "findings": findings,
        }

    def __str__(self) -> str:
        entries, checkpoints = (
            _count(self.entries, "entry", "entries"),
            _count(self.checkpoints, "checkpoint"),
        )
        looked_at = f"{entries}, {checkpoints}, {self.unsealed:,} not yet sealed"
        if self.ok:
            return f"The audit is whole: {looked_at}"
        return "\n".join(
            [f"The audit was tampered with. {looked_at}", *(f"  {one.text}" for one in self.findings)]
        )


def verify(store: Store, settings: Settings, public_key: Path | None = None) -> Verified:
    """Hold the whole chain against itself and the checkpoints signed with `public_key`, or with our own key.

    Raises NotFound or BadInput about the key, GraphUnavailable. An audit that never began is whole.
    """
    vault = Vault.of(settings)
    written = vault.checkpoints()  # before the end of the chain, which may move on meanwhile
    end = head(store) or Head("", 0, "")
    if not (end.seq or written):
        return Verified()
    key = vault.public_key(public_key)
    good = [one for one in written if one and one.is_signed_by(key)]
    own = sorted((one for one in good if one.chain == end.chain), key=attrgetter("seq"))
    result = Verified(checkpoints=len(own), unsealed=max(end.seq - (own[-1].seq if own else 0), 0))
    result.findings += _forged(len(written) - len(good))
    result.findings += _orphaned(good, end)
    walk = _Walk(end, own)
    for row in store.stream("audit/entries", after=walk.seq, until=walk.until):
        walk.step(row)
    result.entries = walk.entries
    result.findings += walk.end()
    return result


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _forged(count: int) -> Iterator[Finding]:
    if count:
        yield Finding(
            "forged", 0, 0, f"{count:,} checkpoints bear no valid signature of this key: they do not count"
        )


def _orphaned(good: Iterable[Checkpoint], end: Head) -> Iterator[Finding]:
    others = sorted((one for one in good if one.chain != end.chain), key=attrgetter("chain", "seq"))
    for chain, checkpoints in groupby(others, key=attrgetter("chain")):
        *_, last = checkpoints
        yield Finding(
            "orphaned",
            1,
            last.seq,
            f"Chain {chain}, sealed at entry {last.seq} on {last.at[:19]}, is not in this graph. If the graph was "
            f"emptied on purpose, move checkpoints-{chain}.jsonl away",
        )


class _Walk:
    """One pass over the entries in the order of their numbers, from the last start on."""

    def __init__(self, end: Head, own: list[Checkpoint]) -> None:
        start = max((one for one in own if one.start), key=attrgetter("seq"), default=None)
        self.seq, self._last = (start.seq, start.hash) if start else (0, "")
        self._end = end
        self._sealed = {one.seq: one for one in own if one.seq > self.seq}
        self.until = max([end.seq, *self._sealed])
        self.entries = 0
        self._whole_until = self.seq
        self._findings: list[Finding] = []
        self._broken: list[Row] = []
        self._rewritten: tuple[int, int] | None = None

    def step(self, row: Row) -> None:
        """The next entry."""
        self.entries += 1
        before, seq = self.seq, row["seq"]
        blamed = bool(self._broken) and self._broken[-1]["seq"] == before
        if seq > before + 1:
            self._find(
                "missing", before + 1, seq - 1, "{} {} missing: the entries before and after are there"
            )
        if row["hash"] != _hash(self._end.chain, seq, row):
            self._broken.append(row)
        elif seq == before + 1 and row["previous"] != self._last and not blamed:
            self._find(
                "edited", before, seq, f"entry {seq} does not follow entry {before}: one of them was replaced"
            )
        self.seq, self._last = seq, row["hash"]
        if seq in self._sealed:
            self._compare(self._sealed[seq].hash)
        if seq == self._end.seq and self._last != self._end.hash:
            self._find("edited", seq, seq, f"entry {seq} is not the one that the end of the chain names")

    def end(self) -> list[Finding]:
        """All that was found, by number."""
        if self._rewritten:
            text = "{} {} not what the checkpoint after them says: all between two checkpoints may be made up"
            self._find("rewritten", *self._rewritten, text)
        if self.seq < self.until:
            self._find("truncated", self.seq + 1, self.until, "{} {} gone from the end")
        if self.seq > self._end.seq:
            self._find(
                "moved", self._end.seq, self.seq, f"the end of the chain was moved back to {self._end.seq}"
            )
        self._findings += _blamed(self._end.chain, self._broken)
        return sorted(self._findings, key=attrgetter("first", "last"))

    def _compare(self, sealed: str) -> None:
        if sealed != self._last:
            first = self._rewritten[0] if self._rewritten else self._whole_until + 1
            self._rewritten = (first, self.seq)
        elif not self._rewritten:
            self._whole_until = self.seq

    def _find(self, kind: str, first: int, last: int, text: str) -> None:
        which = f"entry {first}" if first == last else f"entries {first} to {last}"
        self._findings.append(
            Finding(kind, first, last, text.format(which, "is" if first == last else "are"))
        )


def _blamed(chain: str, broken: list[Row]) -> Iterator[Finding]:
    """Entries whose hash is not theirs: moved where it would be at another place, edited otherwise."""
    places = {row["seq"] + step for row in broken[:_TRIED] for step in (-1, 0, 1)}
    for row in broken:
        seq = row["seq"]
        tried = places if len(broken) <= _TRIED else (seq - 1, seq + 1)
        was = next((place for place in tried if row["hash"] == _hash(chain, place, row)), None)
        if was is None:
            yield Finding("edited", seq, seq, f"entry {seq} says something else than when it was written")
        else:
            yield Finding("moved", seq, seq, f"entry {seq} was written as entry {was}")


def _hash(chain: str, seq: int, row: Row) -> str:
    return digest(chain, seq, row["previous"], row["at"], [row[name] for name in SAID])
