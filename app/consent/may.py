"""May we? The one definition, pure: statements and links in, yes or no out, with the statements that decided.

Rules, in this order:

1.  Whoever had processing restricted is shown to nobody, but for the purposes that answer that person.
2.  A purpose that needs no consent is open; one that is exempt from it never shows a person.
3.  Whoever may be under 18 is never contactable.
4.  Of one identifier the newest statement counts, for each channel; of two in one second the restrictive one. A grant
    ends when its months are over. Where nothing was said, nothing was ever collected: no refusal, and no yes.
5.  Across everything linked to the subject the most restrictive counts: a refusal travels over every link, guesses too.
6.  A grant travels over certain links only: the same identifier, a verified sign-in, a steward's verdict.
7.  What was allowed on a browser was allowed there: where that has ended, no grant from elsewhere renews it.

Asked without a channel, a refusal of any channel is one, and a grant of any channel is needed. Times are whole seconds
since 1970, so "in one second" means what it says.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple

from app.consent.rules import EVERY_CHANNEL, Rules

ADULT = 18
"""Years."""

Status = Literal["granted", "denied", "withdrawn"]
State = Literal[
    "granted",
    "denied",
    "withdrawn",
    "expired",
    "never_collected",
    "minor",
    "restricted",
    "not_needed",
    "exempt",
]
Node = str
"""Key of an identifier, or ID of a record."""


class Statement(NamedTuple):
    """What was said about one identifier for the purpose in question. `confirmed`: when it was last said again."""

    id: str
    on: Node
    channel: str
    status: Status
    at: int
    confirmed: int | None = None

    def said(self, at: int) -> int | None:
        """When it was last said as of `at`; None where it was not yet."""
        if self.confirmed is not None and self.confirmed <= at:
            return self.confirmed
        return self.at if self.at <= at else None


class Link(NamedTuple):
    """Two nodes held to be of one person. `certain`: no guess (see rule 6)."""

    a: Node
    b: Node
    certain: bool


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom it is about: `nodes` to start from, and what there is to know around them.

    One identifier or one record is its own node; an individual is all of its nodes. `births`: record -> date of birth,
    as much of it as is known ("1980", "1980-05", "1980-05-12"). `ends`: nodes that a grant reaches and does not pass:
    who lives at one address or signs in on one device is not thereby one person. `browsers`: cookies and devices (see
    rule 7). `restricted`: records whose processing is (GDPR, article 18).
    """

    nodes: frozenset[Node]
    links: Sequence[Link] = ()
    statements: Sequence[Statement] = ()
    births: Mapping[Node, str] = field(default_factory=dict)
    ends: frozenset[Node] = frozenset()
    browsers: frozenset[Node] = frozenset()
    restricted: frozenset[Node] = frozenset()


class Answer(NamedTuple):
    """Yes or no, why, and the statements that decided."""

    allowed: bool
    state: State
    because: tuple[Statement, ...] = ()


class Asked(NamedTuple):
    """What we would like to do: a purpose of the rules, by a channel or by whichever, at a time."""

    rules: Rules
    purpose: str
    channel: str | None
    at: int

    @property
    def needs(self) -> str:
        return self.rules.purposes[self.purpose].needs

    @property
    def sees_restricted(self) -> bool:
        return self.rules.purposes[self.purpose].sees_restricted

    @property
    def channels(self) -> list[str]:
        return [self.channel] if self.channel else self.rules.purposes[self.purpose].channels


def may(subject: Subject, asked: Asked) -> Answer:
    """The answer. `subject.statements` are those about the purpose asked for, on any channel."""
    reached = closure(subject.nodes, subject.links)
    if not asked.sees_restricted and not subject.restricted.isdisjoint(reached):
        return Answer(False, "restricted")
    if asked.needs == "nothing":
        return Answer(True, "not_needed")
    if asked.needs == "exempt":
        return Answer(False, "exempt")
    if any(is_minor(born, asked.at) for record, born in subject.births.items() if record in reached):
        return Answer(False, "minor")
    by_node = _by_node(subject.statements, reached)
    if not by_node:
        return Answer(False, "never_collected")
    certain = (link for link in subject.links if link.certain)
    over = {
        node for node in subject.nodes & subject.browsers if lapsed(said_on(by_node.get(node, ()), asked))
    }
    sure = closure(subject.nodes - over, certain, subject.ends) | over
    return _strictest(_states(by_node, sure, asked))


def closure(nodes: Iterable[Node], links: Iterable[Link], ends: Collection[Node] = frozenset()) -> set[Node]:
    """All nodes that the links lead to from these, and these. What stands in `ends` leads nowhere from elsewhere."""
    beside: dict[Node, list[Node]] = defaultdict(list)
    for a, b, _ in links:
        beside[a].append(b)
        beside[b].append(a)
    reached = set(nodes)
    waiting = list(reached)
    while waiting:
        for node in beside.get(waiting.pop(), ()):
            if node not in reached:
                reached.add(node)
                if node not in ends:
                    waiting.append(node)
    return reached


def in_force(statements: Iterable[Statement], asked: Asked, channel: str) -> tuple[Statement, State] | None:
    """What counts of the statements on one identifier, and what has become of it. None: nothing was said."""
    newest: tuple[int, bool, str] | None = None
    counts: Statement | None = None
    for statement in statements:
        if statement.channel in (channel, EVERY_CHANNEL):
            said = statement.said(asked.at)
            if said is not None:
                rank = (said, statement.status != "granted", statement.id)
                if newest is None or rank > newest:
                    newest, counts = rank, statement
    if newest is None or counts is None:
        return None
    ended = counts.status == "granted" and asked.rules.expires(channel, newest[0]) <= asked.at
    return counts, "expired" if ended else counts.status


def said_on(statements: Sequence[Statement], asked: Asked) -> set[State]:
    """What has become of the statements on one identifier, by any channel that is asked for."""
    found = (in_force(statements, asked, channel) for channel in asked.channels)
    return {one[1] for one in found if one}


def lapsed(states: Collection[State]) -> bool:
    """Whether a browser with these has to be asked again: a grant has ended, and none by another channel holds."""
    return "expired" in states and "granted" not in states


def is_minor(born: str, at: int) -> bool:
    """Whether somebody may be under 18."""
    return at < adult_at(born)


def adult_at(born: str) -> int:
    """When somebody is 18 for sure: of a date of which only a part is known, the latest day there is counts."""
    known = [int(part) for part in born.split("-")]
    year, month, day = known + [12, 31][len(known) - 1 :]
    return int((datetime(year + ADULT, month, 1, tzinfo=UTC) + timedelta(days=day - 1)).timestamp())


def _by_node(statements: Iterable[Statement], reached: set[Node]) -> dict[Node, list[Statement]]:
    by_node: dict[Node, list[Statement]] = {}
    for statement in statements:
        if statement.on in reached:
            by_node.setdefault(statement.on, []).append(statement)
    return by_node


def _states(
    by_node: Mapping[Node, Sequence[Statement]], sure: set[Node], asked: Asked
) -> Iterator[tuple[Statement, State]]:
    """What counts on every identifier; a grant that cannot travel here counts for nothing."""
    for node, statements in by_node.items():
        for channel in asked.channels:
            found = in_force(statements, asked, channel)
            if found and (node in sure or found[1] in ("denied", "withdrawn")):
                yield found


_STRICTEST: tuple[State, ...] = ("denied", "withdrawn", "granted", "expired")


def _strictest(found: Iterable[tuple[Statement, State]]) -> Answer:
    """A refusal before a grant; what has expired only where nothing else was said."""
    by_state: dict[State, dict[str, Statement]] = {}
    for statement, state in found:
        by_state.setdefault(state, {})[statement.id] = statement
    for state in _STRICTEST:
        if state in by_state:
            because = sorted(by_state[state].values(), key=lambda one: (one.on, one.id))
            return Answer(state == "granted", state, tuple(because))
    return Answer(False, "never_collected")
