"""What stewards say about two records: one person, or two. Said once, checked against what was said before, taken back.

A verdict is evidence: an edge between two records, which resolution obeys. Who gave it, when and why stand on it.
Verdicts that contradict one another are refused: a chain of must-links would win over a cannot-link, and one of the two
stewards would never know.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import networkx as nx

from app.audit import Who, record_change
from app.errors import BadInput, Conflict, NotFound
from app.graph.store import Row, Run, Store
from app.ingest.ulid import ulid
from app.resolution.joined import MUST_LINKS, joined
from app.resolution.live import rederive
from app.stewardship.outcome import Outcome

Verdict = Literal["must_link", "cannot_link"]
SAID: dict[Verdict, str] = {"must_link": "one person", "cannot_link": "two people"}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records, the smaller ID first."""

    a: str
    b: str

    @classmethod
    def of(cls, one: str, other: str) -> "Pair":
        return cls(*sorted((one, other)))


def judge(
    store: Store,
    who: Who,
    a: str,
    b: str,
    verdict: Verdict,
    reason: str | None = None,
    *,
    dry_run: bool = False,
) -> Outcome:
    """Say that the records (or individuals, by their oldest record) `a` and `b` are one person, or two.

    Saying it again changes nothing. Raises NotFound, BadInput where both name one record, and Conflict where stewards
    said the contrary: it names the chain of verdicts that says so.
    """
    action = f"act_{ulid()}"
    new: list[Pair] = []

    def change(run: Run) -> set[str]:
        pairs, must, named = _pairs(run, a, b), verdict == "must_link", sorted((a, b))
        new[:] = add_verdicts(run, pairs, must=must, by=who.id, reason=reason, action=action, named=named)
        records = {record for pair in pairs for record in (pair.a, pair.b)}
        record_change(run, who, "verdict added", sorted(records), verdict=verdict, act=action)
        return records

    effects = rederive(store, change, dry_run=dry_run)
    done = f"{a} and {b}: {SAID[verdict]}" + ("" if new else ", as was said before")
    return Outcome(done, effects, dry_run, action if new else None, {"verdicts": len(new)})


def withdraw(store: Store, who: Who, a: str, b: str, *, dry_run: bool = False) -> Outcome:
    """Take back what was said about two records, by the IDs it was said with, or others that lead to these now.

    Raises NotFound where nothing was, and BadInput where both lead to one.
    """

    def change(run: Run) -> set[str]:
        return _taken_back(run, who, _pairs(run, a, b), "Nothing was said about these two records")

    effects = rederive(store, change, dry_run=dry_run)
    return Outcome(
        f"What was said about {a} and {b} is withdrawn", effects, dry_run, evidence={"verdicts": 1}
    )


def withdraw_action(store: Store, who: Who, action: str, *, dry_run: bool = False) -> Outcome:
    """Take back all verdicts of one act of a steward, such as an unmerge. Raises NotFound where none stands."""
    pairs: list[Pair] = []

    def change(run: Run) -> set[str]:
        pairs[:] = [Pair.of(row["a"], row["b"]) for row in run("stewardship/of_action", action=action)]
        return _taken_back(run, who, pairs, "No verdict of this action stands")

    effects = rederive(store, change, dry_run=dry_run)
    return Outcome(f"{action} is withdrawn", effects, dry_run, action, {"verdicts": len(pairs)})


def add_verdicts(
    run: Run,
    pairs: Sequence[Pair],
    *,
    must: bool,
    by: str,
    reason: str | None,
    action: str,
    named: Sequence[str] | None = None,
) -> list[Pair]:
    """Keep those of the verdicts that are new. Raises Conflict where any contradicts what was said before."""
    run("stewardship/lock")
    ids = {record for pair in pairs for record in (pair.a, pair.b)}
    said = run("stewardship/ruled", ids=sorted(joined(run, ids, MUST_LINKS)))
    known = {(Pair.of(row["a"], row["b"]), row["must"]) for row in said}
    must_links, cannot_links = _links(said, must=True), _links(said, must=False)
    if must:
        must_links.add_edges_from((pair.a, pair.b) for pair in pairs)
        _refuse_contradiction(must_links, cannot_links.edges, "the new must-link")
    else:
        _refuse_contradiction(must_links, ((pair.a, pair.b) for pair in pairs), "the new cannot-link")
    new = [pair for pair in pairs if (pair, must) not in known]
    rows: list[Row] = [{"a": pair.a, "b": pair.b, "must": must} for pair in new]
    if rows:
        run("stewardship/judge", rows=rows, by=by, reason=reason, action=action, named=named)
    return new


def _taken_back(run: Run, who: Who, pairs: Iterable[Pair], nothing: str) -> set[str]:
    run("stewardship/lock")
    rows = run("stewardship/withdraw", rows=[{"a": pair.a, "b": pair.b} for pair in pairs])
    if not rows:
        raise NotFound(nothing)
    touched = {record for row in rows for record in (row["a"], row["b"])}
    record_change(run, who, "verdict withdrawn", sorted(touched), verdicts=len(rows))
    return touched


def _pairs(run: Run, a: str, b: str) -> list[Pair]:
    """What a verdict by these IDs was given about, or else would be about."""
    said = run("stewardship/named", ids=sorted((a, b)))
    return [Pair.of(row["a"], row["b"]) for row in said] or [_pair(run, a, b)]


def _pair(run: Run, a: str, b: str) -> Pair:
    found = {row["asked"]: row["record"] for row in run("stewardship/records", ids=[a, b])}
    for name, asked in (("a", a), ("b", b)):
        if asked not in found:
            raise NotFound(f"No record or individual has the ID given as {name}")
    if found[a] == found[b]:
        raise BadInput("Both IDs name one record: a verdict is about two")
    return Pair.of(found[a], found[b])


def _links(said: Iterable[Row], *, must: bool) -> nx.Graph:
    graph = nx.Graph()
    graph.add_edges_from((row["a"], row["b"]) for row in said if row["must"] is must)
    return graph


def contradicted(must_links: nx.Graph, cannot_links: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    """The first cannot-link from one end of which must-links lead to the other."""
    return next(
        (
            (a, b)
            for a, b in sorted(cannot_links)
            if a in must_links and b in must_links and nx.has_path(must_links, a, b)
        ),
        None,
    )


def _refuse_contradiction(must_links: nx.Graph, cannot_links: Iterable[tuple[str, str]], new: str) -> None:
    """Raise Conflict where there is one, with the chain of must-links."""
    if found := contradicted(must_links, cannot_links):
        a, b = found
        steps = (f"{x} must-link {y}" for x, y in pairwise(nx.shortest_path(must_links, a, b)))
        raise Conflict(
            f"{new} would contradict other verdicts: {', '.join(steps)}, yet {a} cannot-link {b}. "
            "Withdraw one of them first"
        )
