"""What single change would part two records of one person, or join those of two: found by making it, in memory.

Every change is made to the evidence and all of it derived again by the code that resolves the graph, so what is found
here is what would happen. A single link cannot be taken out of the evidence; without it, the rest is clustered again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

import networkx as nx
import numpy as np
import polars as pl

from app.fields import ATTRIBUTE_PREFIX, DEDUPLICATED_IN, MULTIPLE
from app.matching.scoring import packed
from app.resolution.components import Ints, cluster, components, odds_of, pairs_of
from app.resolution.constraints import with_copies
from app.resolution.derive import Persons, edge_floor
from app.resolution.edges import match_edges
from app.stewardship.scene import Pair, Scene, pair
from app.stewardship.verdicts import contradicted

MOST_TRIES = 80
"""Links, and changes of other kinds, that are tried; each takes some hundredths of a second."""
_ADDRESS = ("street", "unit", "locality", "postal_code", "country")
_MADE_OF = {
    "landline": ("phone",),
    "address": _ADDRESS,
    "name_rest": ("full_name",),
    "household_id": (),
}
"""Comparison -> the columns of a record that it looks at, where they have other names."""

Kind = Literal["link", "value", "record", "verdict", "agreement", "promise"]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would be otherwise. `about` names it: records `a` and `b`, a `record`, a `key`, a `field`, a
    `source`. `text` holds no value: who may read it may not see every value."""

    kind: Kind
    text: str
    about: dict[str, str]
    evidence: bool = True
    """Whether evidence changes; a steward's new verdict overrules it."""

    def as_json(self) -> dict[str, Any]:
        nothing = dict.fromkeys(("a", "b", "record", "key", "field", "source"))
        return {"kind": self.kind, "text": self.text, "evidence": self.evidence, **nothing, **self.about}


@dataclass(frozen=True, slots=True)
class WhatIf:
    """`found`: the changes that part the two, or join them. `tried` counts, and `untried` what there was no time for.
    `note`: why nothing could be tried, or what it means that nothing was found."""

    effect: Literal["separates", "joins"]
    found: list[Change]
    tried: int = 0
    untried: int = 0
    note: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "effect": self.effect,
            "found": [change.as_json() for change in self.found],
            "tried": self.tried,
            "untried": self.untried,
            "note": self.note,
        }


def what_if(scene: Scene, derived: Persons, a: str, b: str) -> WhatIf:
    """The single changes that would make of the one person of records a and b two, or of the two one.

    `derived`: what the scene gives as it is.
    """
    same = together(derived, a, b)
    effect: Literal["separates", "joins"] = "separates" if same else "joins"
    changes = _partings(scene, derived, a, b) if same else _joinings(scene, derived, a, b)
    links = _accepted(derived, a) if same else []
    found = [change for change, joins in _links(derived, links[:MOST_TRIES], a, b) if not joins]
    agreed: set[str] = set()
    tried = len(links[:MOST_TRIES])
    for change, changed in islice(changes, MOST_TRIES):
        field = change.about.get("field")
        if field in agreed:  # the other of the two with this one's value is no news
            continue
        tried += 1
        if together(changed.derived(), a, b) != same:
            found.append(change)
            agreed |= {field} if field else set()
    untried = len(links[MOST_TRIES:]) + sum(1 for _ in changes)
    note = None if any(change.evidence for change in found) else _nothing_found(same, tried, untried)
    return WhatIf(effect, found, tried, untried, note)


def together(derived: Persons, a: str, b: str) -> bool:
    """Whether two records are one individual."""
    return bool(derived.person[_row(derived, a)] == derived.person[_row(derived, b)])


def _nothing_found(same: bool, tried: int, untried: int) -> str:
    more = f" {untried:,} more were not tried." if untried else ""
    if same:
        return (
            f"No single link, value, record or verdict holds the two together: {tried:,} were taken away, one at a "
            f"time, and each time the rest was enough.{more}"
        )
    return f"No single change of the evidence would join the two: {tried:,} were tried.{more}"


def _row(derived: Persons, record: str) -> int:
    return derived.records["record"].to_list().index(record)


def _members(derived: Persons, record: str) -> list[str]:
    """The records of this one's individual."""
    rows = np.flatnonzero(derived.person == derived.person[_row(derived, record)])
    return list(derived.records["record"].gather(rows))


def _accepted(derived: Persons, a: str) -> list[Pair]:
    """The links that hold this record's individual together: those first that by themselves do, then the weakest."""
    mine = set(_members(derived, a))
    edges = match_edges(derived).filter("accepted").sort("weight", "a", "b")
    links = [(x, y) for x, y in edges.select("a", "b").iter_rows() if x in mine]
    alone = {pair(x, y) for x, y in nx.bridges(nx.Graph(links))}
    return sorted(links, key=lambda link: link not in alone)


def _links(derived: Persons, links: Iterable[Pair], a: str, b: str) -> Iterator[tuple[Change, bool]]:
    """Without each of the links: are they together?"""
    row_a, row_b = _row(derived, a), _row(derived, b)
    for one, other in links:
        labels = _without_link(derived, _row(derived, one), _row(derived, other))
        change = Change("link", f"without the link between {one} and {other}", {"a": one, "b": other})
        yield change, bool(labels[row_a] == labels[row_b])


def _without_link(derived: Persons, left: int, right: int) -> Ints:
    """Clusters as they are where this pair of rows was never compared."""
    low, high = min(left, right), max(left, right)
    scored = derived.scored.pick((derived.scored.left != low) | (derived.scored.right != high))
    edge = derived.model.probability(scored.weight) >= edge_floor(derived.model)
    edges = packed(scored.left[edge], scored.right[edge])
    limits = with_copies(derived.limits, derived.copies, edges)
    joined = [np.column_stack([scored.left[edge], scored.right[edge]]).astype(np.int64)]
    if derived.limits.must is not None:
        joined.append(derived.limits.must)
    ends = np.concatenate(joined)
    size = derived.records.height
    whole = components(size, ends[:, 0], ends[:, 1])
    inside = scored.pick(whole[scored.left] == whole[scored.right])
    return cluster(size, pairs_of(inside), odds_of(derived.model, inside.names), limits)


Try = tuple[Change, Scene]


def _partings(scene: Scene, derived: Persons, a: str, b: str) -> Iterator[Try]:
    mine = _members(derived, a)
    for one, other in sorted(scene.must):
        if one in mine:
            text = f"without the must-link between {one} and {other}"
            change = Change("verdict", text, {"a": one, "b": other})
            yield change, scene.without_verdict((one, other), must=True)
    carried = [key for record in mine for key in scene.carried.get(record, ())]
    for key in sorted({key for key in carried if carried.count(key) > 1} - scene.left_out):
        yield Change("value", "without this value", {"key": key}), scene.without_value(key)
    yield from _without_others(scene, mine, a, b)
    yield _verdict(scene, a, b, must=False)


def _joinings(scene: Scene, derived: Persons, a: str, b: str) -> Iterator[Try]:
    mine, theirs = _members(derived, a), _members(derived, b)
    for one, other in sorted(scene.cannot):
        if {one, other} & set(mine) and {one, other} & set(theirs):
            text = f"without the cannot-link between {one} and {other}"
            change = Change("verdict", text, {"a": one, "b": other})
            yield change, scene.without_verdict((one, other), must=False)
    yield from _promises(scene, [*mine, *theirs])
    for key in sorted(scene.left_out):
        yield Change("value", "if this value counted", {"key": key}), scene.with_value(key)
    yield from _agreements(scene, derived, a, b)
    yield from _without_others(scene, [*mine, *theirs], a, b)
    if not contradicted(nx.Graph([*scene.must, (a, b)]), scene.cannot):  # else it would be refused
        yield _verdict(scene, a, b, must=True)


def _verdict(scene: Scene, a: str, b: str, *, must: bool) -> Try:
    name = "must-link" if must else "cannot-link"
    change = Change("verdict", f"a steward's {name} between {a} and {b}", {"a": a, "b": b}, evidence=False)
    return change, scene.with_verdict(pair(a, b), must=must)


def _without_others(scene: Scene, members: Iterable[str], a: str, b: str) -> Iterator[Try]:
    for record in sorted(set(members) - {a, b}):
        yield (
            Change("record", f"without the record {record}", {"record": record}),
            scene.without_record(record),
        )


def _promises(scene: Scene, members: Iterable[str]) -> Iterator[Try]:
    rows = scene.frame.filter(pl.col("record").is_in(list(members)))
    for source in rows[DEDUPLICATED_IN].drop_nulls().unique().sort():
        text = f"if {source} did not promise one record a person"
        yield Change("promise", text, {"source": source}), scene.without_promise(source)


def _agreements(scene: Scene, derived: Persons, a: str, b: str) -> Iterator[Try]:
    """Each of the two with what the other has, field by field as the model weighs them."""
    rows = {row["record"]: row for row in scene.frame.to_dicts()}
    fields = {name: _MADE_OF.get(name, (name,)) for name in derived.model.comparisons_by_name}
    seen: set[tuple[str, ...]] = set()
    for name, wanted in fields.items():
        columns = tuple(column for column in wanted if column in scene.frame.columns)
        if not columns or columns in seen or all(rows[a][c] == rows[b][c] for c in columns):
            continue
        seen.add(columns)
        for giver, taker in ((a, b), (b, a)):
            if any(rows[giver][column] for column in columns):
                field = (columns[0] if name == "landline" else name).removeprefix(ATTRIBUTE_PREFIX)
                text = f"if {taker} had the {field.replace('_', ' ')} of {giver}"
                change = Change("agreement", text, {"record": taker, "field": field})
                beside = columns[0] in MULTIPLE
                yield change, scene.with_values_of(giver, taker, columns, beside=beside)
