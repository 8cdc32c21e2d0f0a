"""What an act of a steward did to people and households, or would do: the same for both, as text and as JSON."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.resolution.live import Effects

_SHOWN = 20
"""Changes that a person is shown; programs get all of them."""
_KINDS = {"individual": "people", "household": "households"}
_MEMBERS = {"individual": "records", "household": "people"}

Change = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`done`: the act in a sentence. `evidence`: what it changed by itself, counted. `effects`: what follows from it.

    `action` names the act, so that it can be withdrawn as one.
    """

    done: str
    effects: Effects
    dry_run: bool
    action: str | None = None
    evidence: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain values. `people` and `households` count the IDs of each kind by what happens to them."""
        return {
            "done": self.done,
            "dry_run": self.dry_run,
            "action": self.action,
            "evidence": self.evidence,
            "notes": list(self.notes),
            "records": self.effects.records,
            "waiting": self.effects.waiting,
            **{name: counted(self.effects, kind) for kind, name in _KINDS.items()},
            "changes": self.effects.changes,
        }

    def __str__(self) -> str:
        """A few lines for a person."""
        head = "Dry run, nothing was changed. " if self.dry_run else ""
        lines = [f"{head}{self.done}."]
        if said := [f"{name.replace('_', ' ')} {count:,}" for name, count in self.evidence.items() if count]:
            lines.append(f"  {', '.join(said)}")
        lines += [f"  mind: {note}" for note in self.notes]
        follows = "would follow" if self.dry_run else "followed"
        if self.effects.waiting:
            lines.append(
                f"  {self.effects.waiting:,} records wait: run `idgraph resolve`, people follow then"
            )
        if not self.effects.changes:
            return "\n".join([*lines, f"Nothing {follows} for people or households."])
        for kind, name in _KINDS.items():
            counts = counted(self.effects, kind)
            said = [f"{count:,} {what}" for what, count in counts.items() if count and what != "touched"]
            lines.append(f"  {name}: {counts['touched']:,} touched" + "".join(f", {part}" for part in said))
        shown = self.effects.changes[:_SHOWN]
        lines += [f"  {line}" for line in map(_line, shown)]
        if rest := len(self.effects.changes) - len(shown):
            lines.append(f"  and {rest:,} more; --json lists them all")
        return "\n".join(lines)


def counted(effects: Effects, kind: str) -> dict[str, int]:
    """How many IDs of a kind were touched, and how many created, merged, split, moved, retired and erased."""
    mine: list[Change] = [change for change in effects.changes if change.get("kind") == kind]
    counts = Counter(str(change["type"]) for change in mine)
    names = ("created", "merged", "split", "moved", "retired", "erased")
    return {"touched": len({change["id"] for change in mine}), **{name: counts[name] for name in names}}


def _line(change: Change) -> str:
    return " ".join([str(change["id"]), *_said(change)])


def _said(change: Change) -> Iterator[str]:
    members = _MEMBERS[str(change["kind"])]
    came, went = ", ".join(change.get("came_from") or ()), ", ".join(change.get("went_to") or ())
    match change["type"]:
        case "merged":
            yield f"takes over {came}"
        case "split":
            yield f"splits: {went} comes out of it"
        case "retired":
            yield f"retires, {went} stands for it"
        case "created":
            yield "comes into force" + (f" out of {came}" if came else "")
        case "erased":
            yield "goes, nothing stands for it"
        case _:
            yield f"gains {len(change.get('joined') or ())} and loses {len(change.get('left') or ())} {members}"
