"""What another model would change in the graph: levels that weigh differently, people who join or part."""

from collections import Counter
from dataclasses import dataclass

from app.matching.model import MatchModel

_NOTABLE = 1.0
"""Bits by which a level must differ to be named."""


@dataclass(frozen=True, slots=True)
class Changes:
    """`before` is the version in force. Pairs are pairs of records of one individual; `moved` counts the records whose
    individual gains or loses a record. `levels`: comparison, level, bits before and after, largest change first."""

    before: str | None
    individuals_before: int
    individuals: int
    joined_pairs: int
    parted_pairs: int
    moved: int
    levels: list[tuple[str, str, float, float]]

    def __str__(self) -> str:
        if self.before is None:
            return f"No usable model was in force. These records would be {self.individuals:,} individuals."
        lines = [
            f"Against model {self.before}, in force until now: {self.individuals_before:,} individuals become "
            f"{self.individuals:,}; {self.joined_pairs:,} pairs of records join, {self.parted_pairs:,} part, "
            f"{self.moved:,} records are in another company."
        ]
        lines += [
            f"  {comparison}, {level}: {old:+.1f} -> {new:+.1f} bits"
            for comparison, level, old, new in self.levels[:5]
        ]
        return "\n".join(lines)


def changes(
    before: MatchModel | None, after: MatchModel, was: dict[str, str], records: list[str], person: list[int]
) -> Changes:
    """`was`: record -> individual in the graph; `person`: the label of each record by the new model."""
    old = [was.get(record, record) for record in records]
    pairs_old, pairs_new = _pairs(old), _pairs(person)
    both = Counter(zip(old, person, strict=True))
    pairs_both = sum(n * (n - 1) // 2 for n in both.values())
    size_old, size_new = Counter(old), Counter(person)
    moved = sum(n for (a, b), n in both.items() if not n == size_old[a] == size_new[b])
    return Changes(
        before=before.version if before else None,
        individuals_before=len(size_old),
        individuals=len(size_new),
        joined_pairs=pairs_new - pairs_both,
        parted_pairs=pairs_old - pairs_both,
        moved=moved,
        levels=_levels(before, after) if before else [],
    )


def _pairs(labels: list[str] | list[int]) -> int:
    return sum(n * (n - 1) // 2 for n in Counter(labels).values())


def _levels(before: MatchModel, after: MatchModel) -> list[tuple[str, str, float, float]]:
    old = {(c.name, level.name): level.bits for c in before.comparisons for level in c.levels}
    found = [
        (c.name, level.name, round(old[c.name, level.name], 2), round(level.bits, 2))
        for c in after.comparisons
        for level in c.levels
        if abs(level.bits - old.get((c.name, level.name), level.bits)) >= _NOTABLE
    ]
    return sorted(found, key=lambda row: (-abs(row[3] - row[2]), row[:2]))
